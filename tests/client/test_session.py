"""The session without a socket: what it says, what it does, and when it wants to be called again."""

import json
from typing import Any

import pytest

from pressel.client.floor import Phase
from pressel.client.session import (
    CHANNELS_MAX,
    CLOSE_BAD_TOKEN,
    CLOSE_DEAD_LINE,
    Dial,
    HangUp,
    OfferMedia,
    Send,
    Session,
    SetGate,
)
from pressel.core.ids import ChannelId

LOBBY = ChannelId("lobby")
RIGHTS = {"listen": True, "talk": True, "priority": 0, "emergency": False, "moderate": False}
LIMITS = {
    "frame_bytes_max": 65_536,
    "messages_per_s_max": 50,
    "channels_max": 8,
    "slots_max": 8,
    "member_list_max": 200,
    "heartbeat_ms": 5_000,
    "offline_after_ms": 12_000,
}
GRANT = {"epoch": 4, "seq": 9}


class Desk:
    """A session, its clock, what it said and what it did; the test is the server."""

    def __init__(self) -> None:
        self.session = Session("token-of-ana", device="desk")
        self.now_ms = 0
        self.said: list[dict[str, Any]] = []
        self.did: list[object] = []
        self.n = 0

    def do(self, name: str, *args: Any) -> Any:
        result = getattr(self.session, name)(*args, self.now_ms)
        self._note()
        return result

    def close(self, code: int) -> None:
        self.session.closed(code, self.now_ms, 0.5)
        self._note()

    def wait(self, ms: int) -> None:
        until_ms = self.now_ms + ms
        while (at_ms := self.session.deadline()) is not None and at_ms <= until_ms:
            self.now_ms = max(self.now_ms, at_ms)
            self.session.pass_time(self.now_ms, 0.5)
            self._note()
        self.now_ms = until_ms

    def hear(self, message: dict[str, Any]) -> None:
        self.do("received", json.dumps(message).encode())

    def answer(self, kind: str, result: dict[str, Any]) -> None:
        """The newest request of that kind is done."""
        asked = next(message for message in reversed(self.said) if message["type"] == kind)
        self.hear({"type": "ok", "re": asked["id"], "result": result})

    def tell(self, kind: str, **fields: Any) -> None:
        self.n += 1
        self.hear({"type": kind, "n": self.n, **fields})

    def welcome(self, state: str = "new", session: str = "s1", resume: str = "r1") -> None:
        self.do("opened")
        result = {
            "session": session,
            "you": {"user": "u1", "name": "Ana", "guest": False, "admin": False},
            "limits": LIMITS,
            "server_at_ms": 0,
            "server": "pressel",
            "token_expires_at_ms": 10**12,
            "resume": resume,
            "state": state,
        }
        self.answer("hello", result)

    def joined(self) -> None:
        state = {
            "id": "lobby",
            "name": "Lobby",
            "mode": "ptt",
            "talk_limit_ms": 30_000,
            "rights": RIGHTS,
            "baseline": {"epoch": 4, "seq": 8},
            "member_count": 0,
            "members": [],
        }
        self.answer("channel.join", {"channel": state})

    def types(self) -> list[str]:
        return [message["type"] for message in self.said]

    def phase(self) -> Phase:
        return self.session.channels[LOBBY].floor.phase

    def _note(self) -> None:
        for output in self.session.take():
            self.did.append(output)
            if isinstance(output, Send):
                self.said.append(json.loads(output.frame))


def offering() -> Desk:
    """In the lobby; what is asked of sound has no answer yet."""
    one = Desk()
    one.do("join", LOBBY)
    one.do("start")
    one.welcome()
    one.joined()
    one.do("offer", "v=0")
    return one


@pytest.fixture
def desk() -> Desk:
    """In the lobby, with sound."""
    one = offering()
    one.answer("media.offer", {"sdp": "v=0"})
    one.tell("media.state", state="up")
    return one


def test_it_says_hello_first_then_joins_and_offers_media(desk: Desk) -> None:
    assert desk.types() == ["hello", "channel.join", "media.offer"]
    assert desk.said[0] | {"token": "token-of-ana", "device": "desk", "resume": None, "beats": True} == desk.said[0]
    assert isinstance(desk.did[0], Dial)
    assert OfferMedia() in desk.did


def test_a_press_opens_the_gate_and_asks_in_one_step(desk: Desk) -> None:
    desk.did.clear()
    assert desk.do("press", LOBBY)
    assert desk.did[0] == SetGate(LOBBY, open=True)
    assert desk.said[-1]["type"] == "floor.request"
    desk.answer("floor.request", {"result": "granted", "grant": GRANT, "limit_ms": 30_000})
    assert desk.phase() is Phase.TALKING
    desk.do("release", LOBBY)
    assert desk.said[-1] | {"type": "floor.release", "press": 1, "grant": GRANT} == desk.said[-1]
    desk.answer("floor.release", {})
    assert desk.phase() is Phase.IDLE
    desk.wait(100)
    assert desk.did[-1] == SetGate(LOBBY, open=False)


def test_nobody_presses_without_sound_a_link_or_the_right() -> None:
    one = Desk()
    one.do("join", LOBBY)
    assert not one.do("press", LOBBY)
    one.do("start")
    one.welcome()
    one.joined()
    assert not one.do("press", LOBBY)
    one.tell("media.state", state="up")
    assert one.do("press", LOBBY)


def test_a_turn_out_of_the_line_is_an_event(desk: Desk) -> None:
    desk.do("press", LOBBY)
    desk.answer("floor.request", {"result": "queued", "position": 2, "of": 2})
    desk.do("release", LOBBY)
    desk.tell("floor.queued", channel="lobby", press=1, position=1, of=1)
    assert (desk.phase(), desk.session.channels[LOBBY].floor.position) == (Phase.QUEUED, 1)
    desk.tell("floor.granted", channel="lobby", press=1, grant=GRANT, limit_ms=0)
    assert desk.phase() is Phase.TURN
    desk.wait(4_000)
    assert desk.said[-1] | {"type": "floor.release", "grant": GRANT} == desk.said[-1]


def test_a_refusal_comes_with_its_cause(desk: Desk) -> None:
    desk.do("press", LOBBY)
    desk.hear({"type": "error", "re": desk.said[-1]["id"], "code": "denied", "cause": "busy"})
    assert (desk.phase(), desk.session.channels[LOBBY].floor.cause) == (Phase.DENIED, "busy")


def test_a_ping_is_answered_at_once(desk: Desk) -> None:
    desk.tell("ping")
    assert desk.types()[-1] == "pong"


def test_a_lost_line_comes_back_with_what_it_has_seen_and_keeps_its_place(desk: Desk) -> None:
    desk.do("press", LOBBY)
    desk.answer("floor.request", {"result": "queued", "position": 1, "of": 1})
    desk.close(1006)
    desk.wait(1_000)
    assert [type(one) for one in desk.did[-1:]] == [Dial]
    desk.welcome("resumed", resume="r2")
    hello = next(message for message in reversed(desk.said) if message["type"] == "hello")
    assert (hello["resume"], hello["seen"]) == ("r1", 1)
    assert desk.phase() is Phase.QUEUED
    assert desk.said[-1] | {"type": "floor.request", "press": 1} == desk.said[-1], "it asks what became of its place"
    assert desk.types().count("channel.join") == 1
    assert desk.types().count("media.offer") == 1


def test_a_talk_that_the_link_took_along_is_let_go_when_it_is_back(desk: Desk) -> None:
    desk.do("press", LOBBY)
    desk.answer("floor.request", {"result": "granted", "grant": GRANT, "limit_ms": 0})
    desk.close(1006)
    assert SetGate(LOBBY, open=False) in desk.did
    desk.wait(1_000)
    desk.welcome("resumed")
    assert desk.said[-1] | {"type": "floor.release", "press": 1, "grant": GRANT} == desk.said[-1]


def test_what_the_old_line_left_unanswered_is_asked_again() -> None:
    one = offering()
    one.do("leave", LOBBY)
    one.do("join", ChannelId("staff"))
    newest = one.said[-1]["id"]
    one.close(1006)
    one.wait(1_000)
    one.did.clear()
    one.welcome("resumed")
    again = [(message["type"], message.get("channel")) for message in one.said if message["id"] > newest]
    assert again == [("hello", None), ("channel.leave", "lobby"), ("channel.join", "staff")]
    assert OfferMedia() in one.did


def test_a_new_session_joins_anew_and_nothing_of_before_counts(desk: Desk) -> None:
    desk.do("press", LOBBY)
    desk.answer("floor.request", {"result": "queued", "position": 1, "of": 1})
    desk.close(1006)
    desk.wait(1_000)
    desk.welcome("reset", session="s2")
    assert desk.phase() is Phase.IDLE
    assert desk.types().count("channel.join") == 2
    assert (desk.session.seen, desk.session.media_up) == (0, False)


def test_a_question_without_an_answer_and_a_line_without_a_sound_are_dead(desk: Desk) -> None:
    desk.do("press", LOBBY)
    desk.wait(5_000)
    assert HangUp(CLOSE_DEAD_LINE) in desk.did
    desk.wait(1_000)
    desk.welcome("resumed")
    desk.answer("floor.release", {})
    desk.did.clear()
    desk.wait(11_999)
    desk.do("heard")
    desk.wait(11_999)
    assert HangUp(CLOSE_DEAD_LINE) not in desk.did
    desk.wait(1)
    assert HangUp(CLOSE_DEAD_LINE) in desk.did


def test_a_bad_token_waits_for_somebody_to_sign_in(desk: Desk) -> None:
    desk.did.clear()
    desk.close(CLOSE_BAD_TOKEN)
    desk.wait(60_000)
    assert not [one for one in desk.did if isinstance(one, Dial)]
    desk.do("start")
    assert isinstance(desk.did[-1], Dial)


def test_a_removed_member_is_out(desk: Desk) -> None:
    desk.tell("member.left", channel="lobby", member="s1", reason="removed", member_count=0)
    channel = desk.session.channels[LOBBY]
    assert (channel.joined, channel.trouble) == (False, "removed")
    assert not desk.do("press", LOBBY)


@pytest.mark.parametrize("state", ["resumed", "reset"])
def test_a_removed_member_comes_back_by_hand_and_by_no_lost_link(desk: Desk, state: str) -> None:
    before = desk.types().count("channel.join")
    desk.tell("member.left", channel="lobby", member="s1", reason="removed", member_count=0)
    desk.close(1006)
    desk.wait(1_000)
    desk.welcome(state)
    assert desk.types().count("channel.join") == before
    desk.do("join", LOBBY)
    assert desk.types().count("channel.join") == before + 1


def test_goodbye_is_said_and_nothing_waits_any_more(desk: Desk) -> None:
    desk.do("press", LOBBY)
    desk.do("stop")
    assert desk.types()[-1] == "session.end"
    assert isinstance(desk.did[-1], HangUp)
    assert (desk.phase(), desk.session.deadline()) == (Phase.IDLE, None)


def test_a_channel_is_left_with_all_that_was_held_there(desk: Desk) -> None:
    desk.do("press", LOBBY)
    desk.do("leave", LOBBY)
    assert SetGate(LOBBY, open=False) in desk.did
    assert desk.types()[-1] == "channel.leave"


def test_channels_are_bounded() -> None:
    one = Session("token")
    for number in range(CHANNELS_MAX):
        one.join(ChannelId(f"channel-{number}"), 0)
    with pytest.raises(ValueError, match="leave a channel"):
        one.join(ChannelId("one-more"), 0)


def test_a_moderator_takes_the_word_and_puts_out(desk: Desk) -> None:
    desk.session.mute(LOBBY, "s2", desk.now_ms, for_ms=60_000)
    desk.session.remove(LOBBY, "s2", desk.now_ms)
    desk.wait(0)
    mute, remove = [json.loads(one.frame) for one in desk.session.take() if isinstance(one, Send)]
    assert mute | {"type": "member.mute", "channel": "lobby", "member": "s2", "muted": True, "for_ms": 60_000} == mute
    assert remove | {"type": "member.remove", "channel": "lobby", "member": "s2"} == remove
