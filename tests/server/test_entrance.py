"""Who gets in by which door, and who waits how long; sockets on loopback, no server behind them."""

import asyncio
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pressel.auth import certificates
from pressel.auth.certificates import NOTHING, Names
from pressel.server import entrance
from pressel.server.entrance import Entrance
from pressel.server.tls import Tls

NAMES = Names.of(["localhost"], ["127.0.0.1"])


class Word(asyncio.Protocol):
    """Answers with its name and the first byte it got, and ends."""

    def __init__(self, word: bytes) -> None:
        self.word = word

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(self.word + b" " + data[:1])
        self.transport.close()


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """A port."""
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


def open_entrance(folder: Path, listening: socket.socket) -> Entrance:
    certificates.init(folder, NAMES, NOTHING, "box", datetime.now(UTC))
    made = Entrance(Tls(folder).context, lambda: Word(b"secure"), lambda: Word(b"plain"))
    made.open([listening])
    return made


async def come(listening: socket.socket, first: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection(*listening.getsockname())
    writer.write(first)
    return reader, writer


async def test_the_first_byte_chooses_the_door(tmp_path: Path, listening: socket.socket) -> None:
    made = open_entrance(tmp_path, listening)
    reader, writer = await come(listening, b"GET / HTTP/1.1\r\n")
    assert await reader.read() == b"plain G"
    writer.close()
    context = entrance.ssl.create_default_context(cafile=str(tmp_path / "keys" / "tls" / "pressel-ca.crt"))
    reader, writer = await asyncio.open_connection(*listening.getsockname(), ssl=context)
    writer.write(b"G")
    assert await reader.read() == b"secure G"
    writer.close()
    made.close()


async def test_garbage_that_begins_like_tls_ends_without_harm(tmp_path: Path, listening: socket.socket) -> None:
    made = open_entrance(tmp_path, listening)
    _, garbage = await come(listening, b"\x16" + bytes(200))
    reader, writer = await come(listening, b"G")
    assert await reader.read() == b"plain G"
    for one in (garbage, writer):
        one.close()
    made.close()


async def test_those_who_say_nothing_make_room_for_others(
    tmp_path: Path, listening: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entrance, "WAITING_MAX", 4)
    made = open_entrance(tmp_path, listening)
    silent = [await come(listening) for _ in range(6)]
    assert [await reader.read() for reader, _ in silent[:2]] == [b"", b""]
    reader, writer = await come(listening, b"G")
    assert await reader.read() == b"plain G"
    made.close()
    assert [await reader.read() for reader, _ in silent[2:]] == [b""] * 4
    for _, one in (*silent, (reader, writer)):
        one.close()


async def test_one_who_never_speaks_is_sent_away_in_time(
    tmp_path: Path, listening: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entrance, "FIRST_BYTE_WITHIN_S", 0.1)
    made = open_entrance(tmp_path, listening)
    reader, writer = await come(listening)
    async with asyncio.timeout(5):
        assert await reader.read() == b""
    writer.close()
    made.close()
