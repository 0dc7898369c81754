"""Three hundred bad days: whatever breaks, the floor's promise holds."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sim.run import report_of, reports, story

PARTS = 10
PART = 30
PROCESSES = min(2, os.cpu_count() or 1)

SALTED = "33..36"
"""Here the order in which two channels were looked after once made a difference."""

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
    first, again, other = report_of(3), report_of(3), report_of(4)
    assert first == again
    assert first.counts != other.counts


def test_a_seed_is_one_run_in_every_process() -> None:
    """No set is walked in an order that the process made up."""
    told = []
    for salt in ("1", "2"):
        command = [sys.executable, str(Path(__file__).parent / "run.py"), SALTED]
        done = subprocess.run(command, env={"PYTHONHASHSEED": salt}, capture_output=True, text=True, check=True)
        told.append(done.stdout.splitlines()[:-1])
    assert told[0] == told[1]
