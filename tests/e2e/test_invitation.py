"""Invitations in real pages: made, copied, used, used up, withdrawn."""

from e2e.harness.browser import WITHIN_MS, Person, visit
from e2e.harness.keyboard import Keyboard
from e2e.harness.server import Server
from playwright.async_api import Browser, Page, expect
from qr import read_picture

PASSWORD = "correct horse"


async def host(server: Server, browser: Browser) -> Page:
    """A moderator in a channel for guests, with a clipboard."""
    server.run("channel", "create", "Ward 3", "--guests")
    server.run("user", "add", "Mo", "--role", "moderator", given=f"{PASSWORD}\n")
    mo = await (await Person.sign_in(browser, server.url, "Mo", PASSWORD)).open("ward-3")
    await mo.page.context.grant_permissions(["microphone", "clipboard-read", "clipboard-write"])
    return mo.page


async def test_a_host_invites_by_keyboard_one_comes_in_and_the_next_is_told_that_it_was_used_up(
    server: Server, browser: Browser
) -> None:
    page = await host(server, browser)
    # A code is dark on white in every theme: many cameras read nothing else.
    await page.emulate_media(color_scheme="dark", forced_colors="active")
    keys = Keyboard(page)
    await keys.press("More about this channel")
    await keys.press("Invite guests")
    await keys.choose("How many people", "1 person")
    await keys.choose("How long it’s good", "1 hour")
    await keys.press("Make an invitation")
    code = await page.get_by_test_id("invitation-code").inner_text()
    await keys.press("Copy the link")
    await expect(page.get_by_role("status")).to_have_text("Copied")
    link = await page.evaluate("navigator.clipboard.readText()")
    assert link == f"{server.url}/#invite={code.replace('-', '')}"
    assert read_picture(await page.get_by_test_id("qr-code").screenshot()) == link
    await page.keyboard.press("Escape")

    ana = await visit(browser, link)
    await expect(ana.get_by_text("You’re invited to a channel.")).to_be_visible()
    theirs = Keyboard(ana)
    await theirs.write("What should we call you?", "Ana")
    await ana.keyboard.press("Enter")
    await Person("Ana", ana, 440).state("idle")
    await expect(ana.get_by_role("heading", name="Ward 3")).to_be_visible()
    await expect(page.get_by_test_id("people").last.get_by_text("Ana")).to_be_visible()
    await theirs.press("Back to the channels", "link")
    await expect(ana.get_by_test_id("channel-ward-3")).to_be_visible()
    await expect(ana.get_by_test_id("channel-lobby")).to_have_count(0)

    late = await visit(browser, link)
    await late.get_by_label("What should we call you?").fill("Ola")
    await late.keyboard.press("Enter")
    await expect(late.get_by_text("That invitation was used up. Ask for a new one.").first).to_be_visible()


async def test_a_code_is_typed_in_the_lobby_in_any_way_and_a_listener_only_listens(
    server: Server, browser: Browser
) -> None:
    page = await host(server, browser)
    await page.get_by_role("button", name="More about this channel").click()
    await page.get_by_role("button", name="Invite guests").click()
    await page.get_by_text("Only listen").click()
    await page.get_by_role("button", name="Make an invitation").click()
    code = await page.get_by_test_id("invitation-code").inner_text()
    ola = await Person.at_lobby(browser, server.url, "Ola")
    await ola.page.get_by_label("Name, code or link").fill(code.lower().replace("-", " "))
    await ola.page.keyboard.press("Enter")
    await ola.page.get_by_label("What should we call you?").fill("Ola")
    await ola.page.get_by_role("button", name="Continue").click()
    await ola.state("listen")
    await expect(ola.button).to_contain_text("You can listen here, not talk")


async def test_an_invitation_that_was_ended_lets_nobody_in_and_who_came_stays(server: Server, browser: Browser) -> None:
    page = await host(server, browser)
    code, link = server.run("invite", "create", "ward-3", "--uses", "5", "--url", server.url).splitlines()[:2]
    ana = await visit(browser, link)
    await ana.get_by_label("What should we call you?").fill("Ana")
    await ana.keyboard.press("Enter")
    await Person("Ana", ana, 440).state("idle")

    server.admin("Ada")
    admin = (await Person.sign_in(browser, server.url, "Ada", PASSWORD)).page
    await admin.evaluate("location.hash = '#/admin'")
    row = admin.get_by_role("row", name=f"{code[:3]}-{code[3:]}")
    await expect(row).to_contain_text("1 of 5", timeout=WITHIN_MS)
    keys = Keyboard(admin)
    await keys.press(f"Show {code[:3]}-{code[3:]}")
    shown = admin.get_by_role("img", name=f"The link of {code[:3]}-{code[3:]} as a QR code")
    assert read_picture(await shown.screenshot()) == link
    await admin.keyboard.press("Escape")
    await keys.press(f"End {code[:3]}-{code[3:]}?")
    await expect(admin.get_by_role("button", name="Cancel")).to_be_focused()
    await keys.press("End")
    await expect(admin.get_by_text("No invitations yet.")).to_be_visible()

    late = await visit(browser, link)
    await late.get_by_label("What should we call you?").fill("Ola")
    await late.keyboard.press("Enter")
    await expect(late.get_by_text("No channel has that code. Check it once more").first).to_be_visible()
    await expect(page.get_by_test_id("people").last.get_by_text("Ana")).to_be_visible()
