/**
 * The talk button is the status display. One table for its states: web, native, tones and tests derive from it; the
 * words are the application's.
 */
import type { ChannelSnapshot } from "./channel.ts";
import type { Talker } from "./messages.gen.ts";
import type { SessionState } from "./session.ts";

/** The ring around the button: its shape says the state to whoever sees no colour. */
export type RingShape =
  | "groove"
  | "turning-arc"
  | "fuse"
  | "bolted"
  | "blocks"
  | "spokes"
  | "places"
  | "quarters"
  | "barred"
  | "broken"
  | "hollow-dashes"
  | "dots"
  | "long-dashes"
  | "hairlines"
  | "teeth";

/** The glyph on the button. */
export type ButtonSymbol =
  | "mic"
  | "lock"
  | "waves"
  | "list"
  | "bell"
  | "ban"
  | "zap"
  | "hourglass"
  | "wifi-off"
  | "mic-off"
  | "ear"
  | "siren"
  | "check";

/** A tone with the vibration that goes with it. */
export type Cue =
  | "permit"
  | "released"
  | "start"
  | "queued"
  | "turn"
  | "tick"
  | "denied"
  | "revoked"
  | "time-up"
  | "link-lost"
  | "link-back"
  | "alarm-sent"
  | "alarm-heard";

interface ButtonRow {
  readonly ring: RingShape;
  readonly symbol: ButtonSymbol;
  /** The disc fills with colour: only while others can hear you. */
  readonly filled: boolean;
  /** Where a running clock stands: in a line of its own, behind the last line, or nowhere. */
  readonly clock: "line" | "behind" | null;
  /** How a screen reader is told on entering the state. */
  readonly announce: "never" | "politely" | "as a name" | "at once";
  /** What sounds on entering the state. */
  readonly cue: Cue | null;
}

const quiet = { filled: false, clock: null, announce: "politely", cue: null } as const;
const live = { filled: true, clock: "line", announce: "politely", cue: "permit" } as const;

/** What each state of the talk button looks and sounds like: a row for each, with `ring`, `symbol`, `filled`, `clock`, `announce`, `cue`. */
export const TALK_BUTTON = {
  idle: { ...quiet, ring: "groove", symbol: "mic", announce: "never" },
  ask: { ...quiet, ring: "turning-arc", symbol: "mic" },
  talk: { ...live, ring: "fuse", symbol: "mic" },
  latched: { ...live, ring: "bolted", symbol: "lock" },
  ending: { ...live, ring: "blocks", symbol: "mic", cue: "tick" },
  hear: { ...quiet, ring: "spokes", symbol: "waves", clock: "line", announce: "as a name", cue: "start" },
  queue: { ...quiet, ring: "places", symbol: "list", cue: "queued" },
  turn: { ...quiet, ring: "quarters", symbol: "bell", announce: "at once", cue: "turn" },
  denied: { ...quiet, ring: "barred", symbol: "ban", cue: "denied" },
  revoked: { ...quiet, ring: "broken", symbol: "zap", announce: "at once", cue: "revoked" },
  timeout: { ...quiet, ring: "hollow-dashes", symbol: "hourglass", cue: "time-up" },
  offline: { ...quiet, ring: "dots", symbol: "wifi-off", cue: "link-lost" },
  nomic: { ...quiet, ring: "long-dashes", symbol: "mic-off" },
  listen: { ...quiet, ring: "hairlines", symbol: "ear" },
  alarm: { ...live, ring: "teeth", symbol: "siren", clock: "behind", announce: "at once", cue: "alarm-sent" },
  /** A dispatcher has seen it. No rule leads here yet: it comes with the dispatcher's console. */
  alarmok: { ...quiet, ring: "teeth", symbol: "check", announce: "at once" },
} as const satisfies Record<string, ButtonRow>;

/** A state of the talk button; see [the talk button](talk-button.md). */
export type ButtonState = keyof typeof TALK_BUTTON;

type Condition = (channel: ChannelSnapshot, session: SessionState) => boolean;

/** The first row that holds names the state. */
const RULES: readonly (readonly [ButtonState, Condition])[] = [
  ["offline", (channel, session) => session.link.phase !== "up" || session.media.path !== "up" || !channel.joined],
  ["ask", ({ floor }) => floor.phase === "asking" && floor.waiting],
  ["alarm", ({ floor }) => floor.tier === "emergency" && (floor.phase === "talking" || floor.phase === "ending")],
  ["ending", ({ floor }) => floor.phase === "ending"],
  ["latched", ({ floor }) => floor.phase === "talking" && floor.latched],
  ["talk", ({ floor }) => floor.phase === "talking"],
  ["turn", ({ floor }) => floor.phase === "turn"],
  ["queue", ({ floor }) => floor.phase === "queued"],
  ["denied", ({ floor }) => floor.phase === "denied"],
  ["revoked", ({ floor }) => floor.phase === "revoked"],
  ["timeout", ({ floor }) => floor.phase === "spent"],
  ["hear", (channel, session) => heardTalkers(channel, session).length > 0],
  ["listen", (channel, session) => channel.view?.rights.talk === false || isMuted(channel, session)],
  ["nomic", (_, { media }) => !["ready", "unasked", "asking"].includes(media.microphone)],
];

/** What the button of a channel shows. */
export function buttonState(channel: ChannelSnapshot, session: SessionState): ButtonState {
  return RULES.find(([, holds]) => holds(channel, session))?.[0] ?? "idle";
}

/** Who talks and is not oneself, in the order they began. */
export function heardTalkers(channel: ChannelSnapshot, session: SessionState): readonly Talker[] {
  return channel.view?.talkers.filter(({ member }) => member !== session.self) ?? [];
}

/** Whether a moderator has muted one here. */
export function isMuted(channel: ChannelSnapshot, session: SessionState): boolean {
  return channel.view?.members.find(({ id }) => id === session.self)?.muted === true;
}
