/** Times and numbers as people read them. */
import { locale } from "./words/current.ts";

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

/** `22:41` in the reader's own way; `atMs` is Unix time. */
export function timeOfDay(atMs: number): string {
  return formats().timeOfDay.format(atMs);
}

/** `0.25`, or `0,25` where people write it so. */
export function decimal(value: number, digits: number): string {
  return value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** `24 Nov, 22:41`; `atMs` is Unix time. */
export function dayAndTime(atMs: number): string {
  return formats().dayAndTime.format(atMs);
}

/** Making a format is slow and one is used for every row, so that of the present locale is kept. */
interface Formats {
  readonly locale: string;
  readonly timeOfDay: Intl.DateTimeFormat;
  readonly dayAndTime: Intl.DateTimeFormat;
}

let kept: Formats | null = null;

function formats(): Formats {
  if (kept?.locale !== locale) kept = formatsOf(locale);
  return kept;
}

function formatsOf(of: string): Formats {
  const time = { hour: "2-digit", minute: "2-digit" } as const;
  return {
    locale: of,
    timeOfDay: new Intl.DateTimeFormat(of, time),
    dayAndTime: new Intl.DateTimeFormat(of, { ...time, day: "numeric", month: "short" }),
  };
}
