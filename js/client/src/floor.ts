/**
 * The talker's side of floor control: what a press, an answer and the passing of time do.
 *
 * One pure table, after the floor participant of 3GPP TS 24.380 §6.2.4 with Pressel's own timers. Time is an
 * argument; `deadline()` says when to call again. The microphone's gate is part of the state, so that no path can
 * forget to close it; what must be sent is returned. A cell that is absent changes nothing.
 */
import { compareGrants } from "./burst.ts";
import { FLOOR_TIMES } from "./floor-times.ts";
import type { Grant, Tier } from "./messages.gen.ts";

export { FLOOR_TIMES };

/**
 * `idle` · `asking` pressed, no answer yet · `queued` in line, the gate closed · `turn` granted out of the line, no hand on
 * the button yet · `talking` · `ending` talking, near the limit · `releasing` let go, not yet confirmed · `denied` shown
 * for a moment · `revoked` and `spent` (the talk limit) until the button is let go.
 */
export type FloorPhase =
  | "idle"
  | "asking"
  | "queued"
  | "turn"
  | "talking"
  | "ending"
  | "releasing"
  | "denied"
  | "revoked"
  | "spent";

/** How the floor is asked for: by a hand that must stay, by a latch that needs none, or by a place in line alone. */
export type Grip = "hold" | "latch" | "line";

const TIMERS = ["repeat", "wait", "turn", "tail", "notice", "warn", "limit"] as const;
type Timer = (typeof TIMERS)[number];

export type FloorEvent =
  /** The button goes down; `press` is a number above every earlier one. It is used only where a request is due. */
  | { readonly type: "press"; readonly press: number; readonly grip?: Grip; readonly tier?: Tier }
  /** The hand is gone, or may no longer be trusted. A latch stays; so does a place in line. */
  | { readonly type: "release" }
  /** The person wants out: of talking, of the latch, of the line. */
  | { readonly type: "cancel" }
  | { readonly type: "granted"; readonly press: number; readonly grant: Grant; readonly limitMs: number }
  | { readonly type: "queued"; readonly press: number; readonly position: number; readonly of: number }
  | { readonly type: "denied"; readonly press: number; readonly cause: string }
  /** The server confirmed a release. */
  | { readonly type: "released"; readonly press: number }
  /** One that names another grant than the present one is stale: a release and the next press crossed it. */
  | {
      readonly type: "revoked";
      readonly cause: string;
      readonly by: string | null;
      readonly graceMs: number;
      readonly grant?: Grant | null;
    }
  /** News of the floor show that the talk is over, though no revoke was heard. */
  | { readonly type: "ended"; readonly cause: string; readonly by: string | null }
  /** The microphone is gone: no talk goes on. */
  | { readonly type: "unplugged" }
  /** The link or the sound path is gone: no talk goes on, a place in line may. */
  | { readonly type: "lost" }
  /** The link is back, and the server kept the session. */
  | { readonly type: "resumed" }
  /** The session is a new one: nothing of before counts. */
  | { readonly type: "reset" }
  | { readonly type: "due"; readonly timer: Timer };

/** What the step wants sent. */
export type FloorEffect =
  | { readonly type: "request"; readonly press: number; readonly tier: Tier }
  | { readonly type: "release"; readonly press: number; readonly grant: Grant | null };

/** One's own half of a channel's floor: what was asked for, and what came of it. Times are of `Session.clock`, ms. */
export interface Floor {
  readonly phase: FloorPhase;
  /** Number of the newest press that was sent; 0 before the first. */
  readonly press: number;
  readonly tier: Tier;
  /** A hand is on the button. */
  readonly held: boolean;
  /** Talks, or will talk, without a hand. */
  readonly latched: boolean;
  readonly grant: Grant | null;
  /** When the phase began. */
  readonly since: number;
  /** Whether asking has lasted long enough to be shown. */
  readonly waiting: boolean;
  /** Talk limit of the grant; 0 is none. */
  readonly limitMs: number;
  /** Place in line, 1 is next; 0 outside it. */
  readonly position: number;
  /** Length of the line; 0 outside it. */
  readonly of: number;
  /** Why denied or revoked: a word of the wire, or `no-answer`. */
  readonly cause: string | null;
  /** Who took over, if someone did. */
  readonly by: string | null;
  /** Whether the microphone lets sound through. */
  readonly gateOpen: boolean;
  /** How often the pending request or release was sent. */
  readonly sent: number;
  /** When each running timer is due. */
  readonly timers: { readonly [T in Timer]?: number };
}

export interface FloorStep {
  readonly floor: Floor;
  readonly effects: readonly FloorEffect[];
}

/** A floor nobody has asked for: where every channel begins. */
export const IDLE_FLOOR: Floor = {
  phase: "idle",
  press: 0,
  tier: "normal",
  held: false,
  latched: false,
  grant: null,
  since: 0,
  waiting: false,
  limitMs: 0,
  position: 0,
  of: 0,
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

const over: Row = { lost: forget, reset: forget };
const live: Row = {
  press: grasp,
  release: letGoOfHold,
  cancel: letGo,
  granted: renew,
  revoked: stop,
  ended: end,
  unplugged: leave,
  lost: giveUp,
  reset: forget,
};
const told: Row = {
  ...over,
  press: askIfFree,
  release: restIfHeld,
  cancel: rest,
  granted: giveBack,
  due: { tail: closeGate, notice: rest },
};

const TABLE: { readonly [P in FloorPhase]: Row } = {
  idle: { ...over, press: ask, granted: giveBack, revoked: forget, due: { tail: closeGate } },
  asking: { ...live, granted: talkOrWait, queued: lineUp, denied: refuse, due: { wait: showWait, repeat: askAgain } },
  queued: {
    press: grasp,
    release: loosen,
    cancel: leave,
    granted: talkOrWait,
    queued: lineUp,
    denied: refuse,
    revoked: stop,
    unplugged: loosenAll,
    resumed: inquire,
    reset: forget,
  },
  turn: { ...live, release: stay, cancel: leave, due: { turn: (floor, now) => leave(floor, null, now) } },
  talking: { ...live, due: { warn, limit: spend } },
  ending: { ...live, due: { limit: spend } },
  releasing: {
    press: ask,
    granted: giveBack,
    released: rest,
    unplugged: closeGate,
    lost: giveUp,
    resumed: letGo,
    reset: forget,
    due: { tail: closeGate, repeat: letGoAgain },
  },
  denied: { ...over, press: ask, cancel: rest, granted: giveBack, revoked: forget, due: { notice: rest } },
  revoked: { ...told, revoked: stop },
  spent: told,
};

/** Applies one event. Answers and revokes that belong to an older press never touch the present one. */
export function stepFloor(floor: Floor, event: FloorEvent, now: number): FloorStep {
  const row = TABLE[floor.phase];
  if (event.type === "due") return row.due?.[event.timer]?.(floor, now) ?? stay(floor);
  if (event.type === "granted" && event.press !== floor.press) return giveBack(floor, event);
  if (isAnswer(event) && event.press !== floor.press) return stay(floor);
  if (event.type === "revoked" && event.grant && !isSame(event.grant, floor.grant)) return stay(floor);
  const act = row[event.type] as Act<typeof event.type> | undefined;
  return act?.(floor, event as never, now) ?? stay(floor);
}

/** Fires every timer that is due, earliest first. */
export function passTime(floor: Floor, now: number): FloorStep {
  let step = stay(floor);
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

// --- asking, and waiting in line -----------------------------------------------------------------------------------

function ask(floor: Floor, { press, grip = "hold", tier = "normal" }: EventOf<"press">, now: number): FloorStep {
  const held = grip === "hold" || floor.held;
  return {
    floor: {
      ...IDLE_FLOOR,
      phase: "asking",
      press,
      tier,
      held,
      latched: grip === "latch",
      since: now,
      gateOpen: held || grip === "latch",
      sent: 1,
      timers: { wait: now + FLOOR_TIMES.waitShownMs, repeat: now + FLOOR_TIMES.repeatMs },
    },
    effects: [{ type: "request", press, tier }],
  };
}

/** A told end that no hand holds any more does not keep anybody from asking anew. */
function askIfFree(floor: Floor, event: EventOf<"press">, now: number): FloorStep {
  return floor.held ? stay(floor) : ask(floor, event, now);
}

function showWait(floor: Floor): FloorStep {
  return stay({ ...floor, waiting: true });
}

function askAgain(floor: Floor, now: number): FloorStep {
  if (floor.sent < FLOOR_TIMES.repeatMax) return { floor: sentAgain(floor, now), effects: [requestOf(floor)] };
  return { floor: denied(floor, "no-answer", now), effects: [releaseOf(floor)] };
}

function lineUp(floor: Floor, { position, of }: EventOf<"queued">, now: number): FloorStep {
  const since = floor.phase === "queued" ? floor.since : now;
  const { press, tier, held, latched } = floor;
  return stay({ ...IDLE_FLOOR, phase: "queued", press, tier, held, latched, since, position, of });
}

/** What became of one's place while the link was away: the same request gets the same answer. */
function inquire(floor: Floor): FloorStep {
  return { floor, effects: [requestOf(floor)] };
}

/**
 * A hand or a latch where there is a request already. A hand on what was latched takes the latch's place, so that
 * letting go ends it; a higher tier asks anew.
 */
function grasp(floor: Floor, event: EventOf<"press">, now: number): FloorStep {
  const { grip = "hold", tier = "normal" } = event;
  if (RANK[tier] > RANK[floor.tier]) {
    const { floor: raised, effects } = ask(floor, event, now);
    return { floor: raised, effects: [releaseOf(floor), ...effects] };
  }
  if (grip === "line") return stay(floor);
  const isLive = floor.phase === "talking" || floor.phase === "ending";
  const grasped: Floor = {
    ...floor,
    held: grip === "hold" || floor.held,
    latched: grip === "latch" || (floor.latched && !isLive),
    gateOpen: floor.phase !== "queued",
  };
  return stay(floor.phase === "turn" ? talking(grasped, now) : grasped);
}

function loosen(floor: Floor): FloorStep {
  return stay({ ...floor, held: false });
}

function loosenAll(floor: Floor): FloorStep {
  return stay({ ...floor, held: false, latched: false });
}

// --- having the floor ----------------------------------------------------------------------------------------------

function talkOrWait(floor: Floor, { grant, limitMs }: EventOf<"granted">, now: number): FloorStep {
  const granted = { ...floor, grant, limitMs, position: 0, of: 0, waiting: false };
  if (floor.held || floor.latched) return stay(talking(granted, now));
  return stay({ ...granted, phase: "turn", since: now, gateOpen: false, timers: { turn: now + FLOOR_TIMES.turnMs } });
}

/** The grant was said again; a newer one takes its place. */
function renew(floor: Floor, { grant }: EventOf<"granted">): FloorStep {
  const isNewer = floor.grant === null || compareGrants(grant, floor.grant) > 0;
  return stay(isNewer ? { ...floor, grant } : floor);
}

function warn(floor: Floor): FloorStep {
  return stay({ ...floor, phase: "ending" });
}

function spend(floor: Floor, now: number): FloorStep {
  const timers = { tail: now + FLOOR_TIMES.tailMs, ...toldTimer(floor, now) };
  return { floor: { ...floor, phase: "spent", since: now, latched: false, timers }, effects: [releaseOf(floor)] };
}

// --- letting go ----------------------------------------------------------------------------------------------------

function letGoOfHold(floor: Floor, _event: unknown, now: number): FloorStep {
  if (!floor.held) return stay(floor);
  return floor.latched ? loosen(floor) : letGo(floor, _event, now);
}

function letGo(floor: Floor, _event: unknown, now: number): FloorStep {
  return {
    floor: {
      ...floor,
      phase: "releasing",
      held: false,
      latched: false,
      since: now,
      waiting: false,
      position: 0,
      of: 0,
      sent: 1,
      timers: { tail: now + FLOOR_TIMES.tailMs, repeat: now + FLOOR_TIMES.repeatMs },
    },
    effects: [releaseOf(floor)],
  };
}

/** Without a tail: there is nothing to hear in it. */
function leave(floor: Floor, _event: unknown, now: number): FloorStep {
  return letGo({ ...floor, gateOpen: false }, null, now);
}

function letGoAgain(floor: Floor, now: number): FloorStep {
  if (floor.sent >= FLOOR_TIMES.repeatMax) return rest(floor);
  return { floor: sentAgain(floor, now), effects: [releaseOf(floor)] };
}

/** Nothing can be sent now. What was held is given up; the server hears of it when the link is back. */
function giveUp(floor: Floor): FloorStep {
  return stay({
    ...floor,
    phase: "releasing",
    held: false,
    latched: false,
    waiting: false,
    gateOpen: false,
    timers: {},
  });
}

function giveBack(floor: Floor, event: EventOf<"granted">): FloorStep {
  return { floor, effects: [{ type: "release", press: event.press, grant: event.grant }] };
}

// --- told that it is over ------------------------------------------------------------------------------------------

function refuse(floor: Floor, event: EventOf<"denied">, now: number): FloorStep {
  return stay(denied(floor, event.cause, now));
}

function stop(floor: Floor, event: EventOf<"revoked">, now: number): FloorStep {
  const tailMs = floor.gateOpen ? Math.min(event.graceMs, FLOOR_TIMES.tailMs) : 0;
  const repeated = floor.phase === "revoked";
  return {
    floor: {
      ...floor,
      phase: event.cause === "talk-limit" ? "spent" : "revoked",
      since: repeated ? floor.since : now,
      latched: false,
      waiting: false,
      position: 0,
      of: 0,
      cause: event.cause,
      by: event.by,
      gateOpen: tailMs > 0,
      timers: {
        ...(tailMs > 0 ? { tail: now + tailMs } : {}),
        ...(repeated ? noticeOf(floor) : toldTimer(floor, now)),
      },
    },
    effects: [releaseOf(floor)],
  };
}

/** Where the server has ended it already there is nothing to give back. */
function end(floor: Floor, { cause, by }: EventOf<"ended">, now: number): FloorStep {
  return stay(stop(floor, { type: "revoked", cause, by, graceMs: 0 }, now).floor);
}

function closeGate(floor: Floor): FloorStep {
  return stay({ ...floor, gateOpen: false });
}

function restIfHeld(floor: Floor): FloorStep {
  return floor.held ? rest(floor) : stay(floor);
}

/** Back to idle; a tail that still runs goes on. */
function rest(floor: Floor): FloorStep {
  const tail = floor.timers.tail;
  return stay({
    ...IDLE_FLOOR,
    press: floor.press,
    gateOpen: floor.gateOpen && tail !== undefined,
    timers: tail === undefined ? {} : { tail },
  });
}

function forget(floor: Floor): FloorStep {
  return stay({ ...IDLE_FLOOR, press: floor.press });
}

// --- detail --------------------------------------------------------------------------------------------------------

const RANK: { readonly [T in Tier]: number } = { normal: 0, imminent: 1, emergency: 2 };

function isAnswer(event: FloorEvent): event is EventOf<"queued" | "denied" | "released"> {
  return event.type === "queued" || event.type === "denied" || event.type === "released";
}

function isSame(a: Grant, b: Grant | null): boolean {
  return b !== null && compareGrants(a, b) === 0;
}

function stay(floor: Floor): FloorStep {
  return { floor, effects: [] };
}

function talking(floor: Floor, now: number): Floor {
  return { ...floor, phase: "talking", since: now, gateOpen: true, timers: limitTimers(now, floor.limitMs) };
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
  if (limitMs === 0) return {};
  const warnMs = limitMs - FLOOR_TIMES.warnMs;
  return { ...(warnMs > 0 ? { warn: now + warnMs } : {}), limit: now + Math.max(0, limitMs - FLOOR_TIMES.earlyMs) };
}

/** A hand that holds the button ends the telling by letting go; without one, time does. */
function toldTimer(floor: Floor, now: number): Floor["timers"] {
  return floor.held ? {} : { notice: now + FLOOR_TIMES.toldMs };
}

function noticeOf({ timers: { notice } }: Floor): Floor["timers"] {
  return notice === undefined ? {} : { notice };
}

function requestOf({ press, tier }: Floor): FloorEffect {
  return { type: "request", press, tier };
}

function releaseOf({ press, grant }: Floor): FloorEffect {
  return { type: "release", press, grant };
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
