"""What can happen to a talker's half of a floor, and what it wants sent."""

from dataclasses import dataclass
from typing import Literal

from pressel.core.identity import Tier
from pressel.core.version import Version

Grip = Literal["hold", "latch", "line"]
"""How the floor is asked for: by a hand that must stay, by a latch that needs none, or by a place in line alone."""


@dataclass(frozen=True, slots=True)
class Press:
    """The button goes down; ``press`` is a number above every earlier one, used only where a request is due."""

    press: int
    grip: Grip = "hold"
    tier: Tier = "normal"


@dataclass(frozen=True, slots=True)
class Release:
    """The hand is gone, or may no longer be trusted. A latch stays; so does a place in line."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """The person wants out: of talking, of the latch, of the line."""


@dataclass(frozen=True, slots=True)
class Granted:
    """The floor is ours, by an answer or out of the line. ``limit_ms`` 0: no talk limit."""

    press: int
    grant: Version
    limit_ms: int


@dataclass(frozen=True, slots=True)
class Queued:
    """In line, or at another place in it: ``position`` 1 is next, of ``of``."""

    press: int
    position: int
    of: int


@dataclass(frozen=True, slots=True)
class Denied:
    """The answer is no."""

    press: int
    cause: str


@dataclass(frozen=True, slots=True)
class Released:
    """The server confirmed a release."""

    press: int


@dataclass(frozen=True, slots=True)
class Revoked:
    """The server takes back ``grant``; none: it stops whatever is under way."""

    cause: str
    by: str | None
    grace_ms: int
    grant: Version | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """News of the floor show that the talk is over, though no revoke was heard."""

    cause: str
    by: str | None


@dataclass(frozen=True, slots=True)
class Unplugged:
    """The microphone is gone: no talk goes on."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The link or the sound path is gone: no talk goes on, a place in line may."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """The link is back, and the server kept the session."""


@dataclass(frozen=True, slots=True)
class Reset:
    """The session is a new one: nothing of before counts."""


Event = (
    Press
    | Release
    | Cancel
    | Granted
    | Queued
    | Denied
    | Released
    | Revoked
    | Ended
    | Unplugged
    | Lost
    | Resumed
    | Reset
)


@dataclass(frozen=True, slots=True)
class SendRequest:
    """Ask for the floor."""

    press: int
    tier: Tier


@dataclass(frozen=True, slots=True)
class SendRelease:
    """Let go; ``grant`` names what is given back, where it is known."""

    press: int
    grant: Version | None


Effect = SendRequest | SendRelease
