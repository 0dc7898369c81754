"""Client and server: two unions, one per direction (contract of ``protocol/PROTOCOL.md``).

A request has a ``type`` and an ``id``; it is answered by exactly one ``ok`` or ``error`` with ``re`` = that id.
An event has a ``type`` and ``n``, which rises by one per session. Unknown fields are ignored in both directions.
Times are milliseconds; ``*_at_ms`` are Unix time of the server.
"""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

# --- nouns ---------------------------------------------------------------------------------------------------------

Mode = Literal["ptt", "open", "stage"]
Tier = Literal["normal", "imminent", "emergency"]


class Grant(Struct, frozen=True):
    """The version of a grant. Later grants of a channel compare greater."""

    epoch: int
    seq: int


class Rights(Struct, frozen=True):
    """What a member may do in one channel."""

    listen: bool
    talk: bool
    priority: int
    """0–255, larger wins."""
    emergency: bool
    moderate: bool


class Person(Struct, frozen=True):
    """Who a session speaks for."""

    user: str
    name: str
    guest: bool
    admin: bool = False


class Member(Struct, frozen=True):
    """One session in one channel; ``id`` is the session's."""

    id: str
    user: str
    name: str
    guest: bool
    can_talk: bool
    joined_at_ms: int
    kind: Literal["person", "program"] = "person"
    """A program came through WHIP, WHEP or with an API token."""


class Talker(Struct, frozen=True):
    """Who holds a floor, and since when."""

    member: str
    name: str
    grant: Grant
    since_at_ms: int
    limit_ms: int
    """0: no talk limit."""
    tier: Tier = "normal"


class ChannelSummary(Struct, frozen=True):
    """A channel as the lobby shows it."""

    id: str
    name: str
    mode: Mode
    guests: bool
    talk_limit_ms: int
    member_count: int
    joined: bool
    rights: Rights
    talker: Talker | None = None
    last_burst_at_ms: int | None = None


class ChannelState(Struct, frozen=True):
    """A channel as a member sees it, and the baseline its events continue from."""

    id: str
    name: str
    mode: Mode
    talk_limit_ms: int
    baseline: Grant
    """Newest version of the floor; grants below it are stale."""
    rights: Rights
    member_count: int
    members: list[Member]
    """Empty above ``Limits.member_list_max``: then only ``member_count`` is kept up to date."""
    talker: Talker | None = None
    slot: int | None = None
    """The slot this channel is heard in, once media is up."""


class Limits(Struct, frozen=True):
    """Bounds a client may rely on."""

    frame_bytes_max: int
    messages_per_s_max: int
    channels_max: int
    slots_max: int
    member_list_max: int
    heartbeat_ms: int
    offline_after_ms: int


# --- requests: client to server ------------------------------------------------------------------------------------


class Hello(Struct, tag="hello", frozen=True):
    """First, within 5 s; again at any time with a fresh token. Answered with ``Welcome``."""

    id: int
    token: str
    device: str = ""
    """A word the client keeps per device (1–64 characters); the same user on the same device never hears itself."""
    resume: str | None = None
    client: str = ""
    """Program and version, for diagnostics."""


class ChannelList(Struct, tag="channel.list", frozen=True):
    """Answered with ``Channels``; from then on ``channel.changed`` tells changes of each."""

    id: int


class ChannelJoin(Struct, tag="channel.join", frozen=True):
    """Become a member. Answered with ``Joined``; joining again answers the state anew."""

    id: int
    channel: str


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


class SessionEnd(Struct, tag="session.end", frozen=True):
    """Goodbye: the session and its memberships end at once. Answered with ``Done``, then close 1000."""

    id: int


Request = Hello | ChannelList | ChannelJoin | ChannelLeave | MediaOffer | FloorRequest | FloorRelease | SessionEnd

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


class Channels(Struct, frozen=True):
    """Result of ``channel.list``, ordered by name."""

    channels: list[ChannelSummary]


class Joined(Struct, frozen=True):
    """Result of ``channel.join``."""

    channel: ChannelState


class Answered(Struct, frozen=True):
    """Result of ``media.offer``: the SDP answer."""

    sdp: str


class FloorResult(Struct, frozen=True):
    """Result of ``floor.request``."""

    result: Literal["granted", "queued"]
    grant: Grant | UnsetType = UNSET
    limit_ms: int | UnsetType = UNSET
    position: int | UnsetType = UNSET
    of: int | UnsetType = UNSET


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


class MemberChanged(Struct, tag="member.changed", frozen=True):
    n: int
    channel: str
    member: Member
    member_count: int


class FloorTaken(Struct, tag="floor.taken", frozen=True):
    """Someone (also oneself on another session) talks in ``channel``."""

    n: int
    channel: str
    talker: Talker


class FloorIdle(Struct, tag="floor.idle", frozen=True):
    """Nobody talks in ``channel``."""

    n: int
    channel: str
    grant: Grant
    """Version of the emptied floor."""
    reason: str
    """A burst end: ``released``, ``talk-limit``, ``lost-link``, …"""


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
    | FloorIdle
    | FloorRevoked
    | MediaState
    | SlotBound
    | LinkQuality
    | Moved
    | Notice
)
