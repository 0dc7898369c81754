/**
 * The talk button is the status display. One table for its states: web, native, tones and tests derive from it; the
 * words are the application's.
 */
import type { ChannelSnapshot } from "./channel.ts";
import type { SessionState } from "./session.ts";

export type RingShape =
  | "groove"
  | "turning-arc"
  | "fuse"
  | "blocks"
  | "spokes"
  | "barred"
  | "broken"
  | "hollow-dashes"
  | "dots"
  | "long-dashes"
  | "hairlines";

export type ButtonSymbol = "mic" | "waves" | "ban" | "zap" | "hourglass" | "wifi-off" | "mic-off" | "ear";

interface ButtonRow {
  readonly ring: RingShape;
  readonly symbol: ButtonSymbol;
  /** The disc fills with colour: only while others can hear you. */
  readonly filled: boolean;
  /** Whether a running clock stands under the word. */
  readonly clock: boolean;
  /** How a screen reader is told on entering the state. */
  readonly announce: "never" | "politely" | "at once";
}

const quiet = { filled: false, clock: false, announce: "politely" } as const;
const live = { filled: true, clock: true, announce: "politely" } as const;

export const TALK_BUTTON = {
  idle: { ...quiet, ring: "groove", symbol: "mic", announce: "never" },
  ask: { ...quiet, ring: "turning-arc", symbol: "mic" },
  talk: { ...live, ring: "fuse", symbol: "mic" },
  ending: { ...live, ring: "blocks", symbol: "mic" },
  hear: { ...quiet, ring: "spokes", symbol: "waves", clock: true },
  denied: { ...quiet, ring: "barred", symbol: "ban" },
  revoked: { ...quiet, ring: "broken", symbol: "zap", announce: "at once" },
  timeout: { ...quiet, ring: "hollow-dashes", symbol: "hourglass" },
  offline: { ...quiet, ring: "dots", symbol: "wifi-off" },
  nomic: { ...quiet, ring: "long-dashes", symbol: "mic-off" },
  listen: { ...quiet, ring: "hairlines", symbol: "ear" },
} as const satisfies Record<string, ButtonRow>;

export type ButtonState = keyof typeof TALK_BUTTON;

type Condition = (channel: ChannelSnapshot, session: SessionState) => boolean;

/** The first row that holds names the state. */
const RULES: readonly (readonly [ButtonState, Condition])[] = [
  ["offline", (channel, session) => session.link.phase !== "up" || session.media.path !== "up" || !channel.joined],
  ["ask", ({ floor }) => floor.phase === "asking" && floor.waiting],
  ["talk", ({ floor }) => floor.phase === "talking"],
  ["ending", ({ floor }) => floor.phase === "ending"],
  ["denied", ({ floor }) => floor.phase === "denied"],
  ["revoked", ({ floor }) => floor.phase === "revoked"],
  ["timeout", ({ floor }) => floor.phase === "spent"],
  ["hear", ({ view }, { self }) => view?.talker != null && view.talker.member !== self],
  ["listen", ({ view }) => view?.rights.talk === false],
  ["nomic", (_, { media }) => !["ready", "unasked", "asking"].includes(media.microphone)],
];

/** What the button of a channel shows. */
export function buttonState(channel: ChannelSnapshot, session: SessionState): ButtonState {
  return RULES.find(([, holds]) => holds(channel, session))?.[0] ?? "idle";
}
