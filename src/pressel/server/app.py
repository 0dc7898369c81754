"""Every part, built once, in order, from a frozen configuration; and taken down in the other order."""

import asyncio
import gc
import signal
import socket
from collections.abc import Callable
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Final

import structlog
import uvicorn
import uvloop
from starlette.websockets import WebSocket

from pressel import VERSION
from pressel.auth import certificates, keys, passwords
from pressel.auth.certificates import Certificates
from pressel.auth.doorkeeper import Doorkeeper
from pressel.auth.platforms import PAGE_PATH
from pressel.auth.tokens import BadTokenError
from pressel.core.channel import ChannelSettings
from pressel.core.errors import PresselError
from pressel.core.identity import Identity
from pressel.core.ids import ChannelId
from pressel.core.news import Notice
from pressel.core.switchboard import Switchboard
from pressel.core.timers import FloorTimers
from pressel.http import app as http_app
from pressel.http.state import State
from pressel.hub.clock import SystemClock
from pressel.hub.hub import Hub
from pressel.media.bridge import Bridge
from pressel.server import interfaces
from pressel.server.config import Config, HttpSettings, split_address
from pressel.server.doors import SecureServer, Server
from pressel.server.expiry import end_programs
from pressel.server.folder import Lock, prepare
from pressel.server.store import HubStore, Watch
from pressel.server.tls import Tls
from pressel.signalling.session import RefusedError, Session
from pressel.signalling.turnstile import Turnstile
from pressel.storage.stores import Stores

CLAIM_TTL_MS: Final = 3_600_000
INVITATION_KEPT_MS: Final = 7 * 86_400_000
"""So long an invitation that is over says so, and not that it never was."""
LOBBY: Final = ChannelSettings(ChannelId("lobby"), "Lobby", guests=True)

log = structlog.get_logger()


class StartError(PresselError):
    """The server cannot start; the text says what to do."""


async def serve(config: Config, say: Callable[[str], None]) -> None:
    """Run until SIGINT or SIGTERM; ``say`` prints where to go.

    Raises:
        PresselError: it cannot start; one line says why and what to do.
    """
    host, port = split_address(config.http.address)
    loopback = _is_loopback(host)
    if not loopback and not (config.http.tls or config.http.insecure):
        raise StartError(
            f"{host} is not loopback: browsers give no microphone without TLS; "
            "run pressel tls init once and add --tls, or add --insecure"
        )
    folder = prepare(Path(config.data.folder))
    tls = Tls(folder) if config.http.tls else None
    lock = Lock(folder)
    lock.take()
    stores = Stores.on(folder)
    listening = _listen(host, port)
    try:
        await stores.database.open()
        await _run(config, folder, lock, stores, listening, say, tls, loopback=loopback)
    finally:
        for one in listening:
            one.close()
        await stores.database.close()
        lock.free()


def loop_factory() -> asyncio.AbstractEventLoop:
    """The event loop a server runs on."""
    return uvloop.new_event_loop()


async def examine(config: Config) -> list[tuple[str, str | None]]:
    """What a server needs, and what is wrong with it, if anything."""
    found: list[tuple[str, str | None]] = []
    folder = Path(config.data.folder)

    async def look(what: str, check: Callable[[], object]) -> None:
        try:
            result = check()
            if asyncio.iscoroutine(result):
                await result
            found.append((what, None))
        except (PresselError, OSError) as error:
            found.append((what, str(error)))

    async def open_database() -> None:
        stores = Stores.on(folder)
        try:
            await stores.database.open()
        finally:
            await stores.database.close()

    await look("data folder", lambda: prepare(folder))
    await look("keys", lambda: keys.load_or_create(folder))
    await look("database", open_database)
    if config.http.tls:
        await look("certificate", lambda: certificates.read(folder))
    await look("HTTP port", lambda: _close_all(_listen(*split_address(config.http.address))))
    await look("media port", lambda: _bind_udp(*split_address(config.media.address)))
    return found


def _close_all(sockets: list[socket.socket]) -> None:
    for one in sockets:
        one.close()


def _bind_udp(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.bind((host, port))


async def _run(
    config: Config,
    folder: Path,
    lock: Lock,
    stores: Stores,
    listening: list[socket.socket],
    say: Callable[[str], None],
    tls: Tls | None,
    *,
    loopback: bool,
) -> None:
    clock = SystemClock()
    await _first_start(stores, clock.now_ms())
    await stores.bursts.close_open(lock.last_alive_ms)
    await stores.restraints.forget_over(clock.now_ms())
    await stores.invitations.forget_old(clock.now_ms() - INVITATION_KEPT_MS)
    doorkeeper = Doorkeeper(keys.load_or_create(folder), clock.now_ms)
    media = config.media
    bridge = Bridge(media.address, list(media.advertise), media.sessions_max, media.hold_ms, media.shards)
    timers = FloorTimers(t1_no_packets_ms=config.floor.no_packets_ms, t3_grace_ms=config.floor.grace_ms)
    hub = Hub(Switchboard(timers=timers), bridge, HubStore(stores.channels, stores.bursts, stores.restraints), clock)
    state = State(
        hub,
        doorkeeper,
        stores.channels,
        stores.bursts,
        stores.users,
        stores.tokens,
        stores.invitations,
        stores.restraints,
        bridge.stats,
        loopback,
        tls=tls is not None,
        version=VERSION,
    )
    _start_engine(bridge, hub, config)
    try:
        watch = Watch(stores.database, stores.channels, stores.restraints, stores.tokens, stores.users, doorkeeper, hub)
        await watch.look()
        door = _socket_door(hub, doorkeeper)
        server = _server(state, door, config.http, tls)
        tasks = [
            asyncio.create_task(hub.run(), name="hub"),
            asyncio.create_task(watch.run(), name="watch"),
            asyncio.create_task(end_programs(hub), name="expiry"),
            asyncio.create_task(lock.keep(), name="alive"),
        ]
        if tls is not None:
            tasks.append(asyncio.create_task(tls.watch(), name="tls"))
        await _announce(stores, listening, clock.now_ms(), say, tls)
        await _until_stopped(server, listening, state, tasks)
    finally:
        bridge.stop()


def _start_engine(bridge: Bridge, hub: Hub, config: Config) -> None:
    try:
        bound = bridge.start(hub.post)
    except OSError as error:
        raise StartError(
            f"UDP {config.media.address}: {error.strerror or error}; choose another with --media HOST:PORT"
        ) from error
    log.info("sound", addresses=[f"{address}:{port}" for address, port in bound])


async def _until_stopped(
    server: uvicorn.Server, listening: list[socket.socket], state: State, tasks: list[asyncio.Task[None]]
) -> None:
    """Serve; a signal, or the end of a task that should not end, stops it."""
    loop = asyncio.get_running_loop()

    def stop() -> None:
        state.ready = False
        for session in state.hub.board.sessions:
            state.hub.tell(session, Notice("server-stops"))
        server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    for task in tasks:
        task.add_done_callback(lambda _: stop())
    gc.collect()
    gc.freeze()
    state.ready = True
    try:
        await server.serve(listening)
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    failed = [error for error in ended if isinstance(error, Exception)]
    if failed:
        raise failed[0]
    log.info("stopped")


def _server(state: State, door: http_app.SocketDoor, http: HttpSettings, tls: Tls | None) -> uvicorn.Server:
    build = partial(http_app.build, state, door, origins=http.origins, proxies=http.trusted_proxies)
    hosts = frozenset(http.hosts)
    if tls is None:
        return Server(build(hosts))

    def current() -> Certificates:
        return tls.current

    hosts |= frozenset(tls.current.names.dns)
    return SecureServer(build(hosts, current), http_app.build_plain(current, hosts), tls.context)


def _socket_door(hub: Hub, doorkeeper: Doorkeeper) -> http_app.SocketDoor:
    def verify(token: str) -> Identity:
        try:
            return doorkeeper.verify(token)
        except BadTokenError as error:
            raise RefusedError(str(error)) from error

    turnstile = Turnstile()

    async def door(websocket: WebSocket) -> None:
        await Session(websocket, hub, verify, turnstile, f"pressel {VERSION}").run()

    return door


async def _first_start(stores: Stores, now_ms: int) -> None:
    """A fresh folder has one channel."""
    if not await stores.channels.list() and not await stores.users.list():
        await stores.channels.create(LOBBY, now_ms)


async def _announce(
    stores: Stores, listening: list[socket.socket], now_ms: int, say: Callable[[str], None], tls: Tls | None
) -> None:
    host, port = listening[0].getsockname()[:2]
    name = "localhost" if _is_loopback(host) else _reachable(host)
    address = f"{'http' if tls is None else 'https'}://{name}:{port}"
    say(f"Pressel is at {address}")
    if tls is not None:
        say(f"Devices that do not trust it yet begin at http://{name}:{port}{PAGE_PATH}")
    if not any(user.account.role == "admin" for user in await stores.users.list()):
        secret = passwords.new_secret(128)
        await stores.users.new_claim(passwords.digest(secret), now_ms + CLAIM_TTL_MS)
        say(f"Become its admin within the hour: {address}/#claim={secret}")


def _reachable(host: str) -> str:
    """``host`` as it stands in an address; where every interface listens, the first that others can reach."""
    found = ip_address(host)
    if found.is_unspecified:
        others = (ip_address(one) for one in interfaces.addresses())
        found = next((one for one in others if not one.is_loopback), found)
    return f"[{found}]" if found.version == 6 else str(found)


def _listen(host: str, port: int) -> list[socket.socket]:
    """A listening socket; on loopback one for each family where there are two."""
    hosts = ["127.0.0.1", "::1"] if host in ("localhost", "127.0.0.1") and port else [host]
    sockets: list[socket.socket] = []
    for one in hosts:
        family = socket.AF_INET6 if ":" in one else socket.AF_INET
        try:
            made = socket.socket(family, socket.SOCK_STREAM)
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind((one, port))
            made.listen(1024)
        except OSError as error:
            made.close()
            if one == "::1":
                continue
            raise StartError(
                f"TCP {one}:{port}: {error.strerror}; stop the other program, or choose another with --http HOST:PORT"
            ) from error
        sockets.append(made)
    return sockets


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
