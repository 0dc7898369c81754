"""Plays a golden transcript: clients, engine and time speak; what the server says to it is found anew, to the letter.

The real codec and the real core, no engine and no socket; clock and ids are fixed, so nothing needs a placeholder.
``python tests/conversation.py`` records the server's lines of every transcript again.
"""

import json
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any, Final

from pressel.core import effects, events
from pressel.core.causes import ErrorCode, LeaveReason
from pressel.core.channel import ChannelSettings
from pressel.core.effects import Refuse
from pressel.core.identity import Identity, Rights
from pressel.core.ids import BurstId, ChannelId, SessionId, UserId
from pressel.core.news import ChannelChanged, Notice
from pressel.core.presence import is_fleeting
from pressel.core.switchboard import Switchboard
from pressel.core.version import Version
from pressel.hub.outlet import Outlet
from pressel.hub.resume import Resumes
from pressel.signalling.session import welcome
from pressel.wire import client as wire
from pressel.wire import codec

TRANSCRIPTS: Final = Path(__file__).parent.parent / "protocol" / "transcripts"
START_MS: Final = 1_800_000_000_000
LOBBY: Final = ChannelSettings(ChannelId("lobby"), "Lobby", guests=True, talk_limit_ms=30_000)
STAFF: Final = ChannelSettings(ChannelId("staff"), "Staff", guests=False)

Line = dict[str, Any]


@dataclass(slots=True)
class Stage:
    """One server, and everything it said so far."""

    board: Switchboard = field(default_factory=Switchboard)
    now_ms: int = START_MS
    said: list[Line] = field(default_factory=list)
    outlets: dict[str, Outlet] = field(default_factory=dict)
    resumes: Resumes = field(default_factory=Resumes)
    welcomes: int = 0

    def __post_init__(self) -> None:
        for settings in (LOBBY, STAFF):
            self._open(settings)
        self.board.due(self.now_ms + 1_000)

    def hear(self, line: Line) -> None:
        """A line of a client, the engine, or the clock."""
        match line["from"]:
            case "client":
                self._client(line["client"], line["message"])
            case "engine":
                self._handle(_engine_event(line["event"]))
            case "time":
                self._pass(line["ms"])
            case "door":
                self._door(line)

    def _open(self, settings: ChannelSettings) -> None:
        for effect in self.board.handle(events.ChannelLoaded(settings, 0), self.now_ms):
            if isinstance(effect, effects.CommitEpoch):
                self.board.handle(events.EpochCommitted(effect.channel, effect.epoch), self.now_ms)

    def _client(self, client: str, message: Line) -> None:
        try:
            request = codec.decode(json.dumps(message))
        except codec.WireError as error:
            self._say(
                client, codec.encode_refusal(Refuse(SessionId(client), error.request, error.code, text=error.text))
            )
            return
        session = SessionId(client)
        if isinstance(request, wire.Hello):
            self._hello(client, request)
        elif isinstance(request, wire.SessionEnd):
            self._say(client, codec.encode_done(request.id))
            self._handle(events.SessionEnded(session, LeaveReason.GOODBYE))
        elif session not in self.board.sessions:
            refusal = Refuse(session, request.id, ErrorCode.HELLO_FIRST, text="the first message is hello")
            self._say(client, codec.encode_refusal(refusal))
        else:
            event = codec.event_of(session, request, BurstId(f"burst-{self.now_ms}"))
            assert event is not None
            self._handle(event)

    def _hello(self, client: str, hello: wire.Hello) -> None:
        session, identity = SessionId(client), _identity(client, self.now_ms)
        verdict, _ = self.resumes.judge(hello.resume or "", identity.user, hello.device)
        outlet = self.outlets.get(client)
        back = verdict == "good" and outlet is not None and outlet.can_replay(hello.seen)
        if not back:
            self.outlets[client] = Outlet(Ear(self, client), keeps=True)
            self._handle(events.SessionOpened(session, identity, hello.device, beats=hello.beats))
        self.welcomes += 1
        resume = self.resumes.issue(session, identity.user, hello.device, self.welcomes.to_bytes(16, "big"))
        state = "resumed" if back else "new" if hello.resume is None else "reset"
        self._say(
            client, codec.encode_answer(hello.id, welcome(session, identity, self.now_ms, "pressel", resume, state))
        )
        if back and outlet is not None:
            outlet.attach(Ear(self, client), hello.seen)
            self._handle(events.SessionBack(session, identity))

    def _door(self, line: Line) -> None:
        if line.get("channel") is not None:
            self._open(ChannelSettings(**line["channel"]))
        elif line.get("lost") is not None:
            self.outlets[line["lost"]].detach()
            self._handle(events.SessionAway(SessionId(line["lost"])))
        else:
            self._perform([effects.Tell(SessionId(line["client"]), Notice(line["notice"]))])

    def _pass(self, ms: int) -> None:
        until_ms = self.now_ms + ms
        while (at_ms := self.board.deadline()) is not None and at_ms <= until_ms:
            self.now_ms = max(self.now_ms, at_ms)
            self._perform(self.board.due(self.now_ms))
        self.now_ms = until_ms

    def _handle(self, event: events.Event) -> None:
        self._perform(self.board.handle(event, self.now_ms))

    def _perform(self, todo: list[effects.Effect]) -> None:
        for effect in todo:
            match effect:
                case effects.Reply(session, request, answer):
                    self._outlet(session).answer(codec.encode_answer(request, answer))
                case effects.Refuse(session):
                    self._outlet(session).answer(codec.encode_refusal(effect))
                case effects.Tell(session, news):
                    self._outlet(session).tell(codec.encode_news(news), is_fleeting(news))
                case effects.TellMembers(channel, news, but):
                    for member in self.board.rooms[channel].members:
                        if member != but:
                            self._outlet(member).tell(codec.encode_news(news))
                case effects.TellWatchers():
                    self._tell_watchers(effect)
                case effects.EndSession(session):
                    self.outlets.pop(session, None)
                    self.resumes.forget(session)
                case _:
                    pass

    def _tell_watchers(self, effect: effects.TellWatchers) -> None:
        settings = effect.summary.settings
        for one in dict.fromkeys(chain(*self.board.watchers_of(settings.id))):
            if seen := self.board.seen(one, settings):
                view = replace(effect.summary, rights=seen[0], joined=seen[1])
                self._outlet(one).tell(codec.encode_news(ChannelChanged(view, effect.removed)), not effect.removed)

    def _outlet(self, client: str) -> Outlet:
        return self.outlets.get(client) or Outlet(None, keeps=False)

    def _say(self, client: str, frame: bytes) -> None:
        self.said.append({"from": "server", "client": client, "message": json.loads(frame)})


@dataclass(slots=True)
class Ear:
    """One client's end of the line."""

    stage: Stage
    client: str

    def deliver(self, frame: bytes) -> None:
        self.stage._say(self.client, frame)

    def close(self, code: int, reason: str) -> None:
        self.stage._say(self.client, json.dumps({"close": code, "reason": reason}).encode())


def play(lines: list[Line]) -> list[Line]:
    """The transcript as the server makes it: every other line as it is, with what follows from it behind it."""
    stage = Stage()
    played: list[Line] = []
    for line in lines:
        if line["from"] != "server":
            stage.said = []
            stage.hear(line)
            played += [line, *stage.said]
    return played


def transcripts() -> list[Path]:
    """Every golden transcript."""
    return sorted(TRANSCRIPTS.glob("*.json"))


def _identity(client: str, now_ms: int) -> Identity:
    chief, admin = client.startswith("chief"), client.startswith("admin")
    kind = "user" if client.startswith(("host", "mod", "admin", "chief")) else "guest"
    rights = Rights(
        talk=not client.startswith("listener"),
        priority=10 if chief else 0,
        emergency=chief,
        moderate=client.startswith("mod"),
    )
    name = client.capitalize()
    return Identity(UserId(f"user-{client}"), name, kind, rights, admin=admin, expires_at_ms=now_ms + 600_000)


def _engine_event(event: Line) -> events.Event:
    session = SessionId(event.get("session", ""))
    match event["kind"]:
        case "answered":
            return events.MediaAnswered(session, event["request"], event["sdp"], event["uplink"], event["slots"])
        case "refused":
            return events.MediaRefused(session, event["request"], event["code"], event["text"])
        case "up":
            return events.MediaUp(session)
        case "down":
            return events.MediaDown(session, event["reason"])
        case "edge":
            return events.UplinkEdge(session, event["edge"], event["on"])
        case "applied":
            return events.FloorApplied(ChannelId(event["channel"]), Version(event["epoch"], event["seq"]))
        case "burst-ended":
            version = Version(event["epoch"], event["seq"])
            return events.BurstOver(ChannelId(event["channel"]), session, version)
        case "floor-applied":
            return events.FloorApplied(ChannelId(event["channel"]), Version(event["epoch"], event["seq"]))
        case "link":
            return events.LinkMeasured(session, event["uplink_loss"], event["downlink_loss"], event["rtt_ms"])
    raise ValueError(event)


def write(path: Path, title: str, lines: list[Line]) -> None:
    """One line of the file for each line of the conversation."""
    body = ",\n    ".join(json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_text(f'{{\n  "title": {json.dumps(title)},\n  "lines": [\n    {body}\n  ]\n}}\n')


if __name__ == "__main__":
    for transcript in transcripts():
        stored = json.loads(transcript.read_text())
        write(transcript, stored["title"], play(stored["lines"]))
