"""The server dies in the middle of a word, and comes back on the same folder."""

import httpx
from e2e.harness.browser import Person
from e2e.harness.server import Server
from playwright.async_api import Browser

READY_S_MAX = 5
BACK_MS_MAX = 3_000 * 3
"""Three times the promise of 3 s, as every time in these tests."""


async def test_pages_return_by_themselves_and_talk_again(server: Server, browser: Browser) -> None:
    server.run("channel", "create", "Kitchen", "--guests")
    ana = await Person.enter(browser, server.url, "Ana", 440)
    ben = await Person.enter(browser, server.url, "Ben", 880)
    await ana.press()
    await ben.hears(ana)
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
    headers = {"authorization": f"Bearer {server.token('--listen')}"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers) as client:
        bursts = (await client.get("/v1/channels/lobby/bursts")).json()["bursts"]
    assert [burst["end"] for burst in bursts][-1] == "restart"
    assert all(burst["ended_at_ms"] is not None for burst in bursts)
    assert "kitchen" in server.run("channel", "list", "--json")


async def test_a_stop_is_clean(server: Server) -> None:
    assert server.stop() == 0
    assert "Traceback" not in server.log.read_text()
