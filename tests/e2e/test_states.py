"""The states page of a development build: every state, looked at as different eyes see it."""

import functools
import subprocess
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from e2e.harness.axe import ROOT, findings
from playwright.async_api import Browser, Page

SHOTS: Final = Path(__file__).parent / "shots"
STATES: Final = 16
SIZES: Final = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}


class Quiet(SimpleHTTPRequestHandler):
    """Files, without a word on the terminal."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def states_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of the page, in a build of its own."""
    folder = tmp_path_factory.mktemp("web")
    command = ["npx", "vite", "build", "--mode", "development", "--outDir", str(folder), "--emptyOutDir"]
    done = subprocess.run(command, cwd=ROOT / "js" / "web", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/index.html#/states"
    server.shutdown()
    thread.join()
    server.server_close()


async def open_states(browser: Browser, url: str, size: str = "desktop", **options: Any) -> Page:
    """All of them in sight."""
    context = await browser.new_context(viewport=SIZES[size], **options)
    page = await context.new_page()
    await page.goto(url)
    await page.locator("button[data-s]").nth(STATES - 1).wait_for()
    await page.evaluate("document.fonts.ready")
    return page


async def picture(page: Page, name: str) -> None:
    """Into the folder of pictures, to be looked at beside the drawings."""
    SHOTS.mkdir(exist_ok=True)
    path = SHOTS / f"states-{name}.png"
    await page.screenshot(path=path, full_page=True)
    assert path.stat().st_size > 20_000


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", list(SIZES))
async def test_no_state_has_an_axe_finding(
    states_url: str, browser: Browser, size: str, scheme: Literal["dark", "light"]
) -> None:
    page = await open_states(browser, states_url, size, color_scheme=scheme)
    assert await findings(page) == []
    if size == "desktop":
        await picture(page, scheme)


async def test_every_state_has_a_shape_a_symbol_and_a_word_of_its_own(states_url: str, browser: Browser) -> None:
    page = await open_states(browser, states_url)
    seen: list[list[str]] = await page.evaluate(
        """[...document.querySelectorAll('.ptt')].map((button) => [
          button.dataset.s,
          button.querySelector(':scope > svg').innerHTML.replace(/ class="[^"]*"/g, ''),
          button.querySelector('button > svg').outerHTML,
          button.querySelector('.ptt-word').textContent,
        ])"""
    )
    assert len({state for state, *_ in seen}) == STATES
    rings = {ring for state, ring, *_ in seen if state != "alarmok"}
    assert len(rings) == STATES - 1
    assert len({(ring, symbol) for _, ring, symbol, _ in seen}) == STATES
    assert len({(symbol, word) for *_, symbol, word in seen}) == STATES - 1, "only the last seconds look like a talk"


async def test_without_colour_and_with_forced_colours_every_state_is_still_drawn(
    states_url: str, browser: Browser
) -> None:
    page = await open_states(browser, states_url, color_scheme="light")
    await page.add_style_tag(content="html { filter: grayscale(1) }")
    await picture(page, "grey")
    forced = await open_states(browser, states_url, forced_colors="active")
    await picture(forced, "forced-colors")
    filled: list[str] = await forced.evaluate(
        """(() => {
          const fill = (s) => getComputedStyle(document.querySelector(`button[data-s=${s}]`)).backgroundColor;
          const states = [...document.querySelectorAll('button[data-s]')].map((one) => one.dataset.s);
          return states.filter((s) => fill(s) === fill('talk'));
        })()"""
    )
    assert sorted(filled) == ["alarm", "ending", "latched", "talk"], "only what others hear is filled"


async def test_nothing_moves_for_who_wants_it_still(states_url: str, browser: Browser) -> None:
    moving = await open_states(browser, states_url, reduced_motion="no-preference")
    assert await moving.evaluate("document.getAnimations().length") > 0
    still = await open_states(browser, states_url, reduced_motion="reduce")
    assert await still.evaluate("document.getAnimations().length") == 0


async def test_every_state_fits_a_narrow_page_at_twice_the_size(states_url: str, browser: Browser) -> None:
    page = await open_states(browser, states_url)
    await page.set_viewport_size({"width": 320, "height": 640})
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    cut: list[str] = await page.evaluate(
        """[...document.querySelectorAll('.ptt-core')]
          .filter((one) => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1)
          .map((one) => one.dataset.s)"""
    )
    assert cut == []
