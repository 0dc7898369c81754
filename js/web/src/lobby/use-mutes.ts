import { useSession, useSessionState, useStore } from "@pressel/react";
import { useEffect, useReducer } from "react";
import { isSilent, mutes, nextEnd } from "./mutes.ts";

/** Keeps muted channels silent, and lets them be heard when their time is over. An emergency is always heard. */
export function useMutes(): void {
  const session = useSession();
  const { channels } = useSessionState();
  const all = useStore(mutes);
  const [, wake] = useReducer((count: number) => count + 1, 0);
  const silent = (channels ?? []).filter((channel) => isSilent(channel, all, Date.now())).map(({ id }) => id);
  const key = silent.join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says whether the list changed
  useEffect(() => {
    for (const { id } of channels ?? []) session.setLoudness(id, silent.includes(id) ? 0 : 1);
  }, [session, key, channels?.length]);
  useEffect(() => {
    const end = nextEnd(all, Date.now());
    return end === null ? undefined : session.clock.after(end - Date.now(), wake);
  });
}
