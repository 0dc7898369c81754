/**
 * What counts as holding the talk button: a pointer kept down on it, or Space anywhere on the page. Losing the pointer,
 * the window or the view ends the hold, because then nobody would hear of the key or finger going up.
 */

const TEXT_FIELDS = "input, textarea, select, [contenteditable]";
const CONTROLS = "button, a, summary, label, input";

export interface HoldTarget {
  /** The button itself. */
  readonly button: HTMLElement;
  /** Around it: a finger may miss the button there. */
  readonly area: HTMLElement;
  readonly pressed: () => void;
  readonly released: () => void;
}

/** Watches until the returned function is called, which also ends a hold. */
export function watchHold({ button, area, pressed, released }: HoldTarget): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  const holders = new Set<string>();

  const take = (holder: string) => {
    holders.add(holder);
    if (holders.size === 1) pressed();
  };
  const drop = (holder: string) => {
    if (holders.delete(holder) && holders.size === 0) released();
  };
  const dropAll = () => {
    const isHeld = holders.size > 0;
    holders.clear();
    if (isHeld) released();
  };

  const pointerDown = (event: PointerEvent) => {
    if (event.button !== 0 || !isOnTarget(event, button)) return;
    area.setPointerCapture(event.pointerId);
    take(`pointer ${event.pointerId}`);
  };
  const pointerEnd = (event: PointerEvent) => drop(`pointer ${event.pointerId}`);
  const keyDown = (event: KeyboardEvent) => {
    if (!isTalkKey(event)) return;
    event.preventDefault();
    if (!event.repeat) take("key");
  };
  const keyUp = (event: KeyboardEvent) => {
    if (event.code !== "Space") return;
    if (isTalkKey(event)) event.preventDefault();
    drop("key");
  };

  area.addEventListener("pointerdown", pointerDown, { signal });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"] as const) {
    area.addEventListener(end, pointerEnd, { signal });
  }
  area.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
  addEventListener("keydown", keyDown, { signal });
  addEventListener("keyup", keyUp, { signal });
  addEventListener("blur", dropAll, { signal });
  document.addEventListener("visibilitychange", () => document.hidden && dropAll(), { signal });
  return () => {
    stopping.abort();
    dropAll();
  };
}

/** On the button; with a finger also beside it, where no other control is. */
function isOnTarget(event: PointerEvent, button: HTMLElement): boolean {
  if (!(event.target instanceof Element)) return false;
  if (button.contains(event.target)) return true;
  return event.pointerType === "touch" && event.target.closest(CONTROLS) === null;
}

function isTalkKey(event: KeyboardEvent): boolean {
  const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey;
  const isTyping = event.target instanceof Element && event.target.closest(TEXT_FIELDS) !== null;
  const isInDialog = event.target instanceof Element && event.target.closest("dialog") !== null;
  return event.code === "Space" && isPlain && !isTyping && !isInDialog;
}
