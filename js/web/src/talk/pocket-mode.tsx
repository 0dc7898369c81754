import { buttonState, type ChannelSnapshot, TALK_BUTTON } from "@pressel/client";
import { useSession, useSessionState, useStore, useTick } from "@pressel/react";
import { type MouseEvent, type PointerEvent, useEffect, useRef } from "react";
import { click } from "../input/click.ts";
import type { Hands } from "../input/hands.ts";
import { pointer } from "../input/pointer.ts";
import { talkBy } from "../input/talk-by.ts";
import { later } from "../words/later.ts";
import { wordingOf } from "./button-words.ts";
import { SYMBOLS } from "./symbols.ts";
import { useWakeLock } from "./wake-lock.ts";

/** So far a finger goes from the edge to leave. */
const SWIPE_PX = 120;
const TICK_MS = 250;

interface PocketModeProps {
  readonly snapshot: ChannelSnapshot;
  readonly hands: Hands;
  readonly onClosed: () => void;
}

/**
 * A black screen that stays on, and all of it the talk button but its edge, which a pocket or a hand touches by chance. It is
 * left by a swipe from the edge, by two taps, or by Escape.
 */
export function PocketMode({ snapshot, hands, onClosed }: PocketModeProps) {
  const session = useSession();
  const sessionState = useSessionState();
  const dialog = useRef<HTMLDialogElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const awake = useWakeLock();
  const isTapped = useStore(talkBy) === "tap";
  useTick(TICK_MS);
  useEffect(() => {
    dialog.current?.showModal();
    button.current?.focus();
  }, []);
  useEffect(() => {
    if (button.current === null) return;
    // The page's own name for it: what is held here ends with the page's focus too.
    const inputs = [pointer({ view: "page", button: button.current, area: button.current }), click(button.current)];
    const stops = inputs.map((input) => input(hands));
    return () => {
      for (const stop of stops) stop();
    };
  }, [hands]);

  const leave = () => dialog.current?.close();
  const swipe = useEdgeSwipe(leave);

  const state = buttonState(snapshot, sessionState);
  const row = TALK_BUTTON[state];
  const scene = { channel: snapshot, session: sessionState, nowMs: session.clock.now(), isTapped };
  const { word, next } = wordingOf(state, scene);
  const Glyph = SYMBOLS[row.symbol];
  const edge = row.filled ? (state === "alarm" ? "border-k-alarm" : "border-[#55e37f]") : "border-[#3b3532]";
  return (
    <dialog
      ref={dialog}
      aria-label={later.hands.pocket.title}
      className="fixed inset-0 m-0 size-full max-h-none max-w-none touch-none overflow-hidden bg-[#000] text-[#f2f0ec] select-none"
      onClose={onClosed}
      {...swipe}
    >
      <button
        ref={button}
        type="button"
        data-testid="pocket"
        className={`absolute inset-x-6 top-16 bottom-6 grid touch-none content-center justify-items-center gap-2 rounded-sheet border-4 p-6 text-center focus-visible:outline-[#fff] ${edge}`}
      >
        <Glyph className="size-10" aria-hidden />
        <bdi className="text-2xl leading-tight font-heavy">{word}</bdi>
        <span className="text-s text-on-knob-2">{next}</span>
        {awake === "refused" && <span className="mt-4 text-s text-on-knob-2">{later.hands.pocket.noWake}</span>}
      </button>
      <button
        type="button"
        className="absolute inset-x-6 top-2 min-h-11 rounded-control text-s text-on-knob-2 focus-visible:outline-[#fff]"
        onClick={({ detail }: MouseEvent) => (detail === 0 || detail > 1) && leave()}
      >
        {later.hands.pocket.leave}
      </button>
    </dialog>
  );
}

/** A finger that comes down on the edge, goes far and lifts. */
function useEdgeSwipe(then: () => void) {
  const from = useRef<{ readonly x: number; readonly y: number } | null>(null);
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      from.current = event.target === event.currentTarget ? { x: event.clientX, y: event.clientY } : null;
      if (from.current !== null) event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerUp: (event: PointerEvent) => {
      const start = from.current;
      from.current = null;
      if (start !== null && Math.hypot(event.clientX - start.x, event.clientY - start.y) > SWIPE_PX) then();
    },
    onPointerCancel: () => {
      from.current = null;
    },
  };
}
