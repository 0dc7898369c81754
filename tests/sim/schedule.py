"""Virtual time: a heap of what happens when. Nothing here waits."""

import heapq
from collections.abc import Callable
from typing import Any, Final

START_MS: Final = 1_800_000_000_000
"""Unix time at which every run begins."""

Act = Callable[..., None]


class Schedule:
    """Things at the same time happen in the order in which they were asked for."""

    def __init__(self) -> None:
        self.now_ms = START_MS
        self.done = 0
        self._heap: list[tuple[int, int, Act, tuple[Any, ...]]] = []
        self._asked = 0

    def at(self, at_ms: int, act: Act, *args: Any) -> None:
        """Do ``act`` at a time, or now if that is past."""
        self._asked += 1
        heapq.heappush(self._heap, (max(at_ms, self.now_ms), self._asked, act, args))

    def after(self, wait_ms: int, act: Act, *args: Any) -> None:
        """Do ``act`` in a while."""
        self.at(self.now_ms + wait_ms, act, *args)

    def run(self, until_ms: int, stopped: Callable[[], bool]) -> None:
        """Everything up to ``until_ms``, or until ``stopped``."""
        while self._heap and self._heap[0][0] <= until_ms and not stopped():
            self.now_ms, _, act, args = heapq.heappop(self._heap)
            self.done += 1
            act(*args)
        if not stopped():
            self.now_ms = until_ms
