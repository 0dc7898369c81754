"""A device: the real client machine, its microphone and its network. It may freeze, crash, and start anew."""

from collections.abc import Callable
from random import Random
from typing import Any, Final, Protocol

import msgspec
from sim.engine import FRAME_MS, SILENT, Frame
from sim.network import LOST, Connection, Path
from sim.plan import Person
from sim.rules import Key, Rules
from sim.schedule import Schedule
from sim.server import Server

from pressel.client import floor as client
from pressel.client import link as links
from pressel.client.channel import ChannelView
from pressel.client.session import AcceptMedia, Dial, HangUp, OfferMedia, Output, Send, Session, SetGate
from pressel.core.ids import ChannelId, SessionId
from pressel.core.version import Version
from pressel.wire import client as wire

DTX_MS: Final = 400
HANDSHAKE_MS: Final = 60
STEADY_MS: Final = 1_000
"""A stream that has stalled says old things for so long."""
HELD_MS: Final = 380
"""A grant that reaches the gate so soon behind the first frame loses nothing of it."""


class Place(Protocol):
    """Where devices look for the server."""

    server: Server | None

    def accept(self, connection: Connection) -> bool:
        """Whether a server took the line."""


class Port:
    """One connection as the device sees it; nothing of an older one counts."""

    def __init__(self, device: "Device") -> None:
        self._device = device
        self.connection: Connection | None = None

    def received(self, frame: bytes) -> None:
        self._device.call(self, lambda session, now_ms: session.received(frame, now_ms))

    def closed(self, code: int) -> None:
        self._device.lost(self, code)


class Device:
    """One person's. ``running`` is the program, ``frozen`` a page that stands still while its sound goes on."""

    def __init__(self, schedule: Schedule, place: Place, person: Person, rng: Random, rules: Rules) -> None:
        self.name = person.name
        self.level = person.level
        self.beats = person.beats
        self.person = person
        self.path = Path(schedule, person.network, rng)
        self.sessions: dict[SessionId, int | None] = {}
        self.running = False
        self.session = Session(person.name)
        self.reacts: Callable[[ChannelId], None] = lambda _channel: None
        """Told when it is somebody's turn."""
        self._schedule = schedule
        self._place = place
        self._rng = rng
        self._rules = rules
        self._port: Port | None = None
        self._frozen_ms: int | None = None
        self._awake_ms = 0
        self._cut_ms: int | None = None
        self._steady_ms: int | None = None
        self._backlog: list[Callable[[], None]] = []
        self._armed_ms: int | None = None
        self._media: tuple[Server, SessionId] | None = None
        self._open: set[ChannelId] = set()
        self._talk = self._index = self._opened_ms = self._life = 0
        self._story: list[tuple[ChannelId, client.Phase, int, Version | None]] = []
        self._whole = True
        self._asked: wire.FloorRequest | None = None

    # --- its life --------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """The program starts and comes in."""
        self.running, self._frozen_ms, self._life = True, None, self._life + 1
        self._backlog.clear()
        self._asked = None
        self.session = Session(self.name, device=self.name, beats=self.beats)
        for channel in self.person.channels:
            self.session.join(channel, self._schedule.now_ms)
        self.session.start(self._schedule.now_ms)
        self._rules.note(self.name, "starts")
        self._flush()
        self._dtx(self._life)

    def crash(self, *, silently: bool) -> None:
        """The program is gone; ``silently``: so is its kernel."""
        self._rules.note(self.name, "crashes silently" if silently else "crashes")
        self._rules.counts["device crashes"] += 1
        self.running = False
        self._leave_session()
        self._hang_up(LOST, silently=silently)
        self._media, self._open = None, set()

    def stop(self) -> None:
        """Goodbye."""
        if self.running:
            self.do(lambda session, now_ms: session.stop(now_ms))
            self.running = False
            self._leave_session()
            self._media, self._open = None, set()

    def freeze(self) -> None:
        """Its code stands still; the kernel, and the microphone if it is open, do not."""
        if self.running and self._frozen_ms is None:
            self._rules.note(self.name, "freezes")
            self._rules.counts["freezes"] += 1
            self._frozen_ms, self._steady_ms, self._whole = self._schedule.now_ms, None, False

    def thaw(self) -> None:
        """All that waited happens now."""
        if self._frozen_ms is None:
            return
        self._rules.note(self.name, "thaws")
        self._frozen_ms, self._steady_ms, self._awake_ms = None, None, self._schedule.now_ms
        backlog, self._backlog = self._backlog, []
        self._due(None)
        for act in backlog:
            act()

    def cut(self, until_ms: int) -> None:
        """Its network is gone for a while."""
        self._rules.note(self.name, f"network gone for {until_ms - self._schedule.now_ms} ms")
        self._rules.counts["drops"] += 1
        self.path.drop(until_ms)
        self._whole = False
        if self._cut_ms is None:
            self._cut_ms = self._schedule.now_ms
        self._steady_ms = None

    # --- what the rules ask ----------------------------------------------------------------------------------------

    def dead_since_ms(self) -> int | None:
        return self._frozen_ms

    def awake_since_ms(self) -> int:
        return self._awake_ms

    def cut_since_ms(self) -> int | None:
        return self._cut_ms if self.path.is_down else None

    def steady_since_ms(self) -> int | None:
        return self._steady_ms

    def linked(self) -> bool:
        return self.session.link.phase is links.Phase.UP

    def floors(self) -> dict[ChannelId, client.Floor]:
        return {id_: channel.floor for id_, channel in self.session.channels.items()} if self.running else {}

    def views(self) -> dict[ChannelId, ChannelView]:
        channels = self.session.channels.items() if self.running else ()
        return {id_: channel.view for id_, channel in channels if channel.joined and channel.view is not None}

    def look(self) -> None:
        """Five times a second: is it steady?"""
        if not self.path.is_down:
            self._cut_ms = None
        steady = self.running and self._frozen_ms is None and not self.path.is_down and self.linked()
        if not steady:
            self._steady_ms = None
        elif self._steady_ms is None:
            self._steady_ms = self._schedule.now_ms

    # --- its program -----------------------------------------------------------------------------------------------

    def do(self, act: Callable[[Session, int], Any]) -> None:
        """The program does something; one that stands still does it later."""
        life = self._life

        def run() -> None:
            if self.running and life == self._life:
                act(self.session, self._schedule.now_ms)
                self._flush()

        if self._frozen_ms is None:
            run()
        else:
            self._backlog.append(run)

    def call(self, port: Port, act: Callable[[Session, int], Any]) -> None:
        """Something that came by ``port``."""
        if port is self._port:
            self.do(lambda session, now_ms: act(session, now_ms) if port is self._port else None)

    def lost(self, port: Port, code: int) -> None:
        """The connection ended."""

        def closed(session: Session, now_ms: int) -> None:
            if port is self._port:
                self._port = None
                session.closed(code, now_ms, self._rng.random())

        if port is self._port:
            self.do(closed)

    def say_again(self) -> None:
        """Its program asks once more for what it last asked for, long after."""

        def again(session: Session, now_ms: int) -> None:
            frame = None
            if self._asked is not None and session.line is not None and self.linked():
                asked = self._asked
                fields = {"channel": asked.channel, "press": asked.press, "tier": asked.tier}
                frame = session.line.ask(wire.FloorRequest, now_ms, **fields)
            if frame is not None:
                self._rules.counts["late repeats"] += 1
                self._say(frame)

        self.do(again)

    def _say(self, frame: bytes) -> None:
        if self._port is not None and self._port.connection is not None:
            self._port.connection.to_server(frame)

    def _flush(self) -> None:
        before = self.session.last_press
        for output in self.session.take():
            self._perform(output)
        assert self.session.last_press == before
        if self.session.welcome is not None and self.sessions.get(SessionId(self.session.welcome.session), 0) == 0:
            self._leave_session()
            self.sessions[SessionId(self.session.welcome.session)] = None
        self._remember()
        self._arm()

    def _remember(self) -> None:
        for id_, channel in self.session.channels.items():
            phase = channel.floor.phase
            if phase is client.Phase.TURN:
                self.reacts(id_)
            step = (id_, phase, channel.floor.press, channel.floor.grant)
            if self._open and phase is not client.Phase.IDLE and (not self._story or self._story[-1] != step):
                self._story.append(step)

    def _leave_session(self) -> None:
        for session, ended_ms in self.sessions.items():
            if ended_ms is None:
                self.sessions[session] = self._schedule.now_ms

    def _arm(self) -> None:
        due_ms = self.session.deadline()
        if due_ms is not None and (self._armed_ms is None or due_ms < self._armed_ms):
            self._armed_ms = max(due_ms, self._schedule.now_ms)
            self._schedule.at(self._armed_ms, self._due, self._armed_ms)

    def _due(self, armed_ms: int | None) -> None:
        if armed_ms is not None and armed_ms != self._armed_ms:
            return
        self._armed_ms = None
        if self.running and self._frozen_ms is None:
            self.session.pass_time(self._schedule.now_ms, self._rng.random())
            self._flush()

    # --- its edges -------------------------------------------------------------------------------------------------

    def _perform(self, output: Output) -> None:
        match output:
            case Dial():
                self._dial()
            case HangUp(code):
                self._hang_up(code)
            case Send(frame):
                self._rules.note(self.name, frame)
                self._say(frame)
                if frame.startswith(b'{"type":"floor.request"'):
                    self._asked = msgspec.json.decode(frame, type=wire.FloorRequest)
            case SetGate(channel, is_open):
                self._set_gate(channel, is_open)
            case OfferMedia():
                self._schedule.after(5, self.do, lambda session, now_ms: session.offer("v=0", now_ms))
            case AcceptMedia():
                self._connect_media()

    def _dial(self) -> None:
        self._port = Port(self)
        if self._place.server is None:
            self._schedule.after(self.person.network.delay_ms * 2 + 5, self._port.closed, LOST)
        elif not self.path.is_down:
            self._schedule.after(self.person.network.delay_ms * 3, self._connected, self._port)

    def _connected(self, port: Port) -> None:
        if port is not self._port or not self.running:
            return
        connection = Connection(self._schedule, self.path, port, lambda: self._hears_ping(port))
        if self._place.accept(connection):
            port.connection = connection
            self.call(port, lambda session, now_ms: session.opened(now_ms))
        else:
            port.closed(LOST)

    def _hears_ping(self, port: Port) -> bool:
        """The ping of RFC 6455: the kernel's, or the browser's, answer."""
        if port is not self._port or not self.running:
            return False
        self.call(port, lambda session, now_ms: session.heard(now_ms))
        return True

    def _hang_up(self, code: int, *, silently: bool = False) -> None:
        port, self._port = self._port, None
        if port is not None and port.connection is not None:
            port.connection.close_by_device(code, silently=silently)

    def _connect_media(self) -> None:
        assert self.session.welcome is not None
        if self._place.server is not None:
            self._media = self._place.server, SessionId(self.session.welcome.session)
            self._schedule.after(HANDSHAKE_MS + 4 * self.person.network.delay_ms, self._try_media, self._media)

    def _try_media(self, media: tuple[Server, SessionId]) -> None:
        if self._media is not media:
            return
        if self.path.is_down:
            self._schedule.after(DTX_MS, self._try_media, media)
        else:
            media[0].engine.connected(media[1])

    # --- its microphone --------------------------------------------------------------------------------------------

    def _set_gate(self, channel: ChannelId, is_open: bool) -> None:
        if is_open and not self._open:
            self._talk, self._index, self._opened_ms = self._talk + 1, 0, self._schedule.now_ms
            self._story = []
            steady = self._steady_ms is not None and self._schedule.now_ms - self._steady_ms > STEADY_MS
            self._whole = steady and not self.person.network.loss
            self._open.add(channel)
            self._schedule.after(FRAME_MS, self._speak, self._life, self._talk)
        elif is_open:
            self._open.add(channel)
        else:
            self._open.discard(channel)
            if not self._open:
                self._check_whole(channel)

    def _speak(self, life: int, talk: int) -> None:
        if life != self._life or talk != self._talk or not self.running:
            return
        self._send(self.level if self._open else SILENT)
        if self._open:
            self._schedule.after(FRAME_MS, self._speak, life, talk)

    def _dtx(self, life: int) -> None:
        """A closed gate sends next to nothing."""
        if life == self._life and self.running:
            if not self._open:
                self._send(SILENT)
            self._schedule.after(DTX_MS, self._dtx, life)

    def _send(self, level: int) -> None:
        frame = Frame(self.name, self._talk, self._index, level)
        self._index += 1
        at_ms = self.path.datagram_ms()
        if self._media is not None and at_ms is not None:
            server, session = self._media
            self._schedule.at(at_ms, server.engine.receive, session, frame)

    # --- whole bursts ----------------------------------------------------------------------------------------------

    def _check_whole(self, channel: ChannelId) -> None:
        """A talk of one press, granted at once and ended by its own release, on a network that loses nothing.

        Where several may talk, the cut of one also cuts what is left of another's last syllable.
        """
        phases = [phase for id_, phase, _, _ in self._story if id_ == channel and phase is not client.Phase.ENDING]
        alone = len({(id_, press) for id_, _, press, _ in self._story}) == 1
        grant = self._story[-1][3] if self._story else None
        known = self.session.channels.get(channel)
        single = known is not None and known.view is not None and known.view.talkers_max == 1
        plain = phases in (PLAIN, PLAIN[:2]) and known is not None and known.floor.phase in PLAIN_ENDS
        if self._whole and alone and single and plain and grant and self.level < SILENT and self._media is not None:
            server, session = self._media
            key = (channel, session, grant)
            self._schedule.after(1_500, self._was_whole, server, key, self._talk, self._index, self._opened_ms)

    def _was_whole(self, server: Server, key: Key, talk: int, count: int, opened_ms: int) -> None:
        if not server.alive or not self._whole or not self._rules.was_released(key):
            return
        first_ms, passed = self._rules.passed.get((self.name, talk), (0, []))
        late = first_ms - opened_ms - FRAME_MS - self.person.network.delay_ms > HELD_MS
        if not passed or late or self._rules.was_cleared(key[1], opened_ms, first_ms):
            return
        self._rules.counts["whole bursts"] += 1
        missing = sorted(set(range(count)) - set(passed))
        if missing:
            self._rules.fail("whole", f"{self.name}, talk {talk} of {count} frames, lacks {missing}")


PLAIN_ENDS: Final = (client.Phase.RELEASING, client.Phase.IDLE)
PLAIN: Final = [client.Phase.ASKING, client.Phase.TALKING, client.Phase.RELEASING]
