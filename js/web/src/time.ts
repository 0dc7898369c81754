/** Times as people read them. */

const SECOND_MS = 1_000;

/** `0:07`, `12:30`; never below zero. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND_MS));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Whole seconds that are left, rounded up. */
export function secondsLeft(ms: number): number {
  return Math.max(0, Math.ceil(ms / SECOND_MS));
}

const TIME_OF_DAY = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

/** `22:41` in the reader's own way; `atMs` is Unix time. */
export function timeOfDay(atMs: number): string {
  return TIME_OF_DAY.format(atMs);
}
