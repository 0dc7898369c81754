"""Tabs die, pages freeze, cables are pulled, servers stand still: nobody is stuck, nobody is there twice.

Bounds are three times what is promised: a holder known dead within 2 s, a lost cable within 12 s.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from e2e.harness.browser import Person, chromium
from e2e.harness.cable import Cable, cable, elsewhere
from e2e.harness.lan import lan
from e2e.harness.server import Server
from line import Line, entered
from playwright.async_api import Browser

DEAD_MS_MAX = 3 * 2_000
CABLE_MS_MAX = 3 * 12_000
BACK_MS_MAX = 3 * 1_000
KEPT_MS_MAX = 3 * 30_000
AFTER_LONG_MS_MAX = 3 * 30_000
"""Tried each 30 s by then."""
HANGS_MS = DEAD_MS_MAX + 2_000
HANG = "ms => { const end = performance.now() + ms; while (performance.now() < end); }"
STOOD = pytest.mark.parametrize("stood_s", [2, 20])


async def presence(watcher: Line) -> tuple[str, str]:
    """The next change that somebody sees: who, and how it is now."""
    member = (await watcher.event("member.changed", within_s=CABLE_MS_MAX / 1000))["member"]
    return member["name"], member["presence"]


def gone(watcher: Line) -> list[str]:
    """Who left so far."""
    return [event["member"] for event in watcher.events if event["type"] == "member.left"]


@pytest.mark.parametrize("gap_s", [1, 10, 25])
async def test_a_drop_keeps_the_channel_the_sound_and_the_member(server: Server, browser: Browser, gap_s: int) -> None:
    async with entered(server, "Watcher") as watcher, cable(server.http_port) as line:
        ana = await Person.enter(browser, server.url, "Ana", 440)
        ben = await Person.enter(browser, f"http://localhost:{line.port}", "Ben", 880)
        line.cut()
        mended = asyncio.get_running_loop().call_later(gap_s, line.mend)
        assert await presence(watcher) == ("Ben", "away")
        await ben.state("offline")
        await ana.press()
        await ben.hears(ana, within_ms=DEAD_MS_MAX)
        await ana.let_go()
        assert await presence(watcher) == ("Ben", "here")
        assert asyncio.get_running_loop().time() >= mended.when()
        await ben.state("idle", within_ms=BACK_MS_MAX)
        await ben.press()
        await ana.hears(ben)
        await ben.let_go()
        assert gone(watcher) == []
        state = (await watcher.ask("channel.join", channel="lobby"))["result"]["channel"]
        assert sorted(member["name"] for member in state["members"]) == ["Ana", "Ben", "Watcher"]


async def test_after_a_minute_without_a_link_one_is_gone_and_comes_back_once(server: Server, browser: Browser) -> None:
    async with entered(server, "Watcher") as watcher, cable(server.http_port) as line:
        ana = await Person.enter(browser, server.url, "Ana", 440)
        ben = await Person.enter(browser, f"http://localhost:{line.port}", "Ben", 880)
        came = [(await watcher.event("member.joined"))["member"]["name"] for _ in range(2)]
        assert came == ["Ana", "Ben"]
        await ben.press()
        await ana.hears(ben)
        line.cut()
        mended = asyncio.get_running_loop().call_later(60, line.mend)
        await ana.state("idle", within_ms=DEAD_MS_MAX)
        assert (await watcher.event("member.left", within_s=KEPT_MS_MAX / 1000))["reason"] == "lost-link"
        await ben.state("offline")
        await ben.let_go()
        back = await watcher.event("member.joined", within_s=60 + AFTER_LONG_MS_MAX / 1000)
        assert back["member"]["name"] == "Ben"
        assert asyncio.get_running_loop().time() >= mended.when()
        await ben.state("idle")
        await ben.press()
        await ana.hears(ben)
        await ben.let_go()
        state = (await watcher.ask("channel.join", channel="lobby"))["result"]["channel"]
        assert sorted(member["name"] for member in state["members"]) == ["Ana", "Ben", "Watcher"]


async def test_a_drop_while_talking_frees_the_floor_at_once_and_leaves_no_button_pressed(
    server: Server, browser: Browser
) -> None:
    async with cable(server.http_port) as line:
        ana = await Person.enter(browser, server.url, "Ana", 440)
        ben = await Person.enter(browser, f"http://localhost:{line.port}", "Ben", 880)
        await ben.press()
        await ana.hears(ben)
        line.cut()
        await ana.state("idle", within_ms=DEAD_MS_MAX)
        await ana.hears_nothing()
        line.mend()
        await ben.state("idle", within_ms=BACK_MS_MAX)
        await ana.press()
        await ben.hears(ana)


async def test_who_stands_in_line_with_a_held_press_keeps_the_place_over_a_drop(
    server: Server, browser: Browser
) -> None:
    async with entered(server, "Watcher") as watcher, cable(server.http_port) as line:
        ana = await Person.enter(browser, server.url, "Ana", 440)
        ben = await Person.enter(browser, f"http://localhost:{line.port}", "Ben", 880)
        cleo = await Person.enter(browser, server.url, "Cleo", 1320)
        await ana.press()
        await ana.state("talk")
        for waiting in (ben, cleo):
            await waiting.press()
            await waiting.state("queue")
        line.cut()
        assert await presence(watcher) == ("Ben", "away")
        asyncio.get_running_loop().call_later(1, line.mend)
        assert await presence(watcher) == ("Ben", "here")
        await ben.state("queue")
        await ana.let_go()
        await ben.state("talk")
        await cleo.state("queue")
        await ana.hears(ben)
        await ben.let_go()
        await cleo.state("talk")


async def test_a_tab_that_dies_while_talking_frees_the_floor(server: Server, browser: Browser) -> None:
    ana = await Person.enter(browser, server.url, "Ana", 440)
    ben = await Person.enter(browser, server.url, "Ben", 880)
    await ben.press()
    await ana.hears(ben)
    session = await ben.page.context.new_cdp_session(ben.page)
    crash = asyncio.create_task(session.send("Page.crash"))
    await ana.state("idle", within_ms=DEAD_MS_MAX)
    await ana.press()
    await ana.state("talk")
    crash.cancel()
    await asyncio.gather(crash, return_exceptions=True)


async def test_a_page_whose_code_hangs_while_talking_loses_the_floor_and_wakes_with_its_button_up(
    server: Server, browser: Browser
) -> None:
    """The sound goes on by itself: only the heartbeat tells that no hand is on the button."""
    ana = await Person.enter(browser, server.url, "Ana", 440)
    ben = await Person.enter(browser, server.url, "Ben", 880)
    await ben.press()
    await ana.hears(ben)
    hanging = asyncio.create_task(ben.page.evaluate(HANG, HANGS_MS))
    await ana.state("idle", within_ms=DEAD_MS_MAX)
    await ana.press()
    await ana.state("talk")
    await hanging
    await ben.let_go()
    await ben.state("hear")
    await ben.hears(ana)


async def test_a_computer_that_sleeps_while_talking_loses_the_floor_and_wakes_with_its_button_up(
    server: Server, browser: Browser
) -> None:
    ana = await Person.enter(browser, server.url, "Ana", 440)
    before = await renderers(browser)
    ben = await Person.enter(browser, server.url, "Ben", 880)
    asleep = await renderers(browser) - before
    await ben.press()
    await ana.hears(ben)
    for process in asleep:
        os.kill(process, signal.SIGSTOP)
    try:
        await ana.state("idle", within_ms=DEAD_MS_MAX)
        await ana.press()
        await ana.state("talk")
    finally:
        for process in asleep:
            os.kill(process, signal.SIGCONT)
    await ben.let_go()
    await ben.state("hear")
    await ben.hears(ana)


async def renderers(browser: Browser) -> set[int]:
    """Process ids of the pages."""
    session = await browser.new_browser_cdp_session()
    found = await session.send("SystemInfo.getProcessInfo")
    return {one["id"] for one in found["processInfo"] if one["type"] == "renderer"}


@STOOD
async def test_a_server_that_stands_still_finds_no_button_pressed_when_it_returns(
    server: Server, browser: Browser, stood_s: int
) -> None:
    ana = await Person.enter(browser, server.url, "Ana", 440)
    ben = await Person.enter(browser, server.url, "Ben", 880)
    await ben.press()
    await ana.hears(ben)
    server.stall()
    going = asyncio.get_running_loop().call_later(stood_s, server.go_on)
    if stood_s > 10:
        await ben.state("offline", within_ms=CABLE_MS_MAX)
        assert asyncio.get_running_loop().time() < going.when()
    while asyncio.get_running_loop().time() < going.when():
        await ben.page.evaluate("new Promise(requestAnimationFrame)")
    await ben.let_go()
    for person in (ana, ben):
        await person.state("idle", within_ms=CABLE_MS_MAX)
    await ana.press()
    await ana.state("talk")
    await ben.hears(ana)


@asynccontextmanager
async def far_away(folder: Path) -> AsyncIterator[tuple[Server, Browser, str, object]]:
    """A server, a browser at the other end of a cable, and the address it has there."""
    with lan() as network:
        server = Server(folder, media_host=network.near)
        server.start()
        program = folder / "chromium"
        program.write_text(f'#!/bin/sh\nexec {" ".join(network.inside("/usr/bin/chromium"))} "$@"\n')
        program.chmod(0o700)
        near = Cable("127.0.0.1", server.http_port)
        await near.lay(network.near)
        try:
            async with elsewhere(network.near, near.port, *network.inside()) as port, chromium(program) as far:
                yield server, far, f"http://localhost:{port}", network
        finally:
            await near.remove()
            server.kill()


async def test_a_pulled_cable_frees_the_floor_and_a_plugged_one_brings_all_back(
    browser: Browser, tmp_path: Path
) -> None:
    async with far_away(tmp_path) as (server, far, address, network), entered(server, "Watcher") as watcher:
        ana = await Person.enter(browser, server.url, "Ana", 440)
        ben = await Person.enter(far, address, "Ben", 880)
        await ben.press()
        await ana.hears(ben)
        network.pull()  # type: ignore[attr-defined]
        await ana.state("idle", within_ms=DEAD_MS_MAX)
        await ben.state("offline", within_ms=CABLE_MS_MAX)
        assert await presence(watcher) == ("Ben", "away")
        network.plug()  # type: ignore[attr-defined]
        await ben.let_go()
        assert await presence(watcher) == ("Ben", "here")
        await ben.state("idle", within_ms=CABLE_MS_MAX)
        await ana.press()
        await ben.hears(ana, within_ms=CABLE_MS_MAX)
        assert gone(watcher) == []
