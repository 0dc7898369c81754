/**
 * Staying connected: a pure table of what loss, success and waiting do, and the back-off between attempts.
 *
 * Running `connect` (a token, a socket, `hello`) is the session's work; it ends in `welcomed`, `lost` or `refused`.
 */

export const LINK_TIMES = {
  /** Attempts come close together for so long after a loss… */
  eagerMs: 30_000,
  /** …at most this far apart… */
  eagerPauseMs: 1_000,
  /** …and this far apart later. */
  patientPauseMs: 30_000,
  /** The first pause; it doubles up to the eager one. */
  firstPauseMs: 125,
} as const;

/**
 * `off` not wanted · `connecting` · `up` · `waiting` until the next attempt · `ended` the server will not have us until
 * somebody signs in again.
 */
export type LinkPhase = "off" | "connecting" | "up" | "waiting" | "ended";

export type LinkEvent =
  | { readonly type: "start" }
  | { readonly type: "stop" }
  | { readonly type: "welcomed" }
  | { readonly type: "lost" }
  | { readonly type: "refused" }
  | { readonly type: "due" }
  /** The platform says that the network is back. */
  | { readonly type: "hurry" };

export type LinkEffect = "connect" | "hang-up";

/** Where staying connected has got to. Times are of `Session.clock`, ms. */
export interface Link {
  readonly phase: LinkPhase;
  /** When the link went, or when the first attempt began; `null` while up or off. */
  readonly lostAt: number | null;
  /** When the next attempt begins. */
  readonly retryAt: number | null;
  /** Attempts since the loss. */
  readonly attempts: number;
  /** Whether there ever was a link: "connecting" or "reconnecting". */
  readonly wasUp: boolean;
}

export interface LinkStep {
  readonly link: Link;
  readonly effects: readonly LinkEffect[];
}

export const NO_LINK: Link = { phase: "off", lostAt: null, retryAt: null, attempts: 0, wasUp: false };

type Act = (link: Link, now: number, random: number) => LinkStep;

const TABLE: { readonly [P in LinkPhase]: { readonly [E in LinkEvent["type"]]?: Act } } = {
  off: { start: connect },
  connecting: { welcomed: settle, lost: wait, refused: end, stop: hangUp },
  up: { lost: wait, refused: end, stop: hangUp },
  waiting: { due: connect, hurry: connect, start: connect, stop: hangUp },
  ended: { start: connect, stop: hangUp },
};

/** Applies one event. `random` in [0, 1) spreads the attempts of many clients after a restart. */
export function stepLink(link: Link, event: LinkEvent, now: number, random: number): LinkStep {
  return TABLE[link.phase][event.type]?.(link, now, random) ?? { link, effects: [] };
}

/** Pause before the next attempt: never above 1 s in the first 30 s after the loss, then up to 30 s, with jitter. */
export function pauseMs(attempts: number, lostForMs: number, random: number): number {
  const most =
    lostForMs < LINK_TIMES.eagerMs
      ? Math.min(LINK_TIMES.eagerPauseMs, LINK_TIMES.firstPauseMs * 2 ** attempts)
      : LINK_TIMES.patientPauseMs;
  return most * (0.5 + random / 2);
}

// --- what the cells do ---------------------------------------------------------------------------------------------

function connect(link: Link, now: number): LinkStep {
  return {
    link: { ...link, phase: "connecting", lostAt: link.lostAt ?? now, retryAt: null },
    effects: ["connect"],
  };
}

function settle(): LinkStep {
  return { link: { phase: "up", lostAt: null, retryAt: null, attempts: 0, wasUp: true }, effects: [] };
}

function wait(link: Link, now: number, random: number): LinkStep {
  const lostAt = link.lostAt ?? now;
  const retryAt = now + pauseMs(link.attempts, now - lostAt, random);
  return { link: { ...link, phase: "waiting", lostAt, retryAt, attempts: link.attempts + 1 }, effects: [] };
}

function end(): LinkStep {
  return { link: { ...NO_LINK, phase: "ended" }, effects: ["hang-up"] };
}

function hangUp(): LinkStep {
  return { link: NO_LINK, effects: ["hang-up"] };
}
