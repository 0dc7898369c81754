"""The SDK hears the golden transcripts as the web app's does: every answer at its request, every event in order."""

import json
from typing import Any

import msgspec
import pytest
from conversation import transcripts

from pressel.client import channel as channels
from pressel.client.line import Answer, Line
from pressel.wire import client as wire
from pressel.wire import nouns

KINDS = {str(kind.__struct_config__.tag): kind for kind in wire.Request.__args__}


def parts() -> list[Any]:
    found = []
    for path in transcripts():
        lines = [line for line in json.loads(path.read_text())["lines"] if line["from"] in ("client", "server")]
        for name in sorted({line["client"] for line in lines}):
            own = [line for line in lines if line["client"] == name]
            found.append(pytest.param(own, id=f"{path.stem}-{name}"))
    return found


def is_sayable(message: dict[str, Any]) -> bool:
    """Transcripts also hold what no SDK would say."""
    kind = KINDS.get(message.get("type", ""))
    if kind is None:
        return False
    try:
        msgspec.convert(message, kind)
    except msgspec.ValidationError:
        return False
    return True


class Replay:
    """One client's half of a conversation on a real line."""

    def __init__(self, lines: list[dict[str, Any]]) -> None:
        self.line = Line()
        self.ids: dict[Any, int] = {}
        self.said: list[dict[str, Any]] = []
        self.answers: list[dict[str, Any]] = []
        self.heard: list[Answer | wire.Event] = []
        for one in lines:
            if one["from"] == "client":
                self.say(one["message"])
            else:
                self.hear(one["message"])

    def say(self, message: dict[str, Any]) -> None:
        if not is_sayable(message):
            return
        fields = {key: value for key, value in message.items() if key not in ("type", "id")}
        kind = KINDS[message["type"]]
        request = msgspec.convert({**fields, "id": 0, "type": message["type"]}, kind)
        spoken = {name: getattr(request, name) for name in request.__struct_fields__ if name != "id"}
        frame = self.line.ask(kind, 0, **spoken)
        assert frame is not None
        self.ids[message["id"]] = self.line.last_id
        self.said.append(message)
        assert msgspec.json.decode(frame, type=kind) == msgspec.structs.replace(request, id=self.line.last_id)

    def hear(self, message: dict[str, Any]) -> None:
        re = {"re": self.ids.pop(message["re"], -1)} if "re" in message else {}
        if re.get("re", -1) > 0:
            self.answers.append(message)
        heard = self.line.read(json.dumps({**message, **re}).encode())
        if heard is not None:
            self.heard.append(heard)


@pytest.mark.parametrize("lines", parts())
def test_every_answer_reaches_its_request_and_every_event_arrives_in_order(lines: list[dict[str, Any]]) -> None:
    replay = Replay(lines)
    answers = [one for one in replay.heard if isinstance(one, Answer)]
    assert [isinstance(one.result, wire.Error) for one in answers] == [one["type"] == "error" for one in replay.answers]
    assert [str(one.request.__struct_config__.tag) for one in answers] == [one["type"] for one in replay.said]
    told = [one["message"]["n"] for one in lines if one["from"] == "server" and "n" in one["message"]]
    assert [one.n for one in replay.heard if not isinstance(one, Answer)] == told


@pytest.mark.parametrize("lines", parts())
def test_the_channel_that_follows_is_what_the_server_last_said_of_it(lines: list[dict[str, Any]]) -> None:
    view: channels.ChannelView | None = None
    talker: nouns.Talker | None = None
    for heard in Replay(lines).heard:
        if isinstance(heard, Answer):
            if isinstance(heard.result, wire.Joined):
                view = channels.view_of(heard.result.channel)
                talker = heard.result.channel.talker
        elif view is not None and isinstance(heard, channels.ChannelEvent):
            view = channels.apply(view, heard)
            if isinstance(heard, wire.FloorTaken) and heard.channel == view.id:
                talker = heard.talker
            elif isinstance(heard, wire.FloorIdle) and heard.channel == view.id:
                talker = None
        if view is not None:
            assert len(view.members) == view.member_count
    if view is not None and view.talkers_max == 1:
        assert view.talkers == (() if talker is None else (talker,))
