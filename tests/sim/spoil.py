"""Rules broken on purpose: each timer off, each fence off. Whoever looks must notice."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import pytest
from sim.server import Server

from pressel.client import events as said
from pressel.client import floor as client
from pressel.core import effects, events, presence, talker
from pressel.core.floor import Floor
from pressel.core.switchboard import HANDLERS
from pressel.core.talker import Input, State
from pressel.hub.outlet import Outlet

FAR_MS: Final = 10**9

Patch = Callable[[pytest.MonkeyPatch], None]


def without_server_rows(*rows: tuple[State, Input]) -> Patch:
    """A timer of the server runs out, and nothing follows."""

    def patch(monkeypatch: pytest.MonkeyPatch) -> None:
        for row in rows:
            monkeypatch.delitem(talker.TABLE, row)

    return patch


def without_client_cells(*cells: client.Cell) -> Patch:
    """A timer of the device runs out, and nothing follows."""

    def patch(monkeypatch: pytest.MonkeyPatch) -> None:
        for cell in cells:
            monkeypatch.delitem(client.TABLE, cell)

    return patch


def without_ping(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hand that is dead is not missed."""
    monkeypatch.setattr(presence, "DEAD_MS", FAR_MS)


def without_comparing_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gate obeys whatever comes last."""
    start = Server.__init__

    def blind(self: Server, *args: Any) -> None:
        start(self, *args)
        self.engine.compares = False

    monkeypatch.setattr(Server, "__init__", blind)


def without_remembering_presses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server forgets which presses were let go."""
    ask = HANDLERS[events.FloorRequested]

    def forgetful(board: Any, event: events.FloorRequested, now_ms: int) -> Any:
        board.sessions[event.session].released_press.clear()
        return ask(board, event, now_ms)

    monkeypatch.setitem(HANDLERS, events.FloorRequested, forgetful)


def without_saying_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """One who is back is not told what it missed."""

    def attach(self: Outlet, sink: Any, _seen: int) -> None:
        self.sink = sink

    monkeypatch.setattr(Outlet, "attach", attach)


def without_sparing_the_next_press(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is let go, what is held is thrown away."""
    release = HANDLERS[events.FloorReleased]

    def wasteful(board: Any, event: events.FloorReleased, now_ms: int) -> Any:
        return [effects.ClearHold(event.session), *release(board, event, now_ms)]

    monkeypatch.setitem(HANDLERS, events.FloorReleased, wasteful)


def without_taking_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is muted is told so, and talks on."""
    monkeypatch.setattr(Floor, "take_back", lambda *_args: [])


def without_giving_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A device keeps silent about a grant that it no longer wants."""
    step = client.step

    def selfish(floor: client.Floor, event: said.Event, now_ms: int) -> client.Step:
        after, wanted = step(floor, event, now_ms)
        return after, () if isinstance(event, said.Granted) else wanted

    monkeypatch.setattr(client, "step", selfish)


def without_counting_presses(monkeypatch: pytest.MonkeyPatch) -> None:
    """A device takes the answer to an older press for the present one's."""
    step = client.step

    def credulous(floor: client.Floor, event: said.Event, now_ms: int) -> client.Step:
        if isinstance(event, said.Granted | said.Queued | said.Denied | said.Released):
            event = replace(event, press=floor.press)
        return step(floor, event, now_ms)

    monkeypatch.setattr(client, "step", credulous)


SPOILT: Final[dict[str, tuple[Patch, frozenset[str]]]] = {
    "T1": (
        without_server_rows((State.TALKING, Input.NO_PACKETS), (State.REVOKING, Input.NO_PACKETS)),
        frozenset({"dead-holder"}),
    ),
    "T2": (without_server_rows((State.TALKING, Input.TALK_LIMIT)), frozenset({"talk-limit"})),
    "T3": (without_server_rows((State.REVOKING, Input.GRACE_OVER)), frozenset({"grace"})),
    "T8": (without_server_rows((State.REVOKING, Input.REVOKE_AGAIN)), frozenset({"told-again"})),
    "T20": (without_server_rows((State.TALKING, Input.GRANT_AGAIN)), frozenset({"told-again"})),
    "silence": (without_server_rows((State.TALKING, Input.SILENCE)), frozenset({"silence"})),
    "hard stop": (without_server_rows((State.ENDING, Input.HARD_STOP)), frozenset({"ending"})),
    "unclaimed": (without_server_rows((State.TALKING, Input.UNCLAIMED)), frozenset({"unclaimed"})),
    "T100": (without_client_cells((client.Phase.RELEASING, client.Timer.REPEAT)), frozenset({"releasing"})),
    "T101": (without_client_cells((client.Phase.ASKING, client.Timer.REPEAT)), frozenset({"asking"})),
    "T132": (without_client_cells((client.Phase.TURN, client.Timer.TURN)), frozenset({"turn"})),
    "the device's limit": (
        without_client_cells((client.Phase.TALKING, client.Timer.LIMIT), (client.Phase.ENDING, client.Timer.LIMIT)),
        frozenset({"client-limit"}),
    ),
    "the tail": (
        without_client_cells(
            *((phase, client.Timer.TAIL) for phase in client.Phase if (phase, client.Timer.TAIL) in client.TABLE)
        ),
        frozenset({"open-mic"}),
    ),
    "ping": (without_ping, frozenset({"dead-holder"})),
    "versions at the gate": (without_comparing_versions, frozenset({"no-grant", "order"})),
    "stale presses": (without_remembering_presses, frozenset({"stale-press"})),
    "giving back": (without_giving_back, frozenset({"phantom", "dead-holder"})),
    "what was missed": (without_saying_again, frozenset({"view", "ghost-place", "deaf", "phantom"})),
    "the next press's hold": (without_sparing_the_next_press, frozenset({"whole"})),
    "taking the word back": (without_taking_back, frozenset({"muted"})),
    "press counters": (without_counting_presses, frozenset({"deaf", "phantom", "ghost-place"})),
}
"""What is broken, and which rules may say so."""
