"""A channel as its members see it: pure functions from what the server says to what there is to show.

Twin of ``js/client/src/channel-view.ts``.
"""

from dataclasses import dataclass, field, replace

from pressel.client.events import Ended
from pressel.client.floor import Floor
from pressel.core.causes import LeaveReason
from pressel.core.ids import ChannelId
from pressel.core.version import Version
from pressel.wire import client as wire
from pressel.wire import nouns

ChannelEvent = (
    wire.MemberJoined
    | wire.MemberLeft
    | wire.MemberChanged
    | wire.FloorTaken
    | wire.FloorLeft
    | wire.FloorIdle
    | wire.SlotBound
    | wire.ChannelChanged
)


@dataclass(frozen=True, slots=True)
class ChannelView:
    """What is known of a channel. ``talkers`` stand in the order of their grants, ``members`` in that of coming."""

    id: ChannelId
    name: str
    mode: nouns.Mode
    rights: nouns.Rights
    talk_limit_ms: int
    talkers_max: int
    member_count: int
    members: tuple[nouns.Member, ...]
    """Empty in very large channels."""
    talkers: tuple[nouns.Talker, ...]
    version: Version
    """Newest version of the floor that was heard of; older news is stale."""
    queue_length: int
    slot: int | None
    """Where the channel is heard."""


@dataclass(slots=True)
class Channel:
    """One channel one wants to be a member of, and one's own half of its floor."""

    id: ChannelId
    joined: bool = False
    """Whether the server counts us in now."""
    view: ChannelView | None = None
    """None until the first join; kept over a lost link."""
    floor: Floor = field(default_factory=Floor)
    trouble: str | None = None
    """Why one is not in: a code of the wire, or why one was put out."""

    @property
    def is_put_out(self) -> bool:
        """Whether a moderator put one out: only a ``join`` by hand leads back, no lost link does."""
        return self.trouble in (LeaveReason.REMOVED, LeaveReason.BLOCKED)


def view_of(state: nouns.ChannelState) -> ChannelView:
    """The baseline that events continue from."""
    first = [] if state.talker is None else [state.talker]
    return ChannelView(
        id=ChannelId(state.id),
        name=state.name,
        mode=state.mode,
        rights=state.rights,
        talk_limit_ms=state.talk_limit_ms,
        talkers_max=state.talkers_max,
        member_count=state.member_count,
        members=tuple(state.members),
        talkers=(*first, *state.others),
        version=version_of(state.baseline),
        queue_length=state.queue_length,
        slot=state.slot,
    )


def apply(view: ChannelView, event: ChannelEvent) -> ChannelView:
    """One event; one older than what is known changes nothing."""
    match event:
        case wire.MemberJoined() | wire.MemberChanged():
            return replace(view, member_count=event.member_count, members=_with_member(view, event.member))
        case wire.MemberLeft():
            members = tuple(member for member in view.members if member.id != event.member)
            return replace(view, member_count=event.member_count, members=members)
        case wire.FloorTaken(talker=talker):
            return _taken(view, talker)
        case wire.FloorLeft():
            stay = tuple(one for one in view.talkers if one.member != event.member)
            version = max(view.version, version_of(event.grant))
            return replace(view, talkers=stay, version=version)
        case wire.FloorIdle():
            version = version_of(event.grant)
            return view if version < view.version else replace(view, talkers=(), version=version)
        case wire.SlotBound():
            if event.channel == view.id:
                return replace(view, slot=event.slot)
            return replace(view, slot=None) if view.slot == event.slot else view
        case wire.ChannelChanged(channel=summary):
            if summary.id != view.id:
                return view
            return replace(view, rights=summary.rights, queue_length=summary.queue_length)


def end_of_talk(view: ChannelView, event: ChannelEvent, self_id: str, grant: Version) -> Ended | None:
    """What ``event`` tells of one's own talk on ``grant``, if that is over by it."""
    match event:
        case wire.FloorIdle() if version_of(event.grant) > grant:
            return Ended(event.reason, event.by)
        case wire.FloorLeft() if event.member == self_id and version_of(event.grant) > grant:
            return Ended(event.reason, event.by)
        case wire.FloorTaken(talker=talker) if (
            view.talkers_max == 1 and talker.member != self_id and version_of(talker.grant) > grant
        ):
            return Ended("preempted", talker.name)
    return None


def version_of(grant: nouns.Grant) -> Version:
    """As the core compares it."""
    return Version(grant.epoch, grant.seq)


def _taken(view: ChannelView, talker: nouns.Talker) -> ChannelView:
    """Somebody talks. The same grant again tells what has changed about it: its tier."""
    version = version_of(talker.grant)
    known = any(one.member == talker.member and one.grant == talker.grant for one in view.talkers)
    if version < view.version and not known:
        return view
    others = tuple(one for one in view.talkers if one.member != talker.member)
    talkers = (talker,) if view.talkers_max == 1 else (*others, talker)
    return replace(view, talkers=talkers, version=max(version, view.version))


def _with_member(view: ChannelView, member: nouns.Member) -> tuple[nouns.Member, ...]:
    if not view.members and view.member_count > 0:
        return view.members
    if any(known.id == member.id for known in view.members):
        return tuple(member if known.id == member.id else known for known in view.members)
    return (*view.members, member)
