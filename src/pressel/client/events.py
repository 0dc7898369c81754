"""What can happen to a talker's half of a floor, and what it wants sent."""

from dataclasses import dataclass

from pressel.core.version import Version


@dataclass(frozen=True, slots=True)
class Press:
    """The button goes down; ``press`` is a number above every earlier one."""

    press: int


@dataclass(frozen=True, slots=True)
class Release:
    """The button goes up, or may no longer count as held."""


@dataclass(frozen=True, slots=True)
class Latch:
    """Stay on when the button goes up; the next press stops."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Give it up, whatever it is: the place in line, the turn, the talk."""


@dataclass(frozen=True, slots=True)
class Granted:
    """The floor is ours, by an answer or out of the queue. ``limit_ms`` 0: no talk limit."""

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
    grant: Version | None


@dataclass(frozen=True, slots=True)
class Lost:
    """The link or the microphone is gone: hold and latch are over; a place in line may outlive it."""


@dataclass(frozen=True, slots=True)
class Reset:
    """The server knows nothing of us any more: a place in line is gone too."""


Event = Press | Release | Latch | Leave | Granted | Queued | Denied | Released | Revoked | Lost | Reset


@dataclass(frozen=True, slots=True)
class SendRequest:
    """Ask for the floor."""

    press: int


@dataclass(frozen=True, slots=True)
class SendRelease:
    """Let go; ``grant`` names what is given back, where it is known."""

    press: int
    grant: Version | None


Effect = SendRequest | SendRelease
