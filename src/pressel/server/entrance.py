"""One port, two doors: the first byte of a connection says whether it speaks TLS or plain HTTP.

A TLS record of a handshake begins with 22 (RFC 8446 §5.1), no HTTP request does. The byte is looked at, not taken, and
the connection handed to the door it asked for.
"""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable
from typing import Final

import structlog

HANDSHAKE: Final = b"\x16"
FIRST_BYTE_WITHIN_S: Final = 10.0
HANDSHAKE_WITHIN_S: Final = 10.0
# Who has said nothing yet; above that the one that has waited longest makes room.
WAITING_MAX: Final = 1_024
ACCEPTED_AT_ONCE_MAX: Final = 64
OUT_OF_FILES_PAUSE_S: Final = 1.0

Door = Callable[[], asyncio.Protocol]

log = structlog.get_logger()


class Entrance:
    """Takes connections from listening sockets until it is closed."""

    def __init__(self, context: ssl.SSLContext, secure: Door, plain: Door) -> None:
        self._context = context
        self._secure = secure
        self._plain = plain
        self._loop = asyncio.get_running_loop()
        self._listening: list[socket.socket] = []
        self._waiting: dict[socket.socket, asyncio.TimerHandle] = {}
        self._entering: set[asyncio.Task[None]] = set()

    def open(self, listening: list[socket.socket]) -> None:
        """Begin to take connections. The sockets stay the caller's."""
        for one in listening:
            one.setblocking(False)
            self._listening.append(one)
            self._loop.add_reader(one, self._accept, one)

    def close(self) -> None:
        """Take no more; who was still at the door is sent away."""
        for one in self._listening:
            self._loop.remove_reader(one)
        self._listening.clear()
        for one in list(self._waiting):
            self._send_away(one)
        for task in self._entering:
            task.cancel()

    def _accept(self, listening: socket.socket) -> None:
        for _ in range(ACCEPTED_AT_ONCE_MAX):
            try:
                connection, _ = listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                log.warning("no more connections for a moment", trouble=error.strerror)
                self._loop.remove_reader(listening)
                self._loop.call_later(OUT_OF_FILES_PAUSE_S, self._go_on, listening)
                return
            connection.setblocking(False)
            if len(self._waiting) >= WAITING_MAX:
                self._send_away(next(iter(self._waiting)))
            self._waiting[connection] = self._loop.call_later(FIRST_BYTE_WITHIN_S, self._send_away, connection)
            self._loop.add_reader(connection, self._look, connection)

    def _go_on(self, listening: socket.socket) -> None:
        if listening in self._listening:
            self._loop.add_reader(listening, self._accept, listening)

    def _look(self, connection: socket.socket) -> None:
        try:
            first = connection.recv(1, socket.MSG_PEEK)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            first = b""
        if not first:
            self._send_away(connection)
            return
        self._forget(connection)
        task = self._loop.create_task(self._enter(connection, is_secure=first == HANDSHAKE))
        self._entering.add(task)
        task.add_done_callback(self._entering.discard)

    async def _enter(self, connection: socket.socket, *, is_secure: bool) -> None:
        connecting = (
            self._loop.connect_accepted_socket(
                self._secure, connection, ssl=self._context, ssl_handshake_timeout=HANDSHAKE_WITHIN_S
            )
            if is_secure
            else self._loop.connect_accepted_socket(self._plain, connection)
        )
        try:
            await connecting
        except OSError as error:
            # Browsers that do not trust the certificate end here; it is their story, not ours.
            log.debug("no TLS with a peer", trouble=str(error))
            connection.close()

    def _send_away(self, connection: socket.socket) -> None:
        self._forget(connection)
        connection.close()

    def _forget(self, connection: socket.socket) -> None:
        with contextlib.suppress(KeyError):
            self._waiting.pop(connection).cancel()
        self._loop.remove_reader(connection)
