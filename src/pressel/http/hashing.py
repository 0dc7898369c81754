"""Passwords are slow and large on purpose (Argon2id: 64 MiB each): in threads, and only some at a time."""

import asyncio
from collections.abc import Callable
from typing import Final, ParamSpec, TypeVar

from fastapi.concurrency import run_in_threadpool

from pressel.core.causes import ErrorCode
from pressel.http.errors import ApiError

AT_ONCE_MAX: Final = 2
WAITING_MAX: Final = 64

P = ParamSpec("P")
T = TypeVar("T")


class Hashing:
    """A short line in front of a few threads."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE_MAX)
        self._waiting = 0

    async def run(self, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do ``job`` in a thread.

        Raises:
            ApiError: too many wait already.
        """
        if self._waiting >= WAITING_MAX:
            raise ApiError(ErrorCode.NO_ROOM, "too many are signing in; try again in a moment")
        self._waiting += 1
        try:
            async with self._places:
                return await run_in_threadpool(job, *args, **kwargs)
        finally:
            self._waiting -= 1
