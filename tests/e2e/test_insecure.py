"""What a browser does not trust: plain HTTP from elsewhere, a certificate clicked through; and one that it knows."""

from pathlib import Path
from typing import Final

import pytest
from e2e.harness.browser import FLAGS, WITHIN_MS, Person, chromium, visit
from e2e.harness.eyes import SIZES, Eyes
from e2e.harness.keyboard import Keyboard
from e2e.harness.server import Server
from e2e.harness.trust import home
from playwright.async_api import expect

NAME: Final = "radio.test"
ELSEWHERE: Final = (*FLAGS, f"--host-resolver-rules=MAP {NAME} 127.0.0.1")
PASSWORD: Final = "correct horse"


@pytest.fixture
def named(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """A server that answers to a name which is not this machine's, over plain HTTP."""
    server.kill()
    monkeypatch.setenv("PRESSEL_HTTP__HOSTS", NAME)
    server.start()
    return server


@pytest.mark.parametrize("size", list(SIZES))
async def test_plain_http_from_elsewhere_is_explained_before_anything_else(named: Server, size: str) -> None:
    eyes, url = Eyes(size), f"http://{NAME}:{named.http_port}"
    async with chromium(flags=ELSEWHERE) as browser:
        page = await visit(browser, url, introduced=False, viewport=SIZES[size])
        assert not await page.evaluate("window.isSecureContext")
        await expect(page.get_by_role("heading", name="This page isn’t secure yet")).to_be_visible(timeout=WITHIN_MS)
        await expect(page.get_by_text(f"{NAME}:{named.http_port}")).to_be_visible()
        await eyes.look(page, "insecure")
        # As behind a proxy that ends TLS elsewhere and hands out the certificate here.
        await page.route("**/v1/tls/ca", lambda route: route.fulfill(status=200, content_type="application/x-x509"))
        await page.reload()
        await expect(page.get_by_role("link", name="Download certificate")).to_be_visible(timeout=WITHIN_MS)
        await eyes.look(page, "insecure-certificate")
        keys = Keyboard(page)
        await keys.press("Just listen for now")
        await expect(page.get_by_label("What should we call you?")).to_be_visible()
        for language, title in (("de", "Diese Seite ist noch nicht sicher"), ("en-XA", None), ("ar-XB", None)):
            await page.evaluate("code => localStorage.setItem('pressel.language', code)", language)
            await page.reload()
            heading = page.get_by_role("heading", level=1)
            await expect(heading).to_be_visible(timeout=WITHIN_MS)
            assert title is None or await heading.inner_text() == title
            await eyes.look(page, f"insecure-{language}")
    assert eyes.wrong == []


async def test_where_there_is_no_certificate_the_way_out_is_said_in_words(named: Server) -> None:
    async with chromium(flags=ELSEWHERE) as browser:
        page = await visit(browser, f"http://{NAME}:{named.http_port}", introduced=False)
        await expect(page.get_by_text("Ask whoever runs this server for its https address")).to_be_visible()
        await expect(page.get_by_role("link", name="Download certificate")).to_have_count(0)


async def test_talking_works_behind_a_certificate_that_was_clicked_through_and_installing_where_it_is_known(
    tmp_path: Path,
) -> None:
    server = Server(tmp_path, tls=True)
    server.start()
    try:
        authority = server.data / "keys" / "tls" / "pressel-ca.crt"
        async with (
            chromium(home=home(tmp_path / "stranger")) as stranger,
            chromium(home=home(tmp_path / "friend", authority)) as friend,
        ):
            for browser, words, options in (
                (stranger, "Talking works, installing doesn’t yet", {"ignore_https_errors": True}),
                (friend, "Opens without a network too.", {}),
            ):
                page = await visit(browser, f"{server.url}/#/channel/lobby", service_workers="allow", **options)
                await page.get_by_label("What should we call you?").fill("Ana")
                await page.keyboard.press("Enter")
                ana = Person("Ana", page, 440)
                await ana.state("idle")
                await ana.press()
                await ana.state("talk")
                await ana.let_go()
                await ana.state("idle")
                await page.evaluate("location.hash = '#/settings'")
                await expect(page.get_by_text(words)).to_be_visible(timeout=WITHIN_MS)
                await page.context.close()
    finally:
        server.kill()
