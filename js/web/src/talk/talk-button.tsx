import { type ButtonState, type Channel, type ChannelSnapshot, TALK_BUTTON } from "@pressel/client";
import { useSession, useSessionState, useStore, useTick } from "@pressel/react";
import { type RefObject, useEffect, useRef } from "react";
import { click } from "../input/click.ts";
import type { Hands } from "../input/hands.ts";
import { pointer } from "../input/pointer.ts";
import { talkBy } from "../input/talk-by.ts";
import { useSounds } from "../sound/use-sounds.ts";
import type { ButtonScene } from "./button-words.ts";
import { Pressel } from "./pressel.tsx";
import { useDown } from "./use-down.ts";
import { useNarration } from "./use-narration.ts";

/** Clocks and countdowns on the button run this often. */
const TICK_MS = 250;

interface TalkButtonProps {
  readonly channel: Channel;
  readonly snapshot: ChannelSnapshot;
  readonly state: ButtonState;
  readonly hands: Hands;
  /** A finger beside the button, in here, holds it too. */
  readonly area: RefObject<HTMLElement | null>;
  /** The button was tapped while the microphone is not to be had. */
  readonly onMicrophoneHelp: () => void;
  readonly className?: string;
}

/** The talk button of a channel: it shows, sounds and says what the floor is, and takes pointers and clicks. */
export function TalkButton({ channel, snapshot, state, hands, area, onMicrophoneHelp, className }: TalkButtonProps) {
  const session = useSession();
  const sessionState = useSessionState();
  useTick(TALK_BUTTON[state].clock !== null || state === "offline" || state === "turn" ? TICK_MS : null);
  const isTapped = useStore(talkBy) === "tap";
  const scene: ButtonScene = { channel: snapshot, session: sessionState, nowMs: session.clock.now(), isTapped };
  useNarration(state, scene);
  useSounds(state, scene);

  const button = useRef<HTMLButtonElement>(null);
  const pane = useRef<HTMLElement>(null);
  useEffect(() => {
    if (button.current === null || area.current === null) return;
    const inputs = [
      pointer({ view: "page", button: button.current, pane: pane.current, area: area.current }),
      click(button.current),
    ];
    const stops = inputs.map((input) => input(hands));
    return () => {
      for (const stop of stops) stop();
    };
  }, [hands, area]);
  const { held } = useStore(hands.store);
  const isDown = useDown(held, snapshot);
  useTap(held, state === "nomic" ? onMicrophoneHelp : null);
  return (
    <Pressel
      state={state}
      scene={scene}
      isDown={isDown}
      level={() => channel.level()}
      button={button}
      pane={pane}
      {...(className === undefined ? {} : { className })}
    />
  );
}

/** Calls `then` when what was held is let go. */
function useTap(held: boolean, then: (() => void) | null): void {
  const wasHeld = useRef(false);
  useEffect(() => {
    if (wasHeld.current && !held) then?.();
    wasHeld.current = held;
  }, [held, then]);
}
