"""The floor: who may talk. Tables first, code second (3GPP TS 24.380 clause 6.3.4, values of our own).

One versioned set of one to eight talkers, and a line before it. ``asking.ASKING`` says what a request gets,
``talker.TABLE`` what happens to each talker, ``talker.TIMERS`` what time brings; this file does what their rows say.
``open``, ``stage`` and a dual floor are this machine with other settings. New rules are new rows.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from pressel.core.asking import ASKING, PREEMPTS, Ask, Place, Question, Step
from pressel.core.causes import BurstEnd, DenyCause, ErrorCode, RevokeCause
from pressel.core.channel import ChannelSettings
from pressel.core.effects import ClearHold, Effect, Refuse, Reply, SetFloor, StoreBurst, Tell, TellMembers
from pressel.core.ids import ChannelId, SessionId
from pressel.core.news import (
    FloorGranted,
    FloorIdle,
    FloorLeft,
    FloorQueued,
    FloorRevoked,
    FloorTaken,
    Granted,
    News,
    Notice,
    Queued,
    TalkerView,
)
from pressel.core.queue import OPEN_REQUESTS_MAX, Asker, Entry, Line, Uplink
from pressel.core.talker import (
    END_BY_CAUSE,
    END_OF,
    REVOKE_OF,
    TABLE,
    TIMERS,
    Action,
    Input,
    State,
    Talker,
    Timer,
    first_due,
)
from pressel.core.timers import FloorTimers, silence_limit_ms
from pressel.core.version import Version


@dataclass(slots=True)
class Floor:
    """One channel's floor. ``version`` is the newest set; ``talkers`` stand in the order of their grants."""

    settings: ChannelSettings
    version: Version
    timers: FloorTimers = field(default_factory=FloorTimers)
    talkers: dict[SessionId, Talker] = field(default_factory=dict)
    line: Line = field(default_factory=Line)

    # --- what may happen -------------------------------------------------------------------------------------------

    def request(self, asker: Asker, uplink: Uplink, now_ms: int) -> list[Effect]:
        """Somebody who may talk asks to."""
        place = self._place(asker, now_ms)
        victim = self._victim(asker, place, now_ms)
        question = Question(asker, uplink, now_ms, victim)
        effects: list[Effect] = []
        for step in ASKING[place, self._kind(asker, victim)]:
            effects += STEPS[step](self, question)
        return effects + self._expire(now_ms) + self._settle(now_ms)

    def release(
        self, session: SessionId, now_ms: int, press: int | None = None, version: Version | None = None
    ) -> list[Effect]:
        """Let go: of a place in line, of the floor, of the grant ``version``; never of a later press."""
        effects: list[Effect] = []
        entry = self.line.of(session)
        if entry is not None and (press is None or entry.asker.press <= press):
            effects += self._dismiss(entry, DenyCause.BUSY)
        talker = self.talkers.get(session)
        if talker is not None:
            by_version = version is None or version >= talker.version
            if by_version if press is None else talker.asker.press <= press:
                # A turn that is given back without a word was never taken.
                end = BurstEnd.UNCLAIMED if Timer.UNCLAIMED in talker.clocks else None
                effects += self._happen(talker, Input.RELEASE, now_ms, end=end)
        return effects + self._expire(now_ms) + self._settle(now_ms)

    def gone(self, session: SessionId, end: BurstEnd, now_ms: int, by: str | None = None) -> list[Effect]:
        """A member left, is lost, or was removed."""
        entry, talker = self.line.of(session), self.talkers.get(session)
        effects = [] if entry is None else self._dismiss(entry, DenyCause.NOT_A_MEMBER)
        if talker is not None:
            effects += self._happen(talker, Input.GONE, now_ms, end=end, by=by)
        return effects + self._settle(now_ms)

    def away(self, session: SessionId, now_ms: int) -> list[Effect]:
        """A member's link is lost: what it holds is free at once, its place in line it keeps, and is passed over."""
        entry, talker = self.line.of(session), self.talkers.get(session)
        if entry is not None:
            entry.away, entry.waiting = True, False
        effects = [] if talker is None else self._happen(talker, Input.GONE, now_ms, end=BurstEnd.LOST_LINK)
        return effects + self._settle(now_ms)

    def back(self, session: SessionId, now_ms: int) -> list[Effect]:
        """Its link is there again."""
        entry = self.line.of(session)
        if entry is None:
            return []
        entry.away = False
        return self._settle(now_ms)

    def take_back(self, session: SessionId, cause: RevokeCause, now_ms: int, by: str | None = None) -> list[Effect]:
        """It may no longer talk: cut at once, and out of the line."""
        entry, talker = self.line.of(session), self.talkers.get(session)
        effects: list[Effect] = []
        if entry is not None:
            refusal = DenyCause.MUTED if cause is RevokeCause.MUTED else DenyCause.NOT_ALLOWED
            queued = entry.queued
            effects += self._dismiss(entry, refusal)
            if queued:
                effects.append(Tell(session, FloorRevoked(self.channel, cause, 0, by=by)))
        if talker is not None:
            effects += self._happen(talker, Input.TAKEN_BACK, now_ms, by=by, cause=cause, end=END_BY_CAUSE[cause])
        return effects + self._settle(now_ms)

    def ended(self, session: SessionId, version: Version, now_ms: int) -> list[Effect]:
        """The engine reported the end of a burst let in by ``version`` or before; ``""``: of a session that is gone."""
        ending = [
            talker
            for talker in self.talkers.values()
            if session in ("", talker.asker.session) and talker.version <= version and talker.state is State.ENDING
        ]
        if not ending:
            return []
        newest = max(ending, key=lambda talker: talker.version)
        return self._happen(newest, Input.ENDED, now_ms) + self._settle(now_ms)

    def applied(self, version: Version, now_ms: int) -> list[Effect]:
        """The engine obeys ``version``: this ends those that it was to cut."""
        effects: list[Effect] = []
        for talker in list(self.talkers.values()):
            if talker.cut is not None and talker.cut <= version:
                effects += self._happen(talker, Input.ENDED, now_ms)
        return effects + self._settle(now_ms) if effects else []

    def uplink(self, session: SessionId, uplink: Uplink, now_ms: int, age_ms: int = 0) -> None:
        """A member's packets, sound or speech began or ended, ``age_ms`` ago."""
        entry, talker = self.line.of(session), self.talkers.get(session)
        if entry is not None:
            entry.uplink = uplink
        if talker is not None:
            self._watch(talker, uplink, now_ms, age_ms)

    def change(self, settings: ChannelSettings, timers: FloorTimers, now_ms: int) -> list[Effect]:
        """Other settings; who talks and who waits stays."""
        self.settings, self.timers = settings, timers
        for talker in self.talkers.values():
            self._watch(talker, talker.uplink, now_ms, 0)
        return self._settle(now_ms)

    def due(self, now_ms: int) -> list[Effect]:
        """Do what time brings."""
        return self._expire(now_ms) + self._settle(now_ms)

    # --- questions -------------------------------------------------------------------------------------------------

    @property
    def channel(self) -> ChannelId:
        """Whose floor it is."""
        return self.settings.id

    def deadline(self) -> int | None:
        """When ``due`` has something to do; an idle floor has no timer."""
        return min((at_ms for talker in self.talkers.values() for at_ms in talker.clocks.values()), default=None)

    def is_held_by(self, session: SessionId) -> bool:
        """Whether ``session`` has a place on it, also while it is being revoked or ends."""
        return session in self.talkers

    def is_talking(self, session: SessionId) -> bool:
        """Whether ``session`` is shown as talking."""
        talker = self.talkers.get(session)
        return talker is not None and talker.state is not State.ENDING

    def is_waiting(self, session: SessionId) -> bool:
        """Whether ``session`` stands in line."""
        return self.line.of(session) is not None

    def position(self, session: SessionId) -> Queued | None:
        """Its place in line."""
        entry = self.line.of(session)
        return None if entry is None else Queued(self.line.place_of(entry), len(self.line))

    def shown(self) -> tuple[TalkerView, ...]:
        """Who is shown as talking: each until it let go, in the order of the grants."""
        return tuple(talker.view() for talker in self.talkers.values() if talker.state is not State.ENDING)

    def talker(self) -> TalkerView | None:
        """The first of them."""
        return next(iter(self.shown()), None)

    # --- asking ----------------------------------------------------------------------------------------------------

    def _place(self, asker: Asker, now_ms: int) -> Place:
        ahead = self.line.ahead_of(asker)
        if ahead < self.settings.talkers_max - len(self.talkers) and asker.session not in self.talkers:
            return Place.FREE
        if ahead < self._places_soon(now_ms):
            return Place.SOON
        if not (self.settings.queue_max and asker.queues):
            return Place.NO_QUEUE
        return Place.BUSY if self.line.queued() < self.settings.queue_max else Place.QUEUE_FULL

    def _kind(self, asker: Asker, victim: Talker | None) -> Ask:
        talker = self.talkers.get(asker.session)
        if talker is not None and talker.state is not State.ENDING:
            return Ask.TALKER if talker.state is State.TALKING else Ask.REVOKED
        if asker.alone and self.settings.alone == "deny":
            return Ask.ALONE
        if victim is not None:
            return Ask.EMERGENCY if asker.tier == "emergency" else Ask.PREEMPTIVE
        return Ask.QUEUED if self.line.of(asker.session) is not None else Ask.ORDINARY

    def _victim(self, asker: Asker, place: Place, now_ms: int) -> Talker | None:
        """Who makes room: of those outranked the lowest, of equals the latest."""
        if place is Place.FREE or (place is Place.SOON and asker.tier != "emergency"):
            return None
        outranks = PREEMPTS[self.settings.preempt]
        found = [
            talker
            for talker in self.talkers.values()
            if talker.state is not State.ENDING
            and self._is_leaving(talker, now_ms) is (place is Place.SOON)
            and outranks(asker.rank, talker.asker.rank)
        ]
        return min(found, key=lambda talker: (talker.asker.rank, -talker.version.seq), default=None)

    def _is_leaving(self, talker: Talker, now_ms: int) -> bool:
        """Whether its place is free so soon that a held first syllable is still whole."""
        if talker.state is State.ENDING:
            return True
        return talker.stop_by_ms is not None and talker.stop_by_ms - now_ms <= self.timers.hard_stop_ms

    def _places_soon(self, now_ms: int) -> int:
        """Places that are free, or about to be."""
        staying = sum(1 for talker in self.talkers.values() if not self._is_leaving(talker, now_ms))
        return max(0, self.settings.talkers_max - staying)

    def _grant(self, question: Question) -> list[Effect]:
        asker = question.asker
        return self._let_in(Entry(asker, question.uplink, 0, asker.open_requests), question.now_ms)

    def _grant_same(self, question: Question) -> list[Effect]:
        """Its grant was lost, or it asks for more: a tier can rise while it talks."""
        asker, talker = question.asker, self.talkers[question.asker.session]
        raised = asker.rank[0] > talker.asker.rank[0]
        tier = asker.tier if raised else talker.asker.tier
        talker.asker = replace(talker.asker, press=max(asker.press, talker.asker.press), tier=tier)
        if raised and tier == "emergency":
            talker.limit_ms = 0
            talker.clocks.pop(Timer.TALK_LIMIT, None)
        effects = _answer(asker.session, asker.open_requests, Granted(talker.version, talker.left_ms(question.now_ms)))
        return [*effects, TellMembers(self.channel, FloorTaken(self.channel, talker.view()))] if raised else effects

    def _wait(self, question: Question) -> list[Effect]:
        return self._stand(question, waiting=True)

    def _queue(self, question: Question) -> list[Effect]:
        return self._stand(question, waiting=False)

    def _same_place(self, question: Question) -> list[Effect]:
        entry = self.line.of(question.asker.session)
        return self._stand(question, waiting=entry is not None and entry.waiting)

    def _stand(self, question: Question, *, waiting: bool) -> list[Effect]:
        asker = question.asker
        entry = self.line.stand(asker, question.uplink)
        entry.waiting, entry.away = waiting, False
        if len(entry.requests) >= OPEN_REQUESTS_MAX:
            return self._deny(asker.session, asker.open_requests, DenyCause.BUSY)
        entry.requests += asker.open_requests
        return []

    def _preempt(self, question: Question) -> list[Effect]:
        assert question.victim is not None
        kind = Input.EMERGENCY if question.asker.tier == "emergency" else Input.PREEMPTED
        return self._happen(question.victim, kind, question.now_ms, by=question.asker.name)

    def _deny_busy(self, question: Question) -> list[Effect]:
        return self._deny(question.asker.session, question.asker.open_requests, DenyCause.BUSY)

    def _deny_full(self, question: Question) -> list[Effect]:
        return self._deny(question.asker.session, question.asker.open_requests, DenyCause.QUEUE_FULL)

    def _deny_alone(self, question: Question) -> list[Effect]:
        return self._deny(question.asker.session, question.asker.open_requests, DenyCause.ALONE)

    # --- the line --------------------------------------------------------------------------------------------------

    def _settle(self, now_ms: int) -> list[Effect]:
        """Give free places to the first in line, then see that everybody knows its place."""
        if not self.line.entries:
            return []
        effects: list[Effect] = []
        while len(self.talkers) < self.settings.talkers_max:
            entry = next((one for one in self.line if not one.away and one.asker.session not in self.talkers), None)
            if entry is None:
                break
            self.line.leave(entry.asker.session)
            effects += self._let_in(entry, now_ms)
        return effects + self._answer_displaced(now_ms) + self._tell_places()

    def _answer_displaced(self, now_ms: int) -> list[Effect]:
        """Whose turn is not in a moment waits no longer for its answer: it is queued, or there is no room for it."""
        soon, talking = self._places_soon(now_ms), sum(1 for one in self.talkers.values() if one.state is State.TALKING)
        certain = max(0, self.settings.talkers_max - talking)
        effects: list[Effect] = []
        ahead = 0
        for entry in list(self.line):
            asker = entry.asker
            if entry.waiting and (ahead >= soon or asker.at_once):
                entry.waiting = False
                has_room = ahead < certain or entry.queued or self.line.queued() < self.settings.queue_max
                if not (asker.queues and has_room):
                    full = asker.queues and self.settings.queue_max > 0
                    effects += self._dismiss(entry, DenyCause.QUEUE_FULL if full else DenyCause.BUSY)
                    continue
            ahead += 0 if entry.away else 1
        return effects

    def _tell_places(self) -> list[Effect]:
        effects: list[Effect] = []
        for place, entry in enumerate(self.line, start=1):
            session = entry.asker.session
            if entry.waiting:
                continue
            if entry.requests:
                # Told again: the gate has been closed since it was told first, and what is held is the next press's.
                effects += [] if entry.queued else [ClearHold(session)]
                effects += _answer(session, entry.requests, Queued(place, len(self.line)))
                entry.requests = []
            elif place != entry.told:
                news = FloorQueued(self.channel, entry.asker.press, place, len(self.line))
                effects.append(Tell(session, news))
            entry.told = place
        return effects

    def _dismiss(self, entry: Entry, cause: DenyCause) -> list[Effect]:
        """Out of the line; no request of it stays open."""
        self.line.leave(entry.asker.session)
        return self._deny(entry.asker.session, entry.requests, cause) if entry.requests else []

    def _deny(self, session: SessionId, requests: list[int], cause: DenyCause) -> list[Effect]:
        return [ClearHold(session), *(Refuse(session, request, ErrorCode.DENIED, cause) for request in requests)]

    # --- talkers ---------------------------------------------------------------------------------------------------

    def _let_in(self, entry: Entry, now_ms: int) -> list[Effect]:
        """A place is its own: the engine first, then the one who asked, then everybody."""
        asker = entry.asker
        self.version = self.version.next()
        limit_ms = 0 if asker.tier == "emergency" else self.settings.talk_limit_ms
        talker = Talker(asker, self.version, now_ms, limit_ms)
        self.talkers[asker.session] = talker
        effects = [self._set("finish"), *_answer(asker.session, entry.requests, Granted(self.version, limit_ms))]
        if entry.queued and not entry.requests:
            talker.clocks[Timer.UNCLAIMED] = now_ms + self.timers.unclaimed_ms
            effects += self._tell_grant(talker, now_ms)
        self._watch(talker, entry.uplink, now_ms, 0)
        effects += [
            TellMembers(self.channel, FloorTaken(self.channel, talker.view())),
            StoreBurst(talker.burst(self.channel)),
        ]
        if asker.alone and entry.requests:
            effects.append(Tell(asker.session, Notice("nobody-hears", self.channel)))
        return effects

    def _watch(self, talker: Talker, uplink: Uplink, now_ms: int, age_ms: int) -> None:
        """Timers that sound starts and stops."""
        talker.uplink = uplink
        clocks, silence_ms = talker.clocks, silence_limit_ms(self.settings)
        if uplink.voice and not talker.spoken:
            self._happen(talker, Input.VOICE, now_ms)
        if uplink.packets:
            clocks.pop(Timer.NO_PACKETS, None)
        else:
            clocks.setdefault(Timer.NO_PACKETS, now_ms - age_ms + self.timers.t1_no_packets_ms)
        if uplink.speech or not silence_ms:
            clocks.pop(Timer.SILENCE, None)
        else:
            clocks.setdefault(Timer.SILENCE, now_ms + silence_ms)
        talker.keep_clocks()

    def _expire(self, now_ms: int) -> list[Effect]:
        """What the clocks bring, the earliest first."""
        effects: list[Effect] = []
        while (first := first_due(self.talkers.values(), now_ms)) is not None:
            talker, timer = first
            del talker.clocks[timer]
            effects += self._happen(talker, TIMERS[timer].brings, now_ms)
        return effects

    def _happen(
        self,
        talker: Talker,
        kind: Input,
        now_ms: int,
        *,
        by: str | None = None,
        cause: RevokeCause | None = None,
        end: BurstEnd | None = None,
    ) -> list[Effect]:
        """Do what the row says. Why a burst ended is the first thing that happened to it."""
        row = TABLE.get((talker.state, kind))
        if row is None:
            return []
        actions, talker.state = row
        if kind in END_OF and talker.end is None:
            talker.end, talker.by = end or END_OF[kind], by
        if kind in REVOKE_OF:
            talker.cause, talker.told_by = cause or REVOKE_OF[kind], by
        talker.keep_clocks()
        effects: list[Effect] = []
        for action in actions:
            effects += ACTIONS[action](self, talker, now_ms)
        return effects

    def _claim(self, talker: Talker, now_ms: int) -> list[Effect]:
        talker.spoken = True
        talker.clocks.pop(Timer.UNCLAIMED, None)
        talker.clocks.pop(Timer.GRANT_AGAIN, None)
        if talker.limit_ms:
            talker.clocks[Timer.TALK_LIMIT] = now_ms + talker.limit_ms
        return []

    def _tell_grant(self, talker: Talker, now_ms: int) -> list[Effect]:
        talker.turns_told += 1
        if talker.turns_told < self.timers.c20_grants:
            talker.clocks[Timer.GRANT_AGAIN] = now_ms + self.timers.t20_granted_again_ms
        asker = talker.asker
        return [Tell(asker.session, FloorGranted(self.channel, asker.press, talker.version, talker.limit_ms))]

    def _tell_revoked(self, talker: Talker, now_ms: int) -> list[Effect]:
        assert talker.cause is not None
        grace_ms = 0
        if talker.state is State.REVOKING:
            if Timer.GRACE not in talker.clocks:
                self._hurry(talker, now_ms)
            talker.clocks[Timer.REVOKE_AGAIN] = now_ms + self.timers.t8_revoked_again_ms
            grace_ms = talker.clocks[Timer.GRACE] - now_ms
        news = FloorRevoked(self.channel, talker.cause, grace_ms, talker.version, talker.told_by)
        return [Tell(talker.asker.session, news)]

    def _hurry(self, talker: Talker, now_ms: int) -> list[Effect]:
        """T3, by cause, and never later than it was."""
        assert talker.cause is not None
        at_ms = now_ms + self.timers.grace_ms(talker.cause)
        at_ms = min(at_ms, talker.clocks.get(Timer.GRACE, at_ms))
        talker.clocks[Timer.GRACE] = at_ms
        if talker.cause in (RevokeCause.PREEMPTED, RevokeCause.EMERGENCY):
            talker.stop_by_ms = at_ms
        return []

    def _finish(self, talker: Talker, now_ms: int) -> list[Effect]:
        at_ms = now_ms + self.timers.hard_stop_ms
        talker.clocks[Timer.HARD_STOP] = at_ms if talker.stop_by_ms is None else min(at_ms, talker.stop_by_ms)
        self.version = self.version.next()
        return [self._set("finish")]

    def _cut(self, talker: Talker, now_ms: int) -> list[Effect]:
        again_ms = max(self.timers.hard_stop_ms, 2 * talker.cut_again_ms)
        talker.cut_again_ms = min(again_ms, self.timers.cut_again_ms_max)
        talker.clocks[Timer.HARD_STOP] = now_ms + talker.cut_again_ms
        self.version = talker.cut = self.version.next()
        return [self._set("cut")]

    def _leave(self, talker: Talker, now_ms: int) -> list[Effect]:
        session, end = talker.asker.session, talker.end or BurstEnd.RELEASED
        del self.talkers[session]
        news: News = FloorIdle(self.channel, self.version, end, talker.by)
        if self.talkers:
            news = FloorLeft(self.channel, session, self.version, end, talker.by)
        return [TellMembers(self.channel, news), StoreBurst(talker.burst(self.channel, now_ms))]

    def _set(self, ending: Literal["finish", "cut"]) -> Effect:
        """The set as it is now: who is not in it any more ends so."""
        sources = tuple(one.asker.session for one in self.talkers.values() if one.state is not State.ENDING)
        return SetFloor(self.channel, self.version, sources, ending)


def _answer(session: SessionId, requests: list[int], answer: Granted | Queued) -> list[Effect]:
    return [Reply(session, request, answer) for request in requests]


STEPS: Final[dict[Step, Callable[[Floor, Question], list[Effect]]]] = {
    step: getattr(Floor, f"_{step.value}") for step in Step
}
ACTIONS: Final[dict[Action, Callable[[Floor, Talker, int], list[Effect]]]] = {
    action: getattr(Floor, f"_{action.value}") for action in Action
}
