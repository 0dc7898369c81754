"""Staying connected: a pure table of what loss, success and waiting do, and the back-off between attempts.

Twin of ``js/client/src/link.ts``. Running ``connect`` (a token, a socket, ``hello``) is the session's work; it ends in
``WELCOMED``, ``LOST`` or ``REFUSED``.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

EAGER_MS: Final = 30_000
"""Attempts come close together for so long after a loss…"""
EAGER_PAUSE_MS: Final = 1_000
"""…at most this far apart…"""
PATIENT_PAUSE_MS: Final = 30_000
"""…and this far apart later."""
FIRST_PAUSE_MS: Final = 125
"""The first pause; it doubles up to the eager one."""
DOUBLINGS_MAX: Final = 8


class Phase(StrEnum):
    """Where a link can be."""

    OFF = "off"
    """Not wanted."""
    CONNECTING = "connecting"
    UP = "up"
    WAITING = "waiting"
    """Until the next attempt."""
    ENDED = "ended"
    """The server will not have us until somebody signs in again."""


class Input(StrEnum):
    """What can happen to a link."""

    START = "start"
    STOP = "stop"
    WELCOMED = "welcomed"
    LOST = "lost"
    REFUSED = "refused"
    DUE = "due"
    HURRY = "hurry"
    """The platform says that the network is back."""


class Effect(StrEnum):
    """What a step wants done."""

    CONNECT = "connect"
    HANG_UP = "hang-up"


@dataclass(frozen=True, slots=True)
class Link:
    """Times are ms of any clock that never goes back."""

    phase: Phase = Phase.OFF
    lost_at_ms: int | None = None
    """When the link went, or when the first attempt began; none while up or off."""
    retry_at_ms: int | None = None
    """When the next attempt begins."""
    attempts: int = 0
    """Since the loss."""
    was_up: bool = False
    """Whether there ever was a link: "connecting" or "reconnecting"."""


Step = tuple[Link, Effect | None]


def step(link: Link, kind: Input, now_ms: int, random: float) -> Step:
    """Applies one event. ``random`` in [0, 1) spreads the attempts of many clients after a restart."""
    act = TABLE.get((link.phase, kind))
    return (link, None) if act is None else act(link, now_ms, random)


def pause_ms(attempts: int, lost_for_ms: int, random: float) -> int:
    """Before the next attempt: never above 1 s in the first 30 s after the loss, then up to 30 s, with jitter."""
    eager = min(EAGER_PAUSE_MS, FIRST_PAUSE_MS * 2 ** min(attempts, DOUBLINGS_MAX))
    most = eager if lost_for_ms < EAGER_MS else PATIENT_PAUSE_MS
    return round(most * (0.5 + random / 2))


def _connect(link: Link, now_ms: int, _random: float) -> Step:
    lost_at_ms = now_ms if link.lost_at_ms is None else link.lost_at_ms
    return replace(link, phase=Phase.CONNECTING, lost_at_ms=lost_at_ms, retry_at_ms=None), Effect.CONNECT


def _settle(_link: Link, _now_ms: int, _random: float) -> Step:
    return Link(Phase.UP, was_up=True), None


def _wait(link: Link, now_ms: int, random: float) -> Step:
    lost_at_ms = now_ms if link.lost_at_ms is None else link.lost_at_ms
    retry_at_ms = now_ms + pause_ms(link.attempts, now_ms - lost_at_ms, random)
    return Link(Phase.WAITING, lost_at_ms, retry_at_ms, link.attempts + 1, link.was_up), None


def _end(_link: Link, _now_ms: int, _random: float) -> Step:
    return Link(Phase.ENDED), Effect.HANG_UP


def _hang_up(_link: Link, _now_ms: int, _random: float) -> Step:
    return Link(), Effect.HANG_UP


TABLE: Final[dict[tuple[Phase, Input], Callable[[Link, int, float], Step]]] = {
    (Phase.OFF, Input.START): _connect,
    (Phase.CONNECTING, Input.WELCOMED): _settle,
    (Phase.CONNECTING, Input.LOST): _wait,
    (Phase.CONNECTING, Input.REFUSED): _end,
    (Phase.CONNECTING, Input.STOP): _hang_up,
    (Phase.UP, Input.LOST): _wait,
    (Phase.UP, Input.REFUSED): _end,
    (Phase.UP, Input.STOP): _hang_up,
    (Phase.WAITING, Input.DUE): _connect,
    (Phase.WAITING, Input.HURRY): _connect,
    (Phase.WAITING, Input.START): _connect,
    (Phase.WAITING, Input.STOP): _hang_up,
    (Phase.ENDED, Input.START): _connect,
    (Phase.ENDED, Input.STOP): _hang_up,
}
