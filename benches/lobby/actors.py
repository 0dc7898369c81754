"""People at the wire who keep channels busy: they talk, stand in line, come and go, at the pace of people."""

import asyncio
import contextlib
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import httpx
from aiortc import RTCPeerConnection, RTCSessionDescription
from websockets.asyncio.client import ClientConnection, connect

TURN_WITHIN_S: Final = 4
ANSWER_WITHIN_S: Final = 5


@dataclass(frozen=True)
class Pace:
    """Seconds, from and to."""

    pause: tuple[float, float]
    talk: tuple[float, float]
    visit: tuple[float, float]


HUMAN: Final = Pace(pause=(1.0, 5.0), talk=(0.8, 4.0), visit=(1.0, 4.0))


class Actor:
    """A guest with one WebSocket; a talker has a sound path too, and sends nothing on it."""

    def __init__(self, socket: ClientConnection, chance: random.Random) -> None:
        self.chance = chance
        self.talks = 0
        self._socket = socket
        self._id = 0
        self._press = 0
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._turn: asyncio.Future[dict[str, Any]] | None = None
        self._media_up = asyncio.Event()
        self._peer: RTCPeerConnection | None = None
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def enter(cls, url: str, name: str, chance: random.Random) -> Self:
        """As a guest."""
        async with httpx.AsyncClient() as client:
            token = (await client.post(f"{url}/v1/guests", json={"name": name})).json()["token"]
        address = url.replace("http", "ws", 1) + "/v1/ws"
        actor = cls(await connect(address, subprotocols=["pressel.v1"], compression=None), chance)
        await actor.ask("hello", token=token, device=f"actor-{name}")
        return actor

    async def ask(self, type_: str, **fields: Any) -> dict[str, Any]:
        """One request; returns its answer, a refusal too."""
        self._id += 1
        answer = self._answers[self._id] = asyncio.get_running_loop().create_future()
        await self._socket.send(json.dumps({"type": type_, "id": self._id, **fields}))
        return await asyncio.wait_for(answer, ANSWER_WITHIN_S)

    async def open_media(self) -> None:
        """A sound path that is up and silent: who talks must have one."""
        self._peer = RTCPeerConnection()
        self._peer.addTransceiver("audio", direction="sendonly")
        await self._peer.setLocalDescription(await self._peer.createOffer())
        answer = await self.ask("media.offer", sdp=self._peer.localDescription.sdp)
        await self._peer.setRemoteDescription(RTCSessionDescription(answer["result"]["sdp"], "answer"))
        await asyncio.wait_for(self._media_up.wait(), ANSWER_WITHIN_S)

    async def talk_at(self, channels: Sequence[str], stop: asyncio.Event, pace: Pace) -> None:
        """Press, wait in line, talk, let go; over and over."""
        for channel in channels:
            await self.ask("channel.join", channel=channel)
        while not await passed(stop, self.chance.uniform(*pace.pause)):
            channel = self.chance.choice(channels)
            self._press += 1
            self._turn = asyncio.get_running_loop().create_future()
            result = (await self.ask("floor.request", channel=channel, press=self._press)).get("result", {})
            grant = result.get("grant")
            if result.get("result") == "queued":
                with contextlib.suppress(TimeoutError):
                    grant = (await asyncio.wait_for(self._turn, TURN_WITHIN_S))["grant"]
            if grant is not None:
                self.talks += 1
                await passed(stop, self.chance.uniform(*pace.talk))
            if result:
                await self.ask("floor.release", channel=channel, press=self._press, grant=grant)

    async def visit(self, channels: Sequence[str], stop: asyncio.Event, pace: Pace) -> None:
        """Come into a channel and go again; over and over."""
        while not await passed(stop, self.chance.uniform(*pace.visit)):
            channel = self.chance.choice(channels)
            await self.ask("channel.join", channel=channel)
            await passed(stop, self.chance.uniform(*pace.visit))
            await self.ask("channel.leave", channel=channel)

    async def close(self) -> None:
        """Go home."""
        await self._socket.close()
        if self._peer is not None:
            await self._peer.close()
        self._reader.cancel()

    async def _read(self) -> None:
        async for text in self._socket:
            message = json.loads(text)
            waiting = self._answers.pop(message.get("re", 0), None)
            if waiting is not None:
                waiting.set_result(message)
            elif message["type"] == "media.state" and message["state"] == "up":
                self._media_up.set()
            elif message["type"] == "floor.granted" and self._turn is not None and not self._turn.done():
                self._turn.set_result(message)


async def passed(stop: asyncio.Event, seconds: float) -> bool:
    """Wait so long, or until the end; whether it was the end."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
    return stop.is_set()
