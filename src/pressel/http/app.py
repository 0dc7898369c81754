"""All doors but the WebSocket's inside, as one ASGI app."""

from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import Any, Final

from fastapi import FastAPI, Response
from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from pressel.core.causes import ErrorCode
from pressel.http import (
    channel,
    errors,
    health,
    invitation,
    member,
    people,
    proxy,
    restraint,
    token,
    trust,
    user,
    web,
    whip,
)
from pressel.http.state import State

BODY_BYTES_MAX: Final = 256 * 1024

PARTS: Final = (health, people, user, invitation, token, channel, member, restraint, whip, trust)

METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
SOCKET_PATH: Final = "/v1/ws"

SocketDoor = Callable[[WebSocket], Awaitable[None]]


def build(
    state: State,
    socket_door: SocketDoor,
    hosts: frozenset[str],
    certificates: trust.Current | None = None,
    *,
    origins: tuple[str, ...] = (),
    proxies: tuple[str, ...] = (),
) -> ASGIApp:
    """The app. ``hosts`` are names it answers to beside the loopback ones and plain addresses; pages of ``origins`` may
    ask with a token, and never with a cookie (https://fetch.spec.whatwg.org/#http-cors-protocol); ``proxies`` are
    believed when they say for whom they ask."""
    app = FastAPI(
        title="Pressel",
        version=state.version,
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
    )
    app.state.pressel = state
    app.state.trust = certificates
    errors.install(app)

    app.add_middleware(Guard, hosts)
    if origins:
        headers = ["authorization", "content-type"]
        app.add_middleware(CORSMiddleware, allow_origins=origins, allow_methods=METHODS, allow_headers=headers)
    for part in PARTS:
        app.include_router(part.router)
    app.include_router(web.router)
    return proxy.behind(_with_socket(app, socket_door, hosts), proxies)


class Guard:
    """Refuses foreign host names and bodies that are too large. Plain ASGI: FastAPI's own middleware makes a group of
    tasks for each request."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = self._refusal(Headers(scope=scope)) if scope["type"] == "http" else None
        await (refused or self.app)(scope, receive, send)

    def _refusal(self, headers: Headers) -> Response | None:
        if not is_allowed_host(headers.get("host", ""), self.hosts):
            return errors.response(ErrorCode.FORBIDDEN, "this host name is not allowed; see http.hosts", 421)
        length = headers.get("content-length", "0")
        if length.isdigit() and int(length) > BODY_BYTES_MAX:
            return errors.response(ErrorCode.BAD_REQUEST, "the body is too large", 413)
        return None


def build_plain(certificates: trust.Current, hosts: frozenset[str]) -> FastAPI:
    """What a browser gets that speaks plain HTTP to a port of HTTPS."""
    return trust.plain(certificates, lambda host: is_allowed_host(host, hosts))


def describe() -> dict[str, Any]:
    """The OpenAPI document, without a server."""
    app = FastAPI(title="Pressel", version="1", separate_input_output_schemas=False)
    for part in PARTS:
        app.include_router(part.router)
    return app.openapi()


def is_allowed_host(host: str, hosts: frozenset[str]) -> bool:
    """Names of this machine, plain addresses, and what the operator allows: no other site's name may lead here
    (DNS rebinding)."""
    name = proxy.host_name(host)
    if proxy.is_local_name(name) or name in hosts:
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _with_socket(app: ASGIApp, door: SocketDoor, hosts: frozenset[str]) -> ASGIApp:
    """``app`` with the WebSocket beside it: what routing and middleware keep for each request, a line would keep for
    hours (a third of its memory)."""

    async def front(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await app(scope, receive, send)
            return
        websocket = WebSocket(scope, receive, send)
        if scope["path"] == SOCKET_PATH and is_allowed_host(websocket.headers.get("host", ""), hosts):
            await door(websocket)
        else:
            await websocket.close(1008)

    return front
