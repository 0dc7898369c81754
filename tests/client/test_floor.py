"""The talker's machine: golden scenarios, and what holds in whatever order things happen."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from client import scenarios
from hypothesis import given, settings
from hypothesis import strategies as st

from pressel.client import events
from pressel.client.floor import (
    DENIED_MS,
    REPEAT_MAX,
    REPEAT_MS,
    TABLE,
    TAIL_MS,
    TURN_MS,
    Floor,
    Phase,
    Timer,
    deadline,
    pass_time,
    step,
)
from pressel.core.version import Version

SPEAKS = {Phase.ASKING, Phase.TALKING, Phase.ENDING}
TAILS = {Phase.IDLE, Phase.RELEASING, Phase.REVOKED, Phase.SPENT}
LONGEST_MS = {
    Phase.ASKING: REPEAT_MS * REPEAT_MAX,
    Phase.RELEASING: REPEAT_MS * REPEAT_MAX,
    Phase.TURN: TURN_MS,
    Phase.DENIED: DENIED_MS,
}
LIMIT_MS = 8_000


@pytest.mark.parametrize("path", scenarios.scenarios(), ids=lambda path: path.stem)
def test_the_machine_does_what_the_scenario_says(path: Path) -> None:
    steps = json.loads(path.read_text())["steps"]
    assert scenarios.play(steps) == steps


def test_the_scenarios_use_every_cell_of_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    used = set()
    for cell, act in list(TABLE.items()):

        def noted(floor: Floor, event: object, now_ms: int, cell: object = cell, act: object = act) -> object:
            used.add(cell)
            return act(floor, event, now_ms)  # type: ignore[operator]

        monkeypatch.setitem(TABLE, cell, noted)  # type: ignore[arg-type]
    for path in scenarios.scenarios():
        scenarios.play(json.loads(path.read_text())["steps"])
    assert set(TABLE) - used == set()


grants = st.builds(Version, st.just(4), st.integers(1, 3))
presses = st.integers(1, 3)
plain = st.sampled_from(
    [events.Release(), events.Cancel(), events.Unplugged(), events.Lost(), events.Resumed(), events.Reset()]
)
answers = st.one_of(
    st.builds(events.Granted, presses, grants, st.sampled_from([0, 200, LIMIT_MS])),
    st.builds(events.Queued, presses, st.integers(1, 3), st.just(3)),
    st.builds(events.Denied, presses, st.just("busy")),
    st.builds(events.Released, presses),
    st.builds(events.Ended, st.just("no-media"), st.none()),
    st.builds(
        events.Revoked,
        st.sampled_from(["preempted", "no-permission", "talk-limit"]),
        st.none(),
        st.sampled_from([0, 300, 1_000]),
        st.none() | grants,
    ),
)
waits = st.integers(0, 6_000)
grips = st.sampled_from(["hold", "hold", "latch", "line"])
tiers = st.sampled_from(["normal", "normal", "emergency"])
hands = st.builds(events.Press, st.just(0), grips, tiers)
stories = st.lists(st.one_of(hands, hands, plain, answers, answers, waits), max_size=40)


@dataclass(frozen=True)
class Told:
    """A state on the way: what it was, what was sent, when, and whether there was a link."""

    floor: Floor
    effects: tuple[events.Effect, ...]
    now_ms: int
    linked: bool


def tell(story: list[object]) -> list[Told]:
    floor, now_ms, press, linked = Floor(), 0, 0, True
    told = [Told(floor, (), 0, linked)]
    for part in story:
        if isinstance(part, int):
            until_ms = now_ms + part
            while (at_ms := deadline(floor)) is not None and at_ms <= until_ms:
                now_ms = max(now_ms, at_ms)
                floor, effects = pass_time(floor, now_ms)
                told.append(Told(floor, effects, now_ms, linked))
            now_ms = until_ms
            continue
        event = part
        if isinstance(event, events.Press):
            press += 1
            event = replace(event, press=press)
        elif isinstance(event, events.Lost | events.Resumed | events.Reset):
            linked = not isinstance(event, events.Lost)
        floor, effects = step(floor, event, now_ms)  # type: ignore[arg-type]
        told.append(Told(floor, effects, now_ms, linked))
    return told


@given(stories)
@settings(max_examples=300)
def test_the_gate_is_open_only_while_one_speaks_or_for_a_tail(story: list[object]) -> None:
    for told in tell(story):
        floor = told.floor
        if floor.phase in {Phase.TALKING, Phase.ENDING}:
            assert floor.gate_open
        elif floor.phase is Phase.ASKING:
            assert floor.gate_open == (floor.held or floor.latched)
        elif floor.gate_open:
            assert floor.phase in TAILS
            assert told.now_ms <= floor.timers[Timer.TAIL] <= told.now_ms + TAIL_MS


@given(stories)
@settings(max_examples=300)
def test_nothing_is_pending_without_a_deadline_and_nothing_pends_longer_than_its_bound(story: list[object]) -> None:
    """The one thing that waits without a deadline is a release that no link can carry."""
    for told in tell(story):
        floor, at_ms = told.floor, deadline(told.floor)
        if floor.phase is Phase.RELEASING and not told.linked:
            continue
        if floor.phase in LONGEST_MS or (floor.gate_open and floor.phase in TAILS):
            assert at_ms is not None
        if floor.phase in {Phase.TALKING, Phase.ENDING} and floor.limit_ms:
            assert at_ms is not None
            assert at_ms <= floor.since_ms + floor.limit_ms
        if floor.phase in {Phase.REVOKED, Phase.SPENT} and not floor.held:
            assert at_ms is not None
        assert at_ms is None or at_ms >= told.now_ms
        assert told.now_ms - floor.since_ms < LONGEST_MS.get(floor.phase, told.now_ms + 1)


@given(stories)
@settings(max_examples=100)
def test_after_letting_go_of_all_it_is_idle_and_quiet(story: list[object]) -> None:
    floor = tell([*story, events.Resumed(), events.Cancel(), events.Release(), 10_000])[-1].floor
    assert (floor.phase, floor.gate_open, deadline(floor)) == (Phase.IDLE, False, None)


@given(stories)
@settings(max_examples=100)
def test_the_same_story_always_goes_the_same_way(story: list[object]) -> None:
    assert tell(story) == tell(story)


@given(stories, presses, grants)
@settings(max_examples=200)
def test_a_grant_is_held_or_given_back(story: list[object], press: int, grant: Version) -> None:
    after, effects = step(tell(story)[-1].floor, events.Granted(press, grant, 0), 10**6)
    held = after.phase in SPEAKS | {Phase.TURN} and after.press == press
    assert held or effects == (events.SendRelease(press, grant),)


@given(stories, st.one_of(hands, plain, answers))
@settings(max_examples=200)
def test_every_event_has_a_cell_or_changes_nothing(story: list[object], event: events.Event) -> None:
    floor = tell(story)[-1].floor
    after, effects = step(floor, event, 10**6)
    if (floor.phase, type(event)) not in TABLE and not isinstance(event, events.Granted):
        assert (after, effects) == (floor, ())
