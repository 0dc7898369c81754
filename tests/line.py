"""A person at the WebSocket of a real server, for tests of its doors."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import httpx
from e2e.harness.server import Server
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

WITHIN_S: Final = 10
PASSWORD: Final = "correct horse"


class Line:
    """One WebSocket; answers are waited for, events are kept."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.events: list[dict[str, Any]] = []
        self.welcome: dict[str, Any] = {}
        self.token = ""
        self._id = 0

    async def ask(self, type_: str, **fields: Any) -> dict[str, Any]:
        self._id += 1
        await self.socket.send(json.dumps({"type": type_, "id": self._id, **fields}))
        while True:
            message = await self.next()
            if message.get("re") == self._id:
                return message
            self.events.append(message)

    async def next(self, within_s: float = WITHIN_S) -> dict[str, Any]:
        async with asyncio.timeout(within_s):
            message: dict[str, Any] = json.loads(await self.socket.recv())
        return message

    async def hello(self, token: str, **fields: Any) -> dict[str, Any]:
        self.token = token
        answer = await self.ask("hello", token=token, **fields)
        assert answer["type"] == "ok", answer
        self.welcome = answer["result"]
        return self.welcome

    async def event(self, type_: str, within_s: float = WITHIN_S) -> dict[str, Any]:
        while not any(event["type"] == type_ for event in self.events):
            self.events.append(await self.next(within_s))
        found = next(event for event in self.events if event["type"] == type_)
        self.events.remove(found)
        return found

    def cut(self) -> None:
        """As if the cable were pulled and the other side heard of it: no goodbye."""
        self.socket.transport.abort()

    async def closed(self, within_s: float = WITHIN_S) -> int:
        async with asyncio.timeout(within_s):
            try:
                while True:
                    await self.socket.recv()
            except ConnectionClosed:
                return int(self.socket.close_code or 0)


@asynccontextmanager
async def line(doors: Server) -> AsyncIterator[Line]:
    url = f"ws://127.0.0.1:{doors.http_port}/v1/ws"
    async with connect(url, subprotocols=["pressel.v1"], max_size=None) as socket:  # type: ignore[list-item]
        yield Line(socket)


async def token(doors: Server, name: str) -> str:
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{doors.url}/v1/guests", json={"name": name})
    return str(answer.json()["token"])


@asynccontextmanager
async def entered(doors: Server, name: str, **fields: Any) -> AsyncIterator[Line]:
    async with line(doors) as one:
        await one.hello(await token(doors, name), device=name, **fields)
        assert (await one.ask("channel.join", channel="lobby"))["type"] == "ok"
        yield one


def add_user(doors: Server, admin: dict[str, str], name: str, role: str) -> dict[str, str]:
    """Made by the admin, with a password of its own; the header of its requests."""
    made = httpx.post(f"{doors.url}/v1/users", json={"name": name, "role": role}, headers=admin)
    secret = made.json()["password_link"]["link"].split("#password=")[1]
    entered_first = httpx.post(f"{doors.url}/v1/password", json={"secret": secret, "password": PASSWORD})
    assert entered_first.status_code == 200, entered_first.text
    return {"authorization": f"Bearer {entered_first.json()['token']}"}
