"""A tab that goes to the back: the page hears of no key and no button going up, and lets go by itself."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from e2e.harness.browser import Person
from e2e.harness.devtools import DevTools, Tab, chromium_on_screen
from e2e.harness.server import Server
from playwright.async_api import Browser

HEARD = """
window.__heard = [];
for (const type of ["keyup", "pointerup", "mouseup", "blur"]) {
  addEventListener(type, () => window.__heard.push(type), true);
}
document.addEventListener("visibilitychange", () => window.__heard.push(document.visibilityState));
"""
ENTER = """
fetch("/v1/guests", {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ name: "Ana", channel: "lobby" }),
}).then((answer) => answer.status)
"""
FREE_MS_MAX = 3 * 2_000
"""Three times the promise for a holder that is dead."""
STATE = "document.querySelector('button[data-s]')?.dataset.s"


@pytest.fixture
async def devtools(tmp_path: Path) -> AsyncIterator[DevTools]:
    """Of a browser with a screen."""
    async with chromium_on_screen(tmp_path) as one:
        yield one


async def enter(devtools: DevTools, server: Server) -> Tab:
    """A guest in the lobby, ready to talk."""
    tab = await Tab.open(devtools, server.url)
    assert await tab.evaluate(ENTER) in (200, 201)
    await tab.evaluate("location.hash = '#/channel/lobby'; location.reload()")
    await tab.wait_for(f"{STATE} === 'idle'")
    await tab.evaluate(HEARD)
    return tab


async def latched_in_the_back(devtools: DevTools, server: Server, ben: Person) -> Tab:
    """Ana talks without a hand, her tab is behind another, and Ben hears her."""
    ana = await enter(devtools, server)
    await click(ana, "Hands-free")
    await ana.wait_for(f"{STATE} === 'latched'")
    other = await Tab.open(devtools, "about:blank")
    await other.to_front()
    await ana.wait_for("window.__heard.includes('hidden')")
    await ben.hears(Person("Ana", ben.page, 440))
    return ana


async def click(tab: Tab, name: str) -> None:
    """A button by its words."""
    await tab.evaluate(
        f"[...document.querySelectorAll('button')].find((b) => b.textContent.includes('{name}')).click()"
    )


async def press(tab: Tab) -> None:
    """The mouse, on the button."""
    x, y = await tab.evaluate(
        "(({ x, y, width, height }) => [x + width / 2, y + height / 2])"
        "(document.querySelector('button[data-s]').getBoundingClientRect())"
    )
    await tab.send("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
    await tab.send("Input.dispatchMouseEvent", type="mousePressed", x=x, y=y, button="left", clickCount=1)


async def test_a_hold_ends_when_the_tab_goes_to_the_back(server: Server, browser: Browser, devtools: DevTools) -> None:
    ben = await Person.enter(browser, server.url, "Ben", 880)
    ana = await enter(devtools, server)
    await press(ana)
    await ana.wait_for(f"{STATE} === 'talk'")
    await ben.state("hear")
    other = await Tab.open(devtools, "about:blank")
    await other.to_front()
    await ben.state("idle", within_ms=3_000)
    await ben.hears_nothing()
    heard = await ana.wait_for("window.__heard.includes('hidden') && window.__heard")
    assert not {"keyup", "pointerup", "mouseup"} & set(heard), heard
    await ana.to_front()
    await ana.wait_for(f"{STATE} === 'idle'")


async def test_a_key_that_goes_up_in_another_tab_leaves_nobody_talking(
    server: Server, browser: Browser, devtools: DevTools
) -> None:
    ben = await Person.enter(browser, server.url, "Ben", 880)
    ana = await enter(devtools, server)
    await ana.send("Input.dispatchKeyEvent", type="keyDown", code="Space", key=" ", windowsVirtualKeyCode=32)
    await ana.wait_for(f"{STATE} === 'talk'")
    await ben.state("hear")
    other = await Tab.open(devtools, "about:blank")
    await other.to_front()
    await other.send("Input.dispatchKeyEvent", type="keyUp", code="Space", key=" ", windowsVirtualKeyCode=32)
    await ben.state("idle", within_ms=3_000)
    await ana.to_front()
    await ana.wait_for(f"{STATE} === 'idle'")


async def test_hands_free_goes_on_in_the_back(server: Server, browser: Browser, devtools: DevTools) -> None:
    ben = await Person.enter(browser, server.url, "Ben", 880)
    ana = await latched_in_the_back(devtools, server, ben)
    await ben.state("hear")
    await ana.to_front()
    await ana.wait_for(f"{STATE} === 'latched'")


async def test_a_latch_ends_when_its_tab_is_frozen_in_the_back(
    server: Server, browser: Browser, devtools: DevTools
) -> None:
    ben = await Person.enter(browser, server.url, "Ben", 880)
    ana = await latched_in_the_back(devtools, server, ben)
    await ana.send("Page.setWebLifecycleState", state="frozen")
    await ben.state("idle", within_ms=FREE_MS_MAX)
    await ben.press()
    await ben.state("talk")
    await ana.send("Page.setWebLifecycleState", state="active")
    await ana.to_front()
    await ana.wait_for(f"{STATE} === 'hear'")


async def test_the_talk_window_talks_while_another_window_has_the_focus(
    server: Server, browser: Browser, devtools: DevTools
) -> None:
    ben = await Person.enter(browser, server.url, "Ben", 880)
    ana = await enter(devtools, server)
    await click(ana, "Talk window")
    await ana.wait_for("documentPictureInPicture.window?.document.querySelector('button[data-s=idle]') != null")
    key = (
        "documentPictureInPicture.window.dispatchEvent("
        "new documentPictureInPicture.window.KeyboardEvent('%s', { code: 'Space', bubbles: true }))"
    )
    await ana.evaluate(key % "keydown")
    await ana.evaluate("window.dispatchEvent(new Event('blur'))")
    await ben.hears(Person("Ana", ben.page, 440))
    assert await ana.evaluate("documentPictureInPicture.window.document.querySelector('button').dataset.s") == "talk"
    await ana.evaluate(key % "keyup")
    await ben.state("idle")
    await click(ana, "Talk window")
    await ana.wait_for("documentPictureInPicture.window === null")
