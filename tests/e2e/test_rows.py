"""The rows of the lobby and of a channel's screen show what goes on elsewhere: who waits, and what was not heard."""

import re

from e2e.harness.browser import Person
from e2e.harness.eyes import SHOTS, SIZES, Eyes
from e2e.harness.server import Server
from playwright.async_api import Browser, expect


async def test_a_row_says_how_many_wait_and_what_was_not_heard_until_one_enters(
    server: Server, browser: Browser
) -> None:
    server.run("channel", "create", "Kitchen", "--guests")
    eyes = Eyes("phone")
    ana = await Person.at_lobby(browser, server.url, "Ana", viewport=SIZES["phone"])
    ben = await (await Person.at_lobby(browser, server.url, "Ben", 880)).open("kitchen")
    cy = await (await Person.at_lobby(browser, server.url, "Cy", 660)).open("kitchen")
    row = ana.page.get_by_test_id("channel-kitchen")
    for count in (1, 2):
        await ben.press()
        await ben.state("talk")
        await expect(row.get_by_test_id("unheard")).to_contain_text(f"{count} unheard")
        if count == 1:
            await ben.let_go()
            await ben.state("idle")
    await cy.press()
    await cy.state("queue")
    await expect(row.get_by_text("1 waits in line")).to_be_visible()
    await eyes.look(ana.page, "lobby-unheard")

    await ana.open("lobby")
    strip = ana.page.get_by_role("link", name="Kitchen Ben is talking 1 waits in line 2 unheard")
    await expect(strip).to_be_visible()
    await eyes.look(ana.page, "channel-unheard")
    mine = cy.page.get_by_role("link", name="Kitchen Ben is talking Next in line")
    await expect(mine).to_be_visible()
    await cy.page.screenshot(path=SHOTS / "channel-place-desk.png")
    await strip.click()
    await ana.state("hear")
    await ana.page.get_by_role("link", name="Back to the channels").click()
    await expect(row.get_by_text(re.compile("Ben is talking"))).to_be_visible()
    await expect(row.get_by_test_id("unheard")).to_have_count(0)
    await cy.let_go()
    await ben.let_go()
    assert eyes.wrong == []
