import type { Input } from "./hands.ts";

/** What a finger beside the button may have meant instead; a dialog lies over it all. */
const CONTROLS = "button, a, summary, label, input, select, textarea, dialog";

/** As a click gives the focus. */
const WITHOUT_RING = { preventScroll: true, focusVisible: false };

export interface PointerTarget {
  /** The name of the window; a hold ends with its focus. */
  readonly view: string;
  /** The button itself. */
  readonly button: HTMLElement;
  /** Lies over it and takes a mouse in its place; the button has the focus from when it is let go. */
  readonly pane?: HTMLElement | null;
  /** Around it: a finger may miss the button there. */
  readonly area: HTMLElement;
}

/**
 * A finger, a pen or the main mouse button, kept by capture wherever it drifts. The area has `touch-action: none`, else a
 * drift of some millimetres would be taken for scrolling.
 */
export function pointer({ view, button, pane = null, area }: PointerTarget): Input {
  return (hands) => {
    const stopping = new AbortController();
    const { signal } = stopping;
    const name = (event: PointerEvent) => `${view} pointer ${event.pointerId};`;

    let onPane: number | null = null;

    const down = (event: PointerEvent) => {
      if (event.button !== 0 || !isOnTarget(event, button, pane)) return;
      area.setPointerCapture(event.pointerId);
      if (event.target === pane) onPane = event.pointerId;
      hands.hold(name(event));
    };
    const up = (event: PointerEvent) => {
      hands.letGo(name(event));
      if (event.pointerId === onPane) button.focus(WITHOUT_RING);
    };
    area.addEventListener("pointerdown", down, { signal });
    area.addEventListener("pointerup", up, { signal });
    // By itself a pane would give the focus to what lies around it.
    pane?.addEventListener("mousedown", (event) => event.preventDefault(), { signal });
    for (const lost of ["pointercancel", "lostpointercapture"] as const) {
      area.addEventListener(lost, (event) => hands.letGoAll(name(event)), { signal });
    }
    area.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
    return () => {
      stopping.abort();
      hands.letGoAll(`${view} pointer`);
    };
  };
}

/** On the button; with a finger also beside it, where no other control is. */
function isOnTarget(event: PointerEvent, button: HTMLElement, pane: HTMLElement | null): boolean {
  const target = event.target as Node | null;
  if (target === null || target === pane || button.contains(target)) return target !== null;
  return event.pointerType === "touch" && (target as Partial<Element>).closest?.(CONTROLS) === null;
}
