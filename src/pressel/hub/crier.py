"""Telling everybody: encoded once, cut into slices, never in the way of an answer (design §4, big audiences)."""

import asyncio
import time
from collections import deque
from collections.abc import Iterable
from typing import Final

from pressel.hub.outlet import Outlet

SLICE_NS: Final = 200_000
"""So long one turn of the loop may be spent on it; the loop's other work gets the next turn."""
WAITING_MAX: Final = 100_000
"""Audiences that may wait. Beyond, the oldest is told at once."""


class Crier:
    """One task; news go out in the order they came, to each audience as it was then."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[tuple[bytes, bytes], deque[Outlet]]] = deque()
        self._wake = asyncio.Event()

    def tell(self, encoded: tuple[bytes, bytes], audience: Iterable[Outlet]) -> None:
        """Small audiences hear at once when nobody waits; others in slices."""
        outlets = deque(audience)
        if not self._waiting and len(outlets) <= 16:
            for outlet in outlets:
                outlet.tell(encoded)
            return
        if len(self._waiting) >= WAITING_MAX:
            self._slice(until_ns=None)
        self._waiting.append((encoded, outlets))
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._wake.wait()
            self._slice(until_ns=time.monotonic_ns() + SLICE_NS)
            if not self._waiting:
                self._wake.clear()
            # Three parts for the others for each part of ours: a quarter of the loop at most.
            await asyncio.sleep(SLICE_NS * 3 / 1e9 if self._waiting else 0)

    def flush_for(self, outlet: Outlet) -> None:
        """What ``outlet`` must hear before what comes next, so that its news stay in order."""
        for encoded, outlets in self._waiting:
            if outlet in outlets:
                outlets.remove(outlet)
                outlet.tell(encoded)

    def _slice(self, until_ns: int | None) -> None:
        while self._waiting:
            encoded, outlets = self._waiting[0]
            while outlets:
                outlets.popleft().tell(encoded)
                if until_ns is not None and time.monotonic_ns() >= until_ns:
                    return
            self._waiting.popleft()
