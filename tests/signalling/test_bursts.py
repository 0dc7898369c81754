"""The history tells of each burst who talked, from when to when, how it ended, and by whom."""

from bursts import WAYS, history, walk_through_every_end
from e2e.harness.server import Server

from pressel.core.causes import BurstEnd

CLOCKS_MS = 50
"""Between the clock of a test and the server's, which never goes back."""


def test_no_end_is_missing_in_the_walk() -> None:
    assert list(WAYS) == list(BurstEnd)


async def test_every_end_is_told_with_name_time_and_by_whom(doors_of_our_own: Server) -> None:
    told = await walk_through_every_end(doors_of_our_own)
    headers = doors_of_our_own.admin("Mia")
    bursts = [one for one in reversed(history(doors_of_our_own, headers)) if one["name"] == "Ana"]
    assert [(one["end"], one["by"]) for one in bursts] == [(one.end, one.by) for one in told]
    for burst, expected in zip(bursts, told, strict=True):
        (began, had), (acted, seen) = expected.began, expected.ended
        assert began - CLOCKS_MS <= burst["started_at_ms"] <= had + CLOCKS_MS, burst
        assert acted - CLOCKS_MS <= burst["ended_at_ms"] <= seen + CLOCKS_MS, burst
    assert len({one["id"] for one in bursts}) == len(bursts)
    assert {one["user"] for one in bursts} == {bursts[0]["user"]}
