import type { Channel } from "@pressel/client";
import { useSession } from "@pressel/react";
import { useEffect, useMemo } from "react";
import { bindings } from "./bindings.ts";
import { Hands, type Input } from "./hands.ts";
import { keyboard } from "./keyboard.ts";
import { pageLife } from "./page-life.ts";
import { rareInputs } from "./rare-inputs.ts";
import { talkBy } from "./talk-by.ts";

/** The hands on a channel: whatever the whole page has that can be pressed, while the channel is shown. */
export function useHands(channel: Channel): Hands {
  const { clock } = useSession();
  const hands = useMemo(() => new Hands(channel, clock, talkBy.getSnapshot), [channel, clock]);
  useEffect(() => {
    const inputs: readonly Input[] = [
      keyboard("page", window, bindings.getSnapshot),
      pageLife("page", window),
      rareInputs(channel.store),
    ];
    const stops = inputs.map((input) => input(hands));
    return () => {
      for (const stop of stops) stop();
      hands.end();
    };
  }, [hands, channel]);
  return hands;
}
