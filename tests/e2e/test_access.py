"""Every screen for everybody: axe in both themes on phone and desk; 320 px, 200 %, forced colours, right to left."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from e2e.harness.axe import findings
from e2e.harness.browser import WITHIN_MS, Person, visit
from e2e.harness.keyboard import Keyboard
from e2e.harness.server import Server
from playwright.async_api import Browser, Page, expect

SHOTS: Final = Path(__file__).parent / "shots"
PHONE: Final = {"width": 390, "height": 844}
DESK: Final = {"width": 1280, "height": 800}
NARROW: Final = {"width": 320, "height": 640}
ZOOMED: Final = {"width": 640, "height": 400}
"""A window of 1280 by 800 at 200 %."""

Look = Callable[[Page, str], Awaitable[None]]


async def tour(server: Server, browser: Browser, look: Look, **options: Any) -> None:
    """Every screen, one after the other, as an admin sees them; ``look`` is called on each with its name."""
    server.admin("Ada")
    server.run("channel", "create", "Ward 3", "--guests")
    page = await visit(browser, f"{server.url}/#/channel/ward-3", introduced=False, **options)

    async def at(fragment: str, until_seen: str, name: str) -> None:
        await page.evaluate("to => { location.hash = to; }", fragment)
        await expect(page.locator(until_seen).first).to_be_visible(timeout=WITHIN_MS)
        await look(page, name)

    await expect(page.locator("input").first).to_be_visible(timeout=WITHIN_MS)
    await look(page, "name")
    await page.locator("form ~ span button").first.click()
    await page.locator("input").first.fill("Ada")
    await page.locator("input[type=password]").fill("correct horse")
    await look(page, "sign-in")
    await page.locator("button[type=submit]").click()
    await expect(page.locator("h1:focus")).to_be_visible(timeout=WITHIN_MS)
    await look(page, "microphone")
    await page.locator("main button").first.click()
    await expect(page.get_by_test_id("voice-advice")).to_be_visible(timeout=WITHIN_MS)
    await look(page, "voice")
    await page.locator("main > div:last-child > button").first.click()
    await expect(page.locator("button[data-s=idle]")).to_be_visible(timeout=WITHIN_MS)
    await look(page, "channel")
    await page.locator("header > button[aria-haspopup=dialog]").click()
    await expect(page.locator("dialog[open]")).to_be_visible()
    await look(page, "channel-menu")
    await page.keyboard.press("Escape")
    await at("#/", "[data-testid^=channel-]", "lobby")
    await page.locator("[data-testid=channel-ward-3] > button").click()
    await expect(page.locator("dialog[open]")).to_be_visible()
    await look(page, "mute")
    await page.keyboard.press("Escape")
    await at("#/settings", "select", "settings")
    await at("#/admin", "table", "admin")
    await at("#/channel/nowhere", "main > h2", "no-channel")
    await at("#invite=K7M4QX", "input", "invitation")
    await page.context.close()


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", ["phone", "desk"])
async def test_no_screen_has_an_axe_finding(
    server: Server, browser: Browser, size: str, scheme: Literal["dark", "light"]
) -> None:
    SHOTS.mkdir(exist_ok=True)
    found: list[str] = []

    async def look(page: Page, name: str) -> None:
        found.extend(f"{name}: {finding}" for finding in await findings(page))
        await page.screenshot(path=SHOTS / f"{name}-{size}-{scheme}.png", full_page=name in ("settings", "admin"))

    await tour(server, browser, look, viewport=PHONE if size == "phone" else DESK, color_scheme=scheme)
    assert found == []


@pytest.mark.parametrize(
    ("way", "options", "language"),
    [
        ("narrow", {"viewport": NARROW}, None),
        ("zoomed", {"viewport": ZOOMED, "device_scale_factor": 2}, None),
        ("long-texts", {"viewport": PHONE}, "en-XA"),
        ("right-to-left", {"viewport": PHONE}, "ar-XB"),
        ("right-to-left-desk", {"viewport": DESK}, "ar-XB"),
        ("german-narrow", {"viewport": NARROW}, "de"),
        ("forced-colors", {"viewport": DESK, "forced_colors": "active"}, None),
    ],
)
async def test_nothing_is_cut_or_scrolls_sideways(
    server: Server, browser: Browser, way: str, options: dict[str, Any], language: str | None
) -> None:
    SHOTS.mkdir(exist_ok=True)
    wide: list[str] = []

    async def look(page: Page, name: str) -> None:
        if language is not None and await page.evaluate("localStorage.getItem('pressel.language')") != language:
            await page.evaluate("to => localStorage.setItem('pressel.language', to)", language)
            await page.reload()
            await expect(page.locator("input").first).to_be_visible(timeout=WITHIN_MS)
        across = await page.evaluate(
            "() => [document.documentElement, ...document.querySelectorAll('dialog[open]')]"
            ".map(box => box.scrollWidth - box.clientWidth)"
        )
        wide.extend(f"{name}: {over} px too wide" for over in across if over > 0)
        await page.screenshot(path=SHOTS / f"{name}-{way}.png", full_page=True)

    await tour(server, browser, look, **options)
    assert wide == []


async def test_a_talk_needs_nothing_but_the_keyboard(server: Server, browser: Browser) -> None:
    ben = await Person.enter(browser, server.url, "Ben", 880)
    page = await visit(browser, server.url, introduced=False, viewport=DESK)
    ana, keys = Person("Ana", page, 440), Keyboard(page)
    await keys.write("What should we call you?", "Ana")
    await page.keyboard.press("Enter")
    await keys.press("Ask me now")
    await keys.press("Ready")
    await keys.press("Lobby", "link")
    await ana.state("idle")
    await page.keyboard.down("Space")
    await ana.state("talk")
    await ben.hears(ana)
    await page.keyboard.up("Space")
    await ana.state("idle")
    await ben.hears_nothing()
    regions = []
    for _ in range(5):
        await page.keyboard.press("F6")
        regions.append(await page.evaluate("document.activeElement.tagName + (document.activeElement.id || '')"))
    assert regions == ["HEADER", "NAV", "SECTION", "SECTIONtalk", "ASIDE"]
    await page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keys and buttons")
    await expect(sheet).to_contain_text("To the next part of the page")
    await page.keyboard.press("Escape")
    await expect(sheet).to_have_count(0)
    await keys.press("More about this channel")
    await expect(page.locator("dialog[open]")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="More about this channel")).to_be_focused()
    await page.keyboard.press("F6")
    await keys.press("Back to the channels", "link")
    await expect(page.get_by_role("heading", name="Channels")).to_be_visible()
