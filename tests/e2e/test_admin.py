"""The admin page against a real server: what is done there is true for everybody else at once."""

import re

from e2e.harness.browser import WITHIN_MS, Person, visit
from e2e.harness.eyes import SHOTS, SIZES, Eyes
from e2e.harness.keyboard import Keyboard
from e2e.harness.server import Server
from playwright.async_api import Browser, Locator, Page, expect

PASSWORD = "correct horse"


async def ada(server: Server, browser: Browser) -> Page:
    """An admin on the admin page."""
    server.admin("Ada")
    person = await Person.sign_in(browser, server.url, "Ada", PASSWORD)
    await person.page.evaluate("location.hash = '#/admin'")
    await expect(person.page.get_by_text("Healthy")).to_be_visible(timeout=WITHIN_MS)
    return person.page


def panel(page: Page, name: str) -> Locator:
    """One section."""
    return page.get_by_role("region", name=name)


async def test_an_admin_makes_changes_and_removes_a_channel_by_keyboard_alone(server: Server, browser: Browser) -> None:
    page = await ada(server, browser)
    ben = await Person.at_lobby(browser, server.url, "Ben", 880)
    keys = Keyboard(page)
    await keys.press("New channel")
    await keys.write("Name", "Night team")
    await keys.choose("Talk limit", "1 min")
    await keys.switch("Guests may come in")
    await keys.press("Make it")
    row = page.get_by_role("row", name="Night team")
    await expect(row).to_contain_text("1 min")
    await ben.page.get_by_role("link", name="Night team").click()
    await ben.state("idle")
    await expect(row).to_contain_text("1")

    await keys.press("Change Night team")
    await keys.write("Name", "Day team")
    await keys.press("Save")
    await expect(ben.page.get_by_role("heading", name="Day team")).to_be_visible()
    await expect(page.get_by_role("button", name="Change Day team")).to_be_focused()

    await keys.press("Change Day team")
    await keys.press("Remove")
    await expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("row", name="Day team")).to_be_visible()
    await keys.press("Change Day team")
    await keys.press("Remove")
    await expect(page.get_by_role("dialog", name="Remove Day team?")).to_be_visible()
    await keys.press("Remove")
    await expect(page.get_by_role("row", name="Day team")).to_have_count(0)
    await expect(ben.page.get_by_role("heading", name="This channel was closed")).to_be_visible()


async def test_a_person_is_made_chooses_a_password_gets_another_role_and_is_put_out(
    server: Server, browser: Browser
) -> None:
    page = await ada(server, browser)
    keys = Keyboard(page)
    await keys.press("New person")
    await keys.write("Name", "Mo")
    await keys.press("Make it")
    link = await page.get_by_test_id("password-link").inner_text()
    await page.keyboard.press("Escape")
    await expect(panel(page, "People").get_by_text("Hasn’t chosen a password yet")).to_be_visible()

    mo = Person("Mo", await visit(browser, link), 440)
    await expect(mo.page).not_to_have_url(re.compile("password="))
    theirs = Keyboard(mo.page)
    await theirs.write("New password", "battery staple")
    await mo.page.keyboard.press("Enter")
    await expect(mo.page.get_by_role("heading", name="Channels")).to_be_visible(timeout=WITHIN_MS)
    await mo.open("lobby")
    await expect(mo.page.get_by_test_id("emergency")).to_have_count(0)

    await keys.press("Change Mo")
    await keys.choose("Role", "Dispatcher")
    await keys.press("Save")
    await expect(mo.page.get_by_test_id("emergency")).to_be_visible()
    await keys.press("Change Mo")
    await keys.press("Remove")
    await expect(page.get_by_role("dialog", name="Remove Mo?")).to_be_visible()
    await keys.press("Remove")
    await expect(mo.page.get_by_label("What should we call you?")).to_be_visible(timeout=WITHIN_MS)
    again = await mo.page.context.new_page()
    await again.goto(link)
    await again.get_by_label("New password").fill("battery staple")
    await again.keyboard.press("Enter")
    await expect(again.get_by_text("That link was used, or has ended.").first).to_be_visible()


async def test_what_hosts_did_is_listed_with_reason_and_end_and_lifted(server: Server, browser: Browser) -> None:
    page = await ada(server, browser)
    await expect(page.get_by_text("Nobody is muted or kept out.")).to_be_visible()
    noor = await Person.enter(browser, server.url, "Noor", 880)
    hosts = await Person.sign_in(browser, server.url, "Ada", PASSWORD)
    await hosts.open("lobby")
    await hosts.page.get_by_role("button", name="What to do about Noor").click()
    await hosts.page.get_by_role("button", name="Keep out").click()
    await hosts.page.get_by_label("Why").fill("Your radio is stuck.")
    await hosts.page.get_by_label("For how long", exact=True).select_option("1 hour")
    await hosts.page.get_by_role("button", name="Keep out").click()
    await expect(noor.page.get_by_role("heading", name="A host closed this channel to you")).to_be_visible()
    await expect(noor.page.get_by_text("Ada: “Your radio is stuck.”")).to_be_visible()

    row = panel(page, "Muted and kept out").get_by_role("listitem")
    await expect(row).to_contain_text("Noor", timeout=WITHIN_MS)
    for words in ("Kept out", "Lobby", "by Ada", "until ", "“Your radio is stuck.”"):
        await expect(row).to_contain_text(words)
    keys = Keyboard(page)
    await keys.press("Let back in: Noor")
    await expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    await keys.press("Let back in")
    await expect(page.get_by_text("Nobody is muted or kept out.")).to_be_visible()
    await noor.page.evaluate("location.hash = '#/'")
    await noor.page.get_by_role("link", name="Lobby").click()
    await noor.state("idle")


async def test_a_server_that_does_not_answer_is_named_and_asked_once_more(server: Server, browser: Browser) -> None:
    page = await ada(server, browser)
    people = panel(page, "People")
    await expect(people.get_by_text("Ada (you)")).to_be_visible()
    await page.get_by_role("button", name="Change Ada").click()
    server.kill()
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog").get_by_text("That didn’t work just now. Try once more.")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(people.get_by_text("The server doesn’t answer. Try once more.")).to_be_visible(timeout=WITHIN_MS)
    server.start()
    again = people.get_by_role("button", name="Try again")
    await again.click()
    await expect(again).to_have_count(0, timeout=WITHIN_MS)
    await expect(people.get_by_text("Ada (you)")).to_be_visible()


async def test_on_a_phone_every_row_is_a_card_with_all_that_the_table_tells(server: Server, browser: Browser) -> None:
    server.run("channel", "create", "Ward 3 and everything behind the second door", "--guests")
    server.run("invite", "create", "lobby", "--uses", "5")
    page = await ada(server, browser)
    ben = await Person.enter(browser, server.url, "Ben", 880)
    await ben.press()
    await page.set_viewport_size(SIZES["phone"])  # type: ignore[arg-type]
    row = page.get_by_role("table").first.get_by_role("row", name="Lobby")
    await expect(row.get_by_text("Ben is talking")).to_be_visible()
    for name in ("Channels", "Invitations"):
        box = page.get_by_role("group", name=name)
        assert await box.evaluate("it => it.scrollWidth - it.clientWidth") == 0
        await expect(box.get_by_role("columnheader", name="More")).to_have_count(1)
    for role in ("rowheader", "cell"):
        await expect(row.get_by_role(role).first).to_be_visible()
    await row.get_by_role("button", name="Change Lobby").click()
    await page.keyboard.press("Escape")
    eyes = Eyes("phone")
    await eyes.look(page, "admin")
    await page.screenshot(path=SHOTS / "admin-cards-phone.png", full_page=True)
    await ben.let_go()
    assert eyes.wrong == []
