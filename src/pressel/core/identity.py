"""Who a session speaks for, and what it may do. Made by ``auth``, read by ``policy``."""

from dataclasses import dataclass, field
from typing import Final, Literal

from pressel.core.ids import ChannelId, TokenId, UserId

PRIORITY_MAX: Final = 255

Tier = Literal["normal", "imminent", "emergency"]
"""Of a request, lowest first (3GPP TS 24.380: normal, imminent peril, emergency)."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody may do in one channel."""

    listen: bool = True
    talk: bool = True
    priority: int = 0
    """0–255, larger wins."""
    emergency: bool = False
    moderate: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """A verified credential. ``token`` names an API token; people and guests have none."""

    user: UserId
    name: str
    kind: Literal["guest", "user", "token"]
    rights: Rights = field(default_factory=Rights)
    admin: bool = False
    channel: ChannelId | None = None
    """The one channel an API token or an invited guest is for; none: every channel that takes them."""
    token: TokenId | None = None
    expires_at_ms: int = 0
    """Unix time in ms; the session ends then."""

    @property
    def guest(self) -> bool:
        """Whether this is a guest."""
        return self.kind == "guest"
