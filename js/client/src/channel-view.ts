/** A channel as its members see it: pure functions from what the server says to what there is to show. */
import { type Burst, burstOf, compareGrants, mergeBursts } from "./burst.ts";
import type {
  ChannelChanged,
  ChannelState,
  FloorIdle,
  FloorLeft,
  FloorTaken,
  Grant,
  Member,
  MemberChanged,
  MemberJoined,
  MemberLeft,
  Mode,
  Rights,
  SlotBound,
  Talker,
} from "./messages.gen.ts";

/** A channel as its members see it. */
export interface ChannelView {
  readonly id: string;
  readonly name: string;
  readonly mode: Mode;
  /** 0: none. */
  readonly talkLimitMs: number;
  readonly rights: Rights;
  readonly memberCount: number;
  /** In the order they came; empty in very large channels. */
  readonly members: readonly Member[];
  /** Everybody who talks, in the order they began. */
  readonly talkers: readonly Talker[];
  /** The first of them. */
  readonly talker: Talker | null;
  /** So many may talk at once. */
  readonly talkersMax: number;
  /** How many wait in line. */
  readonly queueLength: number;
  /** How many may; 0: there is no line. */
  readonly queueMax: number;
  /** Newest version of the floor that was heard of; older news is stale. */
  readonly version: Grant;
  /** The incoming line it is heard on, 0 and up; `null` while it has none. */
  readonly slot: number | null;
  /** Oldest first. */
  readonly bursts: readonly Burst[];
}

export type ChannelEvent =
  | MemberJoined
  | MemberLeft
  | MemberChanged
  | FloorTaken
  | FloorLeft
  | FloorIdle
  | SlotBound
  | ChannelChanged;

/** The baseline, keeping the history of an earlier visit. */
export function viewOf(state: ChannelState, bursts: readonly Burst[]): ChannelView {
  const talkers = [...(state.talker ? [state.talker] : []), ...(state.others ?? [])];
  return {
    id: state.id,
    name: state.name,
    mode: state.mode,
    talkLimitMs: state.talk_limit_ms,
    rights: state.rights,
    memberCount: state.member_count,
    members: state.members,
    talkers,
    talker: talkers[0] ?? null,
    talkersMax: state.talkers_max ?? 1,
    queueLength: state.queue_length ?? 0,
    queueMax: state.queue_max ?? 0,
    version: state.baseline,
    slot: state.slot ?? null,
    bursts,
  };
}

/** Applies one event. `serverNowMs` is the server's clock, for the end of a burst. */
export function applyToChannel(view: ChannelView, event: ChannelEvent, serverNowMs: number): ChannelView {
  switch (event.type) {
    case "member.joined":
    case "member.changed":
      return { ...view, memberCount: event.member_count, members: withMember(view, event.member) };
    case "member.left":
      return {
        ...view,
        memberCount: event.member_count,
        members: view.members.filter((member) => member.id !== event.member),
      };
    case "floor.taken":
      return taken(view, event.talker, serverNowMs);
    case "floor.left":
      return left(view, event, serverNowMs);
    case "floor.idle":
      return idle(view, event, serverNowMs);
    case "slot.bound":
      return bound(view, event);
    case "channel.changed":
      return changed(view, event);
  }
}

/** Somebody talks, also oneself. Where one may talk, whoever talked before is done. */
export function taken(view: ChannelView, talker: Talker, serverNowMs: number): ChannelView {
  if (compareGrants(talker.grant, view.version) <= 0) return view;
  const isAlone = view.talkersMax === 1;
  const stays = isAlone ? [] : view.talkers.filter(({ member }) => member !== talker.member);
  const ended = isAlone ? view.talkers : [];
  return withTalkers(
    view,
    [...stays, talker],
    talker.grant,
    withBursts(view, ended, "preempted", talker.name, serverNowMs),
  );
}

/** Whether, and why, news of the floor say that the talk which `grant` gave to member `self` is over. */
export function endOfTalk(
  view: ChannelView,
  event: ChannelEvent,
  self: string,
  grant: Grant,
): { readonly cause: string; readonly by: string | null } | null {
  switch (event.type) {
    case "floor.idle":
      return isAfter(event.grant, grant) ? { cause: event.reason, by: event.by ?? null } : null;
    case "floor.left":
      return event.member === self && isAfter(event.grant, grant)
        ? { cause: event.reason, by: event.by ?? null }
        : null;
    case "floor.taken": {
      const { talker } = event;
      const isOthers = view.talkersMax === 1 && talker.member !== self;
      return isOthers && isAfter(talker.grant, grant) ? { cause: "preempted", by: talker.name } : null;
    }
    default:
      return null;
  }
}

function isAfter(a: Grant, b: Grant): boolean {
  return compareGrants(a, b) > 0;
}

function left(view: ChannelView, event: FloorLeft, serverNowMs: number): ChannelView {
  if (compareGrants(event.grant, view.version) < 0) return view;
  const gone = view.talkers.filter(({ member }) => member === event.member);
  const stays = view.talkers.filter(({ member }) => member !== event.member);
  return withTalkers(view, stays, event.grant, withBursts(view, gone, event.reason, event.by ?? null, serverNowMs));
}

function idle(view: ChannelView, event: FloorIdle, serverNowMs: number): ChannelView {
  if (compareGrants(event.grant, view.version) < 0) return view;
  const bursts = withBursts(view, view.talkers, event.reason, event.by ?? null, serverNowMs);
  return withTalkers(view, [], event.grant, bursts);
}

function bound(view: ChannelView, event: SlotBound): ChannelView {
  if (event.channel === view.id) return { ...view, slot: event.slot };
  return view.slot === event.slot ? { ...view, slot: null } : view;
}

/** What the lobby says of it: settings, rights, the length of the line. */
function changed(view: ChannelView, { channel, removed }: ChannelChanged): ChannelView {
  if (channel.id !== view.id || removed) return view;
  return {
    ...view,
    name: channel.name,
    mode: channel.mode,
    talkLimitMs: channel.talk_limit_ms,
    rights: channel.rights,
    // Where members are listed, their own news are newer.
    memberCount: view.members.length > 0 ? view.memberCount : channel.member_count,
    queueLength: channel.queue_length ?? 0,
    queueMax: channel.queue_max ?? 0,
  };
}

function withTalkers(
  view: ChannelView,
  talkers: readonly Talker[],
  version: Grant,
  bursts: readonly Burst[],
): ChannelView {
  return { ...view, talkers, talker: talkers[0] ?? null, version, bursts };
}

function withBursts(
  view: ChannelView,
  ended: readonly Talker[],
  end: string,
  by: string | null,
  serverNowMs: number,
): readonly Burst[] {
  if (ended.length === 0) return view.bursts;
  const user = (talker: Talker) => view.members.find((member) => member.id === talker.member)?.user ?? "";
  return mergeBursts(
    view.bursts,
    ended.map((talker) => burstOf(talker, user(talker), serverNowMs, end, by)),
  );
}

function withMember(view: ChannelView, member: Member): readonly Member[] {
  if (view.members.length === 0 && view.memberCount > 0) return view.members;
  const isKnown = view.members.some((known) => known.id === member.id);
  return isKnown ? view.members.map((known) => (known.id === member.id ? member : known)) : [...view.members, member];
}
