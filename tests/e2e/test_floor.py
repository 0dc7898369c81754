"""The line, turns, pre-emption, the talk limit and emergencies, as two people see and hear them."""

import asyncio
import re

from e2e.harness.browser import Person
from e2e.harness.server import Server
from playwright.async_api import Browser, expect

PASSWORD = "correct horse battery"


async def test_of_two_who_press_one_talks_and_the_other_sees_its_place_and_gets_its_turn_while_holding(
    server: Server, browser: Browser
) -> None:
    ana = await Person.enter(browser, server.url, "Ana", 440)
    ben = await Person.enter(browser, server.url, "Ben", 880)
    await asyncio.gather(ana.press(), ben.press())
    states = await asyncio.gather(ana.state("talk", "queue"), ben.state("talk", "queue"))
    assert sorted(states) == ["queue", "talk"]
    first, second = (ana, ben) if states[0] == "talk" else (ben, ana)
    await expect(second.button).to_contain_text("Next in line")
    await expect(second.button).to_contain_text(f"{first.name} is talking. Keep holding")
    await second.hears(first)
    await first.let_go()
    await second.state("talk")
    await first.hears(second)
    await second.let_go()
    await first.hears_nothing()
    await asyncio.gather(ana.state("idle"), ben.state("idle"))


async def test_who_lets_go_in_line_keeps_the_place_and_takes_the_turn_within_four_seconds(
    server: Server, browser: Browser
) -> None:
    ana = await Person.enter(browser, server.url, "Ana", 440)
    ben = await Person.enter(browser, server.url, "Ben", 880)
    await ana.press()
    await ana.state("talk")
    await ben.press()
    await ben.state("queue")
    await ben.let_go()
    await expect(ben.button).to_contain_text("Wait for your turn")
    await ana.let_go()
    await ben.state("turn")
    await expect(ben.button).to_contain_text("Your turn")
    await expect(ben.page.get_by_role("alert")).to_have_text("Your turn. Hold to talk")
    await ana.hears_nothing()
    await ben.press()
    await ben.state("talk")
    await ana.hears(ben)
    await ben.let_go()
    await ana.hears_nothing()


async def test_a_turn_that_nobody_takes_passes_to_the_next(server: Server, browser: Browser) -> None:
    ana = await Person.enter(browser, server.url, "Ana", 440)
    ben = await Person.enter(browser, server.url, "Ben", 880)
    cleo = await Person.enter(browser, server.url, "Cleo", 1320)
    await ana.press()
    await ana.state("talk")
    for waiting in (ben, cleo):
        await waiting.press()
        await waiting.state("queue")
    await expect(cleo.button).to_contain_text("2nd in line")
    await ben.let_go()
    await ana.let_go()
    await ben.state("turn")
    await expect(cleo.button).to_contain_text("Next in line")
    await cleo.state("talk", within_ms=8_000)
    await ana.hears(cleo)
    await ben.state("hear")
    await cleo.let_go()
    await asyncio.gather(*(person.state("idle") for person in (ana, ben, cleo)))


async def test_the_line_is_left_by_its_button_and_by_escape(server: Server, browser: Browser) -> None:
    ana = await Person.enter(browser, server.url, "Ana", 440)
    ben = await Person.enter(browser, server.url, "Ben", 880)
    await ana.press()
    await ana.state("talk")
    await ben.state("hear")
    await ben.page.get_by_role("button", name="Get in line", exact=True).click()
    await ben.state("queue")
    await ben.page.keyboard.press("Escape")
    await ben.state("hear")
    await ben.page.keyboard.press("q")
    await ben.state("queue")
    await ben.page.get_by_role("button", name="Leave the line", exact=True).click()
    await ben.state("hear")
    await ana.let_go()
    await ben.state("idle")


async def test_a_higher_priority_cuts_in_by_name_and_says_what_to_do(server: Server, browser: Browser) -> None:
    server.run("channel", "create", "Ops", "--guests", "--preempt", "priority")
    server.run("user", "add", "Dispatch", "--priority", "200", given=f"{PASSWORD}\n")
    ana = await (await Person.at_lobby(browser, server.url, "Ana", 440)).open("ops")
    dispatch = await (await Person.sign_in(browser, server.url, "Dispatch", PASSWORD, 880)).open("ops")
    await ana.press()
    await ana.state("talk")
    await dispatch.hears(ana)
    await dispatch.press()
    await ana.state("revoked")
    await expect(ana.button).to_contain_text("Dispatch cut in")
    await expect(ana.button).to_contain_text("Hold again to get back in line")
    await dispatch.state("talk")
    await ana.hears(dispatch)
    await ana.let_go()
    await ana.state("hear")
    await ana.press()
    await ana.state("queue")
    await dispatch.let_go()
    await ana.state("talk")
    await ana.let_go()


async def test_the_talk_limit_warns_counts_down_and_ends(server: Server, browser: Browser) -> None:
    server.run("channel", "create", "Short", "--guests", "--talk-limit", "6")
    ana = await (await Person.at_lobby(browser, server.url, "Ana", 440)).open("short")
    ben = await (await Person.at_lobby(browser, server.url, "Ben", 880)).open("short")
    await ana.press()
    await ana.state("talk")
    await expect(ana.button).to_contain_text(re.compile(r"\d s left"))
    await ana.state("ending")
    await expect(ana.button).to_contain_text(re.compile(r"finish up: [1-5] s left"))
    await ben.hears(ana)
    await ana.state("timeout", within_ms=8_000)
    await expect(ana.button).to_contain_text("Let go, then hold again")
    await ben.hears_nothing()
    await ana.let_go()
    await asyncio.gather(ana.state("idle"), ben.state("idle"))


async def test_an_emergency_is_held_takes_the_floor_and_needs_no_hand(server: Server, browser: Browser) -> None:
    server.run("user", "add", "Dee", "--emergency", given=f"{PASSWORD}\n")
    ana = await Person.enter(browser, server.url, "Ana", 440)
    dee = await (await Person.sign_in(browser, server.url, "Dee", PASSWORD, 880)).open("lobby")
    await expect(ana.page.get_by_test_id("emergency")).to_have_count(0)
    await ana.press()
    await ana.state("talk")
    emergency = dee.page.get_by_test_id("emergency")
    await emergency.click(delay=300)
    await expect(emergency).to_contain_text("Hold a little longer")
    await dee.state("hear")
    await dee.page.keyboard.down("e")
    await dee.state("alarm")
    await dee.page.keyboard.up("e")
    await ana.state("revoked")
    await expect(ana.button).to_contain_text("Emergency on this channel")
    await ana.let_go()
    await ana.state("hear")
    await ana.hears(dee)
    await dee.state("alarm")
    await dee.tap()
    await asyncio.gather(ana.state("idle"), dee.state("idle"))
    await ana.hears_nothing()


async def test_an_emergency_by_enter_asks_first_with_the_safe_answer_at_hand(server: Server, browser: Browser) -> None:
    server.run("user", "add", "Dee", "--emergency", given=f"{PASSWORD}\n")
    dee = await (await Person.sign_in(browser, server.url, "Dee", PASSWORD)).open("lobby")
    await dee.page.get_by_test_id("emergency").press("Enter")
    await expect(dee.page.get_by_role("button", name="Cancel")).to_be_focused()
    await dee.page.keyboard.press("Enter")
    await dee.state("idle")
    await dee.page.get_by_test_id("emergency").press("Enter")
    await dee.page.get_by_role("button", name="Send emergency").click()
    await dee.state("alarm")
    await dee.page.keyboard.press("Escape")
    await dee.state("idle")


async def test_hands_free_survives_a_lost_focus_and_a_tap_ends_it(server: Server, browser: Browser) -> None:
    ana = await Person.enter(browser, server.url, "Ana", 440)
    ben = await Person.enter(browser, server.url, "Ben", 880)
    await ana.page.get_by_role("button", name="Hands-free").click()
    await ana.state("latched")
    await ben.hears(ana)
    await ana.page.evaluate("window.dispatchEvent(new Event('blur'))")
    await ana.page.evaluate("new Promise(requestAnimationFrame)")
    await ana.state("latched")
    await ben.hears(ana)
    await ana.tap()
    await ana.state("idle")
    await ben.hears_nothing()
