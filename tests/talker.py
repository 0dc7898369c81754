"""A person at a WebSocket with real sound: an independent WebRTC stack behind the same line."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiortc import RTCPeerConnection, RTCSessionDescription
from av import AudioFrame
from e2e.harness.server import Server
from e2e.harness.stranger import Tone
from line import Line, line


class Microphone(Tone):
    """A tone that is on or off, and a cable that can be pulled: then nothing at all is sent."""

    def __init__(self, hertz: int = 440) -> None:
        super().__init__(hertz)
        self.plugged = asyncio.Event()
        self.plugged.set()

    async def recv(self) -> AudioFrame:
        """The next 20 ms, when they are due."""
        await self.plugged.wait()
        return await super().recv()


class Talker:
    """In a channel, with a microphone that works."""

    def __init__(self, one: Line, name: str, *, speaks: bool) -> None:
        self.line, self.name = one, name
        self.microphone = Microphone()
        self.microphone.on = speaks
        self._peer = RTCPeerConnection()
        self._press = 0

    @property
    def member(self) -> str:
        """Its id in the channel."""
        return str(self.line.welcome["session"])

    async def come(self, token: str, channel: str = "lobby") -> None:
        """In, with sound."""
        await self.line.hello(token, device=self.name)
        await self.join(channel)
        self._peer.addTransceiver(self.microphone, direction="sendonly")
        await self._peer.setLocalDescription(await self._peer.createOffer())
        answer = await self.line.ask("media.offer", sdp=self._peer.localDescription.sdp)
        assert answer["type"] == "ok", answer
        await self._peer.setRemoteDescription(RTCSessionDescription(answer["result"]["sdp"], "answer"))
        assert (await self.line.event("media.state"))["state"] == "up"

    async def join(self, channel: str = "lobby") -> None:
        """Into the channel, also again."""
        answer = await self.line.ask("channel.join", channel=channel)
        assert answer["type"] == "ok", answer

    async def press(self, **how: Any) -> dict[str, Any]:
        """Hold the button; the floor's answer."""
        self._press += 1
        answer = await self.line.ask("floor.request", channel="lobby", press=self._press, **how)
        assert answer["type"] == "ok", answer
        found: dict[str, Any] = answer["result"]
        return found

    async def let_go(self) -> None:
        """Key up."""
        answer = await self.line.ask("floor.release", channel="lobby", press=self._press)
        assert answer["type"] == "ok", answer

    async def close(self) -> None:
        """No more sound."""
        await self._peer.close()


@asynccontextmanager
async def talking(doors: Server, name: str, token: str, *, speaks: bool = True) -> AsyncIterator[Talker]:
    """One who has come in with sound, for as long as the block lasts; one that does not speak sends silence."""
    async with line(doors) as one:
        talker = Talker(one, name, speaks=speaks)
        try:
            await talker.come(token)
            yield talker
        finally:
            await talker.close()
