"""How long a press waits in the server: from the frame read to the grant handed to the transport."""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Sequence

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
P50_MS_MAX, P99_MS_MAX = 0.2, 1.0


class Told:
    """A transport that notes when the answer came."""

    def __init__(self) -> None:
        self.answered = asyncio.Event()
        self.at_ns = 0

    def deliver(self, frame: bytes) -> None:
        if frame.startswith(b'{"type":"ok"'):
            self.at_ns = time.perf_counter_ns()
            self.answered.set()

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


async def measure(members: int, presses: int) -> tuple[float, float, float]:
    hub = Hub(Switchboard(), NoEngine(), NoDisk(), SystemClock())
    running = asyncio.create_task(hub.run())
    hub.post(events.ChannelLoaded(ChannelSettings(LOBBY, "Lobby", guests=True, members_max=members), 0))
    sinks = [Told() for _ in range(members)]
    for number, sink in enumerate(sinks):
        session = SessionId(f"s{number}")
        identity = Identity(UserId(session), session, "guest")
        hub.open(events.SessionOpened(session, identity, ""), sink)
        for event in (
            events.JoinRequested(session, 1, LOBBY),
            events.MediaAnswered(session, 0, "", uplink=True, slots=2),
            events.MediaUp(session),
            events.UplinkEdge(session, "packets", on=True),
        ):
            hub.post(event)
        await asyncio.sleep(0)
    await asyncio.sleep(1)
    waits_ms: list[float] = []
    for press in range(1, presses + 1):
        sink = sinks[press % members]
        session = SessionId(f"s{press % members}")
        frame = json.dumps({"type": "floor.request", "id": 9, "channel": LOBBY, "press": press})
        sink.answered.clear()
        started_ns = time.perf_counter_ns()
        event = codec.event_of(session, codec.decode(frame), BurstId(f"b{press}"))
        assert event is not None
        hub.post(event)
        await sink.answered.wait()
        waits_ms.append((sink.at_ns - started_ns) / 1e6)
        version = hub.board.rooms[LOBBY].floor.version
        hub.post(events.FloorReleased(session, 0, LOBBY, press))
        hub.post(events.BurstOver(LOBBY, session, Version(version.epoch, version.seq)))
        await asyncio.sleep(0.01)
    running.cancel()
    cuts = statistics.quantiles(waits_ms, n=100)
    return statistics.median(waits_ms), cuts[98], max(waits_ms)


def main() -> int:
    short = "--short" in sys.argv
    gate = 3 if short else 1
    failed = 0
    print("members  grant p50 ms  p99 ms  max ms")
    for members in (10, 1_000) if short else (10, 1_000, 10_000):
        p50, p99, most = asyncio.run(measure(members, 100 if short else 400))
        failed += p50 > P50_MS_MAX * gate or p99 > P99_MS_MAX * gate * (3 if short else 1)
        print(f"{members:7}  {p50:12.3f}  {p99:6.3f}  {most:6.3f}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
