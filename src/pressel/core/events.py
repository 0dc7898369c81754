"""What happens to the core. Edges make these; times and new ids come with them."""

from dataclasses import dataclass
from typing import Literal

from pressel.core.causes import LeaveReason
from pressel.core.channel import ChannelSettings
from pressel.core.identity import Identity, Tier
from pressel.core.ids import BurstId, ChannelId, SessionId, TokenId, UserId
from pressel.core.restraint import Kind, Restraint
from pressel.core.version import Version

Door = Literal["peer", "whip", "whep"]

NO_REQUEST = 0
"""Request id of what nobody waits for an answer to."""

# --- sessions and their requests -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SessionOpened:
    """A verified peer is at a door. ``floor_auto``: a WHIP publisher whose speech asks by itself."""

    session: SessionId
    identity: Identity
    device: str
    door: Door = "peer"
    floor_auto: bool = False
    beats: bool = False
    """It answers ``ping``: while it holds a floor it is asked each second, and is dead after 1.8 s of silence."""


@dataclass(frozen=True, slots=True)
class SessionRenewed:
    """A fresh token for a running session."""

    session: SessionId
    identity: Identity


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """The door lost its peer, or let it go."""

    session: SessionId
    reason: LeaveReason


@dataclass(frozen=True, slots=True)
class SessionAway:
    """The door lost its peer without a goodbye: membership and media are kept for a while."""

    session: SessionId


@dataclass(frozen=True, slots=True)
class SessionBack:
    """The peer came back in time, by resume."""

    session: SessionId
    identity: Identity


@dataclass(frozen=True, slots=True)
class ListRequested:
    session: SessionId
    request: int


@dataclass(frozen=True, slots=True)
class JoinRequested:
    """``press``: the floor is asked for in the same breath (implicit request, TS 24.380 §4.1.1.2)."""

    session: SessionId
    request: int
    channel: ChannelId
    press: int | None = None
    burst: BurstId | None = None
    tier: Tier = "normal"


@dataclass(frozen=True, slots=True)
class LeaveRequested:
    session: SessionId
    request: int
    channel: ChannelId


@dataclass(frozen=True, slots=True)
class MediaOffered:
    session: SessionId
    request: int
    sdp: str
    restart: bool = False


@dataclass(frozen=True, slots=True)
class FloorRequested:
    """``burst`` is a new id, used if this is granted."""

    session: SessionId
    request: int
    channel: ChannelId
    press: int
    burst: BurstId
    tier: Tier = "normal"
    priority: int | None = None


@dataclass(frozen=True, slots=True)
class FloorReleased:
    session: SessionId
    request: int
    channel: ChannelId
    press: int
    version: Version | None = None


@dataclass(frozen=True, slots=True)
class PositionRequested:
    """Which place in the queue?"""

    session: SessionId
    request: int
    channel: ChannelId


@dataclass(frozen=True, slots=True)
class MuteRequested:
    """A moderator takes, or gives back, a member's right to talk in one channel; ``for_ms`` none: until lifted."""

    session: SessionId
    request: int
    channel: ChannelId
    member: SessionId
    muted: bool
    text: str | None = None
    for_ms: int | None = None


@dataclass(frozen=True, slots=True)
class RemoveRequested:
    """A moderator asks a member to leave; it may come again."""

    session: SessionId
    request: int
    channel: ChannelId
    member: SessionId
    text: str | None = None


@dataclass(frozen=True, slots=True)
class BlockRequested:
    """A moderator closes the channel to a member's user; ``for_ms`` none: until it is lifted."""

    session: SessionId
    request: int
    channel: ChannelId
    member: SessionId
    for_ms: int | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class LiftRequested:
    """A moderator takes back what is held against a user, who need not be here; ``kind`` none: all of it."""

    session: SessionId
    request: int
    channel: ChannelId
    user: UserId
    kind: Kind | None = None


Presence = Literal["here", "busy", "off-duty"]
"""What people say of themselves; ``away`` is found out."""


@dataclass(frozen=True, slots=True)
class PresenceSet:
    session: SessionId
    request: int
    presence: Presence


@dataclass(frozen=True, slots=True)
class Ponged:
    """The peer answered ``ping``: it is alive, down to the code that reads the button."""

    session: SessionId
    request: int


Request = (
    ListRequested
    | JoinRequested
    | LeaveRequested
    | MediaOffered
    | FloorRequested
    | FloorReleased
    | PositionRequested
    | MuteRequested
    | RemoveRequested
    | BlockRequested
    | LiftRequested
    | PresenceSet
    | Ponged
)
"""What a session asks; each has ``session`` and ``request``, and gets one answer."""

# --- storage -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChannelLoaded:
    """A channel is there, or is as it was changed. ``epoch`` is the newest it ever had."""

    settings: ChannelSettings
    epoch: int
    last_burst_at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class EpochCommitted:
    """The epoch of a channel is on disk: grants may begin."""

    channel: ChannelId
    epoch: int


@dataclass(frozen=True, slots=True)
class ChannelRemoved:
    channel: ChannelId


@dataclass(frozen=True, slots=True)
class RestraintsLoaded:
    """What is new in the database of who is muted or blocked in a channel, and what is gone from it."""

    channel: ChannelId
    restraints: tuple[Restraint, ...]
    gone: tuple[Restraint, ...] = ()


@dataclass(frozen=True, slots=True)
class CredentialEnded:
    """A token was revoked, or a user removed: what lives by it ends."""

    token: TokenId | None = None
    user: UserId | None = None


# --- engine --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MediaAnswered:
    session: SessionId
    request: int
    sdp: str
    uplink: bool
    slots: int


@dataclass(frozen=True, slots=True)
class MediaRefused:
    session: SessionId
    request: int
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class MediaUp:
    session: SessionId


@dataclass(frozen=True, slots=True)
class MediaDown:
    session: SessionId
    reason: str


Edge = Literal["packets", "voice", "speech"]


@dataclass(frozen=True, slots=True)
class UplinkEdge:
    """Packets, sound (level < 127) or speech (level ≤ 50) of an uplink began or ended; ``age_ms`` ago."""

    session: SessionId
    edge: Edge
    on: bool
    age_ms: int = 0


@dataclass(frozen=True, slots=True)
class BurstOver:
    """The engine sent the first silence frame behind a burst."""

    channel: ChannelId
    session: SessionId
    version: Version


@dataclass(frozen=True, slots=True)
class FloorApplied:
    """The engine's gate obeys at least this version."""

    channel: ChannelId
    version: Version


@dataclass(frozen=True, slots=True)
class LinkMeasured:
    session: SessionId
    uplink_loss: float
    downlink_loss: float
    rtt_ms: float | None


Event = (
    SessionOpened
    | SessionRenewed
    | SessionEnded
    | SessionAway
    | SessionBack
    | ListRequested
    | JoinRequested
    | LeaveRequested
    | MediaOffered
    | FloorRequested
    | FloorReleased
    | PositionRequested
    | MuteRequested
    | RemoveRequested
    | BlockRequested
    | LiftRequested
    | PresenceSet
    | Ponged
    | RestraintsLoaded
    | ChannelLoaded
    | EpochCommitted
    | ChannelRemoved
    | CredentialEnded
    | MediaAnswered
    | MediaRefused
    | MediaUp
    | MediaDown
    | UplinkEdge
    | BurstOver
    | FloorApplied
    | LinkMeasured
)
