"""Fifty channels, ten of them busy: whether a page in the lobby and a page in a channel stay quick and keep their size.

Long tasks as the browser counts them (50 ms and more on the page's own thread), from the moment the page has settled.
Heap, DOM nodes and listeners after a collection, once before and once behind, nobody talking at either time; the rows
of a channel's history are counted out, since those are meant to grow (to 200).
"""

import asyncio
import os
import random
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2] / "tests")]

from actors import HUMAN, Actor  # noqa: E402
from e2e.harness.browser import Person, chromium  # noqa: E402  # the harness of the browser tests
from e2e.harness.server import Server  # noqa: E402

CHANNELS: Final = 50
BUSY: Final = 10
TALKERS, VISITORS = 16, 10
WARM_S, RUN_S = 15, 60
WARM_SHORT_S, RUN_SHORT_S = 6, 10
SETTLED_S: Final = 8
"""Talks and lines have ended by then: a line's last turn is unclaimed for 5 s."""
SEED: Final = 50
LONG_TASK_MS_MAX, SHORT_GATE = 50, 3
HEAP_KB_MAX, NODES_MAX, LISTENERS_MAX = 1_024, 50, 5
"""What a page may have grown by."""

WATCH: Final = """() => {
  window.__long = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) window.__long.push([startTime, duration]);
  }).observe({ type: "longtask" });
}"""
HISTORY_NODES: Final = """() => {
  const list = document.querySelector("[data-testid=bursts]");
  let count = 0;
  for (const walker = document.createTreeWalker(list ?? document.createElement("i")); walker.nextNode(); ) count += 1;
  return count;
}"""


@dataclass(frozen=True)
class Size:
    """Of a page, after a collection."""

    heap_kb: float
    nodes: int
    listeners: int


async def size(person: Person) -> Size:
    """What it keeps now, history rows aside."""
    devtools = await person.page.context.new_cdp_session(person.page)
    await devtools.send("Performance.enable")
    for _ in range(3):
        await devtools.send("HeapProfiler.collectGarbage")
    answer = await devtools.send("Performance.getMetrics")
    found: dict[str, Any] = {one["name"]: one["value"] for one in answer["metrics"]}
    await devtools.detach()
    rows = await person.page.evaluate(HISTORY_NODES)
    return Size(found["JSHeapUsedSize"] / 1024, int(found["Nodes"]) - rows, int(found["JSEventListeners"]))


def names(count: int) -> list[str]:
    """Of channels, which are their ids too."""
    return [f"team-{number:02}" for number in range(count)]


async def crowd(url: str) -> tuple[list[Actor], list[Actor]]:
    """Everybody who keeps the channels busy."""
    talkers = [await Actor.enter(url, f"Talker {n}", random.Random(SEED + n)) for n in range(TALKERS)]  # noqa: S311
    visitors = [await Actor.enter(url, f"Visitor {n}", random.Random(n)) for n in range(VISITORS)]  # noqa: S311
    for talker in talkers:
        await talker.open_media()
    return talkers, visitors


async def be_busy(talkers: list[Actor], visitors: list[Actor], seconds: float) -> None:
    """So long, then until nobody talks."""
    busy, stop = names(BUSY), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for number, talker in enumerate(talkers):
            own = (busy[number % BUSY], busy[(number + 3) % BUSY])
            group.create_task(talker.talk_at(own, stop, HUMAN))
        for visitor in visitors:
            group.create_task(visitor.visit(busy, stop, HUMAN))
        await asyncio.sleep(seconds)
        stop.set()
    await asyncio.sleep(SETTLED_S)


async def measure(server: Server, warm_s: float, run_s: float) -> list[tuple[str, Size, Size, list[float]]]:
    """For each page: its size before and behind, and its long tasks."""
    talkers, visitors = await crowd(server.url)
    async with chromium() as browser:
        lobby = await Person.at_lobby(browser, server.url, "Ana")
        channel = await (await Person.at_lobby(browser, server.url, "Ben", 880)).open(names(1)[0])
        pages = {"lobby": lobby, "channel": channel}
        await be_busy(talkers, visitors, warm_s)
        for page in pages.values():
            await page.page.evaluate(WATCH)
        before = {name: await size(page) for name, page in pages.items()}
        for page in pages.values():
            await page.page.evaluate("window.__long.length = 0")
        talks = sum(talker.talks for talker in talkers)
        await be_busy(talkers, visitors, run_s)
        long = {name: await page.page.evaluate("window.__long.map(([, ms]) => ms)") for name, page in pages.items()}
        after = {name: await size(page) for name, page in pages.items()}
    print(f"{sum(talker.talks for talker in talkers) - talks} talks in {run_s} s, {BUSY} of {CHANNELS} channels busy")
    await asyncio.gather(*(actor.close() for actor in (*talkers, *visitors)))
    return [(name, before[name], after[name], long[name]) for name in pages]


def main() -> int:
    short = "--short" in sys.argv
    warm_s, run_s, wide = (WARM_SHORT_S, RUN_SHORT_S, SHORT_GATE) if short else (WARM_S, RUN_S, 1)
    os.environ["PRESSEL_FLOOR__NO_PACKETS_MS"] = "6000"  # the talkers send no sound
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        server.start()
        try:
            admin = server.admin("Chief")
            for name in names(CHANNELS):
                made = httpx.post(f"{server.url}/v1/channels", json={"name": name, "guests": True}, headers=admin)
                assert made.status_code == 201, made.text
            found = asyncio.run(measure(server, warm_s, run_s))
        finally:
            server.kill()
    print("page      long tasks  longest ms   heap kB  grown   nodes  grown  listeners  grown")
    missed = 0
    for name, before, after, long in found:
        longest = max(long, default=0.0)
        grown = (after.heap_kb - before.heap_kb, after.nodes - before.nodes, after.listeners - before.listeners)
        missed += longest > LONG_TASK_MS_MAX * wide
        missed += any(
            one > most * wide for one, most in zip(grown, (HEAP_KB_MAX, NODES_MAX, LISTENERS_MAX), strict=True)
        )
        print(
            f"{name:8} {len(long):11} {longest:11.0f} {after.heap_kb:9.0f} {grown[0]:6.0f} {after.nodes:7} {grown[1]:6}"
            f" {after.listeners:10} {grown[2]:6}"
        )
    print(f"gates: no task above {LONG_TASK_MS_MAX * wide} ms; grown at most {HEAP_KB_MAX * wide} kB, ", end="")
    print(f"{NODES_MAX * wide} nodes, {LISTENERS_MAX * wide} listeners")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
