import type { Cue } from "@pressel/client";

export type SoundGroup = "talk" | "people" | "link" | "alarm";

/** One tone; where it glides, `toHz` is where it ends. */
export interface Note {
  readonly atMs: number;
  readonly ms: number;
  readonly hz: number;
  readonly toHz?: number;
}

interface CueRow {
  readonly group: SoundGroup;
  readonly notes: readonly Note[];
  /** Milliseconds of shaking and rest, in turn. */
  readonly shake: readonly number[];
  /** While its reason lasts it sounds again: so often, so far apart. */
  readonly again?: readonly { readonly everyMs: number; readonly times: number }[];
}

const HIGH_HZ = 1_480;
const MIDDLE_HZ = 740;
const LOW_HZ = 260;

/** Tones that differ in number and length, so that pitch is not needed to tell them apart. */
export const CUES: { readonly [C in Cue]: CueRow } = {
  permit: { group: "talk", notes: row(HIGH_HZ, [60, 60], 40), shake: [30] },
  released: { group: "talk", notes: row(MIDDLE_HZ, [12], 0), shake: [] },
  start: { group: "people", notes: row(LOW_HZ, [30], 0), shake: [] },
  queued: { group: "talk", notes: rising(MIDDLE_HZ, [50, 50, 50], 50), shake: [20, 40, 20] },
  turn: {
    group: "talk",
    notes: [...row(HIGH_HZ, [90, 90], 60), ...row(HIGH_HZ, [90, 90], 60, 480)],
    shake: [200, 80, 200],
    again: [{ everyMs: 2_000, times: 1 }],
  },
  tick: { group: "talk", notes: row(MIDDLE_HZ, [20], 0), shake: [15], again: [{ everyMs: 1_000, times: 4 }] },
  denied: { group: "talk", notes: row(LOW_HZ, [300], 0), shake: [60, 60, 60] },
  revoked: { group: "talk", notes: row(LOW_HZ, [150, 150], 80), shake: [120, 60, 120] },
  "time-up": { group: "talk", notes: row(LOW_HZ, [500], 0), shake: [300] },
  "link-lost": { group: "link", notes: pair(MIDDLE_HZ, LOW_HZ), shake: [80] },
  "link-back": { group: "link", notes: pair(LOW_HZ, MIDDLE_HZ), shake: [40] },
  "alarm-sent": { group: "alarm", notes: row(HIGH_HZ, [50, 50, 50, 50, 50], 40), shake: [500] },
  "alarm-heard": {
    group: "alarm",
    notes: [
      { atMs: 0, ms: 400, hz: MIDDLE_HZ, toHz: HIGH_HZ },
      { atMs: 400, ms: 400, hz: HIGH_HZ, toHz: MIDDLE_HZ },
    ],
    shake: [500, 250, 500, 250, 500, 250, 500, 250],
    again: [
      { everyMs: 1_000, times: 19 },
      { everyMs: 30_000, times: 120 },
    ],
  },
};

/** How long a cue sounds. */
export function lengthMs(cue: Cue): number {
  return Math.max(...CUES[cue].notes.map(({ atMs, ms }) => atMs + ms));
}

/** How long after the `index`-th sounding the next one comes; `null` after the last. */
export function pauseAfter(cue: Cue, index: number): number | null {
  let left = index;
  for (const { everyMs, times } of CUES[cue].again ?? []) {
    if (left < times) return everyMs;
    left -= times;
  }
  return null;
}

function row(hz: number, lengths: readonly number[], gapMs: number, fromMs = 0): readonly Note[] {
  const notes: Note[] = [];
  let atMs = fromMs;
  for (const ms of lengths) {
    notes.push({ atMs, ms, hz });
    atMs += ms + gapMs;
  }
  return notes;
}

function rising(hz: number, lengths: readonly number[], gapMs: number): readonly Note[] {
  return row(hz, lengths, gapMs).map((note, index) => ({ ...note, hz: hz * 1.2 ** index }));
}

function pair(firstHz: number, secondHz: number): readonly Note[] {
  return [
    { atMs: 0, ms: 120, hz: firstHz },
    { atMs: 160, ms: 120, hz: secondHz },
  ];
}
