"""Client and server: two unions, one per direction (contract of ``protocol/PROTOCOL.md``).

A request has a ``type`` and an ``id``; it is answered by exactly one ``ok`` or ``error`` with ``re`` = that id.
An event has a ``type`` and ``n``, which rises by one per session. Unknown fields are ignored in both directions.
Times are milliseconds; ``*_at_ms`` are Unix time of the server.
"""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from pressel.wire.nouns import (
    ChannelState,
    ChannelSummary,
    Grant,
    Limits,
    Member,
    Person,
    Talker,
    Tier,
)

# --- requests: client to server ------------------------------------------------------------------------------------


class Hello(Struct, tag="hello", frozen=True):
    """First, within 5 s; again at any time with a fresh token. Answered with ``Welcome``."""

    id: int
    token: str
    device: str = ""
    """A word the client keeps per device (1–64 characters); the same user on the same device never hears itself."""
    resume: str | None = None
    """The resume id of the last welcome; good once."""
    seen: int = 0
    """With ``resume``: ``n`` of the newest event heard; later ones are said again behind the welcome."""
    beats: bool = False
    """This client answers ``ping``. One that says so and does not loses a floor after 1.8 s."""
    client: str = ""
    """Program and version, for diagnostics."""


class ChannelList(Struct, tag="channel.list", frozen=True):
    """Answered with ``Channels``; from then on ``channel.changed`` tells changes of each."""

    id: int


class ChannelJoin(Struct, tag="channel.join", frozen=True):
    """Become a member. Answered with ``Joined``; joining again answers the state anew."""

    id: int
    channel: str
    press: int | None = None
    """Ask to talk in the same breath."""
    tier: Tier = "normal"


class ChannelLeave(Struct, tag="channel.leave", frozen=True):
    """Answered with ``Done``."""

    id: int
    channel: str


class MediaOffer(Struct, tag="media.offer", frozen=True):
    """An SDP offer: at most one audio line that sends, one to eight that receive. Answered with ``Answered``."""

    id: int
    sdp: str
    restart: bool = False
    """An ICE restart of the present connection."""


class FloorRequest(Struct, tag="floor.request", frozen=True):
    """Ask to talk. Answered with ``FloorResult``, or ``error denied`` with a cause, or ``error stale-press``."""

    id: int
    channel: str
    press: int
    """Counter of the client that rises with each press, 1 and up."""
    tier: Tier = "normal"
    priority: int | None = None
    """Lower than one's right, never higher."""


class FloorRelease(Struct, tag="floor.release", frozen=True):
    """Let go. Answered with ``Done``, also when nothing was held. ``grant`` gives back one that came too late."""

    id: int
    channel: str
    press: int
    grant: Grant | None = None


class FloorPosition(Struct, tag="floor.position", frozen=True):
    """Which place in line? Answered with ``FloorResult`` (queued), or ``error not-queued``."""

    id: int
    channel: str


class MemberMute(Struct, tag="member.mute", frozen=True):
    """A moderator takes (``muted``) or gives back the right to talk. Answered with ``Done``."""

    id: int
    channel: str
    member: str
    muted: bool = True
    text: str | None = None
    """The reason, as the one concerned reads it."""
    for_ms: int | None = None
    """None: until it is lifted."""


class MemberRemove(Struct, tag="member.remove", frozen=True):
    """A moderator asks a member to leave; it may come again. Answered with ``Done``."""

    id: int
    channel: str
    member: str
    text: str | None = None


class MemberBlock(Struct, tag="member.block", frozen=True):
    """A moderator closes the channel to a member's user. Answered with ``Done``."""

    id: int
    channel: str
    member: str
    for_ms: int | None = None
    """None: until it is lifted."""
    text: str | None = None


class PresenceSet(Struct, tag="presence.set", frozen=True):
    """What one says of oneself, in all one's channels. Answered with ``Done``."""

    id: int
    presence: Literal["here", "busy", "off-duty"]


class Pong(Struct, tag="pong", frozen=True):
    """Answer to ``ping``, from the code that reads the button. Answered with ``Done``."""

    id: int


class SessionEnd(Struct, tag="session.end", frozen=True):
    """Goodbye: the session and its memberships end at once. Answered with ``Done``, then close 1000."""

    id: int


Request = (
    Hello
    | ChannelList
    | ChannelJoin
    | ChannelLeave
    | MediaOffer
    | FloorRequest
    | FloorRelease
    | FloorPosition
    | MemberMute
    | MemberRemove
    | MemberBlock
    | PresenceSet
    | Pong
    | SessionEnd
)

# --- results: what an ``ok`` carries -------------------------------------------------------------------------------


class Welcome(Struct, frozen=True):
    """Result of ``hello``."""

    session: str
    you: Person
    limits: Limits
    server_at_ms: int
    server: str
    """Name and version."""
    token_expires_at_ms: int
    resume: str | None = None
    """Good once, for ``Limits.resume_ms`` after a loss; a new one comes with each welcome."""
    state: Literal["new", "resumed", "reset"] = "new"
    """``resumed``: session, channels, place in line and media are as they were. ``reset``: join anew."""


class Channels(Struct, frozen=True):
    """Result of ``channel.list``, ordered by name."""

    channels: list[ChannelSummary]


class Joined(Struct, frozen=True):
    """Result of ``channel.join``; ``floor`` answers a ``press`` that came with it."""

    channel: ChannelState
    floor: "FloorResult | None" = None


class Answered(Struct, frozen=True):
    """Result of ``media.offer``: the SDP answer."""

    sdp: str


class FloorResult(Struct, frozen=True):
    """Result of ``floor.request``; ``denied`` only inside ``Joined``."""

    result: Literal["granted", "queued", "denied"]
    grant: Grant | UnsetType = UNSET
    limit_ms: int | UnsetType = UNSET
    position: int | UnsetType = UNSET
    of: int | UnsetType = UNSET
    cause: str | UnsetType = UNSET


class Done(Struct, frozen=True):
    """Result with nothing to say."""


Result = Welcome | Channels | Joined | Answered | FloorResult | Done

# --- answers -------------------------------------------------------------------------------------------------------


class Ok(Struct, tag="ok", frozen=True):
    """The request ``re`` was done."""

    re: int
    result: Result


class Error(Struct, tag="error", frozen=True):
    """The request ``re`` was not done. ``re`` is 0 where the request could not be read."""

    re: int
    code: str
    cause: str | UnsetType = UNSET
    text: str | UnsetType = UNSET
    """What is wrong and how to cure it, for people."""
    retry_ms: int | UnsetType = UNSET


# --- events: server to client --------------------------------------------------------------------------------------


class ChannelChanged(Struct, tag="channel.changed", frozen=True):
    """The lobby's view of a channel changed; at most four a second for each channel. ``removed``: it is gone."""

    n: int
    channel: ChannelSummary
    removed: bool = False


class MemberJoined(Struct, tag="member.joined", frozen=True):
    n: int
    channel: str
    member: Member
    member_count: int


class MemberLeft(Struct, tag="member.left", frozen=True):
    n: int
    channel: str
    member: str
    reason: str
    """A leave reason: ``left``, ``goodbye``, ``lost-link``, …"""
    member_count: int
    by: str | None = None
    """Name of the moderator, if one did it."""
    text: str | None = None
    """The moderator's reason."""


class MemberChanged(Struct, tag="member.changed", frozen=True):
    n: int
    channel: str
    member: Member
    member_count: int
    by: str | None = None
    """Name of the moderator, if one did it."""
    text: str | None = None


class FloorTaken(Struct, tag="floor.taken", frozen=True):
    """Someone (also oneself on another session) talks in ``channel``."""

    n: int
    channel: str
    talker: Talker


class FloorLeft(Struct, tag="floor.left", frozen=True):
    """One of several talkers ended; the others go on."""

    n: int
    channel: str
    member: str
    grant: Grant
    """Version of the floor without it."""
    reason: str
    by: str | None = None


class FloorGranted(Struct, tag="floor.granted", frozen=True):
    """To one session alone: its turn has come out of the queue. Said again, at most three times, until it speaks."""

    n: int
    channel: str
    press: int
    grant: Grant
    limit_ms: int


class FloorQueued(Struct, tag="floor.queued", frozen=True):
    """To one session alone: its place in line changed. 1 is next."""

    n: int
    channel: str
    press: int
    position: int
    of: int


class FloorIdle(Struct, tag="floor.idle", frozen=True):
    """Nobody talks in ``channel``."""

    n: int
    channel: str
    grant: Grant
    """Version of the emptied floor."""
    reason: str
    """A burst end: ``released``, ``talk-limit``, ``lost-link``, …"""
    by: str | None = None
    """Name of who ended it, if someone did."""


class FloorRevoked(Struct, tag="floor.revoked", frozen=True):
    """To the holder alone (or to one that sends without a floor): stop, and release."""

    n: int
    channel: str
    cause: str
    grace_ms: int
    grant: Grant | None = None
    by: str | None = None
    """Name of who took over, if someone did."""


class MediaState(Struct, tag="media.state", frozen=True):
    n: int
    state: Literal["up", "down"]
    reason: str | None = None


class SlotBound(Struct, tag="slot.bound", frozen=True):
    """Which channel is heard in a slot; none: silence."""

    n: int
    slot: int
    channel: str | None


class LinkQuality(Struct, tag="link.quality", frozen=True):
    """Each 5 s while there is something to measure. Losses 0–1."""

    n: int
    uplink_loss: float
    downlink_loss: float
    rtt_ms: float | None = None


class Moved(Struct, tag="moved", frozen=True):
    """Go on at ``url``; open the new path before closing this one."""

    n: int
    url: str
    token: str


class Ping(Struct, tag="ping", frozen=True):
    """To a holder that said ``beats``, each second: answer ``pong``."""

    n: int


class Notice(Struct, tag="notice", frozen=True):
    """Something to know. ``code`` is a word; the client has the text."""

    n: int
    code: str
    """``nobody-hears``, ``token-expires``, ``server-stops``."""
    channel: str | None = None


Event = (
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
    | Moved
    | Ping
    | Notice
)
