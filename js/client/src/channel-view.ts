/** A channel as its members see it: pure functions from what the server says to what there is to show. */
import { type Burst, burstOf, compareGrants, mergeBursts } from "./burst.ts";
import type {
  ChannelState,
  FloorIdle,
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

export interface ChannelView {
  readonly id: string;
  readonly name: string;
  readonly mode: Mode;
  readonly talkLimitMs: number;
  readonly rights: Rights;
  readonly memberCount: number;
  /** In the order they came; empty in very large channels. */
  readonly members: readonly Member[];
  readonly talker: Talker | null;
  /** Newest version of the floor that was heard of; older news is stale. */
  readonly version: Grant;
  /** Where the channel is heard. */
  readonly slot: number | null;
  /** Oldest first. */
  readonly bursts: readonly Burst[];
}

export type ChannelEvent = MemberJoined | MemberLeft | MemberChanged | FloorTaken | FloorIdle | SlotBound;

/** The baseline, keeping the history of an earlier visit. */
export function viewOf(state: ChannelState, bursts: readonly Burst[]): ChannelView {
  return {
    id: state.id,
    name: state.name,
    mode: state.mode,
    talkLimitMs: state.talk_limit_ms,
    rights: state.rights,
    memberCount: state.member_count,
    members: state.members,
    talker: state.talker ?? null,
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
    case "floor.idle":
      return idle(view, event, serverNowMs);
    case "slot.bound":
      return bound(view, event);
  }
}

/** Somebody talks, also oneself. */
export function taken(view: ChannelView, talker: Talker, serverNowMs: number): ChannelView {
  if (compareGrants(talker.grant, view.version) <= 0) return view;
  return { ...view, version: talker.grant, talker, bursts: withBurst(view, "preempted", serverNowMs) };
}

function idle(view: ChannelView, event: FloorIdle, serverNowMs: number): ChannelView {
  if (compareGrants(event.grant, view.version) < 0) return view;
  return { ...view, version: event.grant, talker: null, bursts: withBurst(view, event.reason, serverNowMs) };
}

function bound(view: ChannelView, event: SlotBound): ChannelView {
  if (event.channel === view.id) return { ...view, slot: event.slot };
  return view.slot === event.slot ? { ...view, slot: null } : view;
}

function withBurst(view: ChannelView, end: string, serverNowMs: number): readonly Burst[] {
  const { talker } = view;
  if (talker === null) return view.bursts;
  const user = view.members.find((member) => member.id === talker.member)?.user ?? "";
  return mergeBursts(view.bursts, [burstOf(talker, user, serverNowMs, end)]);
}

function withMember(view: ChannelView, member: Member): readonly Member[] {
  if (view.members.length === 0 && view.memberCount > 0) return view.members;
  const isKnown = view.members.some((known) => known.id === member.id);
  return isKnown ? view.members.map((known) => (known.id === member.id ? member : known)) : [...view.members, member];
}
