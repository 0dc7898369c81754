import { Refused } from "@pressel/client";
import { useSession } from "@pressel/react";
import { useCallback, useEffect, useState } from "react";

export interface Fetched<T> {
  /** `null` until it came. */
  readonly data: T | null;
  /** A word of the server, or `unreachable`; `null` where all is well. */
  readonly trouble: string | null;
  readonly reload: () => void;
}

/** What the server answers at `path`, fetched when shown, when told, and each `everyMs` where given. */
export function useFetched<T>(path: string, everyMs: number | null = null): Fetched<T> {
  const session = useSession();
  const [data, setData] = useState<T | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((count) => count + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round is the reason to ask again
  useEffect(() => {
    let isWanted = true;
    session.ask("GET", path).then(
      (answer) => {
        if (!isWanted) return;
        setData(answer as T);
        setTrouble(null);
      },
      (error: unknown) => isWanted && setTrouble(codeOf(error)),
    );
    return () => {
      isWanted = false;
    };
  }, [session, path, round]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each round plans the next
  useEffect(() => {
    if (everyMs === null) return;
    return session.clock.after(everyMs, reload);
  }, [session, everyMs, reload, round]);
  return { data, trouble, reload };
}

/** A word for why something was not done. */
export function codeOf(error: unknown): string {
  return error instanceof Refused ? error.code : "unreachable";
}
