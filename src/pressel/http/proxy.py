"""Who really asks, where a proxy stands between: decided once, before any door.

A proxy on the same machine makes every visitor look like this machine, which may more than others. So what was
forwarded by one the operator does not name comes from nowhere: from no machine's address, and all of it from the same.
"""

from ipaddress import ip_address
from typing import Final

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

FORWARDING: Final = frozenset({b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip", b"via"})
"""A request with one of these went through a proxy (RFC 7239, RFC 9110 §7.6.3, and what is older than both)."""
LOOPBACK_NAMES: Final = frozenset({"localhost"})
UNKNOWN: Final = ("a-proxy-nobody-named", 0)


def behind(app: ASGIApp, trusted: tuple[str, ...]) -> ASGIApp:
    """``app``, which finds as ``client`` who really asks; ``trusted`` are addresses and networks of proxies that are
    believed (their ``X-Forwarded-For`` and ``X-Forwarded-Proto``)."""
    believing = ProxyHeadersMiddleware(app, list(trusted))  # type: ignore[arg-type]  # uvicorn's own words for ASGI

    async def front(scope: Scope, receive: Receive, send: Send) -> None:
        client = scope.get("client")
        if client is not None and client[0] in believing.trusted_hosts:
            await believing(scope, receive, send)  # type: ignore[arg-type]
            return
        if any(name in FORWARDING for name, _ in scope.get("headers", ())):
            scope["client"] = UNKNOWN
        await app(scope, receive, send)

    return front


def is_of_this_machine(asked: HTTPConnection) -> bool:
    """Whether somebody on this machine asks, and for an address of this machine: a proxy that says nothing of itself
    gives itself away by the name it is asked for."""
    client, name = asked.client, host_name(asked.headers.get("host", ""))
    return client is not None and _is_loopback(client.host) and is_local_name(name)


def is_local_name(name: str) -> bool:
    """Whether a host name means the machine it is used on."""
    return name in LOOPBACK_NAMES or name.endswith(".localhost") or _is_loopback(name)


def host_name(host: str) -> str:
    """The name or address in a ``Host`` header, in lower case."""
    name = host.rsplit("]", 1)[0].lstrip("[") if host.startswith("[") else host.rsplit(":", 1)[0]
    return name.lower()


def _is_loopback(text: str) -> bool:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback
