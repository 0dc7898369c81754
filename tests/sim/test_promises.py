"""What the floor promises, one promise at a time, in virtual time on the machines of the long simulation."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sim.device import Device
from sim.engine import FRAME_MS
from sim.plan import Network, Person, Plan
from sim.world import World

from pressel.client.floor import TAIL_MS, Phase
from pressel.core.channel import ChannelSettings
from pressel.core.identity import Identity, Rights
from pressel.core.ids import ChannelId, UserId
from pressel.core.talker import State

LOBBY = ChannelId("lobby")
DIAL_MS = 7_000
"""An attempt that began without a network is given up after 5 s, and the next begins within one."""
HOME = Network(delay_ms=20, jitter_ms=0, lag_ms=0, loss=0, drops=0)


def world(network: Network = HOME, *, beats: bool = True) -> World:
    """Ana and Ben in one channel without a talk limit, both with sound."""
    people = tuple(
        Person(
            name=name,
            identity=Identity(UserId(f"user-{name}"), name.capitalize(), "user", Rights()),
            channels=(LOBBY,),
            network=network,
            beats=beats,
            level=30,
            eager_ms=1_000,
            freezes=0,
            crashes=0,
        )
        for name in ("ana", "ben")
    )
    one = World(Plan(1, (ChannelSettings(LOBBY, "Lobby", talk_limit_ms=0),), people, 0, None))
    one.start()
    return one


def press(device: Device) -> None:
    device.do(lambda session, now_ms: session.press(LOBBY, now_ms))


def release(device: Device) -> None:
    device.do(lambda session, now_ms: session.release(LOBBY, now_ms))


def phase(device: Device) -> Phase:
    return device.session.channels[LOBBY].floor.phase


def is_in(device: Device) -> Callable[[], bool]:
    return lambda: device.linked() and device.session.media_up and device.session.channels[LOBBY].joined


def talks_and_waits(one: World) -> tuple[Device, Device]:
    """Ana talks, Ben holds his button in line."""
    ana, ben = one.devices
    press(ana)
    one.wait(500)
    press(ben)
    one.wait(500)
    assert (phase(ana), phase(ben)) == (Phase.TALKING, Phase.QUEUED)
    return ana, ben


@pytest.mark.parametrize("seconds", [1, 10, 25])
def test_a_lost_line_keeps_channel_and_place(seconds: int) -> None:
    one = world()
    ana, ben = talks_and_waits(one)
    before = list(ben.sessions)
    ben.cut(one.schedule.now_ms + 1_000 * seconds)
    one.wait(1_000 * seconds)
    one.wait_until(is_in(ben), DIAL_MS)
    one.wait(500)
    assert list(ben.sessions) == before, "the same session"
    assert (phase(ben), ben.session.channels[LOBBY].floor.position) == (Phase.QUEUED, 1)
    assert [member.name for member in ana.views()[LOBBY].members] == ["Ana", "Ben"]
    release(ana)
    one.wait_until(lambda: phase(ben) is Phase.TALKING, 1_000)


@pytest.mark.parametrize("how", ["cable", "crash", "frozen page", "power"])
def test_a_dead_holder_is_known_within_two_seconds_and_the_next_has_the_floor(how: str) -> None:
    one = world()
    ana, ben = talks_and_waits(one)
    if how == "cable":
        ana.cut(one.schedule.now_ms + 60_000)
    elif how == "frozen page":
        ana.freeze()
    else:
        ana.crash(silently=how == "power")
    assert one.wait_until(lambda: phase(ben) is Phase.TALKING, 10_000) <= 2_300


def test_a_server_that_starts_again_has_everybody_back_within_three_seconds() -> None:
    one = world()
    ana, ben = talks_and_waits(one)
    one.crash_server(1_500)
    one.wait(1_500)
    one.wait_until(lambda: is_in(ana)() and is_in(ben)(), 3_000)
    assert (phase(ana), phase(ben)) == (Phase.IDLE, Phase.IDLE)
    press(ben)
    one.wait_until(lambda: phase(ben) is Phase.TALKING, 1_000)


@pytest.mark.parametrize("lag_ms", [0, 150, 350])
def test_a_stream_that_is_later_than_the_sound_costs_no_frame(lag_ms: int) -> None:
    one = world(replace(HOME, lag_ms=lag_ms))
    ana, _ = one.devices
    for talk, held_ms in enumerate((100, 400, 1_000, 3_000), start=1):
        press(ana)
        one.wait(held_ms)
        release(ana)
        one.wait(2_500)
        _, passed = one.rules.passed["ana", talk]
        assert passed == list(range(len(passed)))
        assert len(passed) >= (held_ms + TAIL_MS) // FRAME_MS - 1


def test_one_who_let_go_in_line_has_four_seconds_when_its_turn_comes() -> None:
    one = world()
    ana, ben = talks_and_waits(one)
    release(ben)
    release(ana)
    one.wait_until(lambda: phase(ben) is Phase.TURN, 1_000)
    waited_ms = one.wait_until(lambda: phase(ben) is not Phase.TURN, 5_000)
    assert 3_900 <= waited_ms <= 4_100
    assert one.server is not None
    one.wait(1_000)
    assert not one.server.board.rooms[LOBBY].floor.talkers


def test_a_tab_that_is_closed_in_line_leaves_no_place_behind() -> None:
    one = world()
    ana, ben = talks_and_waits(one)
    ben.stop()
    one.wait(300)
    assert one.server is not None
    floor = one.server.board.rooms[LOBBY].floor
    assert [talker.state for talker in floor.talkers.values()] == [State.TALKING]
    assert len(floor.line) == 0
    assert [member.name for member in ana.views()[LOBBY].members] == ["Ana"]
