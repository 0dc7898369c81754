import type { Input } from "./hands.ts";

/** Enter, or a screen reader's click: nothing is held there, so it latches, and the next one ends it. */
export function click(button: HTMLElement): Input {
  return (hands) => {
    const stopping = new AbortController();
    const { signal } = stopping;
    let isPointers = false;
    button.addEventListener("pointerdown", () => (isPointers = true), { signal });
    const clicked = () => {
      if (!isPointers) hands.toggleLatch();
      isPointers = false;
    };
    button.addEventListener("click", clicked, { signal });
    return () => stopping.abort();
  };
}
