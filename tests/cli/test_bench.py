"""``pressel bench`` on a small scale: it measures, says on what, and leaves nothing behind."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pressel.cli import probe, trial
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


def test_too_much_is_asked_of_a_server_while_others_look_at_it() -> None:
    done = bench("overload", "--listeners", "5", "--pairs", "1", "--slice-ms", "1000", "--json")
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)["rows"]
    assert row["looks"] > 0
    assert (row["uplink_lost"], row["readyz_busy"], row["whep_busy"], row["floor_asked"]) == (0, 0, 0, 0)


def test_what_was_seen_is_ordered() -> None:
    seen = probe.Seen(looks=9, floor_ms=[3.0, 1.0, 2.0], ready=3, whep=3, whep_busy=2)
    figures = seen.figures()
    assert (figures["floor_p50_ms"], figures["floor_p99_ms"], figures["floor_max_ms"]) == (2.0, 3.0, 3.0)
    assert (figures["readyz_busy"], figures["whep_busy"], figures["whep_asked"]) == (3, 2, 3)


def test_memory_of_a_listener_is_split_into_engine_and_the_rest() -> None:
    done = bench("idle", "--listeners", "30", "--pairs", "1", "--slice-ms", "200", "--json")
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)["rows"]
    assert row["engine_bytes_each"] > 0
    assert row["heard"] == 0


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
