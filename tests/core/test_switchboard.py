"""People, channels, media and floor together, without a socket or an engine."""

from hypothesis import given
from hypothesis import strategies as st

from pressel.core import effects, events
from pressel.core.causes import BurstEnd, DenyCause, ErrorCode, LeaveReason
from pressel.core.channel import ChannelSettings
from pressel.core.identity import Identity, Rights
from pressel.core.ids import BurstId, ChannelId, SessionId, TokenId, UserId
from pressel.core.news import FloorIdle, Joined, MemberLeft, SlotBound
from pressel.core.switchboard import HANDLERS, Switchboard
from pressel.core.version import Version, first_epoch

LOBBY = ChannelId("lobby")


def identity(name: str, kind: str = "guest", **more: object) -> Identity:
    return Identity(UserId(name), name, kind, **more)  # type: ignore[arg-type]


def board(**settings: object) -> Switchboard:
    one = Switchboard()
    channel = ChannelSettings(LOBBY, "Lobby", guests=True, **settings)  # type: ignore[arg-type]
    for effect in one.handle(events.ChannelLoaded(channel, 0), 0):
        if isinstance(effect, effects.CommitEpoch):
            one.handle(events.EpochCommitted(LOBBY, effect.epoch), 0)
    return one


def enter(one: Switchboard, name: str, who: Identity | None = None, door: str = "peer", **more: object) -> SessionId:
    session = SessionId(name)
    one.handle(events.SessionOpened(session, who or identity(name), "", door, **more), 0)  # type: ignore[arg-type]
    one.handle(events.JoinRequested(session, 1, LOBBY), 0)
    one.handle(events.MediaOffered(session, 2, "v=0"), 0)
    one.handle(events.MediaAnswered(session, 2, "v=0", uplink=True, slots=2), 0)
    one.handle(events.MediaUp(session), 0)
    one.handle(events.UplinkEdge(session, "packets", on=True), 0)
    return session


def press(one: Switchboard, session: SessionId, number: int, now_ms: int) -> list[effects.Effect]:
    request = events.FloorRequested(session, 100 + number, LOBBY, number, BurstId(f"b{now_ms}"))
    return one.handle(request, now_ms)


def refusals(found: list[effects.Effect]) -> list[tuple[ErrorCode, DenyCause | None]]:
    return [(effect.code, effect.cause) for effect in found if isinstance(effect, effects.Refuse)]


def test_every_event_has_its_handler() -> None:
    assert set(HANDLERS) == set(events.Event.__args__)


def test_an_epoch_is_even_rises_and_fits_a_double() -> None:
    assert first_epoch(0, 1_800_000_000_001) == 3_600_000_000_002
    assert first_epoch(2**52, 1) == 2**52 + 2
    assert first_epoch(2**53, 1) < 2**53


def test_grants_wait_for_the_epoch_on_disk() -> None:
    one = Switchboard()
    one.handle(events.ChannelLoaded(ChannelSettings(LOBBY, "Lobby", guests=True), 0), 0)
    ana = enter(one, "ana")
    assert refusals(press(one, ana, 1, 0)) == [(ErrorCode.DENIED, DenyCause.SERVER_TROUBLE)]


def test_the_one_who_joins_hears_first_and_the_others_then() -> None:
    one = board()
    enter(one, "ana")
    one.handle(events.SessionOpened(SessionId("ben"), identity("ben"), ""), 0)
    found = one.handle(events.JoinRequested(SessionId("ben"), 7, LOBBY), 0)
    assert isinstance(found[0], effects.Reply)
    assert isinstance(found[0].answer, Joined)
    assert found[-1].but == SessionId("ben")  # type: ignore[union-attr]


def test_a_full_channel_and_a_hidden_one_say_so() -> None:
    one = board(members_max=1)
    enter(one, "ana")
    one.handle(events.SessionOpened(SessionId("ben"), identity("ben"), ""), 0)
    found = one.handle(events.JoinRequested(SessionId("ben"), 7, LOBBY), 0)
    assert refusals(found) == [(ErrorCode.CHANNEL_FULL, None)]
    staff = ChannelSettings(ChannelId("staff"), "Staff")
    one.handle(events.ChannelLoaded(staff, 0), 0)
    found = one.handle(events.JoinRequested(SessionId("ben"), 8, staff.id), 0)
    assert refusals(found) == [(ErrorCode.NO_SUCH_CHANNEL, None)]


def test_a_talker_that_is_lost_frees_the_floor_at_once() -> None:
    one = board()
    ana = enter(one, "ana")
    enter(one, "ben")
    press(one, ana, 1, 0)
    found = one.handle(events.SessionEnded(ana, LeaveReason.LOST_LINK), 10)
    version = Version(0, 0)
    for effect in found:
        if isinstance(effect, effects.SetFloor):
            assert effect.ending == "cut"
            version = effect.version
    assert any(isinstance(e, effects.TellMembers) and isinstance(e.news, MemberLeft) for e in found)
    found = one.handle(events.BurstOver(LOBBY, ana, version), 20)
    idle = [e.news for e in found if isinstance(e, effects.TellMembers)]
    assert [news.reason for news in idle if isinstance(news, FloorIdle)] == [BurstEnd.LOST_LINK]


def test_a_released_press_is_stale() -> None:
    one = board()
    ana = enter(one, "ana")
    one.handle(events.FloorReleased(ana, 5, LOBBY, 3), 0)
    assert refusals(press(one, ana, 3, 10)) == [(ErrorCode.STALE_PRESS, None)]
    assert refusals(press(one, ana, 4, 20)) == []


def test_a_revoked_token_ends_its_sessions() -> None:
    one = board()
    token = identity("bot", "token", token=TokenId("t1"), channel=LOBBY, rights=Rights())
    bot = enter(one, "bot", token)
    found = one.handle(events.CredentialEnded(token=TokenId("t1")), 0)
    assert found[-1] == effects.EndSession(bot, 4401, "the token was revoked")
    assert bot not in one.sessions


def test_a_publishers_speech_asks_again_each_second_while_it_is_busy() -> None:
    one = board()
    ana = enter(one, "ana")
    bot = enter(one, "bot", identity("bot", "token", channel=LOBBY), door="whip", floor_auto=True)
    press(one, ana, 1, 0)
    found = one.handle(events.UplinkEdge(bot, "speech", on=True), 100)
    assert refusals(found) == []
    assert one.deadline() == 250
    one.due(250)
    assert one.deadline() == 1_100
    one.handle(events.FloorReleased(ana, 9, LOBBY, 1), 500)
    one.handle(events.BurstOver(LOBBY, ana, Version(2, 1)), 600)
    one.due(850)
    one.due(1_100)
    assert one.rooms[LOBBY].floor.is_held_by(bot)
    one.handle(events.UplinkEdge(bot, "speech", on=False), 3_000)
    assert one.rooms[LOBBY].floor.talker() is None


def test_a_channel_is_heard_in_the_first_free_slot_and_the_next_waits() -> None:
    one = board()
    ana = enter(one, "ana")
    for name in ("two", "three"):
        one.handle(events.ChannelLoaded(ChannelSettings(ChannelId(name), name, guests=True), 0), 0)
        one.handle(events.JoinRequested(ana, 9, ChannelId(name)), 0)
    assert one.sessions[ana].slots == [LOBBY, ChannelId("two")]
    found = one.handle(events.LeaveRequested(ana, 10, LOBBY), 0)
    told = [e.news for e in found if isinstance(e, effects.Tell) and isinstance(e.news, SlotBound)]
    assert told == [SlotBound(0, None), SlotBound(0, ChannelId("three"))]


def test_the_lobby_hears_of_a_channel_four_times_a_second_at_most() -> None:
    one = board()
    one.due(10_000)
    ana = enter(one, "ana")
    one.handle(events.ListRequested(ana, 3), 10_000)
    one.due(20_000)
    press(one, ana, 1, 20_000)
    one.handle(events.FloorReleased(ana, 9, LOBBY, 1), 20_100)
    told = [e for e in one.due(20_250) if isinstance(e, effects.TellWatchers)]
    assert len(told) == 1


def test_idle_means_no_timer() -> None:
    one = board()
    enter(one, "ana")
    one.due(10_000)
    assert one.deadline() is None


NAMES = st.sampled_from(["ana", "ben", "cleo"])


MAKE = {
    "press": lambda who, n: events.FloorRequested(who, n, LOBBY, n, BurstId(f"b{n}")),
    "release": lambda who, n: events.FloorReleased(who, n, LOBBY, n),
    "leave": lambda who, n: events.LeaveRequested(who, n, LOBBY),
    "down": lambda who, _: events.MediaDown(who, "silent"),
    "end": lambda who, _: events.SessionEnded(who, LeaveReason.GOODBYE),
}
ANSWERED = ("press", "release", "leave")


@given(st.lists(st.tuples(NAMES, st.sampled_from(list(MAKE)), st.integers(1, 900))))
def test_every_request_gets_one_answer_and_no_more(steps: list[tuple[str, str, int]]) -> None:
    one, now_ms = board(), 0
    for name in ("ana", "ben", "cleo"):
        enter(one, name)
    asked: list[tuple[str, int]] = []
    answered: list[tuple[str, int]] = []

    def take(found: list[effects.Effect]) -> None:
        answered.extend((e.session, e.request) for e in found if isinstance(e, effects.Reply | effects.Refuse))
        for effect in found:
            if isinstance(effect, effects.SetFloor) and not effect.sources:
                take(one.handle(events.BurstOver(LOBBY, SessionId(""), effect.version), now_ms))

    for number, (name, what, wait_ms) in enumerate(steps, start=1):
        now_ms += wait_ms
        take(one.due(now_ms))
        if SessionId(name) in one.sessions:
            asked += [(name, number)] if what in ANSWERED else []
            take(one.handle(MAKE[what](SessionId(name), number), now_ms))
    assert sorted(answered) == sorted(asked)
