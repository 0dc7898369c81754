import type { Binding } from "./bindings.ts";
import { pressedPads } from "./gamepad.ts";
import { hidPort, usagesOn } from "./hid.ts";
import { bindingOf } from "./keyboard.ts";
import { learning } from "./learning.ts";
import { hidBinding } from "./telephony.ts";

const LOOK_MS = 16;
/** Keys that must go on meaning what they mean: they lead through the page, and out of learning. */
const KEPT = /^(?:Tab|Enter|NumpadEnter|Escape|(?:Shift|Control|Alt|Meta)(?:Left|Right))$/;

/**
 * Waits for any button of any device to be pressed and tells which, once; Escape tells `null`. Meanwhile no button does what
 * it is bound to. The returned function stops waiting.
 */
export function learn(found: (binding: Binding | null) => void): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  learning.set(true);
  const stop = () => {
    stopping.abort();
    clearInterval(timer);
    learning.set(false);
  };
  const tell = (binding: Binding | null) => {
    if (signal.aborted) return;
    stop();
    found(binding);
  };

  const key = (event: KeyboardEvent) => {
    if (KEPT.test(event.code) && event.code !== "Escape") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!event.repeat) tell(event.code === "Escape" ? null : bindingOf(event));
  };
  addEventListener("keydown", key, { signal, capture: true });

  const heldBefore = new Set(pressedPads().map(({ pad, button }) => `${pad} ${button}`));
  const look = () => {
    const fresh = pressedPads().find(({ pad, button }) => !heldBefore.has(`${pad} ${button}`));
    if (fresh !== undefined) tell(fresh);
  };
  const timer = setInterval(look, LOOK_MS);

  const listen = async () => {
    for (const device of (await hidPort()?.getDevices()) ?? []) {
      if (!device.opened) await device.open();
      const heard = (event: Parameters<typeof usagesOn>[0]) => {
        const [usage] = usagesOn(event);
        if (usage !== undefined) tell(hidBinding(device, usage));
      };
      device.addEventListener("inputreport", heard, { signal });
    }
  };
  // A headset that another program holds cannot be learned; keys and pads still can.
  listen().catch(() => {});
  return stop;
}
