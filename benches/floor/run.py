"""How long a press waits in the server: from the frame read to the grant handed to the transport."""

import asyncio
import gc
import json
import statistics
import sys
import time
from collections.abc import Sequence

import uvloop

from pressel.core import events
from pressel.core.channel import ChannelSettings
from pressel.core.identity import Identity
from pressel.core.ids import BurstId, ChannelId, SessionId, UserId
from pressel.core.switchboard import Switchboard
from pressel.core.version import Version
from pressel.hub.clock import SystemClock
from pressel.hub.hub import Hub
from pressel.hub.ports import MediaEffect
from pressel.wire import codec

LOBBY = ChannelId("lobby")
P50_MS_MAX, P99_MS_MAX, TOLD_MS_MAX = 0.2, 1.0, 1_000.0
TOLD_PRESSES = 10


class Audience:
    """Everybody in the channel: counts who has heard that the floor is taken."""

    def __init__(self) -> None:
        self.heard = 0
        self.size = 0
        self.all = asyncio.Event()

    def hears(self) -> None:
        self.heard += 1
        if self.heard == self.size:
            self.all.set()


class Told:
    """A transport that notes when the answer came."""

    def __init__(self, audience: Audience) -> None:
        self.audience = audience
        self.answered = asyncio.Event()
        self.at_ns = 0

    def deliver(self, frame: bytes) -> None:
        if frame.startswith(b'{"type":"ok"'):
            self.at_ns = time.perf_counter_ns()
            self.answered.set()
        elif frame.startswith(b'{"type":"floor.taken"'):
            self.audience.hears()

    def close(self, code: int, reason: str) -> None:
        raise AssertionError((code, reason))


class NoEngine:
    """The engine's side is measured elsewhere."""

    def perform(self, effects: Sequence[MediaEffect]) -> None:
        self.last = effects


class NoDisk:
    """Epochs and bursts go nowhere."""

    async def store_burst(self, burst: object) -> None:
        await asyncio.sleep(0)

    async def commit_epoch(self, channel: ChannelId, epoch: int) -> None:
        await asyncio.sleep(0)


class Channel:
    """A hub with so many members in one channel, each with sound."""

    def __init__(self, members: int) -> None:
        self.hub = Hub(Switchboard(), NoEngine(), NoDisk(), SystemClock())
        self.audience = Audience()
        self.sinks = [Told(self.audience) for _ in range(members)]
        self.presses = 0

    async def fill(self) -> None:
        members = len(self.sinks)
        self.hub.post(events.ChannelLoaded(ChannelSettings(LOBBY, "Lobby", guests=True, members_max=members), 0))
        for number, sink in enumerate(self.sinks):
            session = SessionId(f"s{number}")
            self.hub.open(events.SessionOpened(session, Identity(UserId(session), session, "guest"), ""), sink)
            for event in (
                events.ListRequested(session, 1),
                events.JoinRequested(session, 1, LOBBY),
                events.MediaOffered(session, 1, ""),
                events.MediaAnswered(session, 1, "", uplink=True, slots=2),
                events.MediaUp(session),
                events.UplinkEdge(session, "packets", on=True),
            ):
                self.hub.post(event)
            await asyncio.sleep(0)
        await asyncio.sleep(1)
        gc.collect()
        gc.freeze()

    async def press(self) -> float:
        """Ms from the frame to the answer."""
        self.presses += 1
        place = self.presses % len(self.sinks)
        sink, session = self.sinks[place], SessionId(f"s{place}")
        frame = json.dumps({"type": "floor.request", "id": 9, "channel": LOBBY, "press": self.presses})
        sink.answered.clear()
        self.audience.heard, self.audience.size = 0, len(self.sinks)
        self.audience.all.clear()
        started_ns = time.perf_counter_ns()
        event = codec.event_of(session, codec.decode(frame), BurstId(f"b{self.presses}"))
        assert event is not None
        self.hub.post(event)
        await sink.answered.wait()
        return (sink.at_ns - started_ns) / 1e6

    def release(self) -> None:
        session = SessionId(f"s{self.presses % len(self.sinks)}")
        version = self.hub.board.rooms[LOBBY].floor.version
        self.hub.post(events.FloorReleased(session, 0, LOBBY, self.presses))
        self.hub.post(events.BurstOver(LOBBY, session, Version(version.epoch, version.seq + 1)))


async def measure(members: int, presses: int) -> tuple[list[float], list[float]]:
    """Ms until the grant, and until everybody has heard of it."""
    channel = Channel(members)
    running = asyncio.create_task(channel.hub.run())
    await channel.fill()
    grants_ms: list[float] = []
    for _ in range(presses):
        grants_ms.append(await channel.press())
        channel.release()
        await asyncio.sleep(0.01)
    told_ms: list[float] = []
    for _ in range(TOLD_PRESSES):
        started_ns = time.perf_counter_ns()
        await channel.press()
        await channel.audience.all.wait()
        told_ms.append((time.perf_counter_ns() - started_ns) / 1e6)
        channel.release()
        await asyncio.sleep(0.3)
    running.cancel()
    gc.unfreeze()
    return grants_ms, told_ms


def main() -> int:
    short = "--short" in sys.argv
    gate = 3 if short else 1
    failed = 0
    print("members  grant p50 ms  p99 ms  max ms  all told p50 ms  max ms")
    for members in (10, 1_000) if short else (10, 1_000, 10_000):
        grants_ms, told_ms = uvloop.run(measure(members, 100 if short else 400))
        p50, p99 = statistics.median(grants_ms), statistics.quantiles(grants_ms, n=100)[98]
        told = max(told_ms)
        failed += p50 > P50_MS_MAX * gate or p99 > P99_MS_MAX * gate * (3 if short else 1) or told > TOLD_MS_MAX * gate
        print(
            f"{members:7}  {p50:12.3f}  {p99:6.3f}  {max(grants_ms):6.3f}"
            f"  {statistics.median(told_ms):15.1f}  {told:6.1f}"
        )
    return failed


if __name__ == "__main__":
    sys.exit(main())
