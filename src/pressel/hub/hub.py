"""The one task that owns the core: event in, effects out, sleep until the deadline. It decides nothing itself."""

import asyncio
from collections import deque
from typing import Final, TypeGuard

import structlog

from pressel.core import effects, events
from pressel.core.causes import ErrorCode, LeaveReason
from pressel.core.ids import SessionId
from pressel.core.news import Answer, News
from pressel.core.switchboard import Switchboard
from pressel.hub.crier import Crier
from pressel.hub.outlet import Outlet
from pressel.hub.ports import Clock, Media, MediaEffect, Sink, Store
from pressel.wire import codec

INBOX_MAX: Final = 100_000
"""Events that may wait; more come only from a loop that is stuck, and then ending it is the cure."""
ASK_TIMEOUT_S: Final = 5.0
STORE_QUEUE_MAX: Final = 10_000

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
        self._crier = Crier()
        self._inbox: deque[events.Event] = deque()
        self._wake = asyncio.Event()
        self._to_store: asyncio.Queue[effects.StoreBurst | effects.CommitEpoch] = asyncio.Queue(STORE_QUEUE_MAX)
        self._next_ask = 1

    # --- doors -----------------------------------------------------------------------------------------------------

    def open(self, opened: events.SessionOpened, sink: Sink) -> None:
        """A session begins; what it is told goes to ``sink``."""
        self._outlets[opened.session] = Outlet(sink)
        self.post(opened)

    def post(self, event: events.Event) -> None:
        """Something happened. Never waits."""
        if len(self._inbox) >= INBOX_MAX:
            raise OverflowError("the hub's inbox is full")
        self._inbox.append(event)
        self._wake.set()

    def close(self, session: SessionId, reason: LeaveReason) -> None:
        """The door lost its peer or let it go."""
        self._outlets.pop(session, None)
        self.post(events.SessionEnded(session, reason))

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
        while True:
            self._wake.clear()
            while self._inbox:
                event = self._inbox.popleft()
                self._perform(self.board.handle(event, self.clock.now_ms()) if self._is_known(event) else [])
            deadline_ms = self.board.deadline()
            wait_s = None if deadline_ms is None else max(0, deadline_ms - self.clock.now_ms()) / 1000
            try:
                async with asyncio.timeout(wait_s):
                    await self._wake.wait()
            except TimeoutError:
                self._perform(self.board.due(self.clock.now_ms()))

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
                    self._crier.flush_for(outlet)
                    outlet.tell(codec.encode_news(news))
            case effects.TellMembers(channel, news, but):
                members = self.board.rooms[channel].members if channel in self.board.rooms else {}
                audience = (self._outlets[one] for one in members if one != but and one in self._outlets)
                self._crier.tell(codec.encode_news(news), audience)
            case effects.EndSession(session, code, reason):
                if outlet := self._outlets.pop(session, None):
                    outlet.close(code, reason)
            case effects.StoreBurst() | effects.CommitEpoch():
                self._keep(effect)
            case _:
                raise TypeError(effect)

    def _keep(self, effect: effects.StoreBurst | effects.CommitEpoch) -> None:
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
            self._crier.flush_for(outlet)
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
            except OSError as error:
                # The disk may be full: talking goes on, the history has a gap, the operator is told.
                log.warning("not written to the database", what=type(effect).__name__, error=str(error))


def _is_media(effect: effects.Effect) -> TypeGuard[MediaEffect]:
    return isinstance(effect, _MEDIA)
