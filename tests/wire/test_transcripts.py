"""The server says what the golden transcripts say, to the letter; and what it says fits the schema."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from conversation import play, transcripts

SCHEMA = json.loads((Path(__file__).parent.parent.parent / "protocol" / "schema.json").read_text())


def validator(name: str) -> Any:
    return jsonschema.Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": SCHEMA["$defs"]})


@pytest.mark.parametrize("path", transcripts(), ids=lambda path: path.stem)
def test_the_server_says_what_the_transcript_says(path: Path) -> None:
    lines = json.loads(path.read_text())["lines"]
    assert play(lines) == lines


@pytest.mark.parametrize("path", transcripts(), ids=lambda path: path.stem)
def test_every_line_of_the_server_fits_the_schema(path: Path) -> None:
    check = validator("ToClient")
    said = [line["message"] for line in json.loads(path.read_text())["lines"] if line["from"] == "server"]
    assert said
    for message in said:
        check.validate(message)


def test_there_are_transcripts() -> None:
    assert len(transcripts()) >= 5
