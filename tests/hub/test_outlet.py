"""What one session is told, numbered, and told again after a loss."""

import json

from hypothesis import given
from hypothesis import strategies as st

from pressel.hub import outlet
from pressel.hub.outlet import KEPT_AWAY_MAX, KEPT_BYTES_MAX, KEPT_MAX, Outlet


class Ear:
    def __init__(self) -> None:
        self.heard: list[int] = []
        self.answers = 0
        self.closed: tuple[int, str] | None = None

    def deliver(self, frame: bytes) -> None:
        message = json.loads(frame)
        if "n" in message:
            self.heard.append(message["n"])
        else:
            self.answers += 1

    def close(self, code: int, reason: str) -> None:
        self.closed = (code, reason)


EVENT = (b'{"type":"notice","n":', b"}")


def test_what_was_missed_is_said_in_order_and_nothing_twice() -> None:
    first, second = Ear(), Ear()
    one = Outlet(first, keeps=True)
    for _ in range(5):
        one.tell(EVENT)
    one.detach()
    for _ in range(3):
        one.tell(EVENT)
    assert one.can_replay(3)
    one.attach(second, 3)
    one.tell(EVENT)
    assert (first.heard, second.heard) == ([1, 2, 3, 4, 5], [4, 5, 6, 7, 8, 9])


def test_an_answer_nobody_hears_is_not_said_later() -> None:
    one, ear = Outlet(Ear(), keeps=True), Ear()
    one.detach()
    one.answer(b'{"type":"ok","re":1}')
    one.attach(ear, 0)
    assert ear.answers == 0


def test_fleeting_news_leave_a_gap() -> None:
    one, ear = Outlet(Ear(), keeps=True), Ear()
    one.tell(EVENT)
    one.tell(EVENT, fleeting=True)
    one.tell(EVENT)
    one.detach()
    one.attach(ear, 0)
    assert ear.heard == [1, 3]


def test_what_is_forgotten_cannot_be_replayed_nor_what_was_never_said() -> None:
    one = Outlet(Ear(), keeps=True)
    for _ in range(KEPT_MAX + 10):
        one.tell(EVENT)
    assert [one.can_replay(seen) for seen in (9, 10, KEPT_MAX + 10, KEPT_MAX + 11)] == [False, True, True, False]


def test_memory_is_bounded_in_count_and_in_bytes() -> None:
    one = Outlet(Ear(), keeps=True)
    one.detach()
    for _ in range(KEPT_AWAY_MAX + 1):
        one.tell(EVENT)
    assert not one.can_replay(0)
    assert one.can_replay(1)
    big = (b'{"type":"notice","n":', b" " * (KEPT_BYTES_MAX // 2) + b"}")
    for _ in range(3):
        one.tell(big)
    assert not one.can_replay(KEPT_AWAY_MAX + 1)


def test_a_listener_without_a_line_keeps_nothing() -> None:
    one = Outlet(Ear(), keeps=False)
    one.tell(EVENT)
    assert not one.can_replay(1)


@given(st.lists(st.sampled_from(["tell", "fleet", "cut", "attach"]), max_size=200))
def test_across_any_number_of_cuts_every_lasting_event_is_heard_once_and_in_order(steps: list[str]) -> None:
    ear = Ear()
    one = Outlet(ear, keeps=True)
    lasting: list[int] = []
    heard: list[int] = []
    said = 0
    for step in steps:
        if step in ("tell", "fleet"):
            said += 1
            lasting += [said] if step == "tell" else []
            one.tell(EVENT, step == "fleet")
        elif step == "cut":
            one.detach()
        elif one.sink is None:
            heard += ear.heard
            seen = max(heard, default=0)
            ear = Ear()
            assert one.can_replay(seen)
            one.attach(ear, seen)
    heard += ear.heard
    assert heard == sorted(set(heard))
    assert set(lasting) <= set(heard) or one.sink is None
    assert outlet.KEPT_AWAY_MAX > outlet.KEPT_MAX
