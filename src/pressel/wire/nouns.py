"""What messages speak of: the same word and the same shape in every one of them."""

from typing import Literal

from msgspec import Struct

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
    presence: Literal["here", "away", "busy", "off-duty"] = "here"
    """``away``: its link is lost, and it may be back in a moment."""
    role: Literal["member", "moderator", "admin"] = "member"
    muted: bool = False
    """By a moderator."""


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
    queue_length: int = 0
    queue_max: int = 0
    """0: no queue, busy is busy."""


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
    others: list[Talker] = []
    """Who else talks, where more than one may."""
    talkers_max: int = 1
    queue_length: int = 0
    queue_max: int = 0
    """0: no queue, busy is busy."""
    broadcast: bool = False
    """Only who moderates may talk."""


class Limits(Struct, frozen=True):
    """Bounds a client may rely on."""

    frame_bytes_max: int
    messages_per_s_max: int
    channels_max: int
    slots_max: int
    member_list_max: int
    heartbeat_ms: int
    offline_after_ms: int
    resume_ms: int = 0
    """So long a lost session can be resumed."""
