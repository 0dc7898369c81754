"""One talker of a floor: from its grant to its last frame. A table first (3GPP TS 24.380 clause 6.3.4.4 and 6.3.4.5).

``TABLE`` has a row for each state and input that means something, ``DROPPED`` says why the others mean nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from pressel.core.burst import Burst
from pressel.core.causes import BurstEnd, RevokeCause
from pressel.core.ids import ChannelId
from pressel.core.news import TalkerView
from pressel.core.queue import Asker, Uplink
from pressel.core.version import Version


class State(StrEnum):
    """Where a talker can be."""

    TALKING = "talking"
    REVOKING = "revoking"
    """It was told to stop, and is still heard for a moment of grace."""
    ENDING = "ending"
    """Its gate is closing; its place is free when the engine says so."""
    OVER = "over"


class Input(StrEnum):
    """What can happen to a talker."""

    VOICE = "voice"
    """The first sound (level below 127, RFC 6464)."""
    RELEASE = "release"
    GONE = "gone"
    """It left, or its link is lost."""
    NO_PACKETS = "no-packets"
    TALK_LIMIT = "talk-limit"
    SILENCE = "silence"
    UNCLAIMED = "unclaimed"
    """Its turn came out of the queue, and it made no sound."""
    PREEMPTED = "preempted"
    EMERGENCY = "emergency"
    TAKEN_BACK = "taken-back"
    """Muted, removed, or without the right any more."""
    GRANT_AGAIN = "grant-again"
    REVOKE_AGAIN = "revoke-again"
    GRACE_OVER = "grace-over"
    HARD_STOP = "hard-stop"
    """The engine did not report the end in time, or did not obey a cut."""
    ENDED = "ended"
    """The engine reported the end, or obeyed a cut."""


class Action(StrEnum):
    """What a row does; each is a method of ``Floor``."""

    CLAIM = "claim"
    TELL_GRANT = "tell_grant"
    TELL_REVOKED = "tell_revoked"
    HURRY = "hurry"
    FINISH = "finish"
    CUT = "cut"
    LEAVE = "leave"


TABLE: Final[dict[tuple[State, Input], tuple[tuple[Action, ...], State]]] = {
    (State.TALKING, Input.VOICE): ((Action.CLAIM,), State.TALKING),
    (State.TALKING, Input.GRANT_AGAIN): ((Action.TELL_GRANT,), State.TALKING),
    (State.TALKING, Input.RELEASE): ((Action.FINISH,), State.ENDING),
    (State.TALKING, Input.GONE): ((Action.CUT,), State.ENDING),
    (State.TALKING, Input.NO_PACKETS): ((Action.CUT,), State.ENDING),
    (State.TALKING, Input.UNCLAIMED): ((Action.TELL_REVOKED, Action.CUT), State.ENDING),
    (State.TALKING, Input.TALK_LIMIT): ((Action.TELL_REVOKED,), State.REVOKING),
    (State.TALKING, Input.SILENCE): ((Action.TELL_REVOKED,), State.REVOKING),
    (State.TALKING, Input.PREEMPTED): ((Action.TELL_REVOKED,), State.REVOKING),
    (State.TALKING, Input.EMERGENCY): ((Action.TELL_REVOKED,), State.REVOKING),
    (State.TALKING, Input.TAKEN_BACK): ((Action.TELL_REVOKED, Action.CUT), State.ENDING),
    (State.REVOKING, Input.REVOKE_AGAIN): ((Action.TELL_REVOKED,), State.REVOKING),
    (State.REVOKING, Input.PREEMPTED): ((Action.HURRY, Action.TELL_REVOKED), State.REVOKING),
    (State.REVOKING, Input.EMERGENCY): ((Action.HURRY, Action.TELL_REVOKED), State.REVOKING),
    (State.REVOKING, Input.TAKEN_BACK): ((Action.TELL_REVOKED, Action.CUT), State.ENDING),
    (State.REVOKING, Input.RELEASE): ((Action.FINISH,), State.ENDING),
    (State.REVOKING, Input.GONE): ((Action.CUT,), State.ENDING),
    (State.REVOKING, Input.NO_PACKETS): ((Action.CUT,), State.ENDING),
    (State.REVOKING, Input.GRACE_OVER): ((Action.CUT,), State.ENDING),
    (State.ENDING, Input.HARD_STOP): ((Action.CUT,), State.ENDING),
    (State.ENDING, Input.ENDED): ((Action.LEAVE,), State.OVER),
}

_CLOSING: Final = "the gate is closing already, in 350 ms at most"
_NO_CLOCK: Final = "the timer that brings it does not run here"
_NO_END: Final = "no end was asked for"
DROPPED: Final[dict[tuple[State, Input], str]] = {
    **{(State.TALKING, kind): _NO_CLOCK for kind in (Input.REVOKE_AGAIN, Input.GRACE_OVER, Input.HARD_STOP)},
    **{
        (State.REVOKING, kind): _NO_CLOCK
        for kind in (Input.TALK_LIMIT, Input.SILENCE, Input.UNCLAIMED, Input.GRANT_AGAIN, Input.HARD_STOP)
    },
    **{
        (State.ENDING, kind): _NO_CLOCK
        for kind in (
            Input.NO_PACKETS,
            Input.TALK_LIMIT,
            Input.SILENCE,
            Input.UNCLAIMED,
            Input.GRANT_AGAIN,
            Input.REVOKE_AGAIN,
            Input.GRACE_OVER,
        )
    },
    (State.REVOKING, Input.VOICE): "it starts timers that do not run here",
    (State.TALKING, Input.ENDED): _NO_END,
    (State.REVOKING, Input.ENDED): _NO_END,
    **{(State.ENDING, kind): _CLOSING for kind in (Input.VOICE, Input.RELEASE, Input.GONE, Input.TAKEN_BACK)},
    **{
        (State.ENDING, kind): "its last syllable is let out: the next one waits 350 ms at most, and is held so long"
        for kind in (Input.PREEMPTED, Input.EMERGENCY)
    },
    **{(State.OVER, kind): "it is no talker any more" for kind in Input},
}


class Timer(StrEnum):
    """What runs for a talker; names of TS 24.380 where it has them."""

    GRACE = "T3"
    NO_PACKETS = "T1"
    TALK_LIMIT = "T2"
    SILENCE = "silence"
    UNCLAIMED = "unclaimed"
    GRANT_AGAIN = "T20"
    REVOKE_AGAIN = "T8"
    HARD_STOP = "hard stop"


@dataclass(frozen=True, slots=True)
class TimerRow:
    """What a timer brings, and where it may run: it stops when its talker is in another state."""

    brings: Input
    runs_in: tuple[State, ...]
    starts: str
    stops: str


TIMERS: Final[dict[Timer, TimerRow]] = {
    Timer.GRACE: TimerRow(Input.GRACE_OVER, (State.REVOKING,), "told to stop; shorter for a pre-emption", "release"),
    Timer.NO_PACKETS: TimerRow(
        Input.NO_PACKETS, (State.TALKING, State.REVOKING), "the last packet, or a grant without any", "a packet"
    ),
    Timer.TALK_LIMIT: TimerRow(Input.TALK_LIMIT, (State.TALKING,), "the first sound; never in an emergency", ""),
    Timer.SILENCE: TimerRow(Input.SILENCE, (State.TALKING,), "speech ends, or a grant without any", "speech"),
    Timer.UNCLAIMED: TimerRow(Input.UNCLAIMED, (State.TALKING,), "a grant out of the queue", "the first sound"),
    Timer.GRANT_AGAIN: TimerRow(
        Input.GRANT_AGAIN, (State.TALKING,), "a grant out of the queue, C20 times", "the first sound"
    ),
    Timer.REVOKE_AGAIN: TimerRow(Input.REVOKE_AGAIN, (State.REVOKING,), "each revoke", "release"),
    Timer.HARD_STOP: TimerRow(Input.HARD_STOP, (State.ENDING,), "release; again after each cut", "the engine's word"),
}

END_OF: Final[dict[Input, BurstEnd]] = {
    Input.RELEASE: BurstEnd.RELEASED,
    Input.GONE: BurstEnd.LOST_LINK,
    Input.NO_PACKETS: BurstEnd.NO_MEDIA,
    Input.TALK_LIMIT: BurstEnd.TALK_LIMIT,
    Input.SILENCE: BurstEnd.SILENT,
    Input.UNCLAIMED: BurstEnd.UNCLAIMED,
    Input.PREEMPTED: BurstEnd.PREEMPTED,
    Input.EMERGENCY: BurstEnd.EMERGENCY,
    Input.TAKEN_BACK: BurstEnd.NO_PERMISSION,
}
"""Why a burst ended: the first of these that happened to it."""

REVOKE_OF: Final[dict[Input, RevokeCause]] = {
    Input.TALK_LIMIT: RevokeCause.TALK_LIMIT,
    Input.SILENCE: RevokeCause.SILENT,
    Input.UNCLAIMED: RevokeCause.SILENT,
    Input.PREEMPTED: RevokeCause.PREEMPTED,
    Input.EMERGENCY: RevokeCause.EMERGENCY,
    Input.TAKEN_BACK: RevokeCause.NO_PERMISSION,
}

END_BY_CAUSE: Final[dict[RevokeCause, BurstEnd]] = {
    RevokeCause.MUTED: BurstEnd.MUTED,
    RevokeCause.REMOVED: BurstEnd.REMOVED,
    RevokeCause.NO_PERMISSION: BurstEnd.NO_PERMISSION,
}
"""Of what is taken back."""


@dataclass(slots=True)
class Talker:
    """One who has, or had until a moment ago, a place on the floor."""

    asker: Asker
    version: Version
    """Of the set that let it in."""
    since_at_ms: int
    limit_ms: int
    """T2; 0: none."""
    uplink: Uplink = field(default_factory=Uplink)
    state: State = State.TALKING
    spoken: bool = False
    """It has made a sound since its grant."""
    turns_told: int = 0
    """C20."""
    end: BurstEnd | None = None
    cause: RevokeCause | None = None
    by: str | None = None
    """Name of who made it end, if somebody did."""
    told_by: str | None = None
    """Name of who made it stop talking, as it is told."""
    stop_by_ms: int | None = None
    """Somebody waits for its place with a syllable on its lips: cut then at the latest."""
    cut: Version | None = None
    """The newest set that asked the engine for a hard stop."""
    cut_again_ms: int = 0
    """How long the engine had to obey the last one."""
    clocks: dict[Timer, int] = field(default_factory=dict)
    """When what is due."""

    def keep_clocks(self) -> None:
        """Stop what does not run in this state."""
        for timer in list(self.clocks):
            if self.state not in TIMERS[timer].runs_in:
                del self.clocks[timer]

    def left_ms(self, now_ms: int) -> int:
        """What is left of the talk limit; 0: there is none."""
        at_ms = self.clocks.get(Timer.TALK_LIMIT)
        return self.limit_ms if at_ms is None else max(1, at_ms - now_ms)

    def burst(self, channel: ChannelId, ended_at_ms: int | None = None) -> Burst:
        """As the history keeps it."""
        return Burst(
            id=self.asker.burst,
            channel=channel,
            user=self.asker.user,
            name=self.asker.name,
            epoch=self.version.epoch,
            seq=self.version.seq,
            started_at_ms=self.since_at_ms,
            ended_at_ms=ended_at_ms,
            end=None if ended_at_ms is None else self.end,
            by=None if ended_at_ms is None else self.by,
            tier=self.asker.tier,
        )

    def view(self) -> TalkerView:
        """As it is shown."""
        asker = self.asker
        return TalkerView(asker.session, asker.name, self.version, self.since_at_ms, self.limit_ms, asker.tier)


def first_due(talkers: Iterable[Talker], now_ms: int) -> tuple[Talker, Timer] | None:
    """The clock that was due first; of equals the one named first above, of the talker that was first."""
    due = [(at_ms, timer, talker) for talker in talkers for timer, at_ms in talker.clocks.items() if at_ms <= now_ms]
    if not due:
        return None
    names = list(Timer)
    _, timer, talker = min(due, key=lambda one: (one[0], names.index(one[1]), one[2].version))
    return talker, timer
