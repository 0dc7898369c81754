"""The link comes back soon, never in step with a thousand others, and only while it is wanted."""

from hypothesis import given
from hypothesis import strategies as st

from pressel.client.link import (
    EAGER_MS,
    EAGER_PAUSE_MS,
    FIRST_PAUSE_MS,
    PATIENT_PAUSE_MS,
    TABLE,
    Effect,
    Input,
    Link,
    Phase,
    pause_ms,
    step,
)

randoms = st.floats(0, 1, exclude_max=True)


def test_a_link_connects_is_welcomed_and_connects_again_after_a_pause() -> None:
    link, effect = step(Link(), Input.START, 0, 0)
    assert (link.phase, effect) == (Phase.CONNECTING, Effect.CONNECT)
    link, _ = step(link, Input.WELCOMED, 50, 0)
    assert link == Link(Phase.UP, was_up=True)
    link, effect = step(link, Input.LOST, 1_000, 0)
    assert (link.phase, link.retry_at_ms, effect) == (Phase.WAITING, 1_000 + FIRST_PAUSE_MS // 2, None)
    link, effect = step(link, Input.DUE, 1_063, 0)
    assert (link.phase, link.lost_at_ms, effect) == (Phase.CONNECTING, 1_000, Effect.CONNECT)


def test_one_that_is_refused_waits_for_somebody_to_sign_in() -> None:
    link, effect = step(Link(Phase.UP, was_up=True), Input.REFUSED, 0, 0)
    assert (link, effect) == (Link(Phase.ENDED), Effect.HANG_UP)
    assert step(link, Input.LOST, 10, 0) == (link, None)


@given(st.integers(0, 10_000), st.integers(0, 10**6), randoms)
def test_pauses_stay_below_one_second_for_half_a_minute_and_below_half_a_minute_later(
    attempts: int, lost_for_ms: int, random: float
) -> None:
    most = EAGER_PAUSE_MS if lost_for_ms < EAGER_MS else PATIENT_PAUSE_MS
    assert FIRST_PAUSE_MS // 2 <= pause_ms(attempts, lost_for_ms, random) <= most


@given(st.lists(st.sampled_from(list(Input))), st.integers(0, 10**6))
def test_a_wanted_link_always_has_a_next_attempt(story: list[Input], now_ms: int) -> None:
    link = Link()
    for kind in story:
        link, _ = step(link, kind, now_ms, 0.5)
        assert (link.phase is Phase.WAITING) == (link.retry_at_ms is not None)
    assert {phase for phase, _ in TABLE} == set(Phase)
