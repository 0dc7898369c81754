"""A crowd at the door, and those who are in."""

import asyncio
import time

from e2e.harness.server import Server
from line import entered, line

from pressel.signalling.turnstile import Turnstile

CROWD = 200
HEARD_WITHIN_S = 3 * 0.5
"""Loosely: without a turnstile the crowd's handshakes stand in one turn of the loop."""


async def test_one_newcomer_a_turn_and_the_first_come_first() -> None:
    turnstile, order = Turnstile(), list[str]()

    async def newcomer(name: str) -> None:
        await turnstile.pass_through()
        order.append(name)

    async def resident() -> None:
        while len(order) - order.count("resident") < CROWD:
            order.append("resident")
            await asyncio.sleep(0)

    await asyncio.gather(*(newcomer(str(number)) for number in range(CROWD)), resident())
    assert [name for name in order if name != "resident"] == [str(number) for number in range(CROWD)]
    between = "".join("r" if name == "resident" else "n" for name in order)
    assert "nn" not in between


async def test_who_is_in_is_heard_while_a_crowd_comes(doors: Server) -> None:
    token = await asyncio.to_thread(doors.token, "--listen")

    async def newcomer() -> None:
        async with line(doors) as one:
            await one.hello(token)

    async with entered(doors, "Ana") as ana:
        coming = asyncio.gather(*(newcomer() for _ in range(CROWD)))
        waits_s: list[float] = []
        while not coming.done():
            started = time.monotonic()
            assert (await ana.ask("channel.leave", channel="nowhere"))["type"] == "ok"
            waits_s.append(time.monotonic() - started)
            await asyncio.sleep(0.05)
        await coming
    assert max(waits_s) < HEARD_WITHIN_S
