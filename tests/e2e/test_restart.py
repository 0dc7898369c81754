"""The server dies in the middle of a word, and comes back on the same folder."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import httpx
from e2e.harness.browser import Person
from e2e.harness.server import Server, until
from line import Line, line
from playwright.async_api import Browser
from websockets.exceptions import InvalidHandshake, WebSocketException

READY_S_MAX = 5
BACK_MS_MAX = 3_000 * 3
"""Three times the promise of 3 s, as every time in these tests."""


async def test_pages_return_by_themselves_and_talk_again(server: Server, browser: Browser) -> None:
    server.run("channel", "create", "Kitchen", "--guests")
    token = server.token("--listen")
    ana = await Person.enter(browser, server.url, "Ana", 440)
    ben = await Person.enter(browser, server.url, "Ben", 880)
    await ana.press()
    await ben.hears(ana)
    await until(lambda: ends(server, token, "Ana") == [None], COMING_S_MAX)
    server.kill()
    await ben.state("offline")
    assert await ana.state("offline", "revoked") in ("offline", "revoked")
    await ana.let_go()
    assert server.start() < READY_S_MAX
    for person in (ana, ben):
        await person.state("idle", within_ms=BACK_MS_MAX)
    await ben.press()
    await ben.state("talk")
    await ana.hears(ben)
    await ben.let_go()
    await ana.hears_nothing()
    assert (ends(server, token, "Ana"), ends(server, token, "Ben")) == (["restart"], ["released"])
    assert "kitchen" in server.run("channel", "list", "--json")


MEMBERS = 300
COMING_S_MAX = 60
STAYS_S_MAX = 600


class Regular:
    """A member that comes back whenever it is sent away, at once and then each second at most, as clients do."""

    def __init__(self, server: Server, token: str, share: float) -> None:
        self._server, self._token, self._share = server, token, share
        self._resume: str | None = None
        self.states: list[str] = []
        self.channel: dict[str, Any] = {}
        self.came = asyncio.Event()

    async def stay(self) -> None:
        """Until cancelled."""
        pause_s = 0.0
        while True:
            with suppress(OSError, WebSocketException, InvalidHandshake, TimeoutError):
                async with line(self._server) as one:
                    await self._come_in(one)
                    pause_s = 0.0
                    await one.closed(within_s=STAYS_S_MAX)
            pause_s = min(1.0, pause_s * 2 or 0.125)
            await asyncio.sleep(pause_s * (0.5 + self._share / 2))

    async def _come_in(self, one: Line) -> None:
        welcome = await one.hello(self._token, resume=self._resume, beats=True)
        self._resume = welcome["resume"]
        answer = await one.ask("channel.join", channel="lobby")
        self.channel = answer["result"]["channel"]
        self.states.append(welcome["state"])
        self.came.set()


async def test_three_hundred_members_and_two_pages_are_back_together(server: Server, browser: Browser) -> None:
    token = server.token("--listen")
    crowd = [Regular(server, token, number / MEMBERS) for number in range(MEMBERS)]
    staying = [asyncio.create_task(one.stay()) for one in crowd]
    await within(COMING_S_MAX, *(one.came.wait for one in crowd))
    ana = await Person.enter(browser, server.url, "Ana", 440)
    ben = await Person.enter(browser, server.url, "Ben", 880)
    await ana.press()
    await ben.hears(ana)
    await until(lambda: ends(server, token, "Ana") == [None], COMING_S_MAX)
    server.kill()
    await ben.state("offline")
    await ana.let_go()
    before = crowd[0].channel["baseline"]
    for one in crowd:
        one.came.clear()
    await asyncio.to_thread(server.start)
    await within(BACK_MS_MAX / 1000, *(one.came.wait for one in crowd))
    for person in (ana, ben):
        await person.state("idle", within_ms=BACK_MS_MAX)
    assert {state for one in crowd for state in one.states[1:]} == {"reset"}
    assert all(one.channel["baseline"]["epoch"] > before["epoch"] for one in crowd)
    assert all(one.channel["talker"] is None for one in crowd)
    await ben.press()
    await ana.hears(ben)
    await ben.let_go()
    assert ends(server, token, "Ana") == ["restart"]
    for task in staying:
        task.cancel()
    await asyncio.gather(*staying, return_exceptions=True)


def ends(server: Server, token: str, name: str) -> list[str | None]:
    """How the bursts of somebody ended, as the history has it; none: it goes on."""
    answer = httpx.get(f"{server.url}/v1/channels/lobby/bursts", headers={"authorization": f"Bearer {token}"})
    return [burst["end"] for burst in answer.json()["bursts"] if burst["name"] == name]


async def within(most_s: float, *events: Callable[[], Awaitable[object]]) -> None:
    """All of them, in time."""
    async with asyncio.timeout(most_s):
        await asyncio.gather(*(event() for event in events))


async def test_a_stop_is_clean(server: Server) -> None:
    assert server.stop() == 0
    assert "Traceback" not in server.log.read_text()
