"""The ways in, against a real server: the first admin's claim, passwords, names that are taken."""

import re

from e2e.harness.browser import WITHIN_MS, visit
from e2e.harness.keyboard import Keyboard
from e2e.harness.server import Server, wait_until
from playwright.async_api import Browser, expect

PASSWORD = "correct horse"


def claim_link(server: Server) -> str:
    """As the server printed it at its first start."""
    found = re.compile(r"#claim=([\w-]+)")
    wait_until(lambda: found.search(server.log.read_text()) is not None, 5)
    match = found.search(server.log.read_text())
    assert match is not None
    return f"{server.url}/{match.group(0)}"


async def test_the_claim_link_makes_the_first_admin_once_by_keyboard_alone(server: Server, browser: Browser) -> None:
    link = claim_link(server)
    page = await visit(browser, link)
    await expect(page).not_to_have_url(re.compile("claim="))
    keys = Keyboard(page)
    await expect(page.get_by_role("heading", name="Become this server’s admin")).to_be_visible()
    await keys.write("What should we call you?", "Ada")
    await keys.write("New password", PASSWORD)
    await page.keyboard.press("Enter")
    await keys.press("Admin", "link")
    await expect(page.get_by_text("Healthy")).to_be_visible(timeout=WITHIN_MS)
    await expect(page.get_by_role("region", name="People").get_by_text("Ada (you)")).to_be_visible()

    late = await visit(browser, link)
    await late.get_by_label("What should we call you?").fill("Eve")
    await late.get_by_label("New password").fill(PASSWORD)
    await late.keyboard.press("Enter")
    await expect(late.get_by_text("That link was used, or has ended.").first).to_be_visible()


async def test_one_signs_in_and_out_by_keyboard_and_a_wrong_password_is_told_without_blame(
    server: Server, browser: Browser
) -> None:
    server.run("user", "add", "Ben", given=f"{PASSWORD}\n")
    page = await visit(browser, server.url)
    keys = Keyboard(page)
    await keys.write("What should we call you?", "Ben")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("That name belongs to someone here. Choose another.").first).to_be_visible()
    await keys.press("I have a password")
    await keys.write("What should we call you?", "Ben")
    await keys.write("Password", "wrong horse")
    await page.keyboard.press("Enter")
    trouble = page.get_by_text("Name and password don’t fit together. Check both.").first
    await expect(trouble).to_be_visible()
    name = page.get_by_label("What should we call you?")
    await expect(name).to_have_attribute("aria-invalid", "true")
    await expect(name).to_have_accessible_description("Name and password don’t fit together. Check both.")
    await keys.write("Password", PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Channels")).to_be_visible(timeout=WITHIN_MS)
    await keys.press("Settings of Ben", "link")
    await keys.press("Sign out of this device")
    await expect(page.get_by_label("What should we call you?")).to_be_visible(timeout=WITHIN_MS)
    await page.reload()
    await expect(page.get_by_label("What should we call you?")).to_be_visible(timeout=WITHIN_MS)


async def test_a_changed_password_puts_every_other_device_out(server: Server, browser: Browser) -> None:
    server.run("user", "add", "Ben", given=f"{PASSWORD}\n")
    here, there = [await visit(browser, server.url) for _ in range(2)]
    for page in (here, there):
        await page.get_by_role("button", name="I have a password").click()
        await page.get_by_label("What should we call you?").fill("Ben")
        await page.get_by_label("Password", exact=True).fill(PASSWORD)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Channels")).to_be_visible(timeout=WITHIN_MS)
    keys = Keyboard(here)
    await keys.press("Settings of Ben", "link")
    await keys.press("Change password")
    await keys.write("Password now", PASSWORD)
    await keys.write("New password", "battery staple")
    await here.keyboard.press("Enter")
    await expect(here.get_by_text("Your password is changed.")).to_be_visible(timeout=WITHIN_MS)
    await expect(there.get_by_label("What should we call you?")).to_be_visible(timeout=WITHIN_MS)
