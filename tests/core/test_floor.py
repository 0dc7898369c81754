"""The floor as a table: total, deterministic, one holder, rising versions, nobody waits for ever."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from pressel.core.causes import BurstEnd, DenyCause, RevokeCause
from pressel.core.effects import Effect, Refuse, Reply, SetFloor, StoreBurst, Tell, TellMembers
from pressel.core.floor import TABLE, Action, Asker, Floor, Input, State, Uplink
from pressel.core.ids import BurstId, ChannelId, SessionId, UserId
from pressel.core.news import FloorIdle, FloorRevoked, FloorTaken, Granted
from pressel.core.version import Version

LOBBY = ChannelId("lobby")
LOUD = Uplink(packets=True, voice=True, speech=True)

# States in which an input means nothing; everything else needs a row.
DROPPED = {
    (State.IDLE, kind) for kind in Input if kind is not Input.REQUEST
} | {
    (State.TAKEN, kind) for kind in (Input.GRACE_OVER, Input.HARD_STOP, Input.OVER)
} | {
    (State.REVOKING, kind) for kind in (Input.TALK_LIMIT, Input.SILENCE, Input.HARD_STOP, Input.OVER)
} | {
    (State.ENDING, kind)
    for kind in (Input.RELEASE, Input.GONE, Input.NO_PACKETS, Input.TALK_LIMIT, Input.SILENCE, Input.GRACE_OVER)
}  # fmt: skip


def floor(limit_ms: int = 30_000) -> Floor:
    return Floor(LOBBY, Version(2, 0), limit_ms)


def asker(name: str, request: int = 1) -> Asker:
    return Asker(SessionId(name), request, 1, BurstId(f"b-{name}-{request}"), UserId(name), name)


def kinds(effects: list[Effect]) -> list[type]:
    return [type(effect) for effect in effects]


def test_every_state_and_input_has_a_row_or_is_dropped_on_purpose() -> None:
    every = {(state, kind) for state in State for kind in Input}
    assert set(TABLE) | DROPPED == every
    assert set(TABLE) & DROPPED == set()


def test_every_action_is_used() -> None:
    assert {action for actions, _ in TABLE.values() for action in actions} == set(Action)


def test_the_engine_is_told_before_the_asker_and_the_asker_before_the_others() -> None:
    effects = floor().request(asker("ana"), LOUD, 0)
    assert kinds(effects) == [SetFloor, Reply, TellMembers, StoreBurst]
    assert effects[0] == SetFloor(LOBBY, Version(2, 1), (SessionId("ana"),), "finish")
    assert effects[1] == Reply(SessionId("ana"), 1, Granted(Version(2, 1), 30_000))


def test_a_second_asker_is_told_that_it_is_busy() -> None:
    one = floor()
    one.request(asker("ana"), LOUD, 0)
    refusal = one.request(asker("ben"), LOUD, 10)[-1]
    assert isinstance(refusal, Refuse)
    assert refusal.cause is DenyCause.BUSY


def test_the_holder_that_asks_again_gets_the_same_grant() -> None:
    one = floor()
    one.request(asker("ana"), LOUD, 0)
    assert one.request(asker("ana", 2), LOUD, 10_000) == [Reply(SessionId("ana"), 2, Granted(Version(2, 1), 20_000))]


def test_a_released_floor_is_idle_only_when_the_engine_says_so() -> None:
    one = floor()
    one.request(asker("ana"), LOUD, 0)
    assert one.release(SessionId("ana"), 1_000) == [SetFloor(LOBBY, Version(2, 2), (), "finish")]
    assert one.talker() is None
    assert one.state is State.ENDING
    idle, stored = one.over(Version(2, 1), 1_150)
    assert idle == TellMembers(LOBBY, FloorIdle(LOBBY, Version(2, 2), BurstEnd.RELEASED))
    assert isinstance(stored, StoreBurst)
    assert (stored.burst.started_at_ms, stored.burst.ended_at_ms, stored.burst.end) == (0, 1_150, BurstEnd.RELEASED)
    assert one.deadline() is None


def test_an_engine_that_says_nothing_is_cut_after_350_ms() -> None:
    one = floor()
    one.request(asker("ana"), LOUD, 0)
    one.release(SessionId("ana"), 1_000)
    assert one.deadline() == 1_350
    assert one.due(1_350) == [SetFloor(LOBBY, Version(2, 3), (), "cut")]
    assert one.applied(Version(2, 2), 1_360) == []
    assert one.applied(Version(2, 3), 1_370) != []
    assert one.state is State.IDLE


def test_a_press_while_a_burst_dies_away_is_granted_behind_it() -> None:
    one = floor()
    one.request(asker("ana"), LOUD, 0)
    one.release(SessionId("ana"), 1_000)
    assert one.request(asker("ben"), LOUD, 1_050) == []
    assert one.request(asker("cleo"), LOUD, 1_060) == []
    effects = one.over(Version(2, 1), 1_100)
    assert [type(effect.news) for effect in effects if isinstance(effect, TellMembers)] == [FloorIdle, FloorTaken]
    assert one.is_held_by(SessionId("ben"))
    assert [effect.session for effect in effects if isinstance(effect, Refuse)] == [SessionId("cleo")]


def test_the_talk_limit_runs_from_the_first_sound_and_ends_with_grace() -> None:
    one = floor(limit_ms=5_000)
    one.request(asker("ana"), Uplink(packets=True, speech=True), 0)
    assert one.deadline() is None
    one.uplink(SessionId("ana"), LOUD, 2_000)
    (told,) = one.due(7_000)
    assert isinstance(told, Tell)
    assert told.news == FloorRevoked(LOBBY, RevokeCause.TALK_LIMIT, 1_000, Version(2, 1))
    assert one.due(8_000) == [SetFloor(LOBBY, Version(2, 2), (), "cut")]
    assert one.holder is not None
    assert one.holder.end is BurstEnd.TALK_LIMIT


def test_a_talker_of_whom_no_packet_comes_is_cut_after_t1() -> None:
    one = floor()
    one.request(asker("ana"), Uplink(), 0)
    assert one.due(1_600) == [SetFloor(LOBBY, Version(2, 2), (), "cut")]
    one.over(Version(2, 1), 1_610)
    one.request(asker("ben"), LOUD, 2_000)
    one.uplink(SessionId("ben"), Uplink(packets=False, voice=True, speech=True), 5_000, age_ms=600)
    assert one.deadline() == 6_000


def test_an_open_microphone_without_speech_is_taken_back() -> None:
    one = floor(limit_ms=0)
    one.request(asker("ana"), Uplink(packets=True, voice=True), 0)
    (told,) = one.due(10_000)
    assert isinstance(told, Tell)
    assert isinstance(told.news, FloorRevoked)
    assert told.news.cause is RevokeCause.SILENT


Step = Callable[[Floor, int], list[Effect]]
PEOPLE = st.sampled_from(["ana", "ben", "cleo"])
EDGES = st.builds(Uplink, st.booleans(), st.booleans(), st.booleans())
STEPS: st.SearchStrategy[Step] = st.one_of(
    st.builds(lambda who, edge: lambda one, now: one.request(asker(who, now), edge, now), PEOPLE, EDGES),
    st.builds(lambda who: lambda one, now: one.release(SessionId(who), now), PEOPLE),
    st.builds(lambda who: lambda one, now: one.gone(SessionId(who), BurstEnd.LEFT, now), PEOPLE),
    st.builds(lambda who, edge: lambda one, now: one.uplink(SessionId(who), edge, now) or [], PEOPLE, EDGES),
    st.just(lambda one, now: one.over(one.version, now)),
    st.just(lambda one, now: one.applied(one.version, now)),
)


@given(st.lists(st.tuples(st.integers(1, 4_000), STEPS), max_size=60))
def test_one_holder_rising_versions_and_nobody_waits_for_ever(steps: list[tuple[int, Step]]) -> None:
    one, now_ms = floor(), 0
    newest = one.version
    for wait_ms, step in steps:
        now_ms += wait_ms
        for effect in one.due(now_ms) + step(one, now_ms):
            if isinstance(effect, SetFloor):
                assert effect.version == newest.next()
                newest = effect.version
                assert len(effect.sources) <= 1
        assert (one.holder is not None) == (one.state is not State.IDLE)
        assert one.state is not State.REVOKING or one.deadline() is not None
        assert not one.waiting or one.state is State.ENDING
    for _ in range(4):
        now_ms += 60_000
        one.due(now_ms)
        one.applied(one.version, now_ms)
    assert not one.waiting


@given(st.lists(st.tuples(st.integers(1, 4_000), STEPS), max_size=40))
def test_the_same_steps_have_the_same_effects(steps: list[tuple[int, Step]]) -> None:
    def run() -> list[Effect]:
        one, now_ms, effects = floor(), 0, []
        for wait_ms, step in steps:
            now_ms += wait_ms
            effects += one.due(now_ms) + step(one, now_ms)
        return effects

    assert run() == run()
