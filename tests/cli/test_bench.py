"""``pressel bench`` on a small scale: it measures, says on what, and leaves nothing behind."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pressel.cli import trial
from pressel.cli.bench import LISTENERS_MAX

PRESSEL = Path(sys.executable).parent / "pressel"


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(PRESSEL), "bench", *arguments], capture_output=True, text=True, timeout=120, check=False)


def test_it_measures_a_server_of_its_own_and_says_on_what_machine() -> None:
    done = bench("fanout", "--listeners", "5", "--pairs", "1", "--slice-ms", "200", "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    (row,) = said["rows"]
    assert (row["listeners"], row["wrong"], row["missing"]) == (5, 0, 0)
    assert row["delivered"] > 0
    assert 0 < row["empty_ns"] < row["server_ns"]
    assert said["machine"]["cores"] == os.cpu_count()
    assert "pair 1 of 1" in done.stderr


def test_what_is_out_of_bounds_is_refused_before_anything_starts() -> None:
    done = bench("fanout", "--listeners", "100000")
    assert done.returncode == 2
    assert "--listeners" in done.stderr
    assert str(LISTENERS_MAX) in done.stderr


def test_a_server_on_trial_is_gone_afterwards_also_when_the_measurement_fails() -> None:
    with trial.trial(members=10_001) as server, pytest.raises(SystemExit):
        server.measure("party", 30)
    with pytest.raises(ProcessLookupError):
        os.kill(server.pid, 0)
