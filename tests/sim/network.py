"""Between a device and the server: datagrams that may be lost, and streams that keep their order, stall and die."""

from collections.abc import Callable
from random import Random
from typing import Final, Protocol

from sim.plan import Network
from sim.schedule import Schedule

LOST: Final = 1006
"""Close code of RFC 6455 §7.4.1 for a line that ended without a word."""
BEAT_MS: Final = 5_000
DEAD_MS: Final = 12_000
"""The server pings so often below the messages, and gives a line up after so long (contract §3)."""


class Path:
    """One device's way. While it is down datagrams are gone, and what a stream carries waits."""

    def __init__(self, schedule: Schedule, network: Network, rng: Random) -> None:
        self.network = network
        self._schedule = schedule
        self._rng = rng
        self._down_until_ms = 0
        self._newest_ms = 0

    def drop(self, until_ms: int) -> None:
        """Nothing passes until then."""
        self._down_until_ms = max(self._down_until_ms, until_ms)

    def mend(self) -> None:
        """Whole again."""
        self._down_until_ms = 0

    @property
    def is_down(self) -> bool:
        """Whether nothing passes now."""
        return self._schedule.now_ms < self._down_until_ms

    def datagram_ms(self) -> int | None:
        """When one sent now arrives, in the order of sending; none: never."""
        if self.is_down or (self.network.loss and self._rng.random() < self.network.loss):
            return None
        at_ms = self._schedule.now_ms + self.network.delay_ms + self._jitter_ms()
        self._newest_ms = max(self._newest_ms, at_ms)
        return self._newest_ms

    def stream_ms(self) -> int:
        """When a piece of a stream sent now arrives, if the stream lives so long."""
        sent_ms = self._schedule.now_ms
        if self.is_down:
            sent_ms = self._down_until_ms + self._rng.randint(20, 400)
        return sent_ms + self.network.delay_ms + self.network.lag_ms + self._jitter_ms()

    def _jitter_ms(self) -> int:
        return self._rng.randint(0, self.network.jitter_ms)


class End(Protocol):
    """Who is at one end of a connection."""

    def received(self, frame: bytes) -> None:
        """One whole message."""

    def closed(self, code: int) -> None:
        """Nothing more comes."""


class Connection:
    """One WebSocket. Each side may believe in it longer than the other."""

    def __init__(self, schedule: Schedule, path: Path, device: End, heard: Callable[[], bool]) -> None:
        self._schedule = schedule
        self._path = path
        self._device: End | None = device
        self._heard = heard
        self._door: End | None = None
        self._up_ms = self._down_ms = 0
        self._door_heard_ms = schedule.now_ms

    def serve(self, door: End) -> None:
        """The server has taken it."""
        self._door, self._door_heard_ms = door, self._schedule.now_ms
        self._schedule.after(BEAT_MS, self._beat)

    def to_server(self, frame: bytes) -> None:
        """In the order of sending."""
        self._up_ms = max(self._up_ms, self._path.stream_ms())
        self._schedule.at(self._up_ms, self._arrive_up, frame)

    def to_device(self, frame: bytes) -> None:
        """In the order of sending."""
        self._down_ms = max(self._down_ms, self._path.stream_ms())
        self._schedule.at(self._down_ms, self._arrive_down, frame)

    def close_by_device(self, code: int, *, silently: bool = False) -> None:
        """The device hears nothing more; the server learns it behind all that was sent, or by itself."""
        self._device = None
        if not silently:
            self._up_ms = max(self._up_ms, self._path.stream_ms())
            self._schedule.at(self._up_ms, self._end_door, code)

    def close_by_server(self, code: int, *, silently: bool = False) -> None:
        """The other way round."""
        self._door = None
        if not silently:
            self._down_ms = max(self._down_ms, self._path.stream_ms())
            self._schedule.at(self._down_ms, self._end_device, code)

    def _arrive_up(self, frame: bytes) -> None:
        if self._door is not None:
            self._door_heard_ms = self._schedule.now_ms
            self._door.received(frame)

    def _arrive_down(self, frame: bytes) -> None:
        if self._device is not None:
            self._device.received(frame)

    def _end_door(self, code: int) -> None:
        door, self._door = self._door, None
        if door is not None:
            door.closed(code)

    def _end_device(self, code: int) -> None:
        device, self._device = self._device, None
        if device is not None:
            device.closed(code)

    def _beat(self) -> None:
        """The ping of RFC 6455 that a browser answers by itself, also for a page that stands still."""
        if self._door is None:
            return
        if self._device is not None and not self._path.is_down and self._heard():
            self._door_heard_ms = self._schedule.now_ms
        if self._schedule.now_ms - self._door_heard_ms >= DEAD_MS:
            door = self._door
            self.close_by_server(LOST)
            door.closed(LOST)
            return
        due_ms = min(self._schedule.now_ms + BEAT_MS, self._door_heard_ms + DEAD_MS)
        self._schedule.at(due_ms, self._beat)
