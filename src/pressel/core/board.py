"""What the core remembers: sessions, rooms, and when the lobby is told."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from pressel.core import policy
from pressel.core.effects import Effect, Tell
from pressel.core.ids import ChannelId, SessionId
from pressel.core.news import ChannelChanged
from pressel.core.room import Room
from pressel.core.session import Session
from pressel.core.timers import FloorTimers

LOBBY_GAP_MS: Final = 250
"""The lobby hears of one channel at most so often."""


@dataclass(slots=True)
class Board:
    """State of one node's core. One task owns it."""

    timers: FloorTimers = field(default_factory=FloorTimers)
    sessions: dict[SessionId, Session] = field(default_factory=dict)
    rooms: dict[ChannelId, Room] = field(default_factory=dict)
    lobby_at_ms: int | None = None
    restraints_at_ms: int | None = None
    """When the first restraint of any room is over."""
    timed_rooms: set[ChannelId] = field(default_factory=set)
    """Rooms that may wait for a time, so that nobody looks through all of them."""
    timed_sessions: set[SessionId] = field(default_factory=set)
    alarms: list[tuple[int, SessionId]] = field(default_factory=list)
    """A heap: when ``presence`` looks after which session. At most a few for each."""

    def watchers_of(self, room: Room) -> Iterator[Session]:
        """Members, and sessions that look at the lobby and may see ``room`` in it."""
        return (
            session
            for session in self.sessions.values()
            if session.id in room.members or (session.watching and policy.may_see(session.identity, room.settings))
        )

    def touch(self, room: Room, now_ms: int) -> None:
        """The lobby will hear of ``room``, in a moment and once."""
        room.changed, room.changed_at_ms = True, now_ms
        self.timed_rooms.add(room.settings.id)
        if self.lobby_at_ms is None:
            self.lobby_at_ms = now_ms + LOBBY_GAP_MS

    def lobby_due(self, now_ms: int) -> list[Effect]:
        """Tell the lobby what has changed, if it is time."""
        if self.lobby_at_ms is None or self.lobby_at_ms > now_ms:
            return []
        self.lobby_at_ms = None
        effects: list[Effect] = []
        for room in [self.rooms[channel] for channel in sorted(self.timed_rooms) if channel in self.rooms]:
            if room.changed:
                room.changed = False
                effects += [Tell(s.id, ChannelChanged(room.summary(s))) for s in self.watchers_of(room) if not s.away]
        return effects
