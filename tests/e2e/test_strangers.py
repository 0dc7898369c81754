"""Software that is neither ours nor Chromium's."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e.harness.browser import Person
from e2e.harness.firefox import firefox
from e2e.harness.lan import lan
from e2e.harness.server import Server, until
from e2e.harness.stranger import Stranger, Tone, rsa_certificate
from playwright.async_api import Browser


@pytest.fixture
def networked(tmp_path: Path) -> Iterator[Server]:
    """Its sound is on an interface: Firefox never sends to a loopback candidate."""
    with lan() as network:
        running = Server(tmp_path, media_host=network.near)
        running.start()
        yield running
        running.kill()


async def test_firefox_and_chromium_hear_each_other(networked: Server, browser: Browser, tmp_path: Path) -> None:
    async with firefox(tmp_path) as fox:
        ana = await Person.enter(browser, networked.url, "Ana", 440)
        ben = await Person.enter(fox, networked.url, "Ben", 880)
        for talker, listener in ((ana, ben), (ben, ana)):
            await talker.press()
            await talker.state("talk")
            await listener.state("hear")
            await listener.hears(talker)
            await talker.let_go()
            await listener.hears_nothing()
            await listener.state("idle")
            await talker.state("idle")


async def test_a_stranger_with_an_rsa_certificate_is_told_that_it_cannot_be(server: Server) -> None:
    stranger = Stranger(server.url, server.token("--talk"), rsa_certificate())
    await stranger.publish(Tone(440))
    await until(lambda: stranger.state == "failed")
    await until(lambda: server.metric("pressel_engine_sessions") == 0)
    await stranger.close()
