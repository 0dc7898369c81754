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
    Denied,
    Effect,
    Event,
    Granted,
    Latch,
    Leave,
    Lost,
    Press,
    Queued,
    Release,
    Released,
    Reset,
    Revoked,
    SendRelease,
    SendRequest,
)
from pressel.core.version import Version

REPEAT_MS: Final = 500
"""T100 and T101: a release or a request without an answer is sent again."""
REPEAT_MAX: Final = 3
"""C100 and C101: after so many sendings there was no answer, 1.5 s after the first."""
WAIT_SHOWN_MS: Final = 100
"""A wait is shown only when it is one."""
TAIL_MS: Final = 100
"""From letting go until the gate closes: the last syllable."""
NOTICE_MS: Final = 2_000
"""How long a refusal, or an end that nobody holds the button through, stays shown."""
WARN_MS: Final = 5_000
"""The warning before the talk limit."""
EARLY_MS: Final = 300
"""Letting go before the limit, so that nobody is cut by a revoke."""
TURN_MS: Final = 4_000
"""T132: a grant out of the queue waits so long for the button."""
NO_ANSWER: Final = "no-answer"
PLACE_LOST: Final = "place-lost"
"""Causes of our own: nobody answered; the server forgot the line we stood in."""


class Phase(StrEnum):
    """Where a talker can be. Sound goes out in ``ASKING``, ``TALKING``, ``ENDING`` and for a tail behind them."""

    IDLE = "idle"
    ASKING = "asking"
    """Pressed, no answer yet."""
    QUEUED = "queued"
    """In line, the button held or let go."""
    TURN = "turn"
    """Granted while the button was not held."""
    TALKING = "talking"
    ENDING = "ending"
    """Talking, near the limit."""
    RELEASING = "releasing"
    """Let go, not yet confirmed."""
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
    TAIL = "tail"
    NOTICE = "notice"
    WARN = "warn"
    LIMIT = "limit"
    TURN = "turn"


Timers = Mapping[Timer, int]
NO_TIMERS: Final[Timers] = {}


@dataclass(frozen=True, slots=True)
class Floor:
    """One's own half of one channel's floor. Times are ms of any clock that never goes back."""

    phase: Phase = Phase.IDLE
    press: int = 0
    """Number of the newest press that asked; 0 before the first."""
    held: bool = False
    """Whether the button is down."""
    latched: bool = False
    grant: Version | None = None
    since_ms: int = 0
    """When the phase began."""
    waiting: bool = False
    """Whether asking has lasted long enough to be shown."""
    position: int = 0
    """Place in line, 1 is next; 0 outside the line."""
    of: int = 0
    limit_ms: int = 0
    """Talk limit of the grant; 0 is none."""
    cause: str | None = None
    """Why denied or revoked: a word of the wire, ``no-answer`` or ``place-lost``."""
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
        case Granted(press, grant, _) if press != floor.press:
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


# --- what the cells do ---------------------------------------------------------------------------------------------


def _ask(_floor: Floor, event: Press, now_ms: int) -> Step:
    asking = Floor(
        phase=Phase.ASKING,
        press=event.press,
        held=True,
        since_ms=now_ms,
        gate_open=True,
        sent=1,
        timers={Timer.WAIT: now_ms + WAIT_SHOWN_MS, Timer.REPEAT: now_ms + REPEAT_MS},
    )
    return asking, (SendRequest(event.press),)


def _ask_anew(floor: Floor, event: Press, now_ms: int) -> Step:
    """What is shown until the button is let go does not take another finger for a press."""
    return (floor, ()) if floor.held else _ask(floor, event, now_ms)


def _show_wait(floor: Floor, _event: None, _now_ms: int) -> Step:
    return replace(floor, waiting=True), ()


def _ask_again(floor: Floor, _event: None, now_ms: int) -> Step:
    if floor.sent < REPEAT_MAX:
        return _sent_again(floor, now_ms), (SendRequest(floor.press),)
    return _denied(floor, NO_ANSWER, now_ms), (SendRelease(floor.press, None),)


def _latch(floor: Floor, _event: Latch, _now_ms: int) -> Step:
    return replace(floor, latched=floor.latched or floor.held), ()


def _talk(floor: Floor, event: Granted, now_ms: int) -> Step:
    talking = replace(
        floor,
        phase=Phase.TALKING,
        since_ms=now_ms,
        grant=event.grant,
        limit_ms=event.limit_ms,
        waiting=False,
        position=0,
        of=0,
        gate_open=True,
        timers=_limit_timers(now_ms, event.limit_ms),
    )
    return talking, ()


def _line_up(floor: Floor, event: Queued, now_ms: int) -> Step:
    queued = replace(
        floor,
        phase=Phase.QUEUED,
        since_ms=now_ms,
        waiting=False,
        position=event.position,
        of=event.of,
        gate_open=False,
        sent=0,
        timers=NO_TIMERS,
    )
    return queued, ()


def _move_up(floor: Floor, event: Queued, _now_ms: int) -> Step:
    return replace(floor, position=event.position, of=event.of), ()


def _touch_in_line(floor: Floor, _event: Press, _now_ms: int) -> Step:
    """The place is kept as it is: a press holds the button again, or ends a latch."""
    return replace(floor, held=not floor.latched, latched=False), ()


def _let_go_in_line(floor: Floor, _event: Release, _now_ms: int) -> Step:
    return replace(floor, held=False), ()


def _take_turn(floor: Floor, event: Granted, now_ms: int) -> Step:
    if floor.held or floor.latched:
        return _talk(floor, event, now_ms)
    turn = replace(
        floor,
        phase=Phase.TURN,
        since_ms=now_ms,
        grant=event.grant,
        limit_ms=event.limit_ms,
        position=0,
        of=0,
        timers={Timer.TURN: now_ms + TURN_MS},
    )
    return turn, ()


def _use_turn(floor: Floor, _event: Press, now_ms: int) -> Step:
    assert floor.grant is not None
    return _talk(replace(floor, held=True), Granted(floor.press, floor.grant, floor.limit_ms), now_ms)


def _give_up(floor: Floor, _event: Leave | None, now_ms: int) -> Step:
    """Out of the line, or of a turn: the gate is closed already, so there is no tail."""
    timers = {Timer.REPEAT: now_ms + REPEAT_MS}
    return replace(_releasing(floor, now_ms), gate_open=False, timers=timers), (_release_of(floor),)


def _lose_place(floor: Floor, event: Revoked, now_ms: int) -> Step:
    """Sound that nobody asked for is not from here: the gate is closed in line."""
    if event.cause == "no-permission":
        return floor, ()
    return replace(_denied(floor, event.cause, now_ms), by=event.by), (_release_of(floor),)


def _refuse(floor: Floor, event: Denied, now_ms: int) -> Step:
    return _denied(floor, event.cause, now_ms), ()


def _warn(floor: Floor, _event: None, _now_ms: int) -> Step:
    return replace(floor, phase=Phase.ENDING), ()


def _key_up(floor: Floor, event: Release, now_ms: int) -> Step:
    return (replace(floor, held=False), ()) if floor.latched else _let_go(floor, event, now_ms)


def _key_down(floor: Floor, event: Press, now_ms: int) -> Step:
    return _let_go(floor, event, now_ms) if floor.latched else (floor, ())


def _let_go(floor: Floor, _event: Release | Press | Leave, now_ms: int) -> Step:
    return _releasing(floor, now_ms), (_release_of(floor),)


def _let_go_again(floor: Floor, _event: None, now_ms: int) -> Step:
    if floor.sent >= REPEAT_MAX:
        return _rest(floor, None, now_ms)
    return _sent_again(floor, now_ms), (_release_of(floor),)


def _spend(floor: Floor, _event: None, now_ms: int) -> Step:
    timers = {Timer.TAIL: now_ms + TAIL_MS} | _notice_if_let_go(floor, now_ms)
    spent = replace(floor, phase=Phase.SPENT, since_ms=now_ms, latched=False, timers=timers)
    return spent, (_release_of(floor),)


def _stop(floor: Floor, event: Revoked, now_ms: int) -> Step:
    tail_ms = min(event.grace_ms, TAIL_MS) if floor.gate_open else 0
    timers = ({Timer.TAIL: now_ms + tail_ms} if tail_ms > 0 else {}) | _notice_if_let_go(floor, now_ms)
    stopped = replace(
        floor,
        phase=Phase.SPENT if event.cause == "talk-limit" else Phase.REVOKED,
        since_ms=now_ms,
        latched=False,
        waiting=False,
        cause=event.cause,
        by=event.by,
        gate_open=tail_ms > 0,
        timers=timers,
    )
    return stopped, (_release_of(floor),)


def _say_again(floor: Floor, _event: Revoked, _now_ms: int) -> Step:
    """The revoke is repeated (T8): so is the release."""
    return floor, (_release_of(floor),)


def _give_back(floor: Floor, event: Granted, _now_ms: int) -> Step:
    return floor, (SendRelease(event.press, event.grant),)


def _close_gate(floor: Floor, _event: None, _now_ms: int) -> Step:
    return replace(floor, gate_open=False), ()


def _rest(floor: Floor, _event: Released | Release | None, _now_ms: int) -> Step:
    """Back to idle; a tail that still runs goes on."""
    tail_ms = floor.timers.get(Timer.TAIL)
    timers = NO_TIMERS if tail_ms is None else {Timer.TAIL: tail_ms}
    return Floor(press=floor.press, gate_open=floor.gate_open and tail_ms is not None, timers=timers), ()


def _drop(floor: Floor, _event: Lost, _now_ms: int) -> Step:
    return Floor(press=floor.press), (_release_of(floor),)


def _forget(floor: Floor, _event: Lost | Reset | Revoked, _now_ms: int) -> Step:
    return Floor(press=floor.press), ()


def _lose_line(floor: Floor, _event: Reset, now_ms: int) -> Step:
    return _denied(floor, PLACE_LOST, now_ms), ()


def _keep_place(floor: Floor, _event: Lost, _now_ms: int) -> Step:
    return replace(floor, held=False, latched=False), ()


_FORGOTTEN: Final[dict[Cell, Act]] = {(phase, Reset): _forget for phase in Phase}

TABLE: Final[dict[Cell, Act]] = _FORGOTTEN | {
    (Phase.IDLE, Press): _ask,
    (Phase.IDLE, Granted): _give_back,
    (Phase.IDLE, Revoked): _forget,
    (Phase.IDLE, Lost): _forget,
    (Phase.IDLE, Timer.TAIL): _close_gate,
    (Phase.ASKING, Press): _key_down,
    (Phase.ASKING, Release): _key_up,
    (Phase.ASKING, Latch): _latch,
    (Phase.ASKING, Leave): _let_go,
    (Phase.ASKING, Granted): _talk,
    (Phase.ASKING, Queued): _line_up,
    (Phase.ASKING, Denied): _refuse,
    (Phase.ASKING, Revoked): _stop,
    (Phase.ASKING, Lost): _drop,
    (Phase.ASKING, Timer.WAIT): _show_wait,
    (Phase.ASKING, Timer.REPEAT): _ask_again,
    (Phase.QUEUED, Press): _touch_in_line,
    (Phase.QUEUED, Release): _let_go_in_line,
    (Phase.QUEUED, Latch): _latch,
    (Phase.QUEUED, Leave): _give_up,
    (Phase.QUEUED, Granted): _take_turn,
    (Phase.QUEUED, Queued): _move_up,
    (Phase.QUEUED, Denied): _refuse,
    (Phase.QUEUED, Revoked): _lose_place,
    (Phase.QUEUED, Lost): _keep_place,
    (Phase.QUEUED, Reset): _lose_line,
    (Phase.TURN, Press): _use_turn,
    (Phase.TURN, Leave): _give_up,
    (Phase.TURN, Revoked): _lose_place,
    (Phase.TURN, Lost): _drop,
    (Phase.TURN, Reset): _lose_line,
    (Phase.TURN, Timer.TURN): _give_up,
    (Phase.TALKING, Press): _key_down,
    (Phase.TALKING, Release): _key_up,
    (Phase.TALKING, Latch): _latch,
    (Phase.TALKING, Leave): _let_go,
    (Phase.TALKING, Revoked): _stop,
    (Phase.TALKING, Lost): _drop,
    (Phase.TALKING, Timer.WARN): _warn,
    (Phase.TALKING, Timer.LIMIT): _spend,
    (Phase.ENDING, Press): _key_down,
    (Phase.ENDING, Release): _key_up,
    (Phase.ENDING, Latch): _latch,
    (Phase.ENDING, Leave): _let_go,
    (Phase.ENDING, Revoked): _stop,
    (Phase.ENDING, Lost): _drop,
    (Phase.ENDING, Timer.LIMIT): _spend,
    (Phase.RELEASING, Press): _ask,
    (Phase.RELEASING, Granted): _give_back,
    (Phase.RELEASING, Released): _rest,
    (Phase.RELEASING, Lost): _forget,
    (Phase.RELEASING, Timer.TAIL): _close_gate,
    (Phase.RELEASING, Timer.REPEAT): _let_go_again,
    (Phase.DENIED, Press): _ask,
    (Phase.DENIED, Granted): _give_back,
    (Phase.DENIED, Lost): _forget,
    (Phase.DENIED, Timer.NOTICE): _rest,
    (Phase.REVOKED, Press): _ask_anew,
    (Phase.REVOKED, Release): _rest,
    (Phase.REVOKED, Granted): _give_back,
    (Phase.REVOKED, Revoked): _say_again,
    (Phase.REVOKED, Lost): _forget,
    (Phase.REVOKED, Timer.TAIL): _close_gate,
    (Phase.REVOKED, Timer.NOTICE): _rest,
    (Phase.SPENT, Press): _ask_anew,
    (Phase.SPENT, Release): _rest,
    (Phase.SPENT, Granted): _give_back,
    (Phase.SPENT, Lost): _forget,
    (Phase.SPENT, Timer.TAIL): _close_gate,
    (Phase.SPENT, Timer.NOTICE): _rest,
}


# --- detail --------------------------------------------------------------------------------------------------------


def _denied(floor: Floor, cause: str, now_ms: int) -> Floor:
    timers = {Timer.NOTICE: now_ms + NOTICE_MS}
    return Floor(phase=Phase.DENIED, press=floor.press, since_ms=now_ms, cause=cause, timers=timers)


def _releasing(floor: Floor, now_ms: int) -> Floor:
    timers = {Timer.TAIL: now_ms + TAIL_MS, Timer.REPEAT: now_ms + REPEAT_MS}
    return Floor(
        phase=Phase.RELEASING,
        press=floor.press,
        grant=floor.grant,
        since_ms=now_ms,
        gate_open=floor.gate_open,
        sent=1,
        timers=timers,
    )


def _sent_again(floor: Floor, now_ms: int) -> Floor:
    timers = {**floor.timers, Timer.REPEAT: now_ms + REPEAT_MS}
    return replace(floor, sent=floor.sent + 1, timers=timers)


def _limit_timers(now_ms: int, limit_ms: int) -> Timers:
    if limit_ms <= 0:
        return NO_TIMERS
    warn = {Timer.WARN: now_ms + limit_ms - WARN_MS} if limit_ms > WARN_MS else {}
    return {**warn, Timer.LIMIT: now_ms + max(0, limit_ms - EARLY_MS)}


def _notice_if_let_go(floor: Floor, now_ms: int) -> dict[Timer, int]:
    return {} if floor.held else {Timer.NOTICE: now_ms + NOTICE_MS}


def _release_of(floor: Floor) -> SendRelease:
    return SendRelease(floor.press, floor.grant)


def _without(timers: Timers, fired: Timer) -> Timers:
    return {timer: at_ms for timer, at_ms in timers.items() if timer is not fired}


def _first_timer(floor: Floor) -> Timer | None:
    return min((timer for timer in Timer if timer in floor.timers), key=floor.timers.__getitem__, default=None)
