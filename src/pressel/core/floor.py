"""The floor: who may talk. A table first, code second (3GPP TS 24.380 clause 6.3.4, values of our own).

One floor, one holder. ``TABLE`` has a row for each state and input that means something; everything else is dropped on
purpose (TS 24.380: messages with no rule are ignored). New rules are new rows.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from pressel.core.burst import Burst
from pressel.core.causes import BurstEnd, DenyCause, ErrorCode, RevokeCause
from pressel.core.effects import ClearHold, Effect, Refuse, Reply, SetFloor, StoreBurst, Tell, TellMembers
from pressel.core.ids import BurstId, ChannelId, SessionId, UserId
from pressel.core.news import FloorIdle, FloorRevoked, FloorTaken, Granted, Notice, TalkerView
from pressel.core.version import Version

WAITING_MAX: Final = 16
"""Requests that wait while a burst dies away (at most 350 ms)."""


class State(StrEnum):
    """Where a floor can be."""

    IDLE = "idle"
    TAKEN = "taken"
    REVOKING = "revoking"
    """The holder was told to stop and has a moment of grace."""
    ENDING = "ending"
    """The gate is closing; the next grant waits for the engine's word."""


class Input(StrEnum):
    """What can happen to a floor."""

    REQUEST = "request"
    REPEAT = "repeat"
    """The holder asks again: its grant was lost."""
    RELEASE = "release"
    GONE = "gone"
    """The holder left, or its link is lost."""
    NO_PACKETS = "no-packets"
    """T1: nothing came from the holder."""
    TALK_LIMIT = "talk-limit"
    """T2."""
    SILENCE = "silence"
    """The silence limit."""
    GRACE_OVER = "grace-over"
    """T3."""
    HARD_STOP = "hard-stop"
    """The engine did not report the end in time."""
    OVER = "over"
    """The engine reported the end, or obeyed a hard stop."""


class Action(StrEnum):
    """What a row does; each is a method of ``Floor``."""

    GRANT = "grant"
    GRANT_AGAIN = "grant_again"
    DENY_BUSY = "deny_busy"
    WAIT = "wait"
    FINISH = "finish"
    CUT = "cut"
    REVOKE = "revoke"
    GO_IDLE = "go_idle"
    SERVE_WAITING = "serve_waiting"


TABLE: Final[dict[tuple[State, Input], tuple[tuple[Action, ...], State]]] = {
    (State.IDLE, Input.REQUEST): ((Action.GRANT,), State.TAKEN),
    (State.TAKEN, Input.REQUEST): ((Action.DENY_BUSY,), State.TAKEN),
    (State.TAKEN, Input.REPEAT): ((Action.GRANT_AGAIN,), State.TAKEN),
    (State.TAKEN, Input.RELEASE): ((Action.FINISH,), State.ENDING),
    (State.TAKEN, Input.GONE): ((Action.CUT,), State.ENDING),
    (State.TAKEN, Input.NO_PACKETS): ((Action.CUT,), State.ENDING),
    (State.TAKEN, Input.TALK_LIMIT): ((Action.REVOKE,), State.REVOKING),
    (State.TAKEN, Input.SILENCE): ((Action.REVOKE,), State.REVOKING),
    (State.REVOKING, Input.REQUEST): ((Action.DENY_BUSY,), State.REVOKING),
    (State.REVOKING, Input.REPEAT): ((Action.DENY_BUSY,), State.REVOKING),
    (State.REVOKING, Input.RELEASE): ((Action.FINISH,), State.ENDING),
    (State.REVOKING, Input.GONE): ((Action.CUT,), State.ENDING),
    (State.REVOKING, Input.NO_PACKETS): ((Action.CUT,), State.ENDING),
    (State.REVOKING, Input.GRACE_OVER): ((Action.CUT,), State.ENDING),
    (State.ENDING, Input.REQUEST): ((Action.WAIT,), State.ENDING),
    (State.ENDING, Input.REPEAT): ((Action.WAIT,), State.ENDING),
    (State.ENDING, Input.HARD_STOP): ((Action.CUT,), State.ENDING),
    (State.ENDING, Input.OVER): ((Action.GO_IDLE, Action.SERVE_WAITING), State.IDLE),
}

END_OF: Final = {
    Input.RELEASE: BurstEnd.RELEASED,
    Input.GONE: BurstEnd.LOST_LINK,
    Input.NO_PACKETS: BurstEnd.NO_MEDIA,
    Input.TALK_LIMIT: BurstEnd.TALK_LIMIT,
    Input.SILENCE: BurstEnd.SILENT,
}
REVOKE_OF: Final = {Input.TALK_LIMIT: RevokeCause.TALK_LIMIT, Input.SILENCE: RevokeCause.SILENT}


@dataclass(frozen=True, slots=True)
class FloorTimers:
    """Milliseconds; 0 turns a limit off. Names of TS 24.380 table 11.1.3-1 where it has them."""

    t1_no_packets_ms: int = 1_600
    silence_ms: int = 10_000
    t3_grace_ms: int = 1_000
    hard_stop_ms: int = 350


@dataclass(frozen=True, slots=True)
class Asker:
    """One request for the floor."""

    session: SessionId
    request: int
    press: int
    burst: BurstId
    user: UserId
    name: str
    alone: bool = False
    """Nobody would hear: granted all the same, with a notice."""


@dataclass(frozen=True, slots=True)
class Uplink:
    """What the engine last said about a member's uplink."""

    packets: bool = False
    voice: bool = False
    speech: bool = False


@dataclass(slots=True)
class Holder:
    """The one who talks."""

    asker: Asker
    version: Version
    since_at_ms: int
    end: BurstEnd = BurstEnd.RELEASED


@dataclass(slots=True)
class Deadlines:
    """When what is due; none: not running."""

    no_packets: int | None = None
    talk_limit: int | None = None
    silence: int | None = None
    grace: int | None = None
    hard_stop: int | None = None

    def all(self) -> tuple[tuple[int | None, Input], ...]:
        """Each with the input it brings."""
        return (
            (self.no_packets, Input.NO_PACKETS),
            (self.talk_limit, Input.TALK_LIMIT),
            (self.silence, Input.SILENCE),
            (self.grace, Input.GRACE_OVER),
            (self.hard_stop, Input.HARD_STOP),
        )


@dataclass(slots=True)
class Floor:
    """One channel's floor. ``version`` is the newest set; ``holder`` is none when idle."""

    channel: ChannelId
    version: Version
    talk_limit_ms: int
    timers: FloorTimers = field(default_factory=FloorTimers)
    state: State = State.IDLE
    holder: Holder | None = None
    waiting: deque[tuple[Asker, Uplink]] = field(default_factory=deque)
    deadlines: Deadlines = field(default_factory=Deadlines)

    # --- what may happen -------------------------------------------------------------------------------------------

    def request(self, asker: Asker, uplink: Uplink, now_ms: int) -> list[Effect]:
        """Somebody who may talk asks to."""
        repeated = self.holder is not None and self.holder.asker.session == asker.session
        kind = Input.REPEAT if repeated else Input.REQUEST
        return self._apply(kind, now_ms, asker, uplink)

    def release(self, session: SessionId, now_ms: int) -> list[Effect]:
        """The holder let go, or one that waits did."""
        return self._forget(session) + (self._apply(Input.RELEASE, now_ms) if self.is_held_by(session) else [])

    def gone(self, session: SessionId, end: BurstEnd, now_ms: int) -> list[Effect]:
        """A member left, is lost, or was removed."""
        effects = self._forget(session)
        if self.holder is not None and self.is_held_by(session):
            effects += self._apply(Input.GONE, now_ms)
            self.holder.end = end
        return effects

    def over(self, version: Version, now_ms: int) -> list[Effect]:
        """The engine reported the end of the burst granted as ``version``, or obeyed a later hard stop."""
        if self.holder is None or version < self.holder.version:
            return []
        return self._apply(Input.OVER, now_ms)

    def applied(self, version: Version, now_ms: int) -> list[Effect]:
        """The engine obeys ``version``; this ends a burst only after a hard stop was asked for."""
        stopped = self.state is State.ENDING and self.deadlines.hard_stop is None
        return self._apply(Input.OVER, now_ms) if stopped and version >= self.version else []

    def uplink(self, session: SessionId, uplink: Uplink, now_ms: int, age_ms: int = 0) -> None:
        """The holder's packets, sound or speech began or ended."""
        if self.is_held_by(session) and self.state is not State.ENDING:
            self._watch(uplink, now_ms, age_ms)

    def due(self, now_ms: int) -> list[Effect]:
        """Do what time brings."""
        effects: list[Effect] = []
        for at_ms, kind in self.deadlines.all():
            if at_ms is not None and at_ms <= now_ms:
                effects += self._apply(kind, now_ms)
        return effects

    def deadline(self) -> int | None:
        """When ``due`` has something to do; an idle floor has no timer."""
        return min((at_ms for at_ms, _ in self.deadlines.all() if at_ms is not None), default=None)

    def is_held_by(self, session: SessionId) -> bool:
        """Whether ``session`` holds it, also while it is being revoked or ends."""
        return self.holder is not None and self.holder.asker.session == session

    def talker(self) -> TalkerView | None:
        """Who is shown as talking: the holder, until it let go."""
        if self.holder is None or self.state is State.ENDING:
            return None
        holder = self.holder
        asker = holder.asker
        return TalkerView(asker.session, asker.name, holder.version, holder.since_at_ms, self.talk_limit_ms)

    # --- rows ------------------------------------------------------------------------------------------------------

    def _apply(
        self, kind: Input, now_ms: int, asker: Asker | None = None, uplink: Uplink | None = None
    ) -> list[Effect]:
        row = TABLE.get((self.state, kind))
        if row is None:
            return []
        actions, self.state = row
        if self.holder is not None and kind in END_OF and self.state is not State.TAKEN:
            already = self.state is State.ENDING and self.holder.end is not BurstEnd.RELEASED
            self.holder.end = self.holder.end if already else END_OF[kind]
        effects: list[Effect] = []
        for action in actions:
            effects += ACTIONS[action](self, Context(kind, now_ms, asker, uplink))
        return effects

    def _grant(self, context: "Context") -> list[Effect]:
        asker, now_ms = context.asked(), context.now_ms
        self.version = self.version.next()
        self.holder = Holder(asker, self.version, now_ms)
        self._watch(context.uplink or Uplink(), now_ms, 0)
        talker = self.talker()
        assert talker is not None
        effects: list[Effect] = [
            SetFloor(self.channel, self.version, (asker.session,), "finish"),
            Reply(asker.session, asker.request, Granted(self.version, self.talk_limit_ms)),
            TellMembers(self.channel, FloorTaken(self.channel, talker)),
            StoreBurst(self._burst(self.holder)),
        ]
        if asker.alone:
            effects.append(Tell(asker.session, Notice("nobody-hears", self.channel)))
        return effects

    def _grant_again(self, context: "Context") -> list[Effect]:
        asker = context.asked()
        assert self.holder is not None
        left_ms = self.talk_limit_ms
        if self.deadlines.talk_limit is not None:
            left_ms = max(1, self.deadlines.talk_limit - context.now_ms)
        return [Reply(asker.session, asker.request, Granted(self.holder.version, left_ms))]

    def _deny_busy(self, context: "Context") -> list[Effect]:
        return self._deny(context.asked(), DenyCause.BUSY)

    def _deny(self, asker: Asker, cause: DenyCause) -> list[Effect]:
        return [ClearHold(asker.session), Refuse(asker.session, asker.request, ErrorCode.DENIED, cause)]

    def _wait(self, context: "Context") -> list[Effect]:
        asker = context.asked()
        if len(self.waiting) >= WAITING_MAX:
            return self._deny(asker, DenyCause.BUSY)
        self.waiting.append((asker, context.uplink or Uplink()))
        return []

    def _finish(self, context: "Context") -> list[Effect]:
        self.version = self.version.next()
        self.deadlines = Deadlines(hard_stop=context.now_ms + self.timers.hard_stop_ms)
        return [SetFloor(self.channel, self.version, (), "finish")]

    def _cut(self, _context: "Context") -> list[Effect]:
        self.version = self.version.next()
        self.deadlines = Deadlines()
        return [SetFloor(self.channel, self.version, (), "cut")]

    def _revoke(self, context: "Context") -> list[Effect]:
        assert self.holder is not None
        grace_ms = self.timers.t3_grace_ms
        self.deadlines.talk_limit = self.deadlines.silence = None
        self.deadlines.grace = context.now_ms + grace_ms
        cause = REVOKE_OF[context.kind]
        news = FloorRevoked(self.channel, cause, grace_ms, self.holder.version)
        return [Tell(self.holder.asker.session, news)]

    def _go_idle(self, context: "Context") -> list[Effect]:
        holder = self.holder
        assert holder is not None
        self.holder = None
        self.deadlines = Deadlines()
        return [
            TellMembers(self.channel, FloorIdle(self.channel, self.version, holder.end)),
            StoreBurst(self._burst(holder, context.now_ms)),
        ]

    def _serve_waiting(self, context: "Context") -> list[Effect]:
        waiting, self.waiting = self.waiting, deque()
        effects: list[Effect] = []
        for asker, uplink in waiting:
            effects += self.request(asker, uplink, context.now_ms)
        return effects

    # --- parts -----------------------------------------------------------------------------------------------------

    def _watch(self, uplink: Uplink, now_ms: int, age_ms: int) -> None:
        running, timers = self.deadlines, self.timers
        if uplink.packets:
            running.no_packets = None
        elif running.no_packets is None:
            running.no_packets = now_ms - age_ms + timers.t1_no_packets_ms
        if self.state is not State.TAKEN:
            return
        if uplink.voice and running.talk_limit is None and self.talk_limit_ms:
            running.talk_limit = now_ms + self.talk_limit_ms
        if uplink.speech:
            running.silence = None
        elif running.silence is None and timers.silence_ms:
            running.silence = now_ms + timers.silence_ms

    def _forget(self, session: SessionId) -> list[Effect]:
        """Who waits and lets go is answered, so that no request stays open."""
        gone = [asker for asker, _ in self.waiting if asker.session == session]
        self.waiting = deque(entry for entry in self.waiting if entry[0].session != session)
        return [effect for asker in gone for effect in self._deny(asker, DenyCause.BUSY)]

    def _burst(self, holder: Holder, ended_at_ms: int | None = None) -> Burst:
        asker, version = holder.asker, holder.version
        return Burst(
            id=asker.burst,
            channel=self.channel,
            user=asker.user,
            name=asker.name,
            epoch=version.epoch,
            seq=version.seq,
            started_at_ms=holder.since_at_ms,
            ended_at_ms=ended_at_ms,
            end=None if ended_at_ms is None else holder.end,
        )


@dataclass(frozen=True, slots=True)
class Context:
    """What a row's actions know."""

    kind: Input
    now_ms: int
    asker: Asker | None
    uplink: Uplink | None

    def asked(self) -> Asker:
        """The asker, in rows of a request."""
        assert self.asker is not None
        return self.asker


ACTIONS: Final[dict[Action, Callable[[Floor, Context], list[Effect]]]] = {
    action: getattr(Floor, f"_{action.value}") for action in Action
}
