"""Whatever happens, in whatever order: what the floor promises."""

from collections.abc import Callable

from floors import asker, floor, obey
from hypothesis import given
from hypothesis import strategies as st

from pressel.core.causes import BurstEnd, RevokeCause
from pressel.core.channel import ChannelSettings
from pressel.core.effects import Effect, Refuse, Reply, SetFloor, Tell
from pressel.core.floor import Floor
from pressel.core.ids import SessionId
from pressel.core.news import FloorGranted, FloorQueued, Granted, Queued
from pressel.core.queue import Uplink
from pressel.core.talker import State

Step = Callable[[Floor, int], list[Effect]]
NAMES = ("ana", "ben", "cleo", "dora", "eva")
PEOPLE = st.sampled_from([SessionId(name) for name in NAMES])
EDGES = st.builds(Uplink, st.booleans(), st.booleans(), st.booleans())
ASKING = st.fixed_dictionaries(
    {
        "tier": st.sampled_from(["normal", "normal", "imminent", "emergency"]),
        "priority": st.integers(0, 2),
        "alone": st.booleans(),
        "queues": st.sampled_from([True, True, False]),
        "at_once": st.sampled_from([False, False, True]),
    }
)
SETTINGS = st.fixed_dictionaries(
    {
        "talkers_max": st.integers(1, 3),
        "queue_max": st.integers(0, 3),
        "preempt": st.sampled_from(["never", "tier", "priority"]),
        "alone": st.sampled_from(["allow", "deny"]),
        "talk_limit_ms": st.sampled_from([0, 5_000]),
        "silence_limit_ms": st.sampled_from([0, 3_000]),
        "preset": st.sampled_from(["pressel", "mcptt"]),
    }
)


def change(one: Floor, settings: dict[str, object], now_ms: int) -> list[Effect]:
    fresh: ChannelSettings = floor(**settings).settings
    return one.change(fresh, floor(**settings).timers, now_ms)


STEPS: st.SearchStrategy[Step] = st.one_of(
    st.builds(
        lambda who, edge, more: lambda one, now: one.request(asker(who, now, now, **more), edge, now),
        PEOPLE,
        EDGES,
        ASKING,
    ),
    st.builds(lambda who: lambda one, now: one.release(who, now), PEOPLE),
    st.builds(lambda who: lambda one, now: one.gone(who, BurstEnd.LEFT, now), PEOPLE),
    st.builds(lambda who: lambda one, now: one.away(who, now), PEOPLE),
    st.builds(lambda who: lambda one, now: one.back(who, now), PEOPLE),
    st.builds(lambda who: lambda one, now: one.take_back(who, RevokeCause.MUTED, now, "Mia"), PEOPLE),
    st.builds(lambda who, edge: lambda one, now: one.uplink(who, edge, now) or [], PEOPLE, EDGES),
    st.builds(lambda who: lambda one, now: one.ended(who, one.version, now), PEOPLE),
    st.just(lambda one, now: one.applied(one.version, now)),
    st.builds(lambda settings: lambda one, now: change(one, settings, now), SETTINGS),
)
STORY = st.lists(st.tuples(st.integers(1, 4_000), STEPS), max_size=60)


def check_people(one: Floor) -> None:
    waiting = [entry.asker.session for entry in one.line]
    assert len(set(waiting)) == len(waiting)
    assert not [session for session in waiting if one.is_talking(session)]
    assert list(one.line) == sorted(one.line, key=lambda entry: (*(-part for part in entry.asker.rank), entry.arrival))
    free = one.settings.talkers_max - len(one.talkers)
    present = [entry for entry in one.line if not entry.away and entry.asker.session not in one.talkers]
    assert free <= 0 or not present


def check_times(one: Floor) -> None:
    """Who waits for an answer waits for a clock; a talker without one talks, as it should."""
    assert one.deadline() is not None or not any(entry.waiting for entry in one.line)
    for talker in one.talkers.values():
        watched = one.settings.silence_limit_ms and one.settings.preset == "pressel"
        healthy = talker.uplink.packets and (talker.uplink.speech or not watched)
        assert talker.clocks or (talker.state is State.TALKING and healthy)


@given(SETTINGS, STORY)
def test_the_set_rises_is_never_too_large_and_nobody_waits_for_ever(
    settings: dict[str, object], story: list[tuple[int, Step]]
) -> None:
    one, now_ms = floor(**settings), 0
    newest, most = one.version, one.settings.talkers_max
    for wait_ms, step in story:
        now_ms += wait_ms
        for effect in one.due(now_ms) + step(one, now_ms):
            if isinstance(effect, SetFloor):
                assert effect.version == newest.next()
                newest = effect.version
                most = max(most, one.settings.talkers_max)
                assert len(effect.sources) <= most
        assert one.version == newest
        assert len(one.talkers) <= most
        check_people(one)
        check_times(one)
    for name in NAMES:
        one.back(SessionId(name), now_ms)
        one.uplink(SessionId(name), Uplink(), now_ms)
    for _ in range(4 * len(NAMES)):
        now_ms += 60_000
        obey(one, one.due(now_ms), now_ms)
    assert len(one.line) == 0
    assert one.talkers == {}
    assert one.deadline() is None


@given(SETTINGS, STORY)
def test_every_request_has_one_answer_and_what_it_says_is_so(
    settings: dict[str, object], story: list[tuple[int, Step]]
) -> None:
    one, now_ms = floor(**settings), 0
    answered: list[tuple[SessionId, int]] = []
    places: dict[SessionId, int] = {}

    def take(effects: list[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, Reply | Refuse):
                answered.append((effect.session, effect.request))
            match effect:
                case Reply(session, _, Granted(version)) | Tell(session, FloorGranted(_, _, version)):
                    assert version <= one.version
                    places.pop(session, None)
                case Reply(session, _, Queued(position)) | Tell(session, FloorQueued(_, _, position)):
                    places[session] = position

    for wait_ms, step in story:
        now_ms += wait_ms
        take(one.due(now_ms))
        take(step(one, now_ms))
        for place, entry in enumerate(one.line, start=1):
            assert entry.waiting or places[entry.asker.session] == place
    for name in NAMES:
        take(one.gone(SessionId(name), BurstEnd.LEFT, now_ms))
    assert len(set(answered)) == len(answered)


@given(SETTINGS, STORY)
def test_a_request_left_open_is_answered_within_350_ms_of_an_engine_that_obeys(
    settings: dict[str, object], story: list[tuple[int, Step]]
) -> None:
    one, now_ms = floor(**settings), 0
    open_since: dict[tuple[SessionId, int], int] = {}

    def take(effects: list[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, Reply | Refuse):
                open_since.pop((effect.session, effect.request), None)
        waiting = {(entry.asker.session, request) for entry in one.line for request in entry.requests}
        for key in waiting:
            open_since.setdefault(key, now_ms)

    for wait_ms, step in story:
        until_ms = now_ms + wait_ms
        while (at_ms := one.deadline()) is not None and at_ms <= until_ms:
            now_ms = max(now_ms, at_ms)
            effects = one.due(now_ms)
            take(effects + obey(one, [one_ for one_ in effects if _is_cut(one_)], now_ms))
            assert all(now_ms - since_ms <= 350 for since_ms in open_since.values()), open_since
        now_ms = until_ms
        effects = step(one, now_ms)
        take(effects + obey(one, [one_ for one_ in effects if _is_cut(one_)], now_ms))


def _is_cut(effect: Effect) -> bool:
    return isinstance(effect, SetFloor) and effect.ending == "cut"


@given(SETTINGS, STORY)
def test_the_same_steps_have_the_same_effects(settings: dict[str, object], story: list[tuple[int, Step]]) -> None:
    def run() -> list[Effect]:
        one, now_ms, effects = floor(**settings), 0, []
        for wait_ms, step in story:
            now_ms += wait_ms
            effects += one.due(now_ms) + step(one, now_ms)
        return effects

    assert run() == run()
