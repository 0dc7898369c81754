"""A path on which the WebSocket is slow and the sound is not: a TCP relay that holds back what it carries."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

CHUNK_BYTES: Final = 64 * 1024


class Relay:
    """Connections that come in here go out there, each direction ``delay_s`` late and in order."""

    def __init__(self, port: int, delay_s: float) -> None:
        self._port = port
        self._delay_s = delay_s
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            await asyncio.gather(self._carry(reader, far_writer), self._carry(far_reader, writer))
        except (ConnectionError, ExceptionGroup, asyncio.CancelledError):
            # Either end may go away at any time; so may the test.
            return
        finally:
            for one in (writer, far_writer):
                one.transport.abort()
            self._tasks.discard(task)

    async def stop(self) -> None:
        """Cut every connection."""
        for task in set(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        # Aborted transports close their sockets in the next turn of the loop.
        await asyncio.sleep(0)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        async def write() -> None:
            while True:
                due, chunk = await waiting.get()
                await asyncio.sleep(max(0, due - loop.time()))
                if not chunk:
                    return
                writer.write(chunk)
                await writer.drain()

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(write())
            while chunk := await reader.read(CHUNK_BYTES):
                waiting.put_nowait((loop.time() + self._delay_s, chunk))
            waiting.put_nowait((loop.time() + self._delay_s, b""))
        if not writer.is_closing():
            writer.write_eof()


@asynccontextmanager
async def delayed(port: int, delay_s: float) -> AsyncIterator[int]:
    """A port that leads to ``port``."""
    relay = Relay(port, delay_s)
    server = await asyncio.start_server(relay.serve, "127.0.0.1", 0)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        await relay.stop()
