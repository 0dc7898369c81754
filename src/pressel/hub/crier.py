"""Telling everybody: encoded once, cut into slices, never in the way of an answer (design §4, big audiences)."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sized
from dataclasses import dataclass
from itertools import chain
from typing import Final

from pressel.core.ids import SessionId
from pressel.hub.outlet import Encoded, Outlet

SLICE_NS: Final = 200_000
"""So long one turn of the loop may be spent on it; the loop's other work gets the next turn."""
WAITING_MAX: Final = 2_000
"""Cries that may wait. Beyond, the oldest is told at once."""
AT_ONCE_MAX: Final = 16
"""So many hear it at once, when nobody waits."""
EVERY_STEP_MAX: Final = 200
"""In a bigger audience who has not heard of a state yet hears only of the newest."""

Audience = tuple[Mapping[SessionId, object], ...]
"""Who is to hear, as it was then: snapshots that nobody changes any more. Who is in two of them hears once."""
Words = Callable[[SessionId], Encoded | None]
"""What each of them hears; none: nothing."""


@dataclass(slots=True)
class Cry:
    """One piece of news on its way. ``serial`` rises by one; each outlet remembers the newest it has heard."""

    serial: int
    words: Words
    audience: Audience
    left: Iterator[SessionId]
    fleeting: bool
    replaced: bool = False


class Crier:
    """One task; news go out in the order they came, to each audience as it was then. While ``first`` holds anything
    somebody waits for an answer, and everybody else waits for that.
    """

    def __init__(self, outlets: Mapping[SessionId, Outlet], first: Sized) -> None:
        self._outlets = outlets
        self._first = first
        self._waiting: deque[Cry] = deque()
        self._newest: dict[str, Cry] = {}
        self._serial = 0
        self._wake = asyncio.Event()

    def tell(self, words: Words, audience: Audience, *, state_of: str | None = None, fleeting: bool = False) -> None:
        """Small audiences hear at once when nobody waits; others in slices. ``state_of``: a later one of the same name
        says all that this one does.
        """
        self._serial += 1
        cry = Cry(self._serial, words, audience, chain(*audience), fleeting)
        size = max(len(part) for part in audience)
        if not self._waiting and size <= AT_ONCE_MAX:
            for session in cry.left:
                self._say(cry, session)
            return
        if state_of is not None and size > EVERY_STEP_MAX:
            if state_of in self._newest:
                self._newest[state_of].replaced = True
            self._newest[state_of] = cry
        if len(self._waiting) >= WAITING_MAX:
            self._tell_next(until_ns=None)
        self._waiting.append(cry)
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._wake.wait()
            self._slice(until_ns=time.monotonic_ns() + SLICE_NS)
            if not self._waiting:
                self._newest.clear()
                self._wake.clear()
            # Three parts for the others for each part of ours: a quarter of the loop at most.
            await asyncio.sleep(SLICE_NS * 3 / 1e9 if self._waiting else 0)

    def flush_for(self, session: SessionId, outlet: Outlet) -> None:
        """What ``session`` must hear before what comes next, so that its news stay in order."""
        if not self._waiting:
            return
        for cry in self._waiting:
            if cry.serial > outlet.heard and not cry.replaced and any(session in part for part in cry.audience):
                self._say(cry, session)
        outlet.heard = self._serial

    def _slice(self, until_ns: int) -> None:
        while self._waiting and self._tell_next(until_ns):
            pass

    def _tell_next(self, until_ns: int | None) -> bool:
        """The oldest; false: no more time."""
        cry = self._waiting[0]
        if not cry.replaced:
            for session in cry.left:
                self._say(cry, session)
                if until_ns is not None and (self._first or time.monotonic_ns() >= until_ns):
                    return False
        self._waiting.popleft()
        return True

    def _say(self, cry: Cry, session: SessionId) -> None:
        outlet = self._outlets.get(session)
        if outlet is not None and outlet.heard < cry.serial:
            outlet.heard = cry.serial
            encoded = cry.words(session)
            if encoded is not None:
                outlet.tell(encoded, cry.fleeting)
