"""The line before a floor: who waits for a place, by (tier, priority, arrival)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from pressel.core.events import NO_REQUEST
from pressel.core.identity import Tier
from pressel.core.ids import BurstId, SessionId, UserId

TIERS: Final[tuple[Tier, ...]] = ("normal", "imminent", "emergency")
"""Lowest first."""
OPEN_REQUESTS_MAX: Final = 8
"""Requests of one member that wait for their answer at a time."""

Rank = tuple[int, int]
"""(tier, priority); the larger goes first."""


@dataclass(frozen=True, slots=True)
class Asker:
    """One request for the floor. ``request`` 0: nobody waits for the answer."""

    session: SessionId
    request: int
    press: int
    burst: BurstId
    user: UserId
    name: str
    alone: bool = False
    """Nobody would hear."""
    tier: Tier = "normal"
    priority: int = 0
    queues: bool = True
    """Not: busy is busy, and it asks again by itself."""
    at_once: bool = False
    """It cannot wait for its answer, not even while a burst dies away."""

    @property
    def rank(self) -> Rank:
        """Before whom it goes."""
        return TIERS.index(self.tier), self.priority

    @property
    def open_requests(self) -> list[int]:
        """Whose answer somebody waits for."""
        return [] if self.request == NO_REQUEST else [self.request]


@dataclass(frozen=True, slots=True)
class Uplink:
    """What the engine last said about a member's uplink."""

    packets: bool = False
    voice: bool = False
    speech: bool = False


@dataclass(slots=True)
class Entry:
    """One in the line. ``requests`` are still without an answer."""

    asker: Asker
    uplink: Uplink
    arrival: int
    requests: list[int] = field(default_factory=list)
    waiting: bool = True
    """It gets its answer in a moment, with its turn; else it is told its place."""
    told: int = 0
    """Its place, as it was last told."""
    away: bool = False
    """Its link is lost: it keeps its place, and is passed over."""

    @property
    def queued(self) -> bool:
        """Whether it has been told its place."""
        return self.told > 0


@dataclass(slots=True)
class Line:
    """Everybody who waits for a floor, first first; each session once."""

    entries: list[Entry] = field(default_factory=list)
    arrivals: int = 0

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def of(self, session: SessionId) -> Entry | None:
        """Where ``session`` stands."""
        return next((entry for entry in self.entries if entry.asker.session == session), None)

    def place_of(self, entry: Entry) -> int:
        """1 is next."""
        return self.entries.index(entry) + 1

    def ahead_of(self, asker: Asker) -> int:
        """How many that are there would go before ``asker``: those of its rank or above that came earlier."""
        if not self.entries:
            return 0
        own = self.of(asker.session)
        arrival = self.arrivals if own is None else own.arrival
        mine = _order(asker.rank, arrival)
        return sum(
            1
            for entry in self.entries
            if entry is not own and not entry.away and _order(entry.asker.rank, entry.arrival) < mine
        )

    def queued(self) -> int:
        """How many were told that they must wait."""
        return sum(1 for entry in self.entries if entry.queued)

    def stand(self, asker: Asker, uplink: Uplink) -> Entry:
        """Into the line, or once more: its place may rise with its rank, and never falls behind who came later."""
        entry = self.of(asker.session)
        if entry is None:
            entry = Entry(asker, uplink, self.arrivals)
            self.arrivals += 1
            self.entries.append(entry)
        entry.asker, entry.uplink = asker, uplink
        self.entries.sort(key=lambda one: _order(one.asker.rank, one.arrival))
        return entry

    def leave(self, session: SessionId) -> Entry | None:
        """Out of the line."""
        entry = self.of(session)
        if entry is not None:
            self.entries.remove(entry)
        return entry


def _order(rank: Rank, arrival: int) -> tuple[int, int, int]:
    return -rank[0], -rank[1], arrival
