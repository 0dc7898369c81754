"""A whole server inside the test's own process, without sockets: requests come from any address one likes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from fastapi import FastAPI
from starlette.websockets import WebSocket

from pressel.auth import keys, passwords
from pressel.auth.doorkeeper import Doorkeeper
from pressel.core.identity import ROLES, Account, Role
from pressel.core.ids import UserId
from pressel.core.switchboard import Switchboard
from pressel.http import app as http_app
from pressel.http.state import State
from pressel.hub.clock import SystemClock
from pressel.hub.hub import Hub
from pressel.media.bridge import Bridge
from pressel.server.app import LOBBY
from pressel.server.store import HubStore, Watch
from pressel.storage.stores import Stores
from pressel.storage.user import StoredUser

PASSWORD = "correct horse"


@dataclass(frozen=True, slots=True)
class House:
    """The app, and what it works with."""

    app: FastAPI
    state: State
    stores: Stores
    watch: Watch

    def client(self, address: str = "198.51.100.7") -> httpx.AsyncClient:
        """A browser at ``address``."""
        transport = httpx.ASGITransport(self.app, client=(address, 50_000))
        return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")

    async def add(self, name: str, role: Role = "member") -> dict[str, str]:
        """A user, and the header of its requests."""
        rights = ROLES[role]
        account = Account(UserId(f"id-{name}"), name, role, rights.priority, rights.emergency)
        assert await self.stores.users.add(StoredUser(account, passwords.hash_password(PASSWORD)))
        token, _ = self.state.doorkeeper.admit_user(account)
        return {"authorization": f"Bearer {token}"}


@asynccontextmanager
async def house(
    folder: Path, *, loopback: bool = False, proxies: tuple[str, ...] = (), shards: int = 1
) -> AsyncIterator[House]:
    """Opened, running, and taken down again."""
    stores = Stores.on(folder)
    await stores.database.open()
    clock = SystemClock()
    await stores.channels.create(LOBBY, clock.now_ms())
    doorkeeper = Doorkeeper(keys.load_or_create(folder), clock.now_ms)
    bridge = Bridge("127.0.0.1:0", [], 100, 400, shards)
    hub = Hub(Switchboard(), bridge, HubStore(stores.channels, stores.bursts, stores.restraints), clock)
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
        tls=False,
        version="test",
    )
    watch = Watch(stores.database, stores.channels, stores.restraints, stores.tokens, stores.users, doorkeeper, hub)
    bridge.start(hub.post)
    await watch.look()
    running = asyncio.create_task(hub.run())
    async with asyncio.timeout(10):
        while LOBBY.id not in hub.board.rooms or not hub.board.rooms[LOBBY.id].open:
            await asyncio.sleep(0)
    try:
        yield House(http_app.build(state, _closed, frozenset(), proxies=proxies), state, stores, watch)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        bridge.stop()
        await stores.database.close()


async def _closed(websocket: WebSocket) -> None:
    await websocket.close()
