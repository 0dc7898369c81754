"""A server is killed in the middle of a word and started again: how long until everybody is back where they were?

Three hundred members at WebSockets and two pages in Chromium, of which one talks. Counted from readiness (``/readyz``
answers 200) until each is in its channel again; who is back before that was looked at counts as 0. Members and pages
come back as clients do: at once, then each second at most. All on the same cores as the server.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from crowd import Regular, all_there, gather  # noqa: E402  # the crowd of the browser tests
from e2e.harness.browser import Person, chromium  # noqa: E402
from e2e.harness.server import Server  # noqa: E402

MEMBERS = 300
RUNS, RUNS_SHORT = 5, 1
BACK_S_MAX = 3.0
SHORT_GATE = 3.0
COMING_S_MAX, GIVE_UP_S = 60, 60


async def once(server: Server, crowd: list[Regular], pages: list[Person]) -> tuple[list[float], list[float]]:
    """One death: seconds from readiness for each member, and for each page."""
    talker, listener = pages
    await talker.press()
    await listener.hears(talker)
    server.kill()
    for one in crowd:
        one.came.clear()
    await listener.state("offline")
    await talker.let_go()
    await asyncio.to_thread(server.start)
    ready = time.monotonic()

    async def back(page: Person) -> float:
        await page.state("idle", within_ms=GIVE_UP_S * 1_000)
        return time.monotonic()

    *there, _ = await asyncio.gather(*(back(page) for page in pages), all_there(crowd, GIVE_UP_S))
    return [max(0.0, one.came_at - ready) for one in crowd], [max(0.0, at - ready) for at in there]


async def measure(server: Server, runs: int) -> list[tuple[list[float], list[float]]]:
    """All deaths, one after the other, of the same people."""
    token = await asyncio.to_thread(server.token, "--listen")
    async with chromium() as browser:
        crowd, staying = await gather(server, token, MEMBERS, COMING_S_MAX)
        pages = [await Person.enter(browser, server.url, name, hertz) for name, hertz in (("Ana", 440), ("Ben", 880))]
        try:
            return [await once(server, crowd, pages) for _ in range(runs)]
        finally:
            for task in staying:
                task.cancel()
            await asyncio.gather(*staying, return_exceptions=True)


def main() -> int:
    short = "--short" in sys.argv
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        server.start()
        try:
            found = asyncio.run(measure(server, RUNS_SHORT if short else RUNS))
        finally:
            server.kill()
    members = sorted(one for crowd, _ in found for one in crowd)
    pages = [one for _, there in found for one in there]
    p50, p99 = statistics.median(members), members[len(members) * 99 // 100]
    worst = [max(crowd) for crowd, _ in found]
    print(f"{MEMBERS} members, {len(found)} deaths: back p50 {p50:.2f} s, p99 {p99:.2f} s, max {members[-1]:.2f} s")
    print(f"the last of each death {', '.join(f'{one:.2f}' for one in worst)} s")
    print(f"two pages: {', '.join(f'{one:.2f}' for one in pages)} s")
    return int(max(members[-1], *pages) > BACK_S_MAX * (SHORT_GATE if short else 1))


if __name__ == "__main__":
    sys.exit(main())
