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


Role = Literal["member", "moderator", "dispatcher", "admin"]
"""What a user is here, lowest first; each may what those before it may."""

ROLES: Final[dict[Role, Rights]] = {
    "member": Rights(priority=10),
    "moderator": Rights(priority=50, moderate=True),
    "dispatcher": Rights(priority=200, emergency=True, moderate=True),
    "admin": Rights(priority=PRIORITY_MAX, emergency=True, moderate=True),
}
"""What a role brings where nothing else was said. Guests have priority 0: who belongs here goes first in line."""


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


@dataclass(frozen=True, slots=True)
class Account:
    """A user as the database knows it now; what a token says of the same user is older, and counts less."""

    user: UserId
    name: str
    role: Role = "member"
    priority: int = ROLES["member"].priority
    emergency: bool = False
    password_serial: int = 0
    """Rises by one with each change of password; tokens of another number are over."""

    @property
    def rights(self) -> Rights:
        """What it may do where nobody restrains it."""
        return Rights(priority=self.priority, emergency=self.emergency, moderate=ROLES[self.role].moderate)

    def identity(self, expires_at_ms: int) -> Identity:
        """As a session carries it."""
        admin = self.role == "admin"
        return Identity(self.user, self.name, "user", self.rights, admin=admin, expires_at_ms=expires_at_ms)
