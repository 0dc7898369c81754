"""One server and one browser for each test that asks."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from e2e.harness.browser import chromium
from e2e.harness.server import Server
from playwright.async_api import Browser


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Ready; ends with the test."""
    running = Server(tmp_path)
    running.start()
    yield running
    running.kill()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Fresh."""
    async with chromium() as one:
        yield one
