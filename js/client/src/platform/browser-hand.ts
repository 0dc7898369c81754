import type { Channel } from "../channel.ts";

/** Keys that press a button which has the focus. */
const KEYS: readonly string[] = ["Space", "Enter"];

/**
 * Makes an element a talk button: held by finger, mouse or pen, or by Space and Enter while it has the focus. A hold ends
 * with the hand, with the focus of the window and with the page out of sight, since nobody would hear of the hand going up
 * then; a latch stays. The returned function takes it all away again.
 */
export function holdToTalk(element: HTMLElement, channel: Pick<Channel, "press" | "release">): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  const release = () => channel.release();

  // Else a drift of some millimetres would be taken for scrolling, and a long press for a menu.
  element.style.touchAction = "none";
  element.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
  element.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      channel.press();
    },
    { signal },
  );
  element.addEventListener(
    "keydown",
    (event) => {
      if (!KEYS.includes(event.code)) return;
      event.preventDefault();
      if (!event.repeat) channel.press();
    },
    { signal },
  );
  element.addEventListener("keyup", (event) => KEYS.includes(event.code) && release(), { signal });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture", "blur"]) {
    element.addEventListener(end, release, { signal });
  }
  addEventListener("blur", release, { signal });
  document.addEventListener("visibilitychange", () => document.hidden && release(), { signal });
  return () => {
    stopping.abort();
    release();
  };
}
