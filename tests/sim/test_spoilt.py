"""Each rule is broken on purpose, and each time somebody notices: what looks can see."""

from typing import Final

import pytest
from sim.rules import RULES
from sim.run import report_of, story
from sim.spoil import SPOILT

SEEDS: Final = {
    "T1": (13, 15, 16),
    "T2": (13, 56, 69),
    "T3": (8, 10, 44),
    "T8": (13, 56, 80),
    "T20": (1, 2, 3),
    "silence": (20, 40, 47),
    "hard stop": (0, 1, 2),
    "unclaimed": (10, 18, 59),
    "T100": (2, 3, 4),
    "T101": (1, 2, 4),
    "T132": (14, 40, 46),
    "the device's limit": (13, 15, 17),
    "the tail": (0, 1, 2),
    "ping": (0, 1, 2),
    "versions at the gate": (0, 2, 16),
    "stale presses": (0, 2, 3),
    "what was missed": (2, 3, 9),
    "giving back": (63, 66, 106),
    "the next press's hold": (111, 134, 142),
    "taking the word back": (1, 9, 10),
    "press counters": (106, 567),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_broken_rule_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    patch, rules = SPOILT[name]
    patch(monkeypatch)
    found = []
    for seed in SEEDS[name]:
        report = report_of(seed)
        found.append(report.broken.rule if report.broken is not None else None)
        if found[-1] in rules:
            assert "again:" in story(report)
            return
    pytest.fail(f"without {name}, seeds {SEEDS[name]} broke {found}, none of {sorted(rules)}")


def test_every_named_rule_exists() -> None:
    assert {rule for _, rules in SPOILT.values() for rule in rules} <= set(RULES)
