"""A channel with people in it: settings, members, and the one floor."""

from dataclasses import dataclass, field
from typing import Final

from pressel.core import policy
from pressel.core.channel import ChannelSettings
from pressel.core.floor import Floor
from pressel.core.ids import SessionId
from pressel.core.news import ChannelView, MemberView, SummaryView
from pressel.core.session import Session

MEMBER_LIST_MAX: Final = 200
"""Above so many members counts are told instead of names."""


@dataclass(slots=True)
class Room:
    """``members`` keeps the order of joining."""

    settings: ChannelSettings
    floor: Floor
    open: bool = False
    """The epoch is on disk: grants may begin."""
    members: dict[SessionId, MemberView] = field(default_factory=dict)
    last_burst_at_ms: int | None = None
    changed: bool = False
    """The lobby has not been told yet."""
    changed_at_ms: int = 0
    """When there was last something to tell it."""

    def is_heard(self, talker: SessionId, sessions: dict[SessionId, Session]) -> bool:
        """Whether somebody else would hear ``talker`` now."""
        group = sessions[talker].echo_group
        others = (sessions[session] for session in self.members if session != talker)
        return any(other.media_up and other.slots and other.echo_group != group for other in others)

    def member(self, session: Session, now_ms: int) -> MemberView:
        """How ``session`` looks in here."""
        identity = session.identity
        return MemberView(
            session=session.id,
            user=identity.user,
            name=identity.name,
            guest=identity.guest,
            program=session.program,
            can_talk=policy.rights(identity, self.settings).talk and session.door != "whep",
            joined_at_ms=now_ms,
            presence=session.shown,
        )

    def summary(self, session: Session) -> SummaryView:
        """How the lobby of ``session`` shows it."""
        return SummaryView(
            settings=self.settings,
            rights=policy.rights(session.identity, self.settings),
            joined=session.id in self.members,
            member_count=len(self.members),
            talker=self.floor.talker(),
            last_burst_at_ms=self.last_burst_at_ms,
            queue_length=len(self.floor.line),
        )

    def view(self, session: Session) -> ChannelView:
        """How a member sees it."""
        listed = tuple(self.members.values()) if len(self.members) <= MEMBER_LIST_MAX else ()
        talkers = self.floor.shown()
        return ChannelView(
            settings=self.settings,
            rights=policy.rights(session.identity, self.settings),
            baseline=self.floor.version,
            member_count=len(self.members),
            members=listed,
            talker=next(iter(talkers), None),
            slot=session.slot_of(self.settings.id),
            others=talkers[1:],
            queue_length=len(self.floor.line),
        )
