"""People lose their link, come back, say that they are busy, and die with the button in the hand."""

from core.test_switchboard import LOBBY, board, enter, identity, press
from hypothesis import given
from hypothesis import strategies as st

from pressel.core import effects, events
from pressel.core.causes import BurstEnd, LeaveReason
from pressel.core.channel import ChannelSettings
from pressel.core.ids import ChannelId, SessionId
from pressel.core.news import ChannelChanged, FloorIdle, FloorRevoked, MemberChanged, MemberLeft, News, Ping
from pressel.core.presence import BEAT_MS, DEAD_MS, RESUME_MS
from pressel.core.room import MEMBER_LIST_MAX
from pressel.core.switchboard import Switchboard
from pressel.core.version import Version

START_MS = 1_000_000


def news(found: list[effects.Effect], kind: type) -> list[News]:
    told = [e.news for e in found if isinstance(e, effects.Tell | effects.TellMembers)]
    return [one for one in told if isinstance(one, kind)]


def shown(found: list[effects.Effect]) -> list[str]:
    return [one.member.presence for one in news(found, MemberChanged) if isinstance(one, MemberChanged)]


def cuts(found: list[effects.Effect]) -> list[Version]:
    return [e.version for e in found if isinstance(e, effects.SetFloor) and not e.sources and e.ending == "cut"]


def pass_time(one: Switchboard, from_ms: int, until_ms: int) -> list[effects.Effect]:
    found: list[effects.Effect] = []
    while (at_ms := one.deadline()) is not None and at_ms <= until_ms:
        found += one.due(max(at_ms, from_ms))
    return found


def test_a_lost_holder_frees_the_floor_at_once_and_is_shown_away() -> None:
    one = board()
    ana = enter(one, "ana")
    enter(one, "ben")
    press(one, ana, 1, START_MS)
    found = one.handle(events.SessionAway(ana), START_MS + 10)
    assert len(cuts(found)) == 1
    assert shown(found) == ["away"]
    over = one.handle(events.BurstOver(LOBBY, ana, cuts(found)[0]), START_MS + 20)
    assert [item.reason for item in news(over, FloorIdle) if isinstance(item, FloorIdle)] == [BurstEnd.LOST_LINK]
    assert ana in one.rooms[LOBBY].members


def test_one_that_stays_away_for_thirty_seconds_is_gone_with_its_media() -> None:
    one = board()
    ana = enter(one, "ana")
    enter(one, "ben")
    one.handle(events.SessionAway(ana), START_MS)
    assert news(pass_time(one, START_MS, START_MS + RESUME_MS - 1), MemberLeft) == []
    found = pass_time(one, START_MS, START_MS + RESUME_MS)
    left = news(found, MemberLeft)
    assert [item.reason for item in left if isinstance(item, MemberLeft)] == [LeaveReason.LOST_LINK]
    assert effects.CloseMedia(ana) in found
    assert any(isinstance(e, effects.EndSession) and e.session == ana for e in found)
    assert ana not in one.sessions


def test_nobody_is_kept_longer_than_the_token_allows() -> None:
    one = board()
    ana = enter(one, "ana", identity("ana", expires_at_ms=START_MS + 5_000))
    one.handle(events.SessionAway(ana), START_MS)
    pass_time(one, START_MS, START_MS + 5_000)
    assert ana not in one.sessions


def test_one_that_is_back_in_time_is_as_before_and_never_twice() -> None:
    one = board()
    ana = enter(one, "ana")
    enter(one, "ben")
    one.handle(events.PresenceSet(ana, 9, "busy"), START_MS)
    one.handle(events.SessionAway(ana), START_MS + 5_000)
    found = one.handle(events.SessionBack(ana, identity("ana")), START_MS + 15_000)
    assert shown(found) == ["busy"]
    assert [member for member in one.rooms[LOBBY].members if member == ana] == [ana]
    assert news(pass_time(one, START_MS, START_MS + 60_000), MemberLeft) == []


def test_media_that_goes_down_meanwhile_does_not_end_it() -> None:
    one = board()
    ana = enter(one, "ana")
    one.handle(events.SessionAway(ana), START_MS)
    one.handle(events.MediaDown(ana, "silent"), START_MS + 20_000)
    assert ana in one.rooms[LOBBY].members


def test_the_lobby_is_told_anew_to_one_that_is_back_and_not_while_it_is_away() -> None:
    one = board()
    one.handle(events.ChannelLoaded(ChannelSettings(ChannelId("quiet"), "Quiet", guests=True), 0), 0)
    one.due(START_MS)
    ana, ben = enter(one, "ana"), enter(one, "ben")
    one.handle(events.ListRequested(ana, 3), START_MS)
    one.handle(events.SessionAway(ana), START_MS + 60_000)
    press(one, ben, 1, START_MS + 61_000)
    told = one.due(START_MS + 62_000)
    (summary,) = [e.summary for e in told if isinstance(e, effects.TellWatchers)]
    assert one.seen(ana, summary.settings) is None
    assert one.seen(ben, summary.settings) is not None
    back = one.handle(events.SessionBack(ana, identity("ana")), START_MS + 63_000)
    changed = [item.summary.settings.id for item in news(back, ChannelChanged) if isinstance(item, ChannelChanged)]
    assert changed == [LOBBY]


def test_back_too_late_closes_the_new_line() -> None:
    one = board()
    found = one.handle(events.SessionBack(SessionId("nobody"), identity("ana")), 0)
    assert [type(effect) for effect in found] == [effects.EndSession]


def test_presence_is_told_once_a_second_and_its_last_word_is_never_lost() -> None:
    one = board()
    ana = enter(one, "ana")
    words = ("busy", "here", "off-duty", "here", "busy")
    found = [
        effect
        for number, word in enumerate(words)
        for effect in one.handle(events.PresenceSet(ana, number, word), START_MS + number)  # type: ignore[arg-type]
    ]
    assert shown(found) == ["busy"]
    one.handle(events.PresenceSet(ana, 9, "off-duty"), START_MS + 10)
    assert shown(pass_time(one, START_MS, START_MS + 5_000)) == ["off-duty"]
    assert one.deadline() is None


def test_in_a_big_audience_presence_is_known_and_not_told() -> None:
    one = board()
    ana = enter(one, "ana")
    for number in range(MEMBER_LIST_MAX):
        enter(one, f"m{number}")
    found = one.handle(events.PresenceSet(ana, 9, "busy"), START_MS)
    assert shown(found) == []
    assert one.rooms[LOBBY].members[ana].presence == "busy"


def test_a_holder_that_answers_each_ping_keeps_the_floor() -> None:
    one = board(talk_limit_ms=0)
    ana = enter(one, "ana", beats=True)
    enter(one, "ben")
    one.handle(events.UplinkEdge(ana, "speech", on=True), START_MS)
    assert len(news(press(one, ana, 1, START_MS), Ping)) == 1
    for second in range(1, 20):
        one.handle(events.Ponged(ana, 100 + second), START_MS + second * 1_000 - 600)
        found = pass_time(one, START_MS, START_MS + second * 1_000)
        assert len(news(found, Ping)) == 1
        assert cuts(found) == []
    assert one.rooms[LOBBY].floor.is_held_by(ana)


def test_a_holder_that_answers_no_more_is_known_dead_within_two_seconds() -> None:
    one = board()
    ana = enter(one, "ana", beats=True)
    enter(one, "ben")
    press(one, ana, 1, START_MS)
    one.handle(events.Ponged(ana, 8), START_MS + 100)
    assert cuts(pass_time(one, START_MS, START_MS + 100 + DEAD_MS - 1)) == []
    found = pass_time(one, START_MS, START_MS + 100 + DEAD_MS)
    assert len(cuts(found)) == 1
    assert len(news(found, FloorRevoked)) == 1
    assert ana in one.sessions


def test_who_never_promised_to_answer_is_not_asked() -> None:
    one = board()
    ana = enter(one, "ana")
    assert news(press(one, ana, 1, START_MS), Ping) == []
    assert cuts(pass_time(one, START_MS, START_MS + DEAD_MS + 100)) == []


def test_a_server_that_stood_still_asks_again_before_it_takes_a_floor() -> None:
    one = board()
    ana = enter(one, "ana", beats=True)
    enter(one, "ben")
    press(one, ana, 1, START_MS)
    one.handle(events.Ponged(ana, 8), START_MS + 100)
    found = one.due(START_MS + 5_000)
    assert len(news(found, Ping)) == 1
    assert cuts(found) == []
    assert len(cuts(pass_time(one, START_MS + 5_000, START_MS + 5_000 + DEAD_MS))) == 1


def test_pings_end_with_the_floor() -> None:
    one = board()
    ana = enter(one, "ana", beats=True)
    press(one, ana, 1, START_MS)
    one.handle(events.FloorReleased(ana, 9, LOBBY, 1), START_MS + 100)
    one.handle(events.BurstOver(LOBBY, ana, one.rooms[LOBBY].floor.version), START_MS + 200)
    assert news(pass_time(one, START_MS, START_MS + 10 * BEAT_MS), Ping) == []
    assert one.deadline() is None


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["ana", "ben", "cleo"]),
        st.sampled_from(["away", "back", "press", "pong"]),
        st.integers(1, 9_000),
    ),
    max_size=60,
)


@given(STEPS)
def test_nobody_away_holds_a_floor_and_nobody_stays_away_for_ever(steps: list[tuple[str, str, int]]) -> None:
    one, now_ms = board(), START_MS
    for name in ("ana", "ben", "cleo"):
        enter(one, name, beats=True)
    for number, (name, what, wait_ms) in enumerate(steps, start=1):
        pass_time(one, now_ms, now_ms + wait_ms)
        now_ms += wait_ms
        session = SessionId(name)
        known = session in one.sessions
        if what == "away":
            one.handle(events.SessionAway(session), now_ms)
        elif what == "back" and known:
            one.handle(events.SessionBack(session, identity(name)), now_ms)
        elif what == "press" and known and not one.sessions[session].away:
            press(one, session, number, now_ms)
        elif what == "pong" and known:
            one.handle(events.Ponged(session, number), now_ms)
        floor = one.rooms[LOBBY].floor
        talker = floor.talker()
        assert talker is None or not one.sessions[talker.session].away
        assert all(not s.away or s.away_until_ms > now_ms for s in one.sessions.values())  # type: ignore[operator]
    for session in list(one.sessions):
        one.handle(events.SessionAway(session), now_ms)
    pass_time(one, now_ms, now_ms + RESUME_MS)
    assert one.sessions == {}
    assert one.rooms[LOBBY].members == {}
