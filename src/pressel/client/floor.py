"""The talker's side of floor control: what a press, an answer and the passing of time do.

One pure table, after the floor participant of 3GPP TS 24.380 clause 6.2.4 with Pressel's own timers; its twin is
``js/client/src/floor.ts``, and ``protocol/client-floor/`` holds both to the same steps. Time is an argument,
``deadline`` says when to call ``pass_time``. The microphone's gate is part of the state, so that no path can forget to
close it; what must be sent is returned. A cell that is absent changes nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from pressel.client.events import (
    Cancel,
    Denied,
    Effect,
    Ended,
    Event,
    Granted,
    Lost,
    Press,
    Queued,
    Release,
    Released,
    Reset,
    Resumed,
    Revoked,
    SendRelease,
    SendRequest,
    Unplugged,
)
from pressel.core.identity import Tier
from pressel.core.version import Version

REPEAT_MS: Final = 500
"""T100 and T101: a release or a request without an answer is sent again."""
REPEAT_MAX: Final = 3
"""C100 and C101: after so many sendings there was no answer, 1.5 s after the first."""
TURN_MS: Final = 4_000
"""T132: one's turn waits so long for a hand."""
WAIT_SHOWN_MS: Final = 100
"""A wait is shown only when it is one."""
TAIL_MS: Final = 100
"""From letting go until the gate closes: the last syllable."""
DENIED_MS: Final = 2_000
"""How long a refusal stays on the button."""
TOLD_MS: Final = 4_000
"""How long the end of a talk stays on the button where no hand holds it."""
WARN_MS: Final = 5_000
"""The warning before the talk limit."""
EARLY_MS: Final = 300
"""Letting go before the limit, so that nobody is cut by a revoke."""
NO_ANSWER: Final = "no-answer"
"""A cause of our own."""


class Phase(StrEnum):
    """Where a talker can be."""

    IDLE = "idle"
    ASKING = "asking"
    """Pressed, no answer yet."""
    QUEUED = "queued"
    """In line, the gate closed."""
    TURN = "turn"
    """Granted out of the line, no hand on the button yet."""
    TALKING = "talking"
    ENDING = "ending"
    """Talking, near the limit."""
    RELEASING = "releasing"
    """Let go, not yet confirmed; without a link, until it is back."""
    DENIED = "denied"
    """Refused; shown for a moment."""
    REVOKED = "revoked"
    """Taken back; shown until the button is let go."""
    SPENT = "spent"
    """The talk limit; shown until the button is let go."""


class Timer(StrEnum):
    """What can be due, in the order in which two at the same time fire."""

    REPEAT = "repeat"
    WAIT = "wait"
    TURN = "turn"
    TAIL = "tail"
    NOTICE = "notice"
    WARN = "warn"
    LIMIT = "limit"


Timers = Mapping[Timer, int]
NO_TIMERS: Final[Timers] = {}


@dataclass(frozen=True, slots=True)
class Floor:
    """One's own half of one channel's floor. Times are ms of any clock that never goes back."""

    phase: Phase = Phase.IDLE
    press: int = 0
    """Number of the newest press that was sent; 0 before the first."""
    tier: Tier = "normal"
    held: bool = False
    """A hand is on the button."""
    latched: bool = False
    """Talks, or will talk, without a hand."""
    grant: Version | None = None
    since_ms: int = 0
    """When the phase began."""
    waiting: bool = False
    """Whether asking has lasted long enough to be shown."""
    limit_ms: int = 0
    """Talk limit of the grant; 0 is none."""
    position: int = 0
    """Place in line, 1 is next; 0 outside it."""
    of: int = 0
    """Length of the line; 0 outside it."""
    cause: str | None = None
    """Why denied or revoked: a word of the wire, or ``no-answer``."""
    by: str | None = None
    """Who took over, if someone did."""
    gate_open: bool = False
    """Whether the microphone lets sound through."""
    sent: int = 0
    """How often the pending request or release was sent."""
    timers: Timers = field(default_factory=dict)


Step = tuple[Floor, tuple[Effect, ...]]
Act = Callable[[Floor, Any, int], Step]
Cell = tuple[Phase, type[Event] | Timer]


def step(floor: Floor, event: Event, now_ms: int) -> Step:
    """Applies one event. What belongs to an older press or another grant never touches the present one."""
    match event:
        case Granted(press, grant) if press != floor.press:
            return floor, (SendRelease(press, grant),)
        case Queued(press) | Denied(press) | Released(press) if press != floor.press:
            return floor, ()
        case Revoked(grant=grant) if grant is not None and grant != floor.grant:
            return floor, ()
    act = TABLE.get((floor.phase, type(event)))
    return (floor, ()) if act is None else act(floor, event, now_ms)


def pass_time(floor: Floor, now_ms: int) -> Step:
    """Fires every timer that is due, earliest first."""
    effects: tuple[Effect, ...] = ()
    while (timer := _first_timer(floor)) is not None and floor.timers[timer] <= now_ms:
        floor = replace(floor, timers=_without(floor.timers, timer))
        act = TABLE.get((floor.phase, timer))
        if act is not None:
            floor, more = act(floor, None, now_ms)
            effects += more
    return floor, effects


def deadline(floor: Floor) -> int | None:
    """When ``pass_time`` has something to do; none while there is nothing to wait for."""
    timer = _first_timer(floor)
    return None if timer is None else floor.timers[timer]


# --- asking, and waiting in line -----------------------------------------------------------------------------------


def _ask(floor: Floor, event: Press, now_ms: int) -> Step:
    held, latched = event.grip == "hold" or floor.held, event.grip == "latch"
    asking = Floor(
        phase=Phase.ASKING,
        press=event.press,
        tier=event.tier,
        held=held,
        latched=latched,
        since_ms=now_ms,
        gate_open=held or latched,
        sent=1,
        timers={Timer.WAIT: now_ms + WAIT_SHOWN_MS, Timer.REPEAT: now_ms + REPEAT_MS},
    )
    return asking, (_request_of(asking),)


def _ask_if_free(floor: Floor, event: Press, now_ms: int) -> Step:
    """A told end that no hand holds any more does not keep anybody from asking anew."""
    return (floor, ()) if floor.held else _ask(floor, event, now_ms)


def _show_wait(floor: Floor, _event: None, _now_ms: int) -> Step:
    return replace(floor, waiting=True), ()


def _ask_again(floor: Floor, _event: None, now_ms: int) -> Step:
    if floor.sent < REPEAT_MAX:
        return _sent_again(floor, now_ms), (_request_of(floor),)
    return _denied(floor, NO_ANSWER, now_ms), (_release_of(floor),)


def _line_up(floor: Floor, event: Queued, now_ms: int) -> Step:
    queued = Floor(
        phase=Phase.QUEUED,
        press=floor.press,
        tier=floor.tier,
        held=floor.held,
        latched=floor.latched,
        since_ms=floor.since_ms if floor.phase is Phase.QUEUED else now_ms,
        position=event.position,
        of=event.of,
    )
    return queued, ()


def _inquire(floor: Floor, _event: Resumed, _now_ms: int) -> Step:
    """What became of one's place while the link was away: the same request gets the same answer."""
    return floor, (_request_of(floor),)


def _grasp(floor: Floor, event: Press, now_ms: int) -> Step:
    """A hand or a latch where there is a request already.

    A hand on what was latched takes the latch's place, so that letting go ends it; a higher tier asks anew.
    """
    if RANK[event.tier] > RANK[floor.tier]:
        raised, effects = _ask(floor, event, now_ms)
        return raised, (_release_of(floor), *effects)
    if event.grip == "line":
        return floor, ()
    live = floor.phase in (Phase.TALKING, Phase.ENDING)
    grasped = replace(
        floor,
        held=event.grip == "hold" or floor.held,
        latched=event.grip == "latch" or (floor.latched and not live),
        gate_open=floor.phase is not Phase.QUEUED,
    )
    return (_talking(grasped, now_ms) if floor.phase is Phase.TURN else grasped), ()


def _loosen(floor: Floor, _event: Release, _now_ms: int) -> Step:
    return replace(floor, held=False), ()


def _loosen_all(floor: Floor, _event: Unplugged, _now_ms: int) -> Step:
    return replace(floor, held=False, latched=False), ()


# --- having the floor ----------------------------------------------------------------------------------------------


def _talk_or_wait(floor: Floor, event: Granted, now_ms: int) -> Step:
    granted = replace(floor, grant=event.grant, limit_ms=event.limit_ms, position=0, of=0, waiting=False)
    if floor.held or floor.latched:
        return _talking(granted, now_ms), ()
    timers = {Timer.TURN: now_ms + TURN_MS}
    return replace(granted, phase=Phase.TURN, since_ms=now_ms, gate_open=False, timers=timers), ()


def _renew(floor: Floor, event: Granted, _now_ms: int) -> Step:
    """The grant was said again; a newer one takes its place."""
    newer = floor.grant is None or event.grant > floor.grant
    return (replace(floor, grant=event.grant) if newer else floor), ()


def _warn(floor: Floor, _event: None, _now_ms: int) -> Step:
    return replace(floor, phase=Phase.ENDING), ()


def _spend(floor: Floor, _event: None, now_ms: int) -> Step:
    timers = {Timer.TAIL: now_ms + TAIL_MS, **_told_timer(floor, now_ms)}
    return replace(floor, phase=Phase.SPENT, since_ms=now_ms, latched=False, timers=timers), (_release_of(floor),)


# --- letting go ----------------------------------------------------------------------------------------------------


def _let_go_of_hold(floor: Floor, event: Release, now_ms: int) -> Step:
    if not floor.held:
        return floor, ()
    return _loosen(floor, event, now_ms) if floor.latched else _let_go(floor, None, now_ms)


def _let_go(floor: Floor, _event: Event | None, now_ms: int) -> Step:
    released = replace(
        floor,
        phase=Phase.RELEASING,
        held=False,
        latched=False,
        since_ms=now_ms,
        waiting=False,
        position=0,
        of=0,
        sent=1,
        timers={Timer.TAIL: now_ms + TAIL_MS, Timer.REPEAT: now_ms + REPEAT_MS},
    )
    return released, (_release_of(floor),)


def _leave(floor: Floor, _event: Event | None, now_ms: int) -> Step:
    """Without a tail: there is nothing to hear in it."""
    return _let_go(replace(floor, gate_open=False), None, now_ms)


def _let_go_again(floor: Floor, _event: None, now_ms: int) -> Step:
    if floor.sent >= REPEAT_MAX:
        return _rest(floor, None, now_ms)
    return _sent_again(floor, now_ms), (_release_of(floor),)


def _give_up(floor: Floor, _event: Lost, _now_ms: int) -> Step:
    """Nothing can be sent now. What was held is given up; the server hears of it when the link is back."""
    given_up = replace(
        floor, phase=Phase.RELEASING, held=False, latched=False, waiting=False, gate_open=False, timers=NO_TIMERS
    )
    return given_up, ()


def _give_back(floor: Floor, event: Granted, _now_ms: int) -> Step:
    return floor, (SendRelease(event.press, event.grant),)


# --- told that it is over ------------------------------------------------------------------------------------------


def _refuse(floor: Floor, event: Denied, now_ms: int) -> Step:
    return _denied(floor, event.cause, now_ms), ()


def _stop(floor: Floor, event: Revoked, now_ms: int) -> Step:
    tail_ms = min(event.grace_ms, TAIL_MS) if floor.gate_open else 0
    repeated = floor.phase is Phase.REVOKED
    tail = {Timer.TAIL: now_ms + tail_ms} if tail_ms > 0 else {}
    stopped = replace(
        floor,
        phase=Phase.SPENT if event.cause == "talk-limit" else Phase.REVOKED,
        since_ms=floor.since_ms if repeated else now_ms,
        latched=False,
        waiting=False,
        position=0,
        of=0,
        cause=event.cause,
        by=event.by,
        gate_open=tail_ms > 0,
        timers={**tail, **(_notice_of(floor) if repeated else _told_timer(floor, now_ms))},
    )
    return stopped, (_release_of(floor),)


def _end(floor: Floor, event: Ended, now_ms: int) -> Step:
    """Where the server has ended it already there is nothing to give back."""
    stopped, _ = _stop(floor, Revoked(event.cause, event.by, 0), now_ms)
    return stopped, ()


def _close_gate(floor: Floor, _event: Unplugged | None, _now_ms: int) -> Step:
    return replace(floor, gate_open=False), ()


def _rest_if_held(floor: Floor, _event: Release, now_ms: int) -> Step:
    return _rest(floor, None, now_ms) if floor.held else (floor, ())


def _rest(floor: Floor, _event: Event | None, _now_ms: int) -> Step:
    """Back to idle; a tail that still runs goes on."""
    tail_ms = floor.timers.get(Timer.TAIL)
    timers = NO_TIMERS if tail_ms is None else {Timer.TAIL: tail_ms}
    return Floor(press=floor.press, gate_open=floor.gate_open and tail_ms is not None, timers=timers), ()


def _forget(floor: Floor, _event: Event, _now_ms: int) -> Step:
    return Floor(press=floor.press), ()


# --- the table -----------------------------------------------------------------------------------------------------

Row = dict[type[Event] | Timer, Act]

_OVER: Final[Row] = {Lost: _forget, Reset: _forget}
_LIVE: Final[Row] = {
    Press: _grasp,
    Release: _let_go_of_hold,
    Cancel: _let_go,
    Granted: _renew,
    Revoked: _stop,
    Ended: _end,
    Unplugged: _leave,
    Lost: _give_up,
    Reset: _forget,
}
_TOLD: Final[Row] = _OVER | {
    Press: _ask_if_free,
    Release: _rest_if_held,
    Cancel: _rest,
    Granted: _give_back,
    Timer.TAIL: _close_gate,
    Timer.NOTICE: _rest,
}
ROWS: Final[dict[Phase, Row]] = {
    Phase.IDLE: _OVER | {Press: _ask, Granted: _give_back, Revoked: _forget, Timer.TAIL: _close_gate},
    Phase.ASKING: _LIVE
    | {Granted: _talk_or_wait, Queued: _line_up, Denied: _refuse, Timer.WAIT: _show_wait, Timer.REPEAT: _ask_again},
    Phase.QUEUED: {
        Press: _grasp,
        Release: _loosen,
        Cancel: _leave,
        Granted: _talk_or_wait,
        Queued: _line_up,
        Denied: _refuse,
        Revoked: _stop,
        Unplugged: _loosen_all,
        Resumed: _inquire,
        Reset: _forget,
    },
    Phase.TURN: {cell: act for cell, act in _LIVE.items() if cell is not Release}
    | {Cancel: _leave, Timer.TURN: _leave},
    Phase.TALKING: _LIVE | {Timer.WARN: _warn, Timer.LIMIT: _spend},
    Phase.ENDING: _LIVE | {Timer.LIMIT: _spend},
    Phase.RELEASING: {
        Press: _ask,
        Granted: _give_back,
        Released: _rest,
        Unplugged: _close_gate,
        Lost: _give_up,
        Resumed: _let_go,
        Reset: _forget,
        Timer.TAIL: _close_gate,
        Timer.REPEAT: _let_go_again,
    },
    Phase.DENIED: _OVER | {Press: _ask, Cancel: _rest, Granted: _give_back, Revoked: _forget, Timer.NOTICE: _rest},
    Phase.REVOKED: _TOLD | {Revoked: _stop},
    Phase.SPENT: _TOLD,
}
TABLE: Final[dict[Cell, Act]] = {(phase, cell): act for phase, row in ROWS.items() for cell, act in row.items()}


# --- detail --------------------------------------------------------------------------------------------------------

RANK: Final[dict[Tier, int]] = {"normal": 0, "imminent": 1, "emergency": 2}


def _talking(floor: Floor, now_ms: int) -> Floor:
    timers = _limit_timers(now_ms, floor.limit_ms)
    return replace(floor, phase=Phase.TALKING, since_ms=now_ms, gate_open=True, timers=timers)


def _denied(floor: Floor, cause: str, now_ms: int) -> Floor:
    timers = {Timer.NOTICE: now_ms + DENIED_MS}
    return Floor(phase=Phase.DENIED, press=floor.press, since_ms=now_ms, cause=cause, timers=timers)


def _sent_again(floor: Floor, now_ms: int) -> Floor:
    return replace(floor, sent=floor.sent + 1, timers={**floor.timers, Timer.REPEAT: now_ms + REPEAT_MS})


def _limit_timers(now_ms: int, limit_ms: int) -> Timers:
    if limit_ms <= 0:
        return NO_TIMERS
    warn = {Timer.WARN: now_ms + limit_ms - WARN_MS} if limit_ms > WARN_MS else {}
    return {**warn, Timer.LIMIT: now_ms + max(0, limit_ms - EARLY_MS)}


def _told_timer(floor: Floor, now_ms: int) -> Timers:
    """A hand that holds the button ends the telling by letting go; without one, time does."""
    return NO_TIMERS if floor.held else {Timer.NOTICE: now_ms + TOLD_MS}


def _notice_of(floor: Floor) -> Timers:
    return {timer: at_ms for timer, at_ms in floor.timers.items() if timer is Timer.NOTICE}


def _request_of(floor: Floor) -> SendRequest:
    return SendRequest(floor.press, floor.tier)


def _release_of(floor: Floor) -> SendRelease:
    return SendRelease(floor.press, floor.grant)


def _without(timers: Timers, fired: Timer) -> Timers:
    return {timer: at_ms for timer, at_ms in timers.items() if timer is not fired}


def _first_timer(floor: Floor) -> Timer | None:
    if not floor.timers:
        return None
    return min((timer for timer in Timer if timer in floor.timers), key=floor.timers.__getitem__)
