import type { Input } from "./hands.ts";

/**
 * A window that is not in front hears of no key or finger going up: what it held is let go. A page that is hidden hears of
 * no pedal either. A latch stays.
 */
export function pageLife(view: string, shown: Window): Input {
  return (hands) => {
    const stopping = new AbortController();
    const { signal } = stopping;
    shown.addEventListener("blur", () => hands.letGoAll(view), { signal });
    shown.addEventListener("pagehide", () => hands.letGoAll(view), { signal });
    const { document } = shown;
    document.addEventListener("visibilitychange", () => document.hidden && hands.letGoAll(), { signal });
    document.addEventListener("freeze", () => hands.letGoAll(), { signal });
    return () => {
      stopping.abort();
      hands.letGoAll(view);
    };
  };
}
