"""HTTPS with an authority of our own: from a browser that does not know it to one that talks."""

from collections.abc import Iterator
from filecmp import cmp as is_same
from pathlib import Path

import pytest
from e2e.harness.browser import Person, chromium
from e2e.harness.lan import Lan, lan
from e2e.harness.server import Server
from e2e.harness.trust import home, inside
from playwright.async_api import Browser, Error

PASSWORD = "correct horse"


@pytest.fixture
def network() -> Iterator[Lan]:
    """A cable to another machine."""
    with lan() as made:
        yield made


@pytest.fixture
def secure(tmp_path: Path, network: Lan) -> Iterator[Server]:
    """HTTPS on the cable, two users."""
    running = Server(tmp_path, media_host=network.near, http_host=network.near, tls=True)
    running.start()
    for name in ("Ana", "Ben"):
        running.run("user", "add", name, given=f"{PASSWORD}\n")
    yield running
    running.kill()


async def fetch_authority(browser: Browser, server: Server, to: Path) -> None:
    """Be refused by HTTPS, read the page that plain HTTP gives, and take the certificate from it."""
    refused = await browser.new_page()
    with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        await refused.goto(server.url)
    page = await browser.new_page()
    answer = await page.goto(server.plain_url)
    assert answer is not None
    headers = await answer.all_headers()
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "set-cookie" not in headers
    assert await page.context.cookies() == []
    assert await page.locator("script").count() == 0
    await page.get_by_role("heading", name="This page isn’t secure yet").wait_for()
    await page.get_by_text("Android").click()
    await page.get_by_text("Choose CA certificate").wait_for()
    printed = (await page.locator("code").inner_text()).split()
    assert ":".join(printed) in server.run("tls", "show")
    async with page.expect_download() as begun:
        await page.get_by_role("link", name="Download certificate").click()
    download = await begun.value
    assert download.suggested_filename == "pressel-ca.crt"
    await download.save_as(to)


async def test_a_browser_elsewhere_learns_to_trust_us_and_talks(secure: Server, network: Lan, tmp_path: Path) -> None:
    program, authority = inside(network, tmp_path), tmp_path / "fetched.crt"
    async with chromium(program, home(tmp_path / "stranger")) as stranger:
        await fetch_authority(stranger, secure, authority)
        assert is_same(authority, secure.data / "keys" / "tls" / "pressel-ca.crt")
    async with (
        chromium(program, home(tmp_path / "far", authority)) as far,
        chromium(home=home(tmp_path / "near", authority)) as near,
    ):
        ana = await Person.enter(far, secure.url, "Ana", 440, password=PASSWORD)
        ben = await Person.enter(near, secure.url, "Ben", 880, password=PASSWORD)
        assert await ana.page.evaluate("window.isSecureContext")
        (cookie,) = await ana.page.context.cookies(f"{secure.url}/v1/session")
        assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Strict")
        for talker, listener in ((ana, ben), (ben, ana)):
            await talker.press()
            await talker.state("talk")
            await listener.hears(talker)
            await talker.let_go()
            await listener.hears_nothing()
            await talker.state("idle")
