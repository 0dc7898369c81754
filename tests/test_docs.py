"""Documentation as a property of the code: what can be said, set, counted or typed has a heading, and every message a
transcript.

The idea is Datasette's ``test_docs.py``.
"""

import json
import re
import typing
from pathlib import Path
from typing import Any, Final

import pytest

from pressel import cli
from pressel._engine import Engine
from pressel.core.causes import BurstEnd, DenyCause, ErrorCode, LeaveReason, RevokeCause
from pressel.http.metrics import metric_names
from pressel.server.config import setting_names
from pressel.wire import client as wire

ROOT: Final = Path(__file__).parent.parent
REFERENCE: Final = ROOT / "docs" / "reference"


def headings(page: str) -> set[str]:
    """Headings of a reference page, without backticks."""
    text = (REFERENCE / page).read_text()
    return {line.lstrip("#").strip().replace("`", "") for line in text.splitlines() if line.startswith("#")}


def tags(union: Any) -> set[str]:
    return {str(struct.__struct_config__.tag) for struct in typing.get_args(union)}


def transcript_messages() -> list[dict[str, Any]]:
    return [
        line["message"]
        for path in sorted((ROOT / "protocol" / "transcripts").glob("*.json"))
        for line in json.loads(path.read_text())["lines"]
        if "message" in line
    ]


MESSAGES: Final = tags(wire.Request) | tags(wire.Event)


@pytest.mark.parametrize("message", sorted(MESSAGES))
def test_every_message_has_its_heading(message: str) -> None:
    assert message in headings("protocol.md")


@pytest.mark.parametrize("message", sorted(MESSAGES - {"moved"}))
def test_every_message_has_a_transcript(message: str) -> None:
    assert message in {line.get("type") for line in transcript_messages()}


@pytest.mark.parametrize("word", sorted({*ErrorCode, *DenyCause, *RevokeCause, *BurstEnd, *LeaveReason}))
def test_every_code_and_cause_has_its_heading(word: str) -> None:
    assert str(word) in headings("errors.md")


def test_every_setting_has_its_heading() -> None:
    assert set(setting_names()) - headings("configuration.md") == set()


def test_every_metric_has_its_heading() -> None:
    assert set(metric_names()) - headings("metrics.md") == set()


def test_every_counter_of_the_engine_is_a_metric() -> None:
    exported = set(metric_names())
    assert [counter for counter in Engine().stats() if f"pressel_engine_{counter}" not in exported] == []


def test_every_verb_of_the_command_line_has_its_heading() -> None:
    assert {verb for verb, _ in cli.verbs()} - headings("cli.md") == set()


def test_every_command_in_the_readme_exists() -> None:
    readme = (ROOT / "README.md").read_text()
    makefile = (ROOT / "Makefile").read_text()
    verbs = set(re.findall(r"\bmake ([a-z]+)\b", readme))
    assert {"serve", "test"} <= verbs
    assert [verb for verb in verbs if f"\n{verb}:" not in makefile] == []


def test_the_rooms_of_the_architecture_page_exist() -> None:
    rooms = re.findall(r"^\| `([\w/.-]+)` \|", (ROOT / "ARCHITECTURE.md").read_text(), re.MULTILINE)
    assert len(rooms) > 15
    assert [room for room in rooms if not (ROOT / room).exists()] == []
