"""What the core remembers: sessions, rooms, and when the lobby is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from pressel.core import policy
from pressel.core.channel import ChannelSettings
from pressel.core.effects import Effect, TellWatchers
from pressel.core.identity import Rights
from pressel.core.ids import ChannelId, SessionId
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
    watching: dict[SessionId, None] = field(default_factory=dict)
    """Sessions that look at the lobby."""
    timed_rooms: set[ChannelId] = field(default_factory=set)
    """Rooms that may wait for a time, so that nobody looks through all of them."""
    timed_sessions: set[SessionId] = field(default_factory=set)
    alarms: list[tuple[int, SessionId]] = field(default_factory=list)
    """A heap: when ``presence`` looks after which session. At most a few for each."""

    def members_of(self, channel: ChannelId) -> Mapping[SessionId, object]:
        """Who is in, as it is now: nobody changes the answer any more."""
        room = self.rooms.get(channel)
        return room.members.copy() if room is not None else {}

    def watchers_of(self, channel: ChannelId) -> tuple[Mapping[SessionId, object], ...]:
        """Who is to be told how a channel looks: its members, and who looks at the lobby."""
        return self.members_of(channel), self.watching.copy()

    def seen(self, session: SessionId, settings: ChannelSettings) -> tuple[Rights, bool] | None:
        """Its rights in a channel and whether it is in; none: it is not there, or may not see it."""
        known = self.sessions.get(session)
        if known is None or known.away:
            return None
        room = self.rooms.get(settings.id)
        joined = room is not None and session in room.members
        rights = policy.rights(known.identity, settings) if room is None else room.rights(known)
        return (rights, joined) if joined or rights.listen or rights.talk else None

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
                effects.append(TellWatchers(room.summary(None)))
        return effects
