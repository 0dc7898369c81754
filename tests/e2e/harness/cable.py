"""A cable between a page and its server that can be cut: a TCP relay. The sound has its own way and stays.

``cable.py HOST TO_HOST TO_PORT`` runs one in a process of its own, in another network maybe, and prints its port.
"""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

CHUNK_BYTES: Final = 64 * 1024


class Cable:
    """Whole until ``cut``; cut until ``mend``."""

    def __init__(self, to_host: str, to_port: int) -> None:
        self._to = to_host, to_port
        self._is_whole = True
        self._ends: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """Where it begins, on this machine."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    async def lay(self, host: str) -> None:
        """From a free port of ``host``."""
        self._server = await asyncio.start_server(self._carry, host, 0)

    async def remove(self) -> None:
        """And everything that runs over it."""
        assert self._server is not None
        self._server.close()
        self.cut()
        await asyncio.sleep(0)

    def cut(self) -> None:
        """Every connection breaks without a goodbye, and no new one comes about."""
        self._is_whole = False
        for end in self._ends:
            end.transport.abort()

    def mend(self) -> None:
        """From now on connections come about again."""
        self._is_whole = True

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._is_whole:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection(*self._to)
        self._ends |= {writer, far_writer}
        try:
            await asyncio.gather(_pass(reader, far_writer), _pass(far_reader, writer))
        finally:
            self._ends -= {writer, far_writer}
            for end in (writer, far_writer):
                end.close()


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while chunk := await reader.read(CHUNK_BYTES):
            writer.write(chunk)
            await writer.drain()
        writer.write_eof()


@asynccontextmanager
async def cable(port: int) -> AsyncIterator[Cable]:
    """From a port of ours to ``port``."""
    one = Cable("127.0.0.1", port)
    await one.lay("127.0.0.1")
    try:
        yield one
    finally:
        await one.remove()


@asynccontextmanager
async def elsewhere(to_host: str, to_port: int, *before: str) -> AsyncIterator[int]:
    """One in another network, where ``before`` leads; yields its port there."""
    command = [*before, sys.executable, __file__, "127.0.0.1", to_host, str(to_port)]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield int(await process.stdout.readline())
    finally:
        process.kill()
        await process.communicate()


async def main(host: str, to_host: str, to_port: int) -> None:
    """Until killed."""
    one = Cable(to_host, to_port)
    await one.lay(host)
    print(one.port, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
