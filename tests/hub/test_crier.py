"""News to many: in order for each, in slices, and never in the way of an answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pressel.core.ids import SessionId
from pressel.hub.crier import AT_ONCE_MAX, EVERY_STEP_MAX, Crier
from pressel.hub.outlet import Encoded, Outlet


class Ear:
    """Keeps what it hears, without the numbers."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def deliver(self, frame: bytes) -> None:
        number, _, word = frame.decode().partition(" ")
        assert int(number) == len(self.heard) + 1
        self.heard.append(word)

    def close(self, code: int, reason: str) -> None:
        raise AssertionError((code, reason))


class Square:
    """So many people, one crier."""

    def __init__(self, size: int) -> None:
        self.ears = {SessionId(f"s{n}"): Ear() for n in range(size)}
        self.outlets = {session: Outlet(ear, keeps=False) for session, ear in self.ears.items()}
        self.first: list[str] = []
        self.crier = Crier(self.outlets, self.first)

    def cry(self, word: str, state_of: str | None = None) -> None:
        encoded: Encoded = (b"", f" {word}".encode())
        self.crier.tell(lambda _: encoded, (dict(self.outlets),), state_of=state_of)

    def heard(self) -> set[tuple[str, ...]]:
        return {tuple(ear.heard) for ear in self.ears.values()}

    async def all_hear(self, word: str) -> None:
        async with asyncio.timeout(10):
            while not all(ear.heard[-1:] == [word] for ear in self.ears.values()):
                await asyncio.sleep(0)


@asynccontextmanager
async def at_work(square: Square) -> AsyncIterator[None]:
    running = asyncio.create_task(square.crier.run())
    yield
    running.cancel()


def test_a_few_hear_at_once() -> None:
    square = Square(AT_ONCE_MAX)
    square.cry("one")
    square.cry("two")
    assert square.heard() == {("one", "two")}


async def test_many_hear_everything_in_order() -> None:
    square = Square(EVERY_STEP_MAX)
    words = [f"w{n}" for n in range(20)]
    async with at_work(square):
        for word in words:
            square.cry(word, state_of="floor")
        await square.all_hear(words[-1])
    assert square.heard() == {tuple(words)}


async def test_who_is_spoken_to_in_between_hears_first_what_came_before_and_nothing_twice() -> None:
    square = Square(100)
    chosen = SessionId("s99")
    async with at_work(square):
        square.cry("one")
        square.cry("two")
        square.crier.flush_for(chosen, square.outlets[chosen])
        square.outlets[chosen].tell((b"", b" yours"))
        assert square.ears[chosen].heard == ["one", "two", "yours"]
        square.cry("three")
        await square.all_hear("three")
    assert square.heard() == {("one", "two", "three"), ("one", "two", "yours", "three")}


async def test_while_somebody_waits_for_an_answer_everybody_else_hears_slowly_and_still_hears() -> None:
    square = Square(100)
    square.first.append("a request")
    async with at_work(square):
        square.cry("one")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert sum(len(ear.heard) for ear in square.ears.values()) == 1
        await square.all_hear("one")


async def test_in_a_big_audience_a_state_that_is_over_is_left_out() -> None:
    square = Square(EVERY_STEP_MAX + 1)
    async with at_work(square):
        for word in ("taken", "idle", "taken again"):
            square.cry(word, state_of="floor")
        square.cry("other")
        await square.all_hear("other")
    assert square.heard() == {("taken again", "other")}


def test_who_is_in_two_audiences_hears_once_and_who_came_later_not_at_all() -> None:
    square = Square(2)
    first, second = square.outlets
    encoded: Encoded = (b"", b" word")
    square.crier.tell(lambda _: encoded, ({first: None}, {first: None}))
    assert (square.ears[first].heard, square.ears[second].heard) == (["word"], [])
    square.crier.flush_for(second, square.outlets[second])
    assert square.ears[second].heard == []
