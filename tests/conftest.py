"""One real server for the tests of its doors; each test makes its own people."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e.harness.server import Server


@pytest.fixture(scope="session")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Runs for the whole session of tests; nobody may stop it."""
    running = Server(tmp_path_factory.mktemp("doors"))
    running.start()
    yield running
    running.kill()


@pytest.fixture
def doors_of_our_own(tmp_path: Path) -> Iterator[Server]:
    """For one test alone, which may stop and start it."""
    running = Server(tmp_path)
    running.start()
    yield running
    running.kill()
