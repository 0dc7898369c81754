"""Many members at WebSockets, each coming back by itself: for tests and benches of a server that dies."""

import asyncio
import time
from contextlib import suppress
from typing import Any, Final

from e2e.harness.server import Server
from line import Line, line
from websockets.exceptions import InvalidHandshake, WebSocketException

STAYS_S_MAX: Final = 600
PAUSE_S_FIRST, PAUSE_S_MAX = 0.125, 1.0


class Regular:
    """A member that comes back whenever it is sent away, at once and then each second at most, as clients do."""

    def __init__(self, server: Server, token: str, share: float) -> None:
        self._server, self._token, self._share = server, token, share
        self._resume: str | None = None
        self.states: list[str] = []
        self.channel: dict[str, Any] = {}
        self.came = asyncio.Event()
        self.came_at = 0.0
        """When it was in its channel the last time (monotonic seconds)."""

    async def stay(self) -> None:
        """Until cancelled."""
        pause_s = 0.0
        while True:
            with suppress(OSError, WebSocketException, InvalidHandshake, TimeoutError):
                async with line(self._server) as one:
                    await self._come_in(one)
                    pause_s = 0.0
                    await one.closed(within_s=STAYS_S_MAX)
            pause_s = min(PAUSE_S_MAX, pause_s * 2 or PAUSE_S_FIRST)
            await asyncio.sleep(pause_s * (0.5 + self._share / 2))

    async def _come_in(self, one: Line) -> None:
        welcome = await one.hello(self._token, resume=self._resume, beats=True)
        self._resume = welcome["resume"]
        answer = await one.ask("channel.join", channel="lobby")
        self.channel = answer["result"]["channel"]
        self.states.append(welcome["state"])
        self.came_at = time.monotonic()
        self.came.set()


async def gather(
    server: Server, token: str, members: int, within_s: float
) -> tuple[list[Regular], list[asyncio.Task[None]]]:
    """So many members, all in the lobby; who starts them ends their tasks."""
    crowd = [Regular(server, token, number / members) for number in range(members)]
    staying = [asyncio.create_task(one.stay()) for one in crowd]
    await all_there(crowd, within_s)
    return crowd, staying


async def all_there(crowd: list[Regular], within_s: float) -> None:
    """Wait until the last has come."""
    async with asyncio.timeout(within_s):
        await asyncio.gather(*(one.came.wait() for one in crowd))
