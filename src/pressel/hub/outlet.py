"""One session's numbered way out."""

from pressel.hub.ports import Sink


class Outlet:
    """Gives each event its ``n``; answers have none."""

    __slots__ = ("_n", "_sink")

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._n = 0

    def answer(self, frame: bytes) -> None:
        """An ``ok`` or ``error``."""
        self._sink.deliver(frame)

    def tell(self, encoded: tuple[bytes, bytes]) -> None:
        """An event."""
        self._n += 1
        before, behind = encoded
        self._sink.deliver(b"%b%d%b" % (before, self._n, behind))

    def close(self, code: int, reason: str) -> None:
        """The end."""
        self._sink.close(code, reason)
