"""The engine as far as the floor knows it: uplinks with their edges and holds, and gates that obey late.

Times and rules are those of ``engine/media`` (channel.rs, uplink.rs, hold.rs); sound is frames with a name.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from sim.schedule import Schedule

from pressel.core import effects, events
from pressel.core.ids import ChannelId, SessionId
from pressel.core.version import Version

FRAME_MS: Final = 20
HOLD_MS: Final = 400
FINISH_MS: Final = 300
SILENT: Final = 127
SPEECH: Final = 50
GAPS_MS: Final[dict[events.Edge, int]] = {"packets": 600, "voice": 400, "speech": 600}
MEDIA_LOST_MS: Final = 30_000
SLOTS: Final = 3
LATE_MS: Final = 200


@dataclass(frozen=True, slots=True)
class Frame:
    """20 ms of one microphone: ``talk`` counts the openings of its gate, ``index`` the frames behind that."""

    device: str
    talk: int
    index: int
    level: int


@dataclass(slots=True)
class Uplink:
    """One session's outgoing audio."""

    session: SessionId
    group: str
    newest_ms: int
    level: int = SILENT
    on: dict[events.Edge, int] = field(default_factory=dict)
    """Edges that are on: when they were last seen."""
    hold: deque[tuple[int, Frame]] = field(default_factory=deque)
    checking: bool = False


@dataclass(slots=True)
class Burst:
    """What one source is let through by."""

    source: SessionId
    version: Version
    begun: bool = False
    finish_at_ms: int | None = None


@dataclass(slots=True)
class Gate:
    """One channel."""

    version: Version = field(default_factory=lambda: Version(0, 0))
    bursts: dict[SessionId, Burst] = field(default_factory=dict)
    ears: set[SessionId] = field(default_factory=set)
    pending: list[effects.SetFloor] = field(default_factory=list)
    """On their way, oldest first. One that overtakes stands for those before it."""


Heard = Callable[[ChannelId, Burst, Frame, list[SessionId]], None]


class Engine:
    """Commands down, events up through ``report``. ``hears`` is told of every frame that passes a gate."""

    def __init__(self, schedule: Schedule, rng: Random, report: Callable[[events.Event], None], hears: Heard) -> None:
        self.alive = True
        self.compares = True
        """Whether a gate drops a floor set that is older than what it obeys."""
        self._schedule = schedule
        self._rng = rng
        self._report = report
        self._hears = hears
        self._uplinks: dict[SessionId, Uplink] = {}
        self._gates: dict[ChannelId, Gate] = {}
        self._reported_ms = self._obeyed_ms = 0

    # --- commands --------------------------------------------------------------------------------------------------

    def perform(self, batch: Sequence[Any]) -> None:
        """In order, but for floor sets: those may come late and overtake one another, as on the way to another node."""
        for command in batch:
            self._obeyed_ms = max(self._obeyed_ms, self._schedule.now_ms + self._rng.randint(0, 3))
            late_ms = 0
            if isinstance(command, effects.SetFloor):
                self._gate(command.channel).pending.append(command)
                late_ms = self._rng.randint(0, LATE_MS) if self._rng.random() < 0.1 else self._rng.randint(0, 8)
            self._schedule.at(self._obeyed_ms + late_ms, self._obey, command)

    def _obey(self, command: Any) -> None:
        if not self.alive:
            return
        match command:
            case effects.OpenMedia(session, request, _, _, group):
                self._uplinks[session] = Uplink(session, group, self._schedule.now_ms)
                self._tell(events.MediaAnswered(session, request, "v=0", uplink=True, slots=SLOTS))
                self._schedule.after(MEDIA_LOST_MS, self._check_media, self._uplinks[session])
            case effects.CloseMedia(session):
                self._close(session)
            case effects.BindSlot(session, _, None):
                for gate in self._gates.values():
                    gate.ears.discard(session)
            case effects.BindSlot(session, _, channel):
                self._gate(channel).ears.add(session)
            case effects.SetFloor():
                self._set_floor(command)
            case effects.ClearHold(session):
                if session in self._uplinks:
                    self._uplinks[session].hold.clear()

    def connected(self, session: SessionId) -> None:
        """The handshakes of its media are done."""
        if session in self._uplinks:
            self._tell(events.MediaUp(session))

    def _set_floor(self, command: effects.SetFloor) -> None:
        gate = self._gate(command.channel)
        overtaken = [one for one in gate.pending if one.version <= command.version]
        gate.pending = [one for one in gate.pending if one.version > command.version]
        if self.compares and command.version <= gate.version:
            return
        gate.version = command.version
        cut = command.ending == "cut" or any(one.ending == "cut" for one in overtaken)
        for burst in list(gate.bursts.values()):
            if burst.source not in command.sources:
                self._stop(command.channel, burst, cut=cut)
            elif burst.finish_at_ms is not None:
                self._end(command.channel, burst)
        for source in command.sources:
            if source not in gate.bursts:
                self._begin(command.channel, gate, source, command.version)
        self._tell(events.FloorApplied(command.channel, command.version))

    def _begin(self, channel: ChannelId, gate: Gate, source: SessionId, version: Version) -> None:
        burst = gate.bursts[source] = Burst(source, version)
        uplink = self._uplinks.get(source)
        while uplink is not None and uplink.hold:
            self._forward(channel, burst, uplink.hold.popleft()[1])

    def _stop(self, channel: ChannelId, burst: Burst, *, cut: bool) -> None:
        uplink = self._uplinks.get(burst.source)
        now_ms = self._schedule.now_ms
        quiet = uplink is None or uplink.level == SILENT or now_ms - uplink.newest_ms >= 3 * FRAME_MS
        if cut or not burst.begun or quiet:
            self._end(channel, burst)
        elif burst.finish_at_ms is None:
            burst.finish_at_ms = now_ms + FINISH_MS
            self._schedule.at(burst.finish_at_ms, self._end, channel, burst)

    def _end(self, channel: ChannelId, burst: Burst) -> None:
        gate = self._gate(channel)
        if self.alive and gate.bursts.get(burst.source) is burst:
            del gate.bursts[burst.source]
            self._tell(events.BurstOver(channel, burst.source, burst.version))

    # --- sound -----------------------------------------------------------------------------------------------------

    def receive(self, session: SessionId, frame: Frame) -> None:
        """One packet of an uplink."""
        uplink = self._uplinks.get(session)
        if uplink is None or not self.alive:
            return
        now_ms = self._schedule.now_ms
        uplink.newest_ms, uplink.level = now_ms, frame.level
        self._raise(uplink, "packets")
        if frame.level < SILENT:
            self._raise(uplink, "voice")
        if frame.level <= SPEECH:
            self._raise(uplink, "speech")
        passed = False
        for channel, gate in self._gates.items():
            burst = gate.bursts.get(session)
            if burst is not None:
                passed = True
                self._forward(channel, burst, frame)
        if not passed and (frame.level < SILENT or uplink.hold):
            uplink.hold.append((now_ms, frame))
            while uplink.hold[0][0] <= now_ms - HOLD_MS:
                uplink.hold.popleft()

    def _forward(self, channel: ChannelId, burst: Burst, frame: Frame) -> None:
        burst.begun = True
        gate = self._gates[channel]
        own = self._uplinks[burst.source].group if burst.source in self._uplinks else ""
        ears = [
            ear for ear in gate.ears if ear != burst.source and ear in self._uplinks and self._uplinks[ear].group != own
        ]
        self._hears(channel, burst, frame, ears)
        if burst.finish_at_ms is not None and frame.level == SILENT:
            self._end(channel, burst)

    # --- edges -----------------------------------------------------------------------------------------------------

    def _raise(self, uplink: Uplink, edge: events.Edge) -> None:
        if edge not in uplink.on:
            self._tell(events.UplinkEdge(uplink.session, edge, on=True))
        uplink.on[edge] = self._schedule.now_ms
        if not uplink.checking:
            uplink.checking = True
            self._schedule.after(min(GAPS_MS.values()), self._lower, uplink)

    def _lower(self, uplink: Uplink) -> None:
        uplink.checking = False
        if not self.alive or self._uplinks.get(uplink.session) is not uplink:
            return
        now_ms = self._schedule.now_ms
        for edge, seen_ms in list(uplink.on.items()):
            if now_ms - seen_ms >= GAPS_MS[edge]:
                del uplink.on[edge]
                age_ms = now_ms - seen_ms if edge == "packets" else 0
                self._tell(events.UplinkEdge(uplink.session, edge, on=False, age_ms=age_ms))
        if uplink.on:
            uplink.checking = True
            due_ms = min(seen_ms + GAPS_MS[edge] for edge, seen_ms in uplink.on.items())
            self._schedule.at(due_ms, self._lower, uplink)

    def _check_media(self, uplink: Uplink) -> None:
        if not self.alive or self._uplinks.get(uplink.session) is not uplink:
            return
        due_ms = uplink.newest_ms + MEDIA_LOST_MS
        if due_ms > self._schedule.now_ms:
            self._schedule.at(due_ms, self._check_media, uplink)
            return
        self._close(uplink.session)
        self._tell(events.MediaDown(uplink.session, "no packets for 30 s"))

    # --- parts -----------------------------------------------------------------------------------------------------

    def _gate(self, channel: ChannelId) -> Gate:
        return self._gates.setdefault(channel, Gate())

    def _close(self, session: SessionId) -> None:
        self._uplinks.pop(session, None)
        for channel, gate in self._gates.items():
            gate.ears.discard(session)
            if session in gate.bursts:
                self._end(channel, gate.bursts[session])

    def _tell(self, event: events.Event) -> None:
        """In order; now and then a batch comes late."""
        late_ms = self._rng.randint(0, LATE_MS) if self._rng.random() < 0.03 else self._rng.randint(0, 4)
        self._reported_ms = max(self._reported_ms, self._schedule.now_ms + late_ms)
        self._schedule.at(self._reported_ms, self._deliver, event)

    def _deliver(self, event: events.Event) -> None:
        if self.alive:
            self._report(event)
