import { type ButtonState, TALK_BUTTON } from "@pressel/client";
import { useSession } from "@pressel/react";
import { useEffect, useRef } from "react";
import { useAnnouncer } from "../announcer.tsx";
import { words } from "../words/current.ts";
import { type ButtonScene, spokenFor } from "./button-words.ts";

/** "Still asking" is said only when it takes a second. */
const STILL_ASKING_MS = 900;

/** Tells a screen reader what the button turned into. */
export function useSpokenState(state: ButtonState, scene: ButtonScene): void {
  const announcer = useAnnouncer();
  const { clock } = useSession();
  const before = useRef<ButtonState | null>(null);
  const isLossKnown = useRef(false);
  const latest = useRef(scene);
  latest.current = scene;
  useEffect(() => {
    const was = before.current;
    before.current = state;
    if (was === state) return;
    const say = () => {
      const text = spokenFor(state, latest.current) ?? (isLossKnown.current ? words.announce.back : null);
      isLossKnown.current = state === "offline" && text !== null;
      const wasLive = was !== null && TALK_BUTTON[was].filled;
      const atOnce = TALK_BUTTON[state].announce === "at once" || (state === "offline" && wasLive);
      if (text !== null) announcer.say(text, atOnce ? "alert" : "status");
    };
    if (state !== "ask") {
      say();
      return;
    }
    return clock.after(STILL_ASKING_MS, say);
  }, [state, announcer, clock]);
}
