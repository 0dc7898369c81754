"""uvicorn as we run it: signals are ours; with TLS both HTTPS and the page that explains it come through one port."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable, Iterator
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp

from pressel.server.entrance import Entrance
from pressel.server.lean_socket import LeanSocket
from pressel.signalling.session import HEARTBEAT_MS, OFFLINE_AFTER_MS
from pressel.wire.codec import FRAME_BYTES_MAX

STOP_WITHIN_S: Final = 3


class Server(uvicorn.Server):
    """Plain HTTP. Signals are taken by us: people are told before the sockets close."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(_config(app, ws=LeanSocket))

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take none."""
        yield


class SecureServer(Server):
    """HTTPS and WSS for ``app``; who speaks plain HTTP to the same port gets ``plain``."""

    def __init__(self, app: ASGIApp, plain: ASGIApp, context: ssl.SSLContext) -> None:
        super().__init__(app)
        self._plain = _config(plain, ws="none")
        self._context = context
        self._entrance: Entrance | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to take connections."""
        await super().startup(sockets=[])
        self._plain.load()
        self._entrance = Entrance(self._context, self._door(self.config), self._door(self._plain))
        self._entrance.open(sockets or [])

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more, and end those that are there."""
        if self._entrance is not None:
            self._entrance.close()
        await super().shutdown(sockets)

    def _door(self, config: uvicorn.Config) -> Callable[[], asyncio.Protocol]:
        protocol: Any = config.http_protocol_class

        def door() -> asyncio.Protocol:
            made: asyncio.Protocol = protocol(
                config=config, server_state=self.server_state, app_state=self.lifespan.state
            )
            return made

        return door


def _config(app: ASGIApp, ws: Any) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        ws=ws,
        ws_max_size=FRAME_BYTES_MAX + 1,  # our own answer to the first byte too many is a better one
        ws_ping_interval=HEARTBEAT_MS / 1000,
        ws_ping_timeout=(OFFLINE_AFTER_MS - HEARTBEAT_MS) / 1000,
        ws_per_message_deflate=False,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,  # the app knows whom to believe (http.trusted_proxies)
        lifespan="off",
        timeout_graceful_shutdown=STOP_WITHIN_S,
    )
