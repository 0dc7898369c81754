"""What a moderator does is heard by ear, through an independent WebRTC stack, and read by the one concerned."""

import asyncio
import time
from typing import Any

import httpx
from e2e.harness.browser import Person
from e2e.harness.keyboard import Keyboard
from e2e.harness.server import Server, until
from e2e.harness.stranger import Stranger, Tone
from playwright.async_api import Browser, expect

PASSWORD = "correct horse"
SILENT_WITHIN_S = 1.2
"""Promised is one second; the rest is what the listener itself keeps back."""


async def test_a_muted_publisher_is_silent_within_a_second_and_a_blocked_listener_hears_no_more(
    server: Server,
) -> None:
    admin = server.admin("Ada")
    tone = Tone(440)
    publisher, listener = Stranger(server.url, server.token("--talk")), Stranger(server.url, server.token("--listen"))
    await asyncio.gather(publisher.publish(tone), listener.play())
    await until(lambda: server.metric("pressel_engine_sessions") == 2)
    async with httpx.AsyncClient(base_url=server.url, headers=admin) as moderator:

        async def act(on: Stranger, what: str, body: dict[str, Any]) -> None:
            member = on._location.rsplit("/", 1)[1]
            done = await moderator.post(f"/v1/channels/lobby/members/{member}/{what}", json=body)
            assert done.status_code == 204, done.text

        started, tone.on = time.monotonic(), True
        await until(lambda: len(listener.loud(started)) > 25)
        await act(publisher, "mute", {"text": "Your radio is stuck."})
        muted, sent = time.monotonic(), tone.frames
        await until(lambda: tone.frames > sent + 100)
        assert listener.loud(muted + SILENT_WITHIN_S) == []
        await act(publisher, "mute", {"muted": False})
        given_back = time.monotonic()
        await until(lambda: len(listener.loud(given_back)) > 25)
        await act(listener, "block", {})
        await until(lambda: server.metric("pressel_engine_sessions") == 1)
    await publisher.end()
    await listener.close()


async def test_a_host_mutes_asks_to_leave_and_keeps_out_by_keyboard_and_the_one_concerned_reads_why(
    server: Server, browser: Browser
) -> None:
    server.run("user", "add", "Mo", "--role", "moderator", given=f"{PASSWORD}\n")
    mo = await (await Person.sign_in(browser, server.url, "Mo", PASSWORD)).open("lobby")
    noor = await Person.enter(browser, server.url, "Noor", 880)
    keys, page = Keyboard(mo.page), noor.page

    async def act(verb: str, why: str) -> None:
        await keys.press("What to do about Noor")
        await keys.press(verb)
        await keys.write("Why", why)
        await keys.press(verb)
        await expect(mo.page.get_by_role("dialog")).to_have_count(0)

    await page.get_by_role("button", name="Hands-free").click()
    await mo.hears(noor)
    await act("Mute", "Your radio is stuck.")
    await mo.hears_nothing()
    await expect(noor.button).to_contain_text("A host muted you")
    await expect(page.get_by_text("Mo: “Your radio is stuck.”", exact=True)).to_be_visible()
    await expect(page.get_by_role("status")).to_have_text(
        "A host muted you. You can still listen. Mo: “Your radio is stuck.”"
    )
    assert await noor.said() == [
        "status: You are live, locked",
        "alert: Mo muted you. You can still listen",
        "status: A host muted you. You can still listen. Mo: “Your radio is stuck.”",
    ]
    await expect(mo.page.get_by_test_id("people").last).to_contain_text("Muted")

    await keys.press("What to do about Noor")
    await keys.press("Let talk again")
    await keys.press("Let talk again")
    await noor.state("idle")
    await expect(page.get_by_text("You may talk again")).to_be_visible()

    await act("Ask to leave", "Short break.")
    await expect(page.get_by_role("heading", name="A host asked you to leave")).to_be_visible()
    await expect(page.get_by_text("Mo: “Short break.”")).to_be_visible()
    await page.get_by_role("button", name="Go in again").click()
    await noor.state("idle")

    await act("Keep out", "Until tomorrow.")
    await expect(page.get_by_role("heading", name="A host closed this channel to you")).to_be_visible()
    await page.reload()
    await expect(page.get_by_text("“Until tomorrow.”")).to_be_visible()
    await keys.press("More about this channel")
    await keys.press("Muted and kept out")
    await keys.press("Let back in: Noor")
    await keys.press("Let back in")
    await expect(mo.page.get_by_text("Nobody is muted or kept out.")).to_be_visible()
    await page.reload()
    await noor.state("idle")
