"""Between the core's words and the engine's handles. The only importer of ``pressel._engine``."""

import asyncio
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, Generic, TypeVar

import structlog

from pressel._engine import Engine
from pressel.core import effects, events
from pressel.core.ids import ChannelId, SessionId
from pressel.core.version import Version

HANDLE_MAX: Final = 2**32 - 1
EVENTS_PER_TURN_MAX: Final = 1_024

log = structlog.get_logger()

T = TypeVar("T", bound=str)


class Handles(Generic[T]):
    """Ids to small numbers and back. Numbers rise, so that a freed one is not met again soon."""

    def __init__(self) -> None:
        self._handles: dict[T, int] = {}
        self._ids: dict[int, T] = {}
        self._next = 1

    def take(self, id_: T) -> int:
        """The handle of ``id_``, new if need be."""
        handle = self._handles.get(id_)
        if handle is None:
            while self._next in self._ids:
                self._next = self._next % HANDLE_MAX + 1
            handle, self._next = self._next, self._next % HANDLE_MAX + 1
            self._handles[id_], self._ids[handle] = handle, id_
        return handle

    def id_of(self, handle: int) -> T | None:
        """Whose handle it is, if it still is somebody's."""
        return self._ids.get(handle)

    def free(self, id_: T) -> int | None:
        """Forget ``id_``."""
        handle = self._handles.pop(id_, None)
        if handle is not None:
            del self._ids[handle]
        return handle


class Bridge:
    """Effects down in batches, events up through the loop. Belongs to the loop's thread."""

    def __init__(self, media: str, advertise: list[str], sessions_max: int, hold_ms: int, shards: int = 1) -> None:
        self._engine = Engine(
            {
                "media": media,
                "advertise": advertise,
                "sessions_max": sessions_max,
                "hold_ms": hold_ms,
                "shards": shards,
            }
        )
        self._sessions: Handles[SessionId] = Handles()
        self._channels: Handles[ChannelId] = Handles()
        self._groups: Handles[str] = Handles()
        self._requests: dict[int, int] = {}
        self._submit: Callable[[events.Event], None] = lambda _event: None

    def start(self, submit: Callable[[events.Event], None]) -> list[tuple[str, int]]:
        """Bind, run, and give every event to ``submit`` on this loop; returns the bound addresses.

        Raises:
            OSError: an address cannot be bound.
        """
        self._submit = submit
        bound = self._engine.start()
        asyncio.get_running_loop().add_reader(self._engine.fd, self._drain)
        return bound

    def stop(self, drain_ms: int = 0) -> None:
        """End the engine."""
        asyncio.get_running_loop().remove_reader(self._engine.fd)
        self._engine.stop(drain_ms)

    def stats(self) -> dict[str, int]:
        """The engine's counters and gauges."""
        return self._engine.stats()

    def perform(self, batch: Sequence[Any]) -> None:
        """One batch of media effects, in order."""
        commands: list[Any] = []
        answers: list[tuple[int, int]] = []
        for effect in batch:
            request = getattr(effect, "request", None)
            command = self._command(effect)
            if command is not None:
                if request is not None:
                    answers.append((len(commands), request))
                commands.append(command)
        if commands:
            first = self._engine.submit(commands)
            self._requests.update({first + place: request for place, request in answers})

    # --- down ------------------------------------------------------------------------------------------------------

    def _command(self, effect: Any) -> tuple[Any, ...] | None:
        match effect:
            case effects.OpenMedia(session, _, sdp, door, group):
                self._sessions.free(session)
                return ("session.open", self._sessions.take(session), sdp, door, self._groups.take(group))
            case effects.RestartMedia(session, _, sdp):
                return ("session.restart", self._sessions.take(session), sdp)
            case effects.CloseMedia(session):
                handle = self._sessions.free(session)
                return None if handle is None else ("session.close", handle)
            case effects.BindSlot(session, slot, channel):
                bound = None if channel is None else self._channels.take(channel)
                return ("slot.bind", self._sessions.take(session), slot, bound)
            case effects.SetFloor(channel, version, sources, ending):
                handles = [self._sessions.take(source) for source in sources]
                return ("floor.set", self._channels.take(channel), version.epoch, version.seq, handles, ending)
            case effects.ClearHold(session):
                return ("hold.clear", self._sessions.take(session))
            case effects.OpenChannel(channel):
                return ("channel.open", self._channels.take(channel))
            case effects.CloseChannel(channel):
                handle = self._channels.free(channel)
                return None if handle is None else ("channel.close", handle)
            case _:
                raise TypeError(effect)

    # --- up --------------------------------------------------------------------------------------------------------

    def _drain(self) -> None:
        for event in self._engine.drain(EVENTS_PER_TURN_MAX):
            for translated in self._event(event):
                self._submit(translated)

    def _event(self, event: tuple[Any, ...]) -> Iterable[events.Event]:
        match event:
            case ("fault", text):
                log.error("the engine met a bug", text=text)
                return ()
            case ("overload", wait_ms):
                log.warning("sound waits to be sent" if wait_ms else "sound waits no longer", wait_ms=wait_ms)
                return ()
            case ("burst.ended", channel, source, epoch, seq):
                known = self._channels.id_of(channel)
                talker = self._sessions.id_of(source) or SessionId("")
                return () if known is None else (events.BurstOver(known, talker, Version(epoch, seq)),)
            case ("floor.applied", channel, epoch, seq):
                known = self._channels.id_of(channel)
                return () if known is None else (events.FloorApplied(known, Version(epoch, seq)),)
            case ("session.answer" | "session.refused", request, handle, *rest):
                session = self._sessions.id_of(handle)
                asked = self._requests.pop(request, None)
                return () if session is None or asked is None else (self._answer(event[0], session, asked, rest),)
            case (kind, handle, *rest):
                session = self._sessions.id_of(handle)
                return () if session is None else (self._session_event(kind, session, rest),)
            case _:
                raise TypeError(event)

    def _answer(self, kind: str, session: SessionId, request: int, rest: list[Any]) -> events.Event:
        if kind == "session.answer":
            sdp, uplink, slots = rest
            return events.MediaAnswered(session, request, sdp, uplink, slots)
        self._sessions.free(session)
        code, text = rest
        return events.MediaRefused(session, request, code, text)

    def _session_event(self, kind: str, session: SessionId, rest: list[Any]) -> events.Event:
        match kind, rest:
            case "session.up", []:
                return events.MediaUp(session)
            case "session.down", [reason]:
                self._sessions.free(session)
                return events.MediaDown(session, reason)
            case "link", [uplink_loss, _, downlink_loss, _, rtt_ms]:
                return events.LinkMeasured(session, uplink_loss, downlink_loss, None if math.isnan(rtt_ms) else rtt_ms)
            case (("uplink.started" | "voice.started" | "speech.started"), _):
                return events.UplinkEdge(session, _EDGES[kind.split(".", maxsplit=1)[0]], on=True)
            case (("uplink.stopped" | "voice.stopped" | "speech.stopped"), _):
                age_ms = rest[0] if rest else 0
                return events.UplinkEdge(session, _EDGES[kind.split(".", maxsplit=1)[0]], on=False, age_ms=age_ms)
            case _:
                raise TypeError(kind)


_EDGES: Final[dict[str, events.Edge]] = {"uplink": "packets", "voice": "voice", "speech": "speech"}
