"""How long a press takes in real browsers on loopback: until the grant is shown, until the other hears it, and how long
that one goes on hearing after the release.

Two pages of one Chromium, each with a clock that the machine's own tick sets before every press (to 0.1 ms). The
microphone is a tone that begins in the press itself and goes on past the release. "Shown" is the frame that is painted
with the new state; "audible" the first 128 samples above a tenth of the tone in what the receiver gives, "silent" the
last: jitter buffer included, the loudspeaker's own delay not.
"""

import asyncio
import random
import statistics
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

sys.path[:0] = [str(Path(__file__).parents[2] / "tests")]

from e2e.harness.browser import Person, chromium  # noqa: E402  # the harness of the browser tests
from e2e.harness.server import Server  # noqa: E402

SCRIPT: Final = (Path(__file__).parent / "press.js").read_text()
PRESSES, PRESSES_SHORT = 60, 12
SEED: Final = 9
HOLD_MS: Final = (300, 900)
PAUSE_MS: Final = (700, 1_800)
"""Above the tail, so that one burst has ended before the next begins."""
GATES_MS: Final = {"shown": 40.0, "audible": 120.0, "silent": 250.0}
SHORT_GATE: Final = 3
PARTS: Final = ("handled", "sent", "answered", "drawn", "shown")

Times = dict[str, float]


async def press(talker: Person, listener: Person, chance: random.Random) -> Times:
    """One press: ms from its beginning to each part, and from its release to silence."""
    for person in (talker, listener):
        await person.page.evaluate("window.__radio.setClock()")
    await listener.page.evaluate("window.__radio.sounds.length = 0")
    await talker.press()
    await talker.state("talk", "latched", "ending")
    await talker.page.wait_for_timeout(chance.uniform(*HOLD_MS))
    await talker.let_go()
    await talker.page.wait_for_timeout(chance.uniform(*PAUSE_MS))
    made: Times = await talker.page.evaluate("window.__radio.presses.at(-1)")
    heard: list[tuple[str, float]] = await listener.page.evaluate("window.__radio.sounds")
    await talker.page.evaluate("window.__radio.hush()")
    began = next(at for kind, at in heard if kind == "began")
    ended = next(at for kind, at in reversed(heard) if kind == "ended")
    times = {part: made[part] - made["pressed"] for part in PARTS}
    return times | {"audible": began - made["pressed"], "silent": ended - made["released"]}


async def measure(server: Server, presses: int) -> list[Times]:
    """After one press that warms up what is used for the first time."""
    chance = random.Random(SEED)  # noqa: S311
    async with chromium() as browser:
        talker = await Person.enter(browser, server.url, "Ana", 440)
        listener = await Person.enter(browser, server.url, "Ben", 880, bypass_csp=True)
        for person in (talker, listener):
            await person.page.evaluate(SCRIPT)
        await talker.page.evaluate("window.__radio.watchPresses()")
        await listener.page.evaluate("window.__radio.hearBursts()")
        await press(talker, listener, chance)
        return [await press(talker, listener, chance) for _ in range(presses)]


def p95(values: Iterable[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def main() -> int:
    short = "--short" in sys.argv
    presses, wide = (PRESSES_SHORT, SHORT_GATE) if short else (PRESSES, 1)
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        server.start()
        try:
            found = asyncio.run(measure(server, presses))
        finally:
            server.kill()
    missed = 0
    print(f"{presses} presses    p50 ms  p95 ms  max ms  gate")
    for name in dict.fromkeys([*PARTS, *GATES_MS]):
        values = [one[name] for one in found]
        gate = GATES_MS.get(name)
        missed += gate is not None and p95(values) > gate * wide
        row = f"{name:14} {statistics.median(values):8.1f} {p95(values):7.1f} {max(values):7.1f}"
        print(row + ("" if gate is None else f"  p95 ≤ {gate * wide:.0f}"))
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
