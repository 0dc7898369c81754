"""The floor as tables: total, deterministic, bounded; and the life of one talker."""

from floors import ANA, BEN, LOBBY, LOUD, MUTE, answers, asker, cried, floor, kinds, told

from pressel.core.asking import ASKING, UNASKED, Ask, Place, Step
from pressel.core.causes import BurstEnd, DenyCause, RevokeCause
from pressel.core.effects import Reply, SetFloor, StoreBurst, TellMembers
from pressel.core.news import FloorIdle, FloorLeft, FloorRevoked, FloorTaken, Granted
from pressel.core.queue import Uplink
from pressel.core.talker import DROPPED, TABLE, TIMERS, Action, Input, State, Timer
from pressel.core.version import Version


def test_every_state_and_input_has_a_row_or_is_dropped_on_purpose() -> None:
    assert set(TABLE) | set(DROPPED) == {(state, kind) for state in State for kind in Input}
    assert set(TABLE) & set(DROPPED) == set()
    assert all(DROPPED.values())


def test_every_request_has_a_row_or_cannot_happen() -> None:
    assert set(ASKING) | set(UNASKED) == {(place, ask) for place in Place for ask in Ask}
    assert set(ASKING) & set(UNASKED) == set()


def test_every_action_step_and_timer_is_used() -> None:
    assert {action for actions, _ in TABLE.values() for action in actions} == set(Action)
    assert {step for steps in ASKING.values() for step in steps} == set(Step)
    assert set(TIMERS) == set(Timer)
    assert all((state, row.brings) in TABLE for row in TIMERS.values() for state in row.runs_in)


def test_the_engine_is_told_before_the_asker_and_the_asker_before_the_others() -> None:
    effects = floor().request(asker("ana"), LOUD, 0)
    assert kinds(effects) == [SetFloor, Reply, TellMembers, StoreBurst]
    assert effects[0] == SetFloor(LOBBY, Version(2, 1), (ANA,), "finish")
    assert effects[1] == Reply(ANA, 1, Granted(Version(2, 1), 30_000))


def test_a_talker_that_asks_again_gets_the_same_grant() -> None:
    one = floor()
    one.request(asker("ana"), LOUD, 0)
    assert one.request(asker("ana", 2), LOUD, 10_000) == [Reply(ANA, 2, Granted(Version(2, 1), 20_000))]


def test_a_talker_that_asks_for_an_emergency_has_one_and_no_limit_any_more() -> None:
    one = floor()
    one.request(asker("ana"), LOUD, 0)
    effects = one.request(asker("ana", 2, press=2, tier="emergency"), LOUD, 10_000)
    assert answers(effects) == [(ANA, 2, Granted(Version(2, 1), 0))]
    (taken,) = cried(effects)
    assert isinstance(taken, FloorTaken)
    assert taken.talker.tier == "emergency"
    assert one.due(40_000) == []


def test_a_released_floor_is_idle_only_when_the_engine_says_so() -> None:
    one = floor()
    one.request(asker("ana"), LOUD, 0)
    assert one.release(ANA, 1_000) == [SetFloor(LOBBY, Version(2, 2), (), "finish")]
    assert one.talker() is None
    idle, stored = one.ended(ANA, Version(2, 1), 1_150)
    assert idle == TellMembers(LOBBY, FloorIdle(LOBBY, Version(2, 2), BurstEnd.RELEASED))
    assert isinstance(stored, StoreBurst)
    assert (stored.burst.started_at_ms, stored.burst.ended_at_ms, stored.burst.end) == (0, 1_150, BurstEnd.RELEASED)
    assert one.deadline() is None


def test_a_release_that_comes_again_changes_nothing() -> None:
    one = floor()
    one.request(asker("ana", press=3), LOUD, 0)
    assert one.release(ANA, 900, press=2) == []
    assert one.release(ANA, 900, press=0, version=Version(1, 9)) == []
    assert one.release(ANA, 1_000, press=3) != []
    assert one.release(ANA, 1_500 - 300, press=3) == []


def test_an_engine_that_says_nothing_is_cut_after_350_ms_and_again_after_longer() -> None:
    one = floor()
    one.request(asker("ana"), LOUD, 0)
    one.release(ANA, 1_000)
    assert one.deadline() == 1_350
    assert one.due(1_350) == [SetFloor(LOBBY, Version(2, 3), (), "cut")]
    assert one.applied(Version(2, 2), 1_360) == []
    assert one.due(1_700) == [SetFloor(LOBBY, Version(2, 4), (), "cut")]
    assert one.deadline() == 2_400
    assert one.applied(Version(2, 4), 1_710) != []
    assert one.deadline() is None


def test_a_press_while_a_burst_dies_away_is_granted_behind_it() -> None:
    one = floor(queue_max=0)
    one.request(asker("ana"), LOUD, 0)
    one.release(ANA, 1_000)
    assert one.request(asker("ben"), LOUD, 1_050) == []
    assert answers(one.request(asker("cleo"), LOUD, 1_060)) == [("cleo", 1, DenyCause.BUSY)]
    effects = one.ended(ANA, Version(2, 1), 1_100)
    assert [type(news) for news in cried(effects)] == [FloorIdle, FloorTaken]
    assert answers(effects) == [(BEN, 1, Granted(Version(2, 3), 30_000))]


def test_the_talk_limit_runs_from_the_first_sound_and_ends_with_grace() -> None:
    one = floor(talk_limit_ms=5_000)
    one.request(asker("ana"), Uplink(packets=True, speech=True), 0)
    assert one.deadline() is None
    one.uplink(ANA, LOUD, 2_000)
    assert told(one.due(7_000), ANA) == [FloorRevoked(LOBBY, RevokeCause.TALK_LIMIT, 1_000, Version(2, 1))]
    assert one.due(8_000) == [SetFloor(LOBBY, Version(2, 2), (), "cut")]
    idle, _ = one.ended(ANA, Version(2, 1), 8_010)
    assert idle == TellMembers(LOBBY, FloorIdle(LOBBY, Version(2, 2), BurstEnd.TALK_LIMIT))


def test_an_emergency_has_no_talk_limit() -> None:
    one = floor(talk_limit_ms=5_000)
    effects = one.request(asker("ana", tier="emergency"), LOUD, 0)
    assert answers(effects) == [(ANA, 1, Granted(Version(2, 1), 0))]
    assert one.deadline() is None


def test_a_talker_of_whom_no_packet_comes_is_cut_after_t1() -> None:
    one = floor()
    one.request(asker("ana"), Uplink(), 0)
    assert one.due(1_600) == [SetFloor(LOBBY, Version(2, 2), (), "cut")]
    one.ended(ANA, Version(2, 1), 1_610)
    one.request(asker("ben"), LOUD, 2_000)
    one.uplink(BEN, Uplink(packets=False, voice=True, speech=True), 5_000, age_ms=600)
    assert one.deadline() == 6_000


def test_an_open_microphone_without_speech_is_taken_back() -> None:
    one = floor(talk_limit_ms=0)
    one.request(asker("ana"), Uplink(packets=True, voice=True), 0)
    assert told(one.due(10_000), ANA) == [FloorRevoked(LOBBY, RevokeCause.SILENT, 1_000, Version(2, 1))]
    off = floor(talk_limit_ms=0, silence_limit_ms=0)
    off.request(asker("ana"), MUTE, 0)
    assert off.deadline() is None


def test_who_loses_the_right_is_cut_at_once_and_told_by_whom() -> None:
    one = floor()
    one.request(asker("ana"), LOUD, 0)
    effects = one.take_back(ANA, RevokeCause.MUTED, 1_000, by="Mia")
    assert told(effects, ANA) == [FloorRevoked(LOBBY, RevokeCause.MUTED, 0, Version(2, 1), "Mia")]
    assert effects[-1] == SetFloor(LOBBY, Version(2, 2), (), "cut")
    idle, stored = one.applied(Version(2, 2), 1_010)
    assert idle == TellMembers(LOBBY, FloorIdle(LOBBY, Version(2, 2), BurstEnd.MUTED, "Mia"))
    assert isinstance(stored, StoreBurst)
    assert (stored.burst.end, stored.burst.by) == (BurstEnd.MUTED, "Mia")


def test_the_standards_timers_are_one_setting_away() -> None:
    one = floor(preset="mcptt", talk_limit_ms=5_000)
    one.request(asker("ana"), Uplink(packets=True, voice=True), 0)
    assert told(one.due(5_000), ANA) == [FloorRevoked(LOBBY, RevokeCause.TALK_LIMIT, 3_000, Version(2, 1))]
    assert told(one.due(6_000), ANA) == [FloorRevoked(LOBBY, RevokeCause.TALK_LIMIT, 2_000, Version(2, 1))]
    assert told(one.due(7_000), ANA) == [FloorRevoked(LOBBY, RevokeCause.TALK_LIMIT, 1_000, Version(2, 1))]
    assert one.due(8_000) == [SetFloor(LOBBY, Version(2, 2), (), "cut")]
    quiet = floor(preset="mcptt")
    quiet.request(asker("ana"), Uplink(), 0)
    assert quiet.deadline() == 4_000


def test_where_nobody_hears_a_request_is_denied_if_the_channel_says_so() -> None:
    one = floor(alone="deny")
    assert answers(one.request(asker("ana", alone=True), LOUD, 0)) == [(ANA, 1, DenyCause.ALONE)]
    assert answers(one.request(asker("ana"), LOUD, 0)) == [(ANA, 1, Granted(Version(2, 1), 30_000))]


def test_two_may_talk_and_the_set_names_both() -> None:
    one = floor(talkers_max=2)
    one.request(asker("ana"), LOUD, 0)
    effects = one.request(asker("ben"), LOUD, 100)
    assert effects[0] == SetFloor(LOBBY, Version(2, 2), (ANA, BEN), "finish")
    assert [view.session for view in one.shown()] == [ANA, BEN]
    assert one.release(ANA, 500) == [SetFloor(LOBBY, Version(2, 3), (BEN,), "finish")]
    left, _ = one.ended(ANA, Version(2, 1), 600)
    assert left == TellMembers(LOBBY, FloorLeft(LOBBY, ANA, Version(2, 3), BurstEnd.RELEASED))
    one.release(BEN, 700)
    idle, _ = one.ended(BEN, Version(2, 2), 800)
    assert idle == TellMembers(LOBBY, FloorIdle(LOBBY, Version(2, 4), BurstEnd.RELEASED))


def test_an_end_without_a_session_is_of_the_burst_it_names() -> None:
    one = floor(talkers_max=2)
    one.request(asker("ana"), LOUD, 0)
    one.request(asker("ben"), LOUD, 0)
    one.release(ANA, 500)
    one.release(BEN, 500)
    one.ended("", Version(2, 2), 600)  # type: ignore[arg-type]
    assert list(one.talkers) == [ANA]


def test_more_places_let_the_next_in_and_fewer_push_nobody_out() -> None:
    one = floor()
    one.request(asker("ana"), LOUD, 0)
    one.request(asker("ben"), LOUD, 0)
    two = floor(talkers_max=2).settings
    one.change(two, one.timers, 100)
    assert list(one.talkers) == [ANA, BEN]
    one.change(floor().settings, one.timers, 200)
    assert list(one.talkers) == [ANA, BEN]
