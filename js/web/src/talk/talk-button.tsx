import { type ButtonState, type Channel, type ChannelSnapshot, TALK_BUTTON } from "@pressel/client";
import { useSession, useSessionState, useTick } from "@pressel/react";
import { type RefObject, useEffect, useRef, useState } from "react";
import { type ButtonScene, clockOf, talkSecondsLeft, talkShareLeft, wordingOf } from "./button-words.ts";
import { watchHold } from "./hold.ts";
import { Ring } from "./ring.tsx";
import { SYMBOLS } from "./symbols.ts";
import { useSpokenState } from "./use-spoken-state.ts";

/** Clocks and countdowns on the button run this often. */
const TICK_MS = 250;
/** Longer words are set smaller. */
const LONG_WORD = 12;

interface TalkButtonProps {
  readonly channel: Channel;
  readonly snapshot: ChannelSnapshot;
  readonly state: ButtonState;
  /** A finger beside the button, in here, holds it too. */
  readonly area: RefObject<HTMLElement | null>;
  /** The button was tapped while the microphone is not to be had. */
  readonly onMicrophoneHelp: () => void;
  readonly className?: string;
}

/** The talk button is the status display: disc, ring, symbol, word and clock change together. */
export function TalkButton({ channel, snapshot, state, area, onMicrophoneHelp, className = "" }: TalkButtonProps) {
  const session = useSession();
  const sessionState = useSessionState();
  const row = TALK_BUTTON[state];
  useTick(row.clock || state === "offline" ? TICK_MS : null);
  const scene: ButtonScene = { channel: snapshot, session: sessionState, nowMs: session.clock.now() };
  useSpokenState(state, scene);

  const button = useRef<HTMLButtonElement>(null);
  const isDown = useHold(channel, button, area, state === "nomic" ? onMicrophoneHelp : null);
  const { word, next } = wordingOf(state, scene);
  const clock = clockOf(state, scene);
  const Glyph = SYMBOLS[row.symbol];
  return (
    <div className={`ptt ${className}`} data-s={state} data-down={isDown || undefined}>
      <Ring
        shape={row.ring}
        left={talkShareLeft(scene)}
        secondsLeft={talkSecondsLeft(scene)}
        level={() => channel.level()}
      />
      <button ref={button} type="button" className="ptt-core" data-testid="talk" data-s={state}>
        <Glyph aria-hidden />
        <bdi className="ptt-word" data-long={word.length > LONG_WORD || undefined}>
          {word}
        </bdi>
        {clock !== null && (
          <span className="ptt-clock" aria-hidden>
            {clock}
          </span>
        )}
        <span className="ptt-next">{next}</span>
      </button>
    </div>
  );
}

/** Ties holding the button to the channel; says whether it is held. `tapped` takes the place of talking. */
function useHold(
  channel: Channel,
  button: RefObject<HTMLButtonElement | null>,
  area: RefObject<HTMLElement | null>,
  tapped: (() => void) | null,
): boolean {
  const [isDown, setDown] = useState(false);
  const tap = useRef(tapped);
  tap.current = tapped;
  useEffect(() => {
    if (button.current === null || area.current === null) return;
    return watchHold({
      button: button.current,
      area: area.current,
      pressed: () => {
        channel.press();
        setDown(true);
      },
      released: () => {
        channel.release();
        setDown(false);
        tap.current?.();
      },
    });
  }, [channel, button, area]);
  return isDown;
}
