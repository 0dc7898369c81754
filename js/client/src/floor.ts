/**
 * The talker's side of floor control: what a press, an answer and the passing of time do.
 *
 * One pure table, after the floor participant of 3GPP TS 24.380 §6.2.4 with Pressel's own timers. Time is an
 * argument; `deadline()` says when to call again. The microphone's gate is part of the state, so that no path can
 * forget to close it; what must be sent is returned. A cell that is absent changes nothing.
 */
import type { Grant } from "./messages.gen.ts";

export const FLOOR_TIMES = {
  /** T100 and T101: a release or a request without an answer is sent again. */
  repeatMs: 500,
  /** C100 and C101: after so many sendings there was "no answer", 1.5 s after the first. */
  repeatMax: 3,
  /** A wait is shown only when it is one. */
  waitShownMs: 100,
  /** From letting go until the gate closes: the last syllable. */
  tailMs: 100,
  /** How long a refusal stays on the button. */
  deniedMs: 2_000,
  /** The warning before the talk limit. */
  warnMs: 5_000,
  /** Letting go before the limit, so that nobody is cut by a revoke. */
  earlyMs: 300,
} as const;

/**
 * `idle` · `asking` pressed, no answer yet · `talking` · `ending` talking, near the limit · `releasing` let go, not yet
 * confirmed · `denied` shown for a moment · `revoked` and `spent` (the talk limit) until the button is let go.
 */
export type FloorPhase = "idle" | "asking" | "talking" | "ending" | "releasing" | "denied" | "revoked" | "spent";

const TIMERS = ["repeat", "wait", "tail", "notice", "warn", "limit"] as const;
type Timer = (typeof TIMERS)[number];

export type FloorEvent =
  /** The button goes down; `press` is a number above every earlier one. */
  | { readonly type: "press"; readonly press: number }
  | { readonly type: "release" }
  | { readonly type: "granted"; readonly press: number; readonly grant: Grant; readonly limitMs: number }
  | { readonly type: "denied"; readonly press: number; readonly cause: string }
  /** The server confirmed a release. */
  | { readonly type: "released"; readonly press: number }
  | { readonly type: "revoked"; readonly cause: string; readonly by: string | null; readonly graceMs: number }
  /** The link or the microphone is gone: whatever was held is over. */
  | { readonly type: "lost" }
  | { readonly type: "due"; readonly timer: Timer };

/** What the step wants sent. */
export type FloorEffect =
  | { readonly type: "request"; readonly press: number }
  | { readonly type: "release"; readonly press: number; readonly grant: Grant | null };

export interface Floor {
  readonly phase: FloorPhase;
  /** Number of the newest press; 0 before the first. */
  readonly press: number;
  readonly grant: Grant | null;
  /** When the phase began. */
  readonly since: number;
  /** Whether asking has lasted long enough to be shown. */
  readonly waiting: boolean;
  /** Talk limit of the grant; 0 is none. */
  readonly limitMs: number;
  /** Why denied or revoked: a word of the wire, or `no-answer`. */
  readonly cause: string | null;
  /** Who took over, if someone did. */
  readonly by: string | null;
  /** Whether the microphone lets sound through. */
  readonly gateOpen: boolean;
  /** How often the pending request or release was sent. */
  readonly sent: number;
  readonly timers: { readonly [T in Timer]?: number };
}

export interface FloorStep {
  readonly floor: Floor;
  readonly effects: readonly FloorEffect[];
}

export const IDLE_FLOOR: Floor = {
  phase: "idle",
  press: 0,
  grant: null,
  since: 0,
  waiting: false,
  limitMs: 0,
  cause: null,
  by: null,
  gateOpen: false,
  sent: 0,
  timers: {},
};

type EventOf<E extends FloorEvent["type"]> = Extract<FloorEvent, { type: E }>;
type Act<E extends FloorEvent["type"]> = (floor: Floor, event: EventOf<E>, now: number) => FloorStep;
type Row = { readonly [E in Exclude<FloorEvent["type"], "due">]?: Act<E> } & {
  readonly due?: { readonly [T in Timer]?: (floor: Floor, now: number) => FloorStep };
};

const TABLE: { readonly [P in FloorPhase]: Row } = {
  idle: { press: ask, granted: giveBack, revoked: forget, lost: forget, due: { tail: closeGate } },
  asking: {
    release: letGo,
    granted: talk,
    denied: refuse,
    revoked: stop,
    lost: drop,
    due: { wait: showWait, repeat: askAgain },
  },
  talking: { release: letGo, revoked: stop, lost: drop, due: { warn, limit: spend } },
  ending: { release: letGo, revoked: stop, lost: drop, due: { limit: spend } },
  releasing: {
    press: ask,
    granted: giveBack,
    released: rest,
    lost: forget,
    due: { tail: closeGate, repeat: letGoAgain },
  },
  denied: { press: ask, granted: giveBack, lost: forget, due: { notice: rest } },
  revoked: { release: rest, granted: giveBack, revoked: stop, lost: forget, due: { tail: closeGate } },
  spent: { release: rest, granted: giveBack, lost: forget, due: { tail: closeGate } },
};

/** Applies one event. Answers that belong to an older press never touch the present one. */
export function stepFloor(floor: Floor, event: FloorEvent, now: number): FloorStep {
  const row = TABLE[floor.phase];
  if (event.type === "due") return row.due?.[event.timer]?.(floor, now) ?? same(floor);
  if (event.type === "granted" && event.press !== floor.press) return giveBack(floor, event);
  if ((event.type === "denied" || event.type === "released") && event.press !== floor.press) return same(floor);
  const act = row[event.type] as Act<typeof event.type> | undefined;
  return act?.(floor, event as never, now) ?? same(floor);
}

/** Fires every timer that is due, earliest first. */
export function passTime(floor: Floor, now: number): FloorStep {
  let step = same(floor);
  for (let timer = firstTimer(floor); timer && at(step.floor, timer) <= now; timer = firstTimer(step.floor)) {
    const { [timer]: _fired, ...timers } = step.floor.timers;
    const next = stepFloor({ ...step.floor, timers }, { type: "due", timer }, now);
    step = { floor: next.floor, effects: [...step.effects, ...next.effects] };
  }
  return step;
}

/** When `passTime` wants to be called next; `null` while there is nothing to wait for. */
export function deadline(floor: Floor): number | null {
  const timer = firstTimer(floor);
  return timer ? at(floor, timer) : null;
}

// --- what the cells do ---------------------------------------------------------------------------------------------

function ask(_floor: Floor, event: EventOf<"press">, now: number): FloorStep {
  return {
    floor: {
      ...IDLE_FLOOR,
      phase: "asking",
      press: event.press,
      since: now,
      gateOpen: true,
      sent: 1,
      timers: { wait: now + FLOOR_TIMES.waitShownMs, repeat: now + FLOOR_TIMES.repeatMs },
    },
    effects: [{ type: "request", press: event.press }],
  };
}

function showWait(floor: Floor): FloorStep {
  return same({ ...floor, waiting: true });
}

function askAgain(floor: Floor, now: number): FloorStep {
  if (floor.sent < FLOOR_TIMES.repeatMax) {
    return { floor: sentAgain(floor, now), effects: [{ type: "request", press: floor.press }] };
  }
  return {
    floor: denied(floor, "no-answer", now),
    effects: [{ type: "release", press: floor.press, grant: null }],
  };
}

function talk(floor: Floor, event: EventOf<"granted">, now: number): FloorStep {
  const limits = event.limitMs > 0 ? limitTimers(now, event.limitMs) : {};
  return same({
    ...floor,
    phase: "talking",
    since: now,
    grant: event.grant,
    limitMs: event.limitMs,
    waiting: false,
    timers: limits,
  });
}

function refuse(floor: Floor, event: EventOf<"denied">, now: number): FloorStep {
  return same(denied(floor, event.cause, now));
}

function warn(floor: Floor): FloorStep {
  return same({ ...floor, phase: "ending" });
}

function letGo(floor: Floor, _event: unknown, now: number): FloorStep {
  return {
    floor: {
      ...floor,
      phase: "releasing",
      since: now,
      waiting: false,
      sent: 1,
      timers: { tail: now + FLOOR_TIMES.tailMs, repeat: now + FLOOR_TIMES.repeatMs },
    },
    effects: [releaseOf(floor)],
  };
}

function letGoAgain(floor: Floor, now: number): FloorStep {
  if (floor.sent >= FLOOR_TIMES.repeatMax) return rest(floor);
  return { floor: sentAgain(floor, now), effects: [releaseOf(floor)] };
}

function spend(floor: Floor, now: number): FloorStep {
  return {
    floor: { ...floor, phase: "spent", since: now, timers: { tail: now + FLOOR_TIMES.tailMs } },
    effects: [releaseOf(floor)],
  };
}

function stop(floor: Floor, event: EventOf<"revoked">, now: number): FloorStep {
  const tailMs = Math.min(event.graceMs, FLOOR_TIMES.tailMs);
  const phase = event.cause === "talk-limit" ? "spent" : "revoked";
  const repeated = floor.phase === "revoked";
  return {
    floor: {
      ...floor,
      phase,
      since: repeated ? floor.since : now,
      waiting: false,
      cause: event.cause,
      by: event.by,
      gateOpen: floor.gateOpen && tailMs > 0,
      timers: floor.gateOpen && tailMs > 0 ? { tail: now + tailMs } : {},
    },
    effects: [releaseOf(floor)],
  };
}

function giveBack(floor: Floor, event: EventOf<"granted">): FloorStep {
  return { floor, effects: [{ type: "release", press: event.press, grant: event.grant }] };
}

function closeGate(floor: Floor): FloorStep {
  return same({ ...floor, gateOpen: false });
}

/** Back to idle; a tail that still runs goes on. */
function rest(floor: Floor): FloorStep {
  const tail = floor.timers.tail;
  return same({
    ...IDLE_FLOOR,
    press: floor.press,
    gateOpen: floor.gateOpen && tail !== undefined,
    timers: tail === undefined ? {} : { tail },
  });
}

function drop(floor: Floor): FloorStep {
  return { floor: { ...IDLE_FLOOR, press: floor.press }, effects: [releaseOf(floor)] };
}

function forget(floor: Floor): FloorStep {
  return same({ ...IDLE_FLOOR, press: floor.press });
}

// --- detail --------------------------------------------------------------------------------------------------------

function same(floor: Floor): FloorStep {
  return { floor, effects: [] };
}

function denied(floor: Floor, cause: string, now: number): Floor {
  return {
    ...IDLE_FLOOR,
    phase: "denied",
    press: floor.press,
    since: now,
    cause,
    timers: { notice: now + FLOOR_TIMES.deniedMs },
  };
}

function sentAgain(floor: Floor, now: number): Floor {
  return { ...floor, sent: floor.sent + 1, timers: { ...floor.timers, repeat: now + FLOOR_TIMES.repeatMs } };
}

function limitTimers(now: number, limitMs: number): Floor["timers"] {
  const warnMs = limitMs - FLOOR_TIMES.warnMs;
  return { ...(warnMs > 0 ? { warn: now + warnMs } : {}), limit: now + Math.max(0, limitMs - FLOOR_TIMES.earlyMs) };
}

function releaseOf(floor: Floor): FloorEffect {
  return { type: "release", press: floor.press, grant: floor.grant };
}

function firstTimer(floor: Floor): Timer | null {
  let first: Timer | null = null;
  for (const timer of TIMERS) {
    if (at(floor, timer) < (first ? at(floor, first) : Number.POSITIVE_INFINITY)) first = timer;
  }
  return first;
}

function at(floor: Floor, timer: Timer): number {
  return floor.timers[timer] ?? Number.POSITIVE_INFINITY;
}
