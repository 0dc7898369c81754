import { type ButtonState, TALK_BUTTON } from "@pressel/client";
import { type Ref, useId } from "react";
import {
  type ButtonScene,
  clockOf,
  talkSecondsLeft,
  talkShareLeft,
  turnSecondsLeft,
  wordingOf,
} from "./button-words.ts";
import { Ring } from "./ring.tsx";
import { SYMBOLS } from "./symbols.ts";

/** Longer words are set smaller. */
const LONG_WORD = 11;

interface PresselProps {
  readonly state: ButtonState;
  readonly scene: ButtonScene;
  /** Something holds it down. */
  readonly isDown: boolean;
  /** Loudness of what is heard, 0–1; asked for at most 15 times a second. */
  readonly level: () => number;
  readonly button?: Ref<HTMLButtonElement>;
  /** What lies over the button and takes its pointers, where they are a mouse's. */
  readonly pane?: Ref<HTMLElement>;
  readonly className?: string;
}

/** The disc in its ring, as a state and its scene draw it: ring, symbol, word and clock change together. */
export function Pressel({ state, scene, isDown, level, button, pane, className = "" }: PresselProps) {
  const row = TALK_BUTTON[state];
  const { word, next } = wordingOf(state, scene);
  const clock = row.clock === null ? null : clockOf(state, scene);
  const Glyph = SYMBOLS[row.symbol];
  const { floor } = scene.channel;
  const paneId = useId();
  return (
    <div className={`ptt ${className}`} data-s={state} data-down={isDown || undefined}>
      <Ring
        shape={row.ring}
        left={talkShareLeft(scene)}
        secondsLeft={talkSecondsLeft(scene)}
        turnSecondsLeft={turnSecondsLeft(scene)}
        position={floor.position}
        of={floor.of}
        level={level}
      />
      <button ref={button} type="button" className="ptt-core" data-testid="talk" data-s={state} aria-owns={paneId}>
        <Glyph aria-hidden />
        <bdi className="ptt-word" data-long={word.length > LONG_WORD || undefined}>
          {word}
        </bdi>
        {clock !== null && row.clock === "line" && (
          <span className="ptt-clock" aria-hidden>
            {clock}
          </span>
        )}
        <span className="ptt-next">
          {next}
          {clock !== null && row.clock === "behind" && <span aria-hidden> · {clock}</span>}
        </span>
      </button>
      <span ref={pane} id={paneId} className="ptt-pane" />
    </div>
  );
}
