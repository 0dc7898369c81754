"""What the core wants done, in order. The hub does it; nothing here waits."""

from dataclasses import dataclass
from typing import Literal

from pressel.core.burst import Burst
from pressel.core.causes import DenyCause, ErrorCode
from pressel.core.events import Door
from pressel.core.ids import ChannelId, SessionId
from pressel.core.news import Answer, News, SummaryView
from pressel.core.restraint import Restraint
from pressel.core.version import Version

# --- people --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reply:
    """The one good answer to a request."""

    session: SessionId
    request: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Refuse:
    """The one bad answer to a request."""

    session: SessionId
    request: int
    code: ErrorCode
    cause: DenyCause | None = None
    text: str | None = None
    retry_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Tell:
    """News for one session."""

    session: SessionId
    news: News


@dataclass(frozen=True, slots=True)
class TellMembers:
    """The same news for all members of a channel but one."""

    channel: ChannelId
    news: News
    but: SessionId | None = None


@dataclass(frozen=True, slots=True)
class TellWatchers:
    """How a channel looks now, for its members and all who look at the lobby; each sees it by its own rights."""

    summary: SummaryView
    """As nobody in particular sees it."""
    removed: bool = False


@dataclass(frozen=True, slots=True)
class EndSession:
    """The door closes; ``close_code`` is of RFC 6455 or 4000–4999."""

    session: SessionId
    close_code: int
    reason: str


# --- engine --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenMedia:
    """``group``: sessions of one group never hear each other."""

    session: SessionId
    request: int
    sdp: str
    door: Door
    group: str


@dataclass(frozen=True, slots=True)
class RestartMedia:
    session: SessionId
    request: int
    sdp: str


@dataclass(frozen=True, slots=True)
class CloseMedia:
    session: SessionId


@dataclass(frozen=True, slots=True)
class BindSlot:
    session: SessionId
    slot: int
    channel: ChannelId | None


@dataclass(frozen=True, slots=True)
class SetFloor:
    channel: ChannelId
    version: Version
    sources: tuple[SessionId, ...]
    ending: Literal["finish", "cut"]


@dataclass(frozen=True, slots=True)
class ClearHold:
    session: SessionId


@dataclass(frozen=True, slots=True)
class OpenChannel:
    channel: ChannelId


@dataclass(frozen=True, slots=True)
class CloseChannel:
    channel: ChannelId


# --- storage -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CommitEpoch:
    """Write the epoch, then say ``EpochCommitted``."""

    channel: ChannelId
    epoch: int


@dataclass(frozen=True, slots=True)
class StoreBurst:
    """A burst began, or ended."""

    burst: Burst


@dataclass(frozen=True, slots=True)
class StoreRestraint:
    """A moderator muted or blocked somebody."""

    restraint: Restraint


@dataclass(frozen=True, slots=True)
class LiftRestraint:
    """A moderator took it back."""

    restraint: Restraint


Effect = (
    Reply
    | Refuse
    | Tell
    | TellMembers
    | TellWatchers
    | EndSession
    | OpenMedia
    | RestartMedia
    | CloseMedia
    | BindSlot
    | SetFloor
    | ClearHold
    | OpenChannel
    | CloseChannel
    | CommitEpoch
    | StoreBurst
    | StoreRestraint
    | LiftRestraint
)
