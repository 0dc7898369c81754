"""Debian's Chromium, and a person in front of it."""

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Browser, Locator, Page, async_playwright, expect

PROGRAM: Final = "/usr/bin/chromium"
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
)
SCRIPT: Final = (Path(__file__).parent / "page.js").read_text()
INTRODUCED: Final = "try { localStorage.setItem('pressel.introduction', 'done') } catch {}"
"""This browser has been through the first run before."""
SIGN_IN: Final = """async (who) => {
  const headers = { "content-type": "application/json" };
  return (await fetch("/v1/sign-in", { method: "POST", headers, body: JSON.stringify(who) })).status;
}"""
NO_DEVICE: Final = tuple(flag for flag in FLAGS if flag != "--use-fake-device-for-media-stream")
"""As on a machine without a microphone."""
NO_CONSENT: Final = tuple(flag for flag in FLAGS if flag != "--use-fake-ui-for-media-stream")
"""Somebody answers when the browser asks for the microphone: the permissions of the context do."""
AUDIBLE: Final = 0.02
SILENT: Final = 0.005
WITHIN_MS: Final = 10_000


@asynccontextmanager
async def chromium(
    program: str | Path = PROGRAM, home: Path | None = None, flags: Sequence[str] = FLAGS
) -> AsyncIterator[Browser]:
    """One browser; ``home`` holds the certificates it trusts."""
    environment = dict(os.environ) | ({} if home is None else {"HOME": str(home)})
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=list(flags), env={**environment})
        try:
            yield browser
        finally:
            await browser.close()


async def visit(browser: Browser, url: str, hertz: int = 440, *, introduced: bool = True, **options: Any) -> Page:
    """A new browser with a microphone of ours, at ``url``; whoever is ``introduced`` has been through the first run."""
    # No service worker: what a test sees comes from the server.
    options = {"permissions": ["microphone"], "service_workers": "block"} | options
    context = await browser.new_context(**options)
    await context.add_init_script(f"{SCRIPT}\nwindow.__radio.hertz = {hertz};")
    if introduced:
        await context.add_init_script(INTRODUCED)
    page = await context.new_page()
    await page.goto(url)
    return page


class Person:
    """A page, and what one does with it."""

    def __init__(self, name: str, page: Page, hertz: int) -> None:
        self.name = name
        self.page = page
        self.hertz = hertz

    @classmethod
    async def enter(cls, browser: Browser, url: str, name: str, hertz: int = 440, **options: Any) -> "Person":
        """Open the app, say a name, go to the lobby channel, wait until the button is ready."""
        person = await cls.at_lobby(browser, url, name, hertz, **options)
        await person.page.get_by_text("Lobby").first.click()
        await person.state("idle", "hear")
        return person

    @classmethod
    async def at_lobby(
        cls, browser: Browser, url: str, name: str, hertz: int = 440, password: str | None = None, **options: Any
    ) -> "Person":
        """Open the app and say a name, or come back as a user who has signed in."""
        person = cls(name, await visit(browser, url, hertz, **options), hertz)
        if password is None:
            await person.page.get_by_role("textbox").first.press_sequentially(name)
            await person.page.keyboard.press("Enter")
        else:
            assert await person.page.evaluate(SIGN_IN, {"name": name, "password": password}) == 200
            await person.page.reload()
        await expect(person.page.get_by_text("Lobby").first).to_be_visible(timeout=WITHIN_MS)
        return person

    @classmethod
    async def sign_in(cls, browser: Browser, url: str, name: str, password: str, hertz: int = 440) -> "Person":
        """Open the app as a user who has a password."""
        context = await browser.new_context(permissions=["microphone"])
        await context.add_init_script(f"{SCRIPT}\nwindow.__radio.hertz = {hertz};")
        await context.add_init_script(INTRODUCED)
        answer = await context.request.post(
            f"{url}/v1/sign-in", data={"name": name, "password": password}, headers={"origin": url}
        )
        assert answer.ok, await answer.text()
        person = cls(name, await context.new_page(), hertz)
        await person.page.goto(url)
        return person

    async def open(self, channel: str) -> "Person":
        """Go into a channel by its id."""
        await self.page.evaluate("id => { location.hash = `#/channel/${id}`; }", channel)
        await self.state("idle", "hear")
        return self

    @property
    def button(self) -> Locator:
        """The talk button."""
        return self.page.locator("button[data-s]")

    async def state(self, *states: str, within_ms: int = WITHIN_MS) -> str:
        """Wait until the button is in one of ``states``."""
        found = await self.page.wait_for_function(
            "states => { const s = document.querySelector('button[data-s]')?.dataset.s;"
            " return states.includes(s) && s; }",
            arg=list(states),
            timeout=within_ms,
        )
        return str(await found.json_value())

    async def press(self) -> None:
        """Put the pointer on the button and hold."""
        box = await self.button.bounding_box()
        assert box is not None
        await self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        await self.page.mouse.down()

    async def let_go(self) -> None:
        """Lift the pointer."""
        await self.page.mouse.up()

    async def tap(self) -> None:
        """Press and let go."""
        await self.press()
        await self.let_go()

    async def hears(self, other: "Person", within_ms: int = WITHIN_MS) -> None:
        """Wait until the tone of ``other`` is what sounds here."""
        await self.page.wait_for_function(
            "([level, hertz]) => { const h = window.__radio.listen();"
            " return h.level > level && Math.abs(h.hertz - hertz) < 40; }",
            arg=[AUDIBLE, other.hertz],
            timeout=within_ms,
        )

    async def hears_nothing(self, within_ms: int = WITHIN_MS) -> None:
        """Wait until it is silent here."""
        await self.page.wait_for_function(
            "level => window.__radio.listen().level < level", arg=SILENT, timeout=within_ms
        )

    async def sound(self) -> dict[str, float]:
        """Level and loudest tone now."""
        found: dict[str, float] = await self.page.evaluate("window.__radio.listen()")
        return found

    async def said(self) -> list[str]:
        """What a screen reader was told so far: `alert: …` breaks in, `status: …` waits."""
        told: list[str] = await self.page.evaluate("window.__radio.said")
        return told

    async def close(self) -> None:
        """Close the tab, as people do."""
        await self.page.close(run_before_unload=True)
        await self.page.context.close()
