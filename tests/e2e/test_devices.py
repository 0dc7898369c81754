"""The choice of headset and speaker beside the talk button, by keyboard alone."""

from e2e.harness.browser import Person
from e2e.harness.eyes import SIZES, Eyes
from e2e.harness.keyboard import Keyboard
from e2e.harness.server import Server
from playwright.async_api import Browser, expect


async def test_where_the_sound_goes_is_chosen_beside_the_talk_button_by_keyboard(
    server: Server, browser: Browser
) -> None:
    server.run("user", "add", "Dee", "--role", "dispatcher", given="correct horse\n")
    dee = await Person.at_lobby(browser, server.url, "Dee", 440, "correct horse", viewport=SIZES["phone"])
    await dee.open("lobby")
    page, keys, eyes = dee.page, Keyboard(dee.page), Eyes("phone")
    await expect(page.get_by_test_id("emergency")).to_be_visible()
    rows = (
        await page.get_by_test_id("dock-actions")
        .locator("> button:visible")
        .evaluate_all("all => all.map(it => Math.round(it.getBoundingClientRect().top))")
    )
    assert len(set(rows)) == 2, "one row, and the emergency below it"
    await eyes.look(page, "channel-devices")
    await keys.press("Sound goes to: Automatic")
    sheet = page.get_by_role("dialog", name="Sound and microphone")
    await expect(sheet.get_by_label("Sound goes to")).to_be_visible()
    outputs = await sheet.get_by_label("Sound goes to").locator("option").all_inner_texts()
    microphones = await sheet.get_by_label("Microphone").locator("option").all_inner_texts()
    assert "Fake Audio Input 1" in microphones
    assert "Fake Audio Output 1" in outputs
    await keys.choose("Sound goes to", "Fake Audio Output 1")
    await eyes.look(page, "devices")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Sound goes to: Speaker")).to_be_focused()
    assert eyes.wrong == []
