"""The server dies in the middle of a word, and comes back on the same folder."""

import asyncio

import httpx
from crowd import all_there, gather
from e2e.harness.browser import Person
from e2e.harness.server import Server, until
from playwright.async_api import Browser

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


async def test_three_hundred_members_and_two_pages_are_back_together(server: Server, browser: Browser) -> None:
    token = server.token("--listen")
    crowd, staying = await gather(server, token, MEMBERS, COMING_S_MAX)
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
    await all_there(crowd, BACK_MS_MAX / 1000)
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


async def test_a_stop_is_clean(server: Server) -> None:
    assert server.stop() == 0
    assert "Traceback" not in server.log.read_text()
