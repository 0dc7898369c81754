"""The one task that owns the core: event in, effects out, sleep until the deadline. It decides nothing itself."""

import asyncio
import contextlib
from collections import deque
from dataclasses import replace
from typing import Final, TypeGuard

import structlog

from pressel.core import effects, events, presence, talk
from pressel.core.causes import ErrorCode, LeaveReason
from pressel.core.identity import Identity, Rights
from pressel.core.ids import ChannelId, SessionId
from pressel.core.news import Answer, ChannelChanged, News, Ping, SummaryView
from pressel.core.switchboard import Switchboard
from pressel.hub.crier import Crier
from pressel.hub.outlet import Encoded, Outlet
from pressel.hub.ports import Clock, Media, MediaEffect, Sink, Store, StoreEffect
from pressel.hub.resume import Resumes
from pressel.wire import codec

INBOX_MAX: Final = 100_000
"""Events that may wait; more come only from a loop that is stuck, and then ending it is the cure."""
ASK_TIMEOUT_S: Final = 5.0
STORE_QUEUE_MAX: Final = 10_000
AWAY_MAX: Final = 20_000
"""Sessions that may be away at a time; beyond, a lost one is over at once."""
ALIVE_WITHIN_S: Final = 1.5
"""A line whose session another line asks for is asked whether it is alive, and has so long to say so."""
CLOSE_REPLACED: Final = 4409

_MEDIA: Final = (
    effects.OpenMedia,
    effects.RestartMedia,
    effects.CloseMedia,
    effects.BindSlot,
    effects.SetFloor,
    effects.ClearHold,
    effects.OpenChannel,
    effects.CloseChannel,
)

log = structlog.get_logger()


class Hub:
    """Doors ``open`` sessions and ``post`` events; answers and news go to each session's sink."""

    def __init__(self, board: Switchboard, media: Media, store: Store, clock: Clock) -> None:
        self.board = board
        self.clock = clock
        self._media = media
        self._store = store
        self._outlets: dict[SessionId, Outlet] = {}
        self._asked: dict[tuple[SessionId, int], asyncio.Future[Answer | effects.Refuse]] = {}
        self._inbox: deque[events.Event] = deque()
        self._crier = Crier(self._outlets, self._inbox)
        self._wake = asyncio.Event()
        self._to_store: asyncio.Queue[StoreEffect] = asyncio.Queue(STORE_QUEUE_MAX)
        self._next_ask = 1
        self._resumes = Resumes()
        self._away: set[SessionId] = set()
        self._doubted: dict[SessionId, asyncio.Event] = {}

    # --- doors -----------------------------------------------------------------------------------------------------

    def open(self, opened: events.SessionOpened, sink: Sink, *, resumable: bool = False) -> None:
        """A session begins; what it is told goes to ``sink``."""
        self._outlets[opened.session] = Outlet(sink, keeps=resumable)
        self.post(opened)

    def post(self, event: events.Event) -> None:
        """Something happened. Never waits."""
        if len(self._inbox) >= INBOX_MAX:
            raise OverflowError("the hub's inbox is full")
        self._inbox.append(event)
        self._wake.set()
        if self._doubted and isinstance(event, events.Request) and event.session in self._doubted:
            self._doubted[event.session].set()

    def close(self, session: SessionId, reason: LeaveReason, sink: Sink | None = None) -> None:
        """The session is over; with ``sink``, only if that is still its line."""
        outlet = self._outlets.get(session)
        if outlet is None or sink not in (None, outlet.sink):
            return
        self._forget(session)
        self.post(events.SessionEnded(session, reason))

    def lose(self, session: SessionId, sink: Sink) -> None:
        """The line is lost without a goodbye: the session waits for its return."""
        outlet = self._outlets.get(session)
        if outlet is None or outlet.sink is not sink:
            return
        if len(self._away) >= AWAY_MAX:
            self.close(session, LeaveReason.LOST_LINK)
            return
        outlet.detach()
        self._away.add(session)
        if session in self._doubted:
            self._doubted[session].set()
        self.post(events.SessionAway(session))

    def resume_id(self, session: SessionId, identity: Identity, device: str) -> str:
        """The next resume id of ``session``; good once."""
        return self._resumes.issue(session, identity.user, device, self.clock.secret())

    async def find(self, resume: str, identity: Identity, device: str, seen: int) -> SessionId | None:
        """The session that may go on on a new line, if the id is good, its own line is lost and nothing it missed is
        forgotten. A session that its rightful owner cannot have back is over, so that nobody is there twice.
        """
        verdict, session = self._resumes.judge(resume, identity.user, device)
        outlet = self._outlets.get(session)
        if verdict == "unknown" or outlet is None:
            return None
        if outlet.sink is not None and await self._is_alive(session, outlet.sink):
            return None
        # The world may have changed while the other line was asked.
        if self._outlets.get(session) is not outlet or outlet.sink is not None:
            return None
        if self._resumes.judge(resume, identity.user, device)[0] == "good" and outlet.can_replay(seen):
            return session
        self.close(session, LeaveReason.LOST_LINK)
        return None

    def back(self, session: SessionId, identity: Identity, sink: Sink, seen: int) -> None:
        """``session`` goes on at ``sink``, with everything behind event ``seen``."""
        self._away.discard(session)
        self._outlets[session].attach(sink, seen)
        self.post(events.SessionBack(session, identity))

    async def _is_alive(self, session: SessionId, sink: Sink) -> bool:
        """Whether the line of ``session`` still has somebody at its end; if not, it is lost from now on."""
        known = self.board.sessions.get(session)
        if known is None or not known.beats or session in self._doubted:
            return True
        outlet = self._outlets[session]
        answered = self._doubted[session] = asyncio.Event()
        self.tell(session, Ping())
        try:
            async with asyncio.timeout(ALIVE_WITHIN_S):
                await answered.wait()
        except TimeoutError:
            self.lose(session, sink)
            sink.close(CLOSE_REPLACED, "the session goes on on another line")
            return False
        finally:
            del self._doubted[session]
        return outlet.sink is sink

    def _forget(self, session: SessionId) -> Outlet | None:
        self._away.discard(session)
        self._resumes.forget(session)
        return self._outlets.pop(session, None)

    def identities(self) -> list[tuple[SessionId, Identity]]:
        """Who is here now."""
        return [(session.id, session.identity) for session in self.board.sessions.values()]

    def tell(self, session: SessionId, news: News) -> None:
        """News that a door itself has for its peer."""
        self._perform_one(effects.Tell(session, news))

    def ask_id(self) -> int:
        """A request id for ``ask``."""
        self._next_ask += 1
        return self._next_ask

    async def ask(self, session: SessionId, request: int, event: events.Event) -> Answer | effects.Refuse:
        """Post a request for a door that waits for its answer; ``server-trouble`` after 5 s."""
        future: asyncio.Future[Answer | effects.Refuse] = asyncio.get_running_loop().create_future()
        self._asked[session, request] = future
        self.post(event)
        try:
            async with asyncio.timeout(ASK_TIMEOUT_S):
                return await future
        except TimeoutError:
            return effects.Refuse(session, request, ErrorCode.SERVER_TROUBLE, text="no answer in time; try again")
        finally:
            del self._asked[session, request]

    # --- the task --------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._crier.run(), name="crier")
            tasks.create_task(self._write_to_store(), name="store")
            await self._loop()

    async def _loop(self) -> None:
        """What has happened always comes before what the time brings: a late answer still counts."""
        while True:
            self._wake.clear()
            while self._inbox:
                event = self._inbox.popleft()
                self._perform(self.board.handle(event, self.clock.now_ms()) if self._is_known(event) else [])
            deadline_ms = self.board.deadline()
            if deadline_ms is not None and deadline_ms <= self.clock.now_ms():
                self._perform(self.board.due(self.clock.now_ms()))
                await asyncio.sleep(0)
                continue
            wait_s = None if deadline_ms is None else max(0, deadline_ms - self.clock.now_ms()) / 1000
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._wake.wait()

    def _is_known(self, event: events.Event) -> bool:
        """A request of a session that ended meanwhile is nobody's."""
        return not isinstance(event, events.Request) or event.session in self.board.sessions

    def _perform(self, todo: list[effects.Effect]) -> None:
        batch = [effect for effect in todo if _is_media(effect)]
        if batch:
            self._media.perform(batch)
        for effect in todo:
            if not isinstance(effect, _MEDIA):
                self._perform_one(effect)

    def _perform_one(self, effect: effects.Effect) -> None:
        match effect:
            case effects.Reply(session, request, answer):
                self._answer(session, request, answer)
            case effects.Refuse(session, request):
                self._answer(session, request, effect)
            case effects.Tell(session, news):
                if outlet := self._outlets.get(session):
                    self._crier.flush_for(session, outlet)
                    outlet.tell(codec.encode_news(news), presence.is_fleeting(news))
            case effects.TellMembers(channel, news, but):
                self._tell_members(channel, news, but)
            case effects.TellWatchers(summary, removed):
                self._tell_watchers(summary, removed)
            case effects.EndSession(session, code, reason):
                if outlet := self._forget(session):
                    outlet.close(code, reason)
            case effects.StoreBurst() | effects.CommitEpoch() | effects.StoreRestraint() | effects.LiftRestraint():
                self._keep(effect)
            case _:
                raise TypeError(effect)

    def _tell_members(self, channel: ChannelId, news: News, but: SessionId | None) -> None:
        encoded = codec.encode_news(news)
        state_of = f"floor {channel}" if talk.is_whole(self.board, channel, news) else None
        self._crier.tell(
            lambda one: None if one == but else encoded, (self.board.members_of(channel),), state_of=state_of
        )

    def _tell_watchers(self, summary: SummaryView, removed: bool) -> None:
        """Encoded once for all who have the same rights."""
        settings = summary.settings
        made: dict[tuple[Rights, bool], Encoded] = {}

        def words(session: SessionId) -> Encoded | None:
            seen = self.board.seen(session, settings)
            if seen is not None and seen not in made:
                rights, joined = seen
                made[seen] = codec.encode_news(ChannelChanged(replace(summary, rights=rights, joined=joined), removed))
            return None if seen is None else made[seen]

        state_of = None if removed else f"lobby {settings.id}"
        self._crier.tell(words, self.board.watchers_of(settings.id), state_of=state_of, fleeting=not removed)

    def _keep(self, effect: StoreEffect) -> None:
        try:
            self._to_store.put_nowait(effect)
        except asyncio.QueueFull:
            # The disk has stood still for ten thousand writes: talking goes on, the history has a gap.
            log.warning("not written to the database", what=type(effect).__name__, error="too many writes wait")

    def _answer(self, session: SessionId, request: int, answer: Answer | effects.Refuse) -> None:
        asked = self._asked.get((session, request))
        if asked is not None:
            if not asked.done():
                asked.set_result(answer)
        elif outlet := self._outlets.get(session):
            self._crier.flush_for(session, outlet)
            if isinstance(answer, effects.Refuse):
                outlet.answer(codec.encode_refusal(answer))
            else:
                outlet.answer(codec.encode_answer(request, answer))

    async def _write_to_store(self) -> None:
        while True:
            effect = await self._to_store.get()
            try:
                match effect:
                    case effects.CommitEpoch(channel, epoch):
                        await self._store.commit_epoch(channel, epoch)
                        self.post(events.EpochCommitted(channel, epoch))
                    case effects.StoreBurst(burst):
                        await self._store.store_burst(burst)
                    case effects.StoreRestraint(restraint):
                        await self._store.store_restraint(restraint)
                    case effects.LiftRestraint(restraint):
                        await self._store.lift_restraint(restraint)
            except OSError as error:
                # The disk may be full: talking goes on, the history has a gap, the operator is told.
                log.warning("not written to the database", what=type(effect).__name__, error=str(error))


def _is_media(effect: effects.Effect) -> TypeGuard[MediaEffect]:
    return isinstance(effect, _MEDIA)
