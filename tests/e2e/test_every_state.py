"""The real screens in every state: axe in both themes on phone and desk; pictures of each, also in forced colours and
from right to left, into ``tests/e2e/shots`` to be looked at."""

from contextlib import AsyncExitStack
from typing import Any, Final

import pytest
from e2e.harness.browser import SCRIPT, WITHIN_MS, Person
from e2e.harness.eyes import SIZES, Eyes
from e2e.harness.server import Server
from playwright.async_api import Browser, Locator, Page, expect

PASSWORD: Final = "correct horse"
each_size: Final = pytest.mark.parametrize("size", list(SIZES))


def options(size: str) -> dict[str, Any]:
    """A window."""
    return {"viewport": SIZES[size]}


async def sheet(page: Page, opener: Locator) -> Locator:
    """Open one; it is whole."""
    await opener.click()
    opened = page.locator("dialog[open]").last
    await expect(opened).to_be_visible()
    return opened


@each_size
async def test_no_state_of_a_channel_has_an_axe_finding(server: Server, browser: Browser, size: str) -> None:
    server.run("channel", "create", "Ward 3", "--guests", "--preempt", "priority", "--talk-limit", "20")
    server.run("channel", "create", "Gate B", "--guests", "--queue", "0")
    server.run("channel", "create", "News", "--guests", "--broadcast")
    server.run("user", "add", "Dee", "--role", "dispatcher", given=f"{PASSWORD}\n")
    eyes = Eyes(size)
    ben = await (await Person.at_lobby(browser, server.url, "Ben", 880)).open("ward-3")
    dee = await (await Person.sign_in(browser, server.url, "Dee", PASSWORD, 1320)).open("ward-3")
    ana = await (await Person.at_lobby(browser, server.url, "Ana", 440, **options(size))).open("ward-3")
    page = ana.page

    async def seen(state: str) -> None:
        await ana.state(state, within_ms=2 * WITHIN_MS)
        await eyes.look(page, f"channel-{state}")

    await seen("idle")
    await ben.press()
    await seen("hear")
    await ana.press()
    await seen("queue")
    await ana.let_go()
    await ben.let_go()
    await seen("turn")
    await ana.state("idle", within_ms=2 * WITHIN_MS)
    await ana.press()
    await seen("talk")
    await seen("ending")
    await seen("timeout")
    await ana.let_go()
    await page.get_by_role("button", name="Hands-free").click()
    await seen("latched")
    await dee.press()
    await seen("revoked")
    await dee.let_go()
    await dee.state("idle")
    await ben.open("gate-b")
    await ana.open("gate-b")
    await ben.press()
    await ana.state("hear")
    await ana.press()
    await seen("denied")
    await ana.let_go()
    await ben.let_go()
    await page.evaluate("location.hash = '#/channel/news'")
    await seen("listen")
    await page.evaluate("window.__radio.refuse = 'NotAllowedError'")
    await page.evaluate("location.hash = '#/channel/ward-3'")
    await ana.state("nomic", "idle")
    server.kill()
    await seen("offline")
    assert eyes.wrong == []


@each_size
async def test_no_trouble_with_a_microphone_or_a_host_has_an_axe_finding(
    server: Server, browser: Browser, size: str
) -> None:
    server.run("user", "add", "Mo", "--role", "moderator", "--emergency", given=f"{PASSWORD}\n")
    eyes = Eyes(size)
    mo = await (await Person.sign_in(browser, server.url, "Mo", PASSWORD)).open("lobby")
    await mo.page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    deaf = await Person.at_lobby(browser, server.url, "Eve", **options(size))
    await deaf.page.evaluate("window.__radio.refuse = 'NotAllowedError'")
    await deaf.page.evaluate("location.hash = '#/channel/lobby'")
    await deaf.state("nomic")
    await eyes.look(deaf.page, "channel-nomic")
    await deaf.tap()
    await expect(deaf.page.get_by_role("dialog")).to_be_visible()
    await eyes.look(deaf.page, "microphone-help")

    ana = await Person.enter(browser, server.url, "Ana", **options(size))
    people = mo.page.get_by_test_id("people").filter(visible=True)

    async def open_people() -> None:
        if size == "phone":
            await sheet(mo.page, mo.page.get_by_role("button", name="3 here"))

    await open_people()
    await eyes.look(mo.page, "people")
    await sheet(mo.page, people.get_by_role("button", name="What to do about Ana"))
    await eyes.look(mo.page, "moderation")
    await mo.page.get_by_role("button", name="Keep out").click()
    await eyes.look(mo.page, "moderation-ask")
    await mo.page.get_by_role("button", name="Cancel").click()
    await mo.page.get_by_role("button", name="Mute", exact=True).click()
    await mo.page.get_by_label("Why").fill("Your radio is stuck.")
    await mo.page.get_by_role("button", name="Mute", exact=True).click()
    await expect(ana.button).to_contain_text("A host muted you")
    await eyes.look(ana.page, "channel-muted")
    await mo.page.keyboard.press("Escape")
    menu = await sheet(mo.page, mo.page.get_by_role("button", name="More about this channel"))
    await sheet(mo.page, menu.get_by_role("button", name="Muted and kept out"))
    await expect(mo.page.get_by_role("listitem").get_by_text("Your radio is stuck.")).to_be_visible()
    await eyes.look(mo.page, "restraints")
    await mo.page.get_by_role("button", name="Let talk again: Ana").click()
    await eyes.look(mo.page, "restraints-ask")
    await mo.page.get_by_role("button", name="Let talk again", exact=True).click()
    await expect(ana.page.get_by_text("You may talk again", exact=True)).to_be_visible()
    await eyes.look(ana.page, "channel-unmuted")
    await mo.page.keyboard.press("Escape")
    await mo.page.get_by_role("button", name="Invite guests").click()
    await eyes.look(mo.page, "invite")
    await mo.page.get_by_role("button", name="Make an invitation").click()
    await expect(mo.page.get_by_test_id("qr-code")).to_be_visible()
    await mo.page.get_by_test_id("qr-code").scroll_into_view_if_needed()
    await eyes.look(mo.page, "invitation-made")
    await mo.page.keyboard.press("Escape")
    opener = "Keys and buttons" if size == "desk" else "Good"
    await sheet(mo.page, mo.page.get_by_role("button", name=opener).filter(visible=True))
    await eyes.look(mo.page, "keys" if size == "desk" else "link")
    await mo.page.keyboard.press("Escape")
    await mo.page.get_by_test_id("emergency").press("Enter")
    await eyes.look(mo.page, "emergency-ask")
    await mo.page.get_by_role("button", name="Send emergency").click()
    await mo.state("alarm")
    await eyes.look(mo.page, "channel-alarm")
    await eyes.look(ana.page, "channel-alarm-heard")
    await mo.page.keyboard.press("Escape")
    await ana.page.evaluate("location.hash = '#/channel/nowhere'")
    await expect(ana.page.get_by_role("heading", name="There’s no such channel")).to_be_visible()
    await eyes.look(ana.page, "channel-none")
    await ana.page.evaluate("location.hash = '#/admin'")
    await expect(ana.page.get_by_role("heading", name="This page is for admins")).to_be_visible()
    await eyes.look(ana.page, "admin-not-for-you")
    assert eyes.wrong == []


@each_size
async def test_no_sheet_of_the_admin_page_has_an_axe_finding(server: Server, browser: Browser, size: str) -> None:
    server.admin("Ada")
    server.run("invite", "create", "lobby", "--uses", "5")
    eyes = Eyes(size)
    ada = await Person.sign_in(browser, server.url, "Ada", PASSWORD)
    page = ada.page
    await page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    await page.evaluate("location.hash = '#/admin'")
    await expect(page.get_by_text("0 of 5")).to_be_attached(timeout=WITHIN_MS)

    async def through(opener: str, name: str) -> None:
        await sheet(page, page.get_by_role("button", name=opener, exact=True))
        await eyes.look(page, f"admin-{name}")

    await through("New channel", "new-channel")
    await page.get_by_role("button", name="Make it").click()
    await expect(page.get_by_text("Give it a name first.").first).to_be_visible()
    await eyes.look(page, "admin-new-channel-refused")
    await page.keyboard.press("Escape")
    await through("Change Lobby", "channel")
    await through("Remove", "remove-channel")
    await page.keyboard.press("Escape")
    await through("New person", "new-person")
    await page.get_by_label("Name").fill("Mo")
    await page.get_by_role("button", name="Make it").click()
    await expect(page.get_by_test_id("password-link")).to_be_visible()
    await eyes.look(page, "admin-password-link")
    await page.keyboard.press("Escape")
    await through("Change Mo", "person")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Invite guests").click()
    await eyes.look(page, "admin-invite")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Show ").first.click()
    await expect(page.get_by_test_id("qr-code")).to_be_visible()
    await eyes.look(page, "admin-invitation")
    await page.keyboard.press("Escape")
    await page.get_by_role("row").get_by_role("button", name="End ").click()
    await eyes.look(page, "admin-end-invitation")
    await page.keyboard.press("Escape")
    server.kill()
    await expect(page.get_by_text("The server doesn’t answer. Try once more.").first).to_be_visible(timeout=WITHIN_MS)
    await eyes.look(page, "admin-trouble")
    assert eyes.wrong == []


@each_size
async def test_no_way_in_has_an_axe_finding(server: Server, browser: Browser, size: str) -> None:
    eyes = Eyes(size)
    async with AsyncExitStack() as closing:
        context = await closing.enter_async_context(await browser.new_context(service_workers="block", **options(size)))
        await context.add_init_script(SCRIPT)
        page = await context.new_page()
        await page.goto(f"{server.url}/#claim=0123456789abcdef0123")
        await expect(page.get_by_role("heading", name="Become this server’s admin")).to_be_visible(timeout=WITHIN_MS)
        await eyes.look(page, "claim")
        await page.get_by_label("What should we call you?").fill("Ada")
        await page.get_by_label("New password").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("That link was used, or has ended.").first).to_be_visible()
        await eyes.look(page, "claim-refused")
        for address, heading, name in (
            ("#password=0123456789abcdef0123", "Choose your password", "password-link"),
            ("#invite=K7M4QX", "Hold to talk. Let go to listen.", "invited"),
        ):
            await page.goto("about:blank")
            await page.goto(f"{server.url}/{address}")
            await expect(page.get_by_role("heading", name=heading)).to_be_visible(timeout=WITHIN_MS)
            await eyes.look(page, name)
        await page.get_by_label("What should we call you?").fill("Ana")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("No channel has that code.").first).to_be_visible()
        await eyes.look(page, "invited-refused")
        server.kill()
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("The server doesn’t answer. Try once more.").first).to_be_visible()
        await eyes.look(page, "entry-unreachable")
    assert eyes.wrong == []
