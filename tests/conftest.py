"""One real server for the tests of its doors; each test makes its own people."""

from collections.abc import Iterator

import pytest
from e2e.harness.server import Server


@pytest.fixture(scope="session")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Runs for the whole session of tests; nobody may stop it."""
    running = Server(tmp_path_factory.mktemp("doors"))
    running.start()
    yield running
    running.kill()
