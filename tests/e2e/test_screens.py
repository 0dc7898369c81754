"""Pictures of every screen, phone and desktop, dark and light, into ``tests/e2e/shots`` to be looked at."""

from pathlib import Path
from typing import Literal

import pytest
from e2e.harness.browser import Person
from e2e.harness.server import Server
from playwright.async_api import Browser

SHOTS = Path(__file__).parent / "shots"
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 800}}


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", list(SIZES))
async def test_every_screen_has_its_picture(
    server: Server, browser: Browser, size: str, scheme: Literal["dark", "light"]
) -> None:
    SHOTS.mkdir(exist_ok=True)
    options = {"viewport": SIZES[size], "color_scheme": scheme}
    for name in ("Kitchen", "Ward 3"):
        server.run("channel", "create", name, "--guests")

    async def picture(person: Person, screen: str) -> None:
        path = SHOTS / f"{screen}-{size}-{scheme}.png"
        await person.page.screenshot(path=path)
        assert path.stat().st_size > 5_000

    context = await browser.new_context(**options)  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto(server.url)
    await page.get_by_role("textbox").first.wait_for()
    await page.screenshot(path=SHOTS / f"name-{size}-{scheme}.png")
    ben = await Person.enter(browser, server.url, "Ben", 880)
    ana = await Person.at_lobby(browser, server.url, "Ana", 440, **options)
    await ben.press()
    await ben.state("talk")
    await ana.page.get_by_text("Ben").first.wait_for()
    await picture(ana, "lobby")
    await ana.page.get_by_role("link", name="Settings").click()
    await ana.page.get_by_role("button", name="Test your microphone").click()
    await ana.page.get_by_test_id("voice-advice").get_by_text("Good level").wait_for()
    await ana.page.screenshot(path=SHOTS / f"settings-{size}-{scheme}.png", full_page=True)
    await ana.page.get_by_role("link", name="Back to the channels").click()
    await ana.page.get_by_text("Lobby").first.click()
    await ana.state("hear")
    await ana.hears(ben)
    await picture(ana, "channel-hear")
    await ben.let_go()
    await ana.state("idle")
    await picture(ana, "channel-idle")
    await ana.press()
    await ana.state("talk")
    await picture(ana, "channel-talk")
    await ana.let_go()
