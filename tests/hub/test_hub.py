"""The hub between doors, core, engine and disk: order, losses, returns."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from pressel.core import effects, events
from pressel.core.burst import Burst
from pressel.core.causes import BurstEnd, LeaveReason
from pressel.core.channel import ChannelSettings
from pressel.core.identity import Identity
from pressel.core.ids import BurstId, ChannelId, SessionId, UserId
from pressel.core.switchboard import Switchboard
from pressel.hub.clock import SystemClock
from pressel.hub.hub import Hub
from pressel.hub.ports import MediaEffect

LOBBY = ChannelId("lobby")


class Ear:
    """The far end of a line."""

    def __init__(self) -> None:
        self.closed: int | None = None
        self._said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def deliver(self, frame: bytes) -> None:
        self._said.put_nowait(json.loads(frame))

    def close(self, code: int, reason: str) -> None:
        self.closed = code
        self._said.put_nowait({"type": "close", "reason": reason})

    async def hears(self, type_: str) -> dict[str, Any]:
        async with asyncio.timeout(5):
            while (message := await self._said.get())["type"] != type_:
                pass
        return message


class Loudspeaker:
    """An engine at the port: it takes every command, and says when a burst has ended."""

    def __init__(self) -> None:
        self.done: list[MediaEffect] = []
        self.hub: Hub | None = None

    def perform(self, effects_: Sequence[MediaEffect]) -> None:
        self.done += effects_
        for effect in effects_:
            if isinstance(effect, effects.SetFloor) and not effect.sources and self.hub is not None:
                self.hub.post(events.BurstOver(effect.channel, SessionId(""), effect.version))


class Drawer:
    """A disk at the port."""

    def __init__(self) -> None:
        self.bursts: list[Burst] = []
        self.epochs: dict[ChannelId, int] = {}
        self.stored = asyncio.Event()

    async def store_burst(self, burst: Burst) -> None:
        self.bursts.append(burst)
        self.stored.set()

    async def commit_epoch(self, channel: ChannelId, epoch: int) -> None:
        self.epochs[channel] = epoch
        self.stored.set()


class World:
    """One hub with everything it needs."""

    def __init__(self) -> None:
        self.engine, self.disk = Loudspeaker(), Drawer()
        self.hub = Hub(Switchboard(), self.engine, self.disk, SystemClock())
        self.engine.hub = self.hub

    async def enter(self, name: str, *, beats: bool = False) -> tuple[SessionId, Ear]:
        session, ear = SessionId(name), Ear()
        opened = events.SessionOpened(session, identity(name), "phone", beats=beats)
        self.hub.open(opened, ear, resumable=True)
        for event in (
            events.JoinRequested(session, 1, LOBBY),
            events.MediaOffered(session, 2, "v=0"),
            events.MediaAnswered(session, 2, "v=0", uplink=True, slots=2),
            events.MediaUp(session),
            events.UplinkEdge(session, "packets", on=True),
        ):
            self.hub.post(event)
        await ear.hears("media.state")
        return session, ear


def identity(name: str) -> Identity:
    return Identity(UserId(name), name.capitalize(), "guest")


@asynccontextmanager
async def world() -> AsyncIterator[World]:
    one = World()
    running = asyncio.create_task(one.hub.run())
    one.hub.post(events.ChannelLoaded(ChannelSettings(LOBBY, "Lobby", guests=True), 0))
    await one.disk.stored.wait()
    yield one
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_who_asks_hears_before_the_others() -> None:
    async with world() as one:
        ana, ear = await one.enter("ana")
        _, other = await one.enter("ben")
        one.hub.post(events.FloorRequested(ana, 7, LOBBY, 1, BurstId("b1")))
        assert (await ear.hears("ok"))["re"] == 7
        assert (await other.hears("floor.taken"))["talker"]["member"] == "ana"


async def test_a_lost_talker_frees_the_floor_and_the_burst_says_why() -> None:
    async with world() as one:
        ana, ear = await one.enter("ana")
        _, other = await one.enter("ben")
        one.hub.post(events.FloorRequested(ana, 7, LOBBY, 1, BurstId("b1")))
        await other.hears("floor.taken")
        one.hub.lose(ana, ear)
        assert (await other.hears("member.changed"))["member"]["presence"] == "away"
        assert (await other.hears("floor.idle"))["reason"] == "lost-link"
        while not (one.disk.bursts and one.disk.bursts[-1].end):
            one.disk.stored.clear()
            await one.disk.stored.wait()
        assert one.disk.bursts[-1].end is BurstEnd.LOST_LINK


async def test_a_line_that_is_no_longer_the_sessions_cannot_lose_or_end_it() -> None:
    async with world() as one:
        ana, old = await one.enter("ana")
        _, other = await one.enter("ben")
        one.hub.lose(ana, old)
        new = Ear()
        one.hub.back(ana, identity("ana"), new, 0)
        one.hub.lose(ana, old)
        one.hub.close(ana, LeaveReason.GOODBYE, old)
        one.hub.post(events.ListRequested(ana, 9))
        assert (await new.hears("ok"))["re"] == 9
        one.hub.close(ana, LeaveReason.GOODBYE, new)
        assert (await other.hears("member.left"))["reason"] == "goodbye"


async def test_an_answer_that_comes_while_its_line_is_lost_is_not_said_to_the_next() -> None:
    async with world() as one:
        ana, old = await one.enter("ana")
        one.hub.post(events.MediaOffered(ana, 5, "v=0"))
        one.hub.lose(ana, old)
        one.hub.post(events.MediaAnswered(ana, 5, "v=0", uplink=True, slots=2))
        one.hub.post(events.MediaUp(ana))
        _, other = await one.enter("ben")
        new = Ear()
        one.hub.back(ana, identity("ana"), new, 0)
        one.hub.post(events.ListRequested(ana, 9))
        assert (await new.hears("ok"))["re"] == 9
        assert other.closed is None


async def test_of_two_lines_that_ask_for_one_session_one_gets_it() -> None:
    async with world() as one:
        ana, old = await one.enter("ana", beats=True)
        text = one.hub.resume_id(ana, identity("ana"), "phone")
        found = await asyncio.gather(*(one.hub.find(text, identity("ana"), "phone", 0) for _ in range(2)))
        assert sorted(found, key=str) == [None, ana]
        assert old.closed == 4409


async def test_news_of_a_program_without_a_line_are_not_kept() -> None:
    async with world() as one:
        session = SessionId("radio")
        one.hub.open(events.SessionOpened(session, identity("radio"), "", "whep"), Ear())
        text = one.hub.resume_id(session, identity("radio"), "")
        one.hub.lose(session, Ear())
        assert await one.hub.find(text, identity("radio"), "", 0) is None
