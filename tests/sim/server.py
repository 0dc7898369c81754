"""One server process: the real core and codec, driven as ``hub`` and ``signalling`` drive them, without a loop."""

from collections.abc import Callable
from random import Random
from typing import Final

from sim.engine import Engine, Heard
from sim.network import LOST, Connection
from sim.plan import Plan
from sim.rules import Rules
from sim.schedule import Schedule

from pressel.core import effects, events, presence
from pressel.core.causes import ErrorCode, LeaveReason
from pressel.core.identity import Identity
from pressel.core.ids import BurstId, ChannelId, SessionId
from pressel.core.news import Ping, Queued
from pressel.core.switchboard import Switchboard
from pressel.hub.outlet import Outlet
from pressel.hub.resume import Resumes
from pressel.signalling.session import welcome
from pressel.wire import client as wire
from pressel.wire import codec

ALIVE_WITHIN_MS: Final = 1_500
CLOSE_DONE: Final = 1000
CLOSE_GOING_AWAY: Final = 1001
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


class Server:
    """From its start to its crash. ``epochs`` is the disk, and outlives it."""

    def __init__(
        self,
        schedule: Schedule,
        plan: Plan,
        rng: Random,
        rules: Rules,
        epochs: dict[ChannelId, int],
        hears: Heard,
    ) -> None:
        self.alive = True
        self.schedule = schedule
        self.rules = rules
        self.rng = rng
        self.board = Switchboard()
        self.resumes = Resumes()
        self.engine = Engine(schedule, rng, self.post, hears)
        self.outlets: dict[SessionId, Outlet] = {}
        self.doors: list[Door] = []
        self.doubted: dict[SessionId, Callable[[bool], None]] = {}
        self._epochs = epochs
        self._made = 0
        self._armed_ms: int | None = None
        rules.restarted(self.board)
        for settings in plan.channels:
            self.post(events.ChannelLoaded(settings, epochs.get(settings.id, 0)))

    def crash(self) -> None:
        """Nothing of it is left but the disk; the kernel closes its lines."""
        self.alive = self.engine.alive = False
        for door in self.doors:
            if door.connection is not None:
                door.connection.close_by_server(LOST)

    def accept(self, connection: Connection, identities: dict[str, Identity]) -> "Door":
        """A line is open; whoever it is says hello."""
        door = Door(self, connection, identities)
        self.doors.append(door)
        connection.serve(door)
        return door

    def new_id(self) -> str:
        """Names that rise, as UUIDv7 does."""
        self._made += 1
        return f"{self.schedule.now_ms:x}-{self._made}"

    # --- as the hub does -------------------------------------------------------------------------------------------

    def post(self, event: events.Event) -> None:
        """Event in, effects out, the clock set."""
        if not self.alive:
            return
        if isinstance(event, events.Request):
            if event.session not in self.board.sessions:
                return
            alive = self.doubted.pop(event.session, None)
            if alive is not None:
                alive(True)
            self.rules.asked(event)
        self._perform(self.board.handle(event, self.schedule.now_ms))
        self.rules.after(self.board)
        self._arm()

    def lose(self, session: SessionId, door: "Door") -> None:
        """A line is lost without a goodbye."""
        outlet = self.outlets.get(session)
        if outlet is not None and outlet.sink is door:
            outlet.detach()
            self.post(events.SessionAway(session))

    def close(self, session: SessionId, reason: LeaveReason, door: "Door | None" = None) -> None:
        """A session is over."""
        outlet = self.outlets.get(session)
        if outlet is not None and door in (None, outlet.sink):
            self.forget(session)
            self.post(events.SessionEnded(session, reason))

    def forget(self, session: SessionId) -> Outlet | None:
        self.resumes.forget(session)
        return self.outlets.pop(session, None)

    def _arm(self) -> None:
        due_ms = self.board.deadline()
        if due_ms is not None and (self._armed_ms is None or due_ms < self._armed_ms):
            self._armed_ms = max(due_ms, self.schedule.now_ms)
            self.schedule.at(self._armed_ms, self._due, self._armed_ms)

    def _due(self, armed_ms: int) -> None:
        if not self.alive or armed_ms != self._armed_ms:
            return
        self._armed_ms = None
        self._perform(self.board.due(self.schedule.now_ms))
        self.rules.after(self.board)
        self._arm()

    def _perform(self, todo: list[effects.Effect]) -> None:
        batch = [effect for effect in todo if isinstance(effect, _MEDIA)]
        for command in batch:
            if isinstance(command, effects.SetFloor):
                self.rules.set_floor(command)
        self.engine.perform(batch)
        for effect in todo:
            self._perform_one(effect)

    def _perform_one(self, effect: effects.Effect) -> None:
        match effect:
            case effects.Reply(session, request, answer):
                if isinstance(answer, Queued):
                    self.rules.cleared(session)
                self._answer(session, request, codec.encode_answer(request, answer))
            case effects.Refuse(session, request):
                self.rules.refused(effect)
                self._answer(session, request, codec.encode_refusal(effect))
            case effects.Tell(session, news):
                self.rules.told(session, news)
                if session in self.outlets:
                    self.outlets[session].tell(codec.encode_news(news), presence.is_fleeting(news))
            case effects.TellMembers():
                self._tell_members(effect)
            case effects.EndSession(session, code, reason):
                if outlet := self.forget(session):
                    outlet.close(code, reason)
            case effects.CommitEpoch(channel, epoch):
                self.schedule.after(self.rng.randint(1, 30), self._commit, channel, epoch)

    def _answer(self, session: SessionId, request: int, frame: bytes) -> None:
        self.rules.answered(session, request)
        if session in self.outlets:
            self.outlets[session].answer(frame)

    def _tell_members(self, effect: effects.TellMembers) -> None:
        encoded = codec.encode_news(effect.news)
        room = self.board.rooms.get(effect.channel)
        for member in room.members if room is not None else ():
            if member != effect.but and member in self.outlets:
                self.outlets[member].tell(encoded)

    def _commit(self, channel: ChannelId, epoch: int) -> None:
        if self.alive:
            self._epochs[channel] = epoch
            self.post(events.EpochCommitted(channel, epoch))


class Door:
    """One line of the server, as ``signalling.session`` serves it; the hub's ``Sink``."""

    def __init__(self, server: Server, connection: Connection, identities: dict[str, Identity]) -> None:
        self.connection: Connection | None = connection
        self._server = server
        self._identities = identities
        self._session: SessionId | None = None

    # --- a sink ----------------------------------------------------------------------------------------------------

    def deliver(self, frame: bytes) -> None:
        """One message to the device."""
        if self.connection is not None:
            self.connection.to_device(frame)

    def close(self, code: int, _reason: str) -> None:
        """The server ends it."""
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.close_by_server(code)

    # --- an end ----------------------------------------------------------------------------------------------------

    def closed(self, code: int) -> None:
        """The device ended it, or it is dead."""
        self.connection = None
        server, session = self._server, self._session
        if not server.alive or session is None:
            return
        if code in (CLOSE_DONE, CLOSE_GOING_AWAY):
            server.close(session, LeaveReason.GOODBYE, self)
        else:
            server.lose(session, self)

    def received(self, frame: bytes) -> None:
        """One message of the device."""
        server = self._server
        if not server.alive or self.connection is None:
            return
        request = codec.decode(frame)
        if isinstance(request, wire.Hello):
            self._hello(request)
        elif self._session is None:
            refusal = effects.Refuse(SessionId(""), request.id, ErrorCode.HELLO_FIRST)
            self.deliver(codec.encode_refusal(refusal))
        elif isinstance(request, wire.SessionEnd):
            self.deliver(codec.encode_done(request.id))
            self.close(CLOSE_DONE, "goodbye")
            server.close(self._session, LeaveReason.GOODBYE, self)
        elif event := codec.event_of(self._session, request, BurstId(server.new_id())):
            server.post(event)

    def _hello(self, hello: wire.Hello) -> None:
        server, identity = self._server, self._identities[hello.token]
        if hello.resume is None:
            self._open(hello, "new")
            return
        verdict, session = server.resumes.judge(hello.resume, identity.user, hello.device)
        outlet = server.outlets.get(session)
        if verdict == "unknown" or outlet is None:
            self._open(hello, "reset")
        elif outlet.sink is None:
            self._resume(hello, session)
        else:
            self._doubt(hello, session, outlet)

    def _doubt(self, hello: wire.Hello, session: SessionId, outlet: Outlet) -> None:
        """The session has a line already: is anybody at its end?"""
        server, old = self._server, outlet.sink
        known = server.board.sessions.get(session)
        if known is None or not known.beats or session in server.doubted:
            self._open(hello, "reset")
            return

        def decided(alive: bool) -> None:
            if alive:
                self._open(hello, "reset")
                return
            assert isinstance(old, Door)
            server.lose(session, old)
            old.close(CLOSE_REPLACED, "the session goes on on another line")
            self._resume(hello, session)

        def overdue() -> None:
            if server.alive and server.doubted.get(session) is decided:
                del server.doubted[session]
                decided(False)

        server.doubted[session] = decided
        outlet.tell(codec.encode_news(Ping()), fleeting=True)
        server.schedule.after(ALIVE_WITHIN_MS, overdue)

    def _resume(self, hello: wire.Hello, session: SessionId) -> None:
        server, identity = self._server, self._identities[hello.token]
        outlet = server.outlets.get(session)
        if outlet is None or outlet.sink is not None:
            self._open(hello, "reset")
            return
        verdict, _ = server.resumes.judge(hello.resume or "", identity.user, hello.device)
        if verdict != "good" or not outlet.can_replay(hello.seen):
            server.close(session, LeaveReason.LOST_LINK)
            self._open(hello, "reset")
            return
        self._session = session
        self._welcome(hello, "resumed")
        outlet.attach(self, hello.seen)
        server.post(events.SessionBack(session, identity))

    def _open(self, hello: wire.Hello, state: str) -> None:
        server, identity = self._server, self._identities[hello.token]
        self._session = SessionId(server.new_id())
        server.outlets[self._session] = Outlet(self, keeps=True)
        server.post(events.SessionOpened(self._session, identity, hello.device, beats=hello.beats))
        self._welcome(hello, state)

    def _welcome(self, hello: wire.Hello, state: str) -> None:
        server, identity = self._server, self._identities[hello.token]
        assert self._session is not None
        secret = server.rng.randbytes(16)
        resume = server.resumes.issue(self._session, identity.user, hello.device, secret)
        now_ms = server.schedule.now_ms
        answer = welcome(self._session, identity, now_ms, "pressel", resume, state)  # type: ignore[arg-type]
        self.deliver(codec.encode_answer(hello.id, answer))
