"""Many seeds, or one: ``python tests/sim/run.py 146`` tells the end of its story, ``0..10000`` the figures of all."""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parent.parent))

from sim.plan import plan
from sim.world import Report, World

FIGURES: Final = (
    ("presses", "presses"),
    ("grants", "grants"),
    ("preemptions", "pre-emptions"),
    ("turns", "turns without a hand"),
    ("turns taken", "of them taken"),
    ("whole bursts", "bursts checked to the frame"),
    ("frames heard", "frames heard"),
    ("drops", "networks gone"),
    ("freezes", "pages frozen"),
    ("device crashes", "devices crashed"),
    ("server crashes", "servers crashed"),
    ("radio talks", "talks of a publisher without a button"),
    ("mutes", "words taken by a moderator"),
    ("removals", "members put out"),
    ("late repeats", "requests said again long after"),
)
TOLD_EACH: Final = 1_000
TOLD_MAX: Final = 400
"""Lines of one seed's story."""


def report_of(seed: int) -> Report:
    """One run."""
    return World(plan(seed)).run()


def reports(seeds: Iterable[int], processes: int) -> Iterator[Report]:
    """In whatever order they end."""
    if processes == 1:
        yield from map(report_of, seeds)
        return
    with get_context("fork").Pool(processes) as pool:
        yield from pool.imap_unordered(report_of, seeds, chunksize=4)


def story(report: Report) -> str:
    """How a seed broke a rule, and how to see it again."""
    lines = [*report.story, f"seed {report.seed} broke {report.broken}"]
    return "\n".join([*lines, f"again: .venv/bin/python tests/sim/run.py {report.seed}"])


def main(wanted: str) -> int:
    """Exit code 1 if a rule was broken."""
    first, _, behind = wanted.partition("..")
    seeds = range(int(first), int(behind) if behind else int(first) + 1)
    if not behind:
        report = World(plan(seeds[0]), TOLD_MAX).run()
        print(story(report) if report.broken is not None else f"seed {report.seed} broke no rule: {report.counts}")
        return 1 if report.broken is not None else 0
    started, counts, broken = time.monotonic(), Counter[str](), 0
    for done, report in enumerate(reports(seeds, min(len(seeds), os.cpu_count() or 1)), start=1):
        counts.update(report.counts)
        if report.broken is not None:
            broken += 1
            print(story(report), flush=True)
        if done % TOLD_EACH == 0:
            print(f"{done} seeds, {broken} broken, {time.monotonic() - started:.0f} s", flush=True)
    print(f"{len(seeds):>12,}  seeds")
    for name, text in FIGURES:
        print(f"{counts[name]:>12,}  {text}")
    for name, count in sorted(counts.items()):
        if name.startswith(("ended", "refused", "revoked")):
            print(f"{count:>12,}  {name}")
    print(f"{broken:>12,}  seeds that broke a rule, in {time.monotonic() - started:.0f} s")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "0..300"))
