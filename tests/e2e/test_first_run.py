"""From a link to the first word, as somebody does who was never here."""

from pathlib import Path

from e2e.harness.browser import SCRIPT, WITHIN_MS, Person
from e2e.harness.server import Server
from playwright.async_api import Browser, expect

SHOTS = Path(__file__).parent / "shots"
PHONE = {"width": 390, "height": 844}
TAPS_MAX = 3


async def test_three_taps_lead_from_a_link_to_the_first_word(server: Server, browser: Browser) -> None:
    SHOTS.mkdir(exist_ok=True)
    ben = await Person.enter(browser, server.url, "Ben", 880)
    context = await browser.new_context(permissions=["microphone"], viewport=PHONE)  # type: ignore[arg-type]
    await context.add_init_script(f"{SCRIPT}\nwindow.__radio.hertz = 440;")
    page = await context.new_page()
    ana = Person("Ana", page, 440)
    taps = 0

    async def tap(name: str) -> None:
        nonlocal taps
        await page.get_by_role("button", name=name, exact=True).click()
        taps += 1

    await page.goto(f"{server.url}/#/channel/lobby")
    await page.get_by_role("textbox").fill("Ana")
    await page.screenshot(path=SHOTS / "first-run-1-name.png")
    await tap("Continue")
    await expect(page.get_by_role("heading", name="Your browser will ask")).to_be_focused(timeout=WITHIN_MS)
    await page.screenshot(path=SHOTS / "first-run-2-microphone.png")
    await tap("Ask me now")
    await expect(page.get_by_test_id("voice-advice")).to_contain_text("Good level", timeout=WITHIN_MS)
    await expect(page.get_by_role("button", name="Play me back")).to_be_visible(timeout=WITHIN_MS)
    await page.screenshot(path=SHOTS / "first-run-3-voice.png")
    await page.get_by_role("button", name="Play me back").click()
    await expect(page.get_by_role("button", name="Play me back")).to_be_visible(timeout=WITHIN_MS)
    await tap("Ready")
    assert taps <= TAPS_MAX
    await ana.state("idle")
    await ana.press()
    await ben.hears(ana)
    await ana.let_go()
    await ben.hears_nothing()


async def test_one_who_just_listens_hears_and_is_not_asked_to_talk(server: Server, browser: Browser) -> None:
    ben = await Person.enter(browser, server.url, "Ben", 880)
    context = await browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    await context.add_init_script(SCRIPT)
    page = await context.new_page()
    eve = Person("Eve", page, 0)
    await page.goto(f"{server.url}/#/channel/lobby")
    await page.get_by_role("button", name="Just listen").click()
    await eve.state("idle")
    await ben.press()
    await eve.state("hear")
    await eve.hears(ben)
    await ben.let_go()
    await eve.state("idle")
    await expect(page.get_by_text("Your browser will ask")).to_have_count(0)
