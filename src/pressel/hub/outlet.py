"""One session's numbered way out. It remembers the newest events, so that a lost line loses none of them."""

from array import array
from typing import Final

from pressel.hub.ports import Sink

KEPT_MAX: Final = 128
"""Events remembered while connected: what may be on its way when the line breaks."""
KEPT_AWAY_MAX: Final = 1_024
KEPT_BYTES_MAX: Final = 256 * 1024

Encoded = tuple[bytes, bytes]
"""An event before and behind its number; one object for all who hear it."""


class Outlet:
    """Gives each event its ``n``; answers have none. ``sink`` is none while the session is away."""

    __slots__ = ("_keeps", "_kept", "_kept_bytes", "_lost", "_n", "_numbers", "heard", "sink")

    def __init__(self, sink: Sink | None, *, keeps: bool) -> None:
        self.sink = sink
        self.heard = 0
        """The newest of the crier's cries it has heard."""
        self._keeps = keeps
        self._n = 0
        # A number and a reference for each event: what thousands hear is kept once.
        self._numbers = array("Q")
        self._kept: list[Encoded] = []
        self._kept_bytes = 0
        self._lost = 0
        """``n`` of the newest event that is no longer remembered."""

    def answer(self, frame: bytes) -> None:
        """An ``ok`` or ``error``; to one that is away nobody says it, it asks again."""
        if self.sink is not None:
            self.sink.deliver(frame)

    def tell(self, encoded: Encoded, fleeting: bool = False) -> None:
        """An event; a ``fleeting`` one is not said again."""
        self._n += 1
        if self._keeps and not fleeting:
            self._keep(encoded)
        if self.sink is not None:
            self.sink.deliver(_frame(self._n, encoded))

    def can_replay(self, seen: int) -> bool:
        """Whether everything behind event ``seen`` is remembered."""
        return self._keeps and self._lost <= seen <= self._n

    def attach(self, sink: Sink, seen: int) -> None:
        """A new line: what came behind ``seen`` first, in order, then whatever comes."""
        self.sink = sink
        for n, encoded in zip(self._numbers, self._kept, strict=True):
            if n > seen:
                sink.deliver(_frame(n, encoded))
        self._forget(KEPT_MAX)

    def detach(self) -> None:
        """The line is lost."""
        self.sink = None

    def close(self, code: int, reason: str) -> None:
        """The end."""
        if self.sink is not None:
            self.sink.close(code, reason)

    def _keep(self, encoded: Encoded) -> None:
        self._numbers.append(self._n)
        self._kept.append(encoded)
        self._kept_bytes += _size(encoded)
        self._forget(KEPT_MAX if self.sink is not None else KEPT_AWAY_MAX)

    def _forget(self, most: int) -> None:
        while len(self._kept) > most or self._kept_bytes > KEPT_BYTES_MAX:
            self._lost = self._numbers.pop(0)
            self._kept_bytes -= _size(self._kept.pop(0))


def _frame(n: int, encoded: Encoded) -> bytes:
    return b"%b%d%b" % (encoded[0], n, encoded[1])


def _size(encoded: Encoded) -> int:
    return len(encoded[0]) + len(encoded[1])
