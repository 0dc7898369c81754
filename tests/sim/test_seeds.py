"""Three hundred bad days: whatever breaks, the floor's promise holds."""

import os
from collections import Counter

import pytest
from sim.run import report_of, reports, story
from sim.world import World

PARTS = 10
PART = 30
PROCESSES = min(2, os.cpu_count() or 1)

counts: Counter[str] = Counter()


@pytest.mark.parametrize("part", range(PARTS))
def test_no_rule_breaks(part: int) -> None:
    for report in reports(range(part * PART, (part + 1) * PART), PROCESSES):
        assert report.broken is None, "\n" + story(report)
        counts.update(report.counts)


def test_everything_that_can_go_wrong_did() -> None:
    """Runs behind the seeds: figures of a world in which nothing happens prove nothing."""
    for seed in range(PARTS) if not counts else ():
        counts.update(report_of(seed).counts)
    happened = (
        "presses",
        "grants",
        "preemptions",
        "turns",
        "turns taken",
        "whole bursts",
        "frames heard",
        "drops",
        "freezes",
        "device crashes",
        "server crashes",
        "late repeats",
        "ended released",
        "ended no-media",
        "ended lost-link",
        "ended preempted",
        "ended emergency",
        "refused busy",
        "refused queue-full",
        "refused stale-press",
    )
    assert {name for name in happened if not counts[name]} == set()


def test_a_seed_is_one_run_and_another_seed_is_another() -> None:
    first, again, other = World(3).run(), World(3).run(), World(4).run()
    assert first == again
    assert first.counts != other.counts
