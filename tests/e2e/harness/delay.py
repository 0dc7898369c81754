"""A path on which the WebSocket is slow and the sound is not: a TCP relay that holds back what it carries.

A process of its own, so that what the test itself does makes nothing later: ``delay.py PORT SECONDS`` prints its port.
"""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

CHUNK_BYTES: Final = 64 * 1024


async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay_s: float) -> None:
    """One direction, in order, until its end."""
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
            waiting.put_nowait((loop.time() + delay_s, chunk))
        waiting.put_nowait((loop.time() + delay_s, b""))
    with contextlib.suppress(OSError):
        writer.write_eof()


async def relay(port: int, delay_s: float) -> None:
    """Until killed."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        with contextlib.suppress(OSError, ExceptionGroup):
            await asyncio.gather(carry(reader, far_writer, delay_s), carry(far_reader, writer, delay_s))
        writer.close()
        far_writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@asynccontextmanager
async def delayed(port: int, delay_s: float) -> AsyncIterator[int]:
    """A port that leads to ``port``."""
    command = [sys.executable, __file__, str(port), str(delay_s)]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield int(await process.stdout.readline())
    finally:
        process.kill()
        await process.communicate()


if __name__ == "__main__":
    asyncio.run(relay(int(sys.argv[1]), float(sys.argv[2])))
