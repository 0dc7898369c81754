"""A channel with people in it: settings, members, and the one floor."""

from dataclasses import dataclass, field, replace
from typing import Final

from pressel.core import policy
from pressel.core.channel import ChannelSettings
from pressel.core.floor import Floor
from pressel.core.identity import Rights
from pressel.core.ids import SessionId, UserId
from pressel.core.news import ChannelView, MemberView, SummaryView
from pressel.core.restraint import Kind, Restraint
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
    restraints: dict[tuple[UserId, Kind], Restraint] = field(default_factory=dict)
    """Those in force; at most ``RESTRAINTS_MAX``."""
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

    def is_muted(self, session: Session) -> bool:
        """Whether a moderator took the word from its user."""
        return (session.identity.user, "mute") in self.restraints

    def rights(self, session: Session) -> Rights:
        """What ``session`` may do in here now."""
        granted = policy.rights(session.identity, self.settings)
        return replace(granted, talk=False) if self.is_muted(session) else granted

    def member(self, session: Session, now_ms: int) -> MemberView:
        """How ``session`` looks in here."""
        identity = session.identity
        return MemberView(
            session=session.id,
            user=identity.user,
            name=identity.name,
            guest=identity.guest,
            program=session.program,
            can_talk=self.rights(session).talk and session.door != "whep",
            joined_at_ms=now_ms,
            presence=session.shown,
            role=policy.role(identity, self.settings),
            muted=self.is_muted(session),
        )

    def summary(self, session: Session | None) -> SummaryView:
        """How the lobby of ``session`` shows it; none: of nobody in particular."""
        return SummaryView(
            settings=self.settings,
            rights=policy.NO_RIGHTS if session is None else self.rights(session),
            joined=session is not None and session.id in self.members,
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
            rights=self.rights(session),
            baseline=self.floor.version,
            member_count=len(self.members),
            members=listed,
            talker=next(iter(talkers), None),
            slot=session.slot_of(self.settings.id),
            others=talkers[1:],
            queue_length=len(self.floor.line),
        )
