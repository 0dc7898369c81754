"""What a screen reader is told, word for word, over a whole conversation: boundaries alone, in order, nothing twice."""

from e2e.harness.browser import WITHIN_MS, Person
from e2e.harness.server import Server
from playwright.async_api import Browser, expect

PASSWORD = "correct horse"
SAID = """
status: Ben, Ward 3
status: Next in line
alert: Your turn. Hold to talk
status: You are live
alert: Dee cut in. Hold again to get back in line
status: Dee, Ward 3
status: You are live, locked
alert: Disconnected, mic off
status: Back
"""


async def test_a_conversation_is_told_in_these_words(server: Server, browser: Browser) -> None:
    server.run("channel", "create", "Ward 3", "--guests", "--preempt", "priority")
    server.run("user", "add", "Dee", "--priority", "200", given=f"{PASSWORD}\n")
    ben = await (await Person.at_lobby(browser, server.url, "Ben", 880)).open("ward-3")
    dee = await (await Person.sign_in(browser, server.url, "Dee", PASSWORD, 1320)).open("ward-3")
    ana = await (await Person.at_lobby(browser, server.url, "Ana", 440)).open("ward-3")

    async def told(role: str, text: str) -> None:
        await expect(ana.page.get_by_role(role)).to_have_text(text, timeout=WITHIN_MS)  # type: ignore[arg-type]

    await ben.press()
    await told("status", "Ben, Ward 3")
    await ana.press()
    await told("status", "Next in line")
    await ana.let_go()
    await ben.let_go()
    await told("alert", "Your turn. Hold to talk")
    await ana.press()
    await told("status", "You are live")
    await dee.press()
    await told("alert", "Dee cut in. Hold again to get back in line")
    await ana.let_go()
    await told("status", "Dee, Ward 3")
    await dee.let_go()
    await ana.state("idle")
    await ana.page.get_by_role("button", name="Hands-free").click()
    await told("status", "You are live, locked")
    server.kill()
    await told("alert", "Disconnected, mic off")
    server.start()
    await told("status", "Back")
    assert await ana.said() == SAID.strip().splitlines()
