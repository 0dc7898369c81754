"""What sessions are told, and what answers carry. ``wire`` gives each its message."""

from dataclasses import dataclass
from typing import Literal

from pressel.core.causes import BurstEnd, DenyCause, LeaveReason, RevokeCause
from pressel.core.channel import ChannelSettings
from pressel.core.identity import Rights, Tier
from pressel.core.ids import ChannelId, SessionId, UserId
from pressel.core.version import Version

# --- nouns ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MemberView:
    """One session in one channel."""

    session: SessionId
    user: UserId
    name: str
    guest: bool
    program: bool
    can_talk: bool
    joined_at_ms: int
    presence: Literal["here", "away", "busy", "off-duty"] = "here"
    role: Literal["member", "moderator", "admin"] = "member"
    muted: bool = False
    """By a moderator."""


@dataclass(frozen=True, slots=True)
class TalkerView:
    """Who holds a floor."""

    session: SessionId
    name: str
    version: Version
    since_at_ms: int
    limit_ms: int
    tier: Tier = "normal"


@dataclass(frozen=True, slots=True)
class SummaryView:
    """A channel as the lobby shows it to one session."""

    settings: ChannelSettings
    rights: Rights
    joined: bool
    member_count: int
    talker: TalkerView | None
    last_burst_at_ms: int | None
    queue_length: int = 0


@dataclass(frozen=True, slots=True)
class ChannelView:
    """A channel as one of its members sees it."""

    settings: ChannelSettings
    rights: Rights
    baseline: Version
    member_count: int
    members: tuple[MemberView, ...]
    """Empty where there are too many to list."""
    talker: TalkerView | None
    slot: int | None
    others: tuple[TalkerView, ...] = ()
    """Who else talks, where more than one may."""
    queue_length: int = 0


# --- answers --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """Every channel this session may see, by name."""

    channels: tuple[SummaryView, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """The channel joined; ``floor`` answers a request that came with it."""

    channel: ChannelView
    floor: "Granted | Queued | Denied | None" = None


@dataclass(frozen=True, slots=True)
class Answered:
    """The SDP answer."""

    sdp: str


@dataclass(frozen=True, slots=True)
class Granted:
    """The floor is yours."""

    version: Version
    limit_ms: int


@dataclass(frozen=True, slots=True)
class Queued:
    """In line: ``position`` 1 is next, of ``of``."""

    position: int
    of: int


@dataclass(frozen=True, slots=True)
class Denied:
    """No, in an answer that is good otherwise."""

    cause: DenyCause


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing more to say."""


Answer = Listed | Joined | Answered | Granted | Queued | Done

# --- news -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChannelChanged:
    """The lobby's view of a channel; each watcher gets its own."""

    summary: SummaryView
    removed: bool = False


@dataclass(frozen=True, slots=True)
class MemberJoined:
    channel: ChannelId
    member: MemberView
    member_count: int


@dataclass(frozen=True, slots=True)
class MemberLeft:
    channel: ChannelId
    session: SessionId
    reason: LeaveReason
    member_count: int
    by: str | None = None
    """Name of the moderator, if one did it."""
    text: str | None = None
    """The moderator's reason."""


@dataclass(frozen=True, slots=True)
class MemberChanged:
    channel: ChannelId
    member: MemberView
    member_count: int
    by: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class FloorTaken:
    channel: ChannelId
    talker: TalkerView


@dataclass(frozen=True, slots=True)
class FloorLeft:
    """One of several talkers ended; the others go on."""

    channel: ChannelId
    session: SessionId
    version: Version
    reason: BurstEnd
    by: str | None = None


@dataclass(frozen=True, slots=True)
class FloorGranted:
    """To one session alone: its turn has come. Repeated until it is heard (T20, C20)."""

    channel: ChannelId
    press: int
    version: Version
    limit_ms: int


@dataclass(frozen=True, slots=True)
class FloorQueued:
    """To one session alone: its place changed."""

    channel: ChannelId
    press: int
    position: int
    of: int


@dataclass(frozen=True, slots=True)
class FloorIdle:
    channel: ChannelId
    version: Version
    reason: BurstEnd
    by: str | None = None


@dataclass(frozen=True, slots=True)
class FloorRevoked:
    """To one session alone."""

    channel: ChannelId
    cause: RevokeCause
    grace_ms: int
    version: Version | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class MediaState:
    up: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class SlotBound:
    slot: int
    channel: ChannelId | None


@dataclass(frozen=True, slots=True)
class LinkQuality:
    uplink_loss: float
    downlink_loss: float
    rtt_ms: float | None


@dataclass(frozen=True, slots=True)
class Ping:
    """To a holder whose session answers pings, each second."""


@dataclass(frozen=True, slots=True)
class Notice:
    code: Literal["nobody-hears", "token-expires", "server-stops"]
    channel: ChannelId | None = None


News = (
    ChannelChanged
    | MemberJoined
    | MemberLeft
    | MemberChanged
    | FloorTaken
    | FloorLeft
    | FloorGranted
    | FloorQueued
    | FloorIdle
    | FloorRevoked
    | MediaState
    | SlotBound
    | LinkQuality
    | Ping
    | Notice
)
