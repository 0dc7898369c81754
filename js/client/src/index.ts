export type { Burst } from "./burst.ts";
export { Channel, type ChannelSnapshot, type Restraint } from "./channel.ts";
export type { ChannelView } from "./channel-view.ts";
export { LinkLost, Refused, SignedOut } from "./errors.ts";
export { type Floor, type FloorPhase, IDLE_FLOOR } from "./floor.ts";
export type { Link, LinkPhase } from "./link.ts";
export type { MediaView } from "./media.ts";
export type {
  ChannelSummary,
  Grant,
  Limits,
  LinkQuality,
  Member,
  Mode,
  Person,
  Rights,
  Talker,
  Tier,
} from "./messages.gen.ts";
export type * from "./platform.ts";
export { type QualityWord, qualityOf } from "./quality.ts";
export type { Entry, TokenSource } from "./rest.ts";
export { Session, type SessionOptions, type SessionState } from "./session.ts";
export { Cell, type Store } from "./store.ts";
export {
  type ButtonState,
  type ButtonSymbol,
  buttonState,
  type Cue,
  heardTalkers,
  isMuted,
  type RingShape,
  TALK_BUTTON,
} from "./talk-button.ts";
