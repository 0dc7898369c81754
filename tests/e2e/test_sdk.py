"""The SDK stands alone: the page of the how-to, as it is in the docs, on an origin of its own."""

import functools
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import pytest
from e2e.harness.browser import SCRIPT, Person
from e2e.harness.server import Server
from playwright.async_api import Browser, expect

EXAMPLE: Final = Path(__file__).parents[2] / "docs" / "how-to" / "talk.html"
LINES_MAX: Final = 40
WRITTEN_FOR: Final = "http://localhost:7373"


class Quiet(SimpleHTTPRequestHandler):
    """Files, without a word on the terminal."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Callable[[Server], str]]:
    """Hands out the page for a server; another origin than the server's."""
    folder = tmp_path / "site"
    folder.mkdir()
    site = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=site.serve_forever)
    thread.start()

    def put(server: Server) -> str:
        (folder / "talk.html").write_text(EXAMPLE.read_text().replace(WRITTEN_FOR, server.url))
        return f"http://localhost:{site.server_address[1]}/talk.html"

    yield put
    site.shutdown()
    thread.join()
    site.server_close()


async def visit(browser: Browser, url: str, server: Server, name: str, hertz: int) -> Person:
    """Open the page with a token of one's own, and wait until one may talk."""
    token = server.run("token", "create", "--channel", "lobby", "--name", name, "--talk", "--listen", "--ttl", "1h")
    context = await browser.new_context(permissions=["microphone"])
    await context.add_init_script(f"{SCRIPT}\nwindow.__radio.hertz = {hertz};")
    person = Person(name, await context.new_page(), hertz)
    await person.page.goto(f"{url}#{token}")
    await says(person, "Free")
    return person


async def says(person: Person, words: str) -> None:
    """What the page says of the floor."""
    await expect(person.page.get_by_role("status")).to_have_text(words, timeout=10_000)


async def hold(person: Person) -> None:
    """Put the pointer on the page's one button."""
    await person.page.get_by_role("button").hover()
    await person.page.mouse.down()


def test_the_example_page_is_short() -> None:
    assert len(EXAMPLE.read_text().splitlines()) < LINES_MAX


async def test_the_example_page_and_the_app_hear_each_other(
    server: Server, browser: Browser, host: Callable[[Server], str]
) -> None:
    ana = await visit(browser, host(server), server, "Ana", 440)
    ben = await Person.enter(browser, server.url, "Ben", 880)
    await expect(ana.page.get_by_role("heading")).to_have_text("Lobby: 2 here")
    await hold(ana)
    await says(ana, "You talk")
    await ben.state("hear")
    await expect(ben.button).to_contain_text("Ana")
    await ben.hears(ana)
    await ana.let_go()
    await says(ana, "Free")
    await ben.hears_nothing()
    await ben.press()
    await says(ana, "Ben talks")
    await ana.hears(ben)
    await ben.let_go()
    await says(ana, "Free")
    await ana.hears_nothing()


async def test_two_copies_of_the_example_page_hear_each_other(
    server: Server, browser: Browser, host: Callable[[Server], str]
) -> None:
    url = host(server)
    ana = await visit(browser, url, server, "Ana", 440)
    cleo = await visit(browser, url, server, "Cleo", 1320)
    await ana.page.get_by_role("button").focus()
    await ana.page.keyboard.down("Space")
    await says(cleo, "Ana talks")
    await cleo.hears(ana)
    await ana.page.evaluate("window.dispatchEvent(new Event('blur'))")
    await says(ana, "Free")
    await cleo.hears_nothing()


async def test_the_example_page_says_that_its_token_is_not_good(
    server: Server, browser: Browser, host: Callable[[Server], str]
) -> None:
    page = await browser.new_page()
    await page.goto(f"{host(server)}#made-up")
    await expect(page.get_by_role("status")).to_have_text("The token is not good", timeout=10_000)
