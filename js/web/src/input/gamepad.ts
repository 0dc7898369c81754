import { ACTIONS, type Action, type Binding, type Bindings, bindings, keyOf } from "./bindings.ts";
import type { Hands, Input } from "./hands.ts";
import { learning } from "./learning.ts";

/** Pads are asked, they do not tell: so often. A press is noticed within this time. */
const LOOK_MS = 16;

type PadBinding = Extract<Binding, { kind: "pad" }>;

/** Pedals and pads. A browser shows a pad to a page only after one press on it, and only while the page is in sight. */
export function gamepad(known: () => Bindings = bindings.getSnapshot): Input {
  return (hands) => {
    let down = new Set<string>();
    const look = () => {
      if (document.hidden) return;
      const before = down;
      down = new Set(pressedPads().map(keyOf));
      if (learning.getSnapshot()) return;
      for (const binding of boundPads(known())) turn(hands, binding, before, down);
    };
    const timer = setInterval(look, LOOK_MS);
    return () => {
      clearInterval(timer);
      hands.letGoAll("pad");
    };
  };
}

/** Every button that is down now. */
export function pressedPads(): readonly PadBinding[] {
  // A page inside another page may not be let near them.
  const pads = navigator.getGamepads?.() ?? [];
  return pads.flatMap((pad) => (pad?.connected ? buttonsOf(pad) : []));
}

function buttonsOf(pad: Gamepad): readonly PadBinding[] {
  return pad.buttons.flatMap(({ pressed }, button) => (pressed ? [{ kind: "pad" as const, pad: pad.id, button }] : []));
}

interface BoundPad {
  readonly action: Action;
  readonly key: string;
}

function boundPads(known: Bindings): readonly BoundPad[] {
  return ACTIONS.flatMap((action) =>
    known[action].filter(({ kind }) => kind === "pad").map((binding) => ({ action, key: keyOf(binding) })),
  );
}

function turn(hands: Hands, { action, key }: BoundPad, before: ReadonlySet<string>, now: ReadonlySet<string>): void {
  if (now.has(key) === before.has(key)) return;
  if (now.has(key)) hands.begin(action, key);
  else hands.finish(action, key);
}
