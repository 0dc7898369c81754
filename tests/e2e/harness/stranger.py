"""aiortc, an independent WebRTC stack: publishes a pausing tone by WHIP, hears by WHEP."""

import asyncio
import fractions
import time
from typing import Any, Final

import httpx
import numpy as np
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError
from aiortc.rtcdtlstransport import RTCCertificate, generate_certificate
from av import AudioFrame
from cryptography.hazmat.primitives.asymmetric import rsa

RATE: Final = 48_000
FRAME: Final = 960
LOUD: Final = 1_000
AMPLITUDE: Final = 12_000


class Tone(MediaStreamTrack):
    """A sine that is on or off."""

    kind = "audio"

    def __init__(self, hertz: int) -> None:
        super().__init__()
        self.hertz = hertz
        self.on = False
        self.frames = 0
        """Sent, or about to be: 20 ms each."""
        self._started: float | None = None

    async def recv(self) -> AudioFrame:
        """The next 20 ms, when they are due."""
        self._started = self._started or time.monotonic()
        await asyncio.sleep(max(0, self._started + self.frames * FRAME / RATE - time.monotonic()))
        at = np.arange(self.frames * FRAME, (self.frames + 1) * FRAME) / RATE
        wave = np.sin(2 * np.pi * self.hertz * at) * (AMPLITUDE if self.on else 0)
        frame = AudioFrame.from_ndarray(wave.astype(np.int16)[None, :], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self.frames * FRAME, fractions.Fraction(1, RATE)
        self.frames += 1
        return frame


def rsa_certificate() -> RTCCertificate:
    """As GStreamer before 1.28 has it, and nothing else."""
    key = rsa.generate_private_key(65_537, 2_048)
    return RTCCertificate(key, generate_certificate(key))


class Stranger:
    """One peer connection through one door."""

    def __init__(self, url: str, token: str, certificate: RTCCertificate | None = None) -> None:
        self._url = url
        self._headers = {"authorization": f"Bearer {token}"}
        self._peer = RTCPeerConnection()
        if certificate is not None:
            self._peer._RTCPeerConnection__certificates = [certificate]
        self._location = ""
        self._task: asyncio.Task[None] | None = None
        self.heard: list[tuple[float, float, float]] = []
        """When, how loud, which tone."""

    async def publish(self, tone: Tone, floor: str = "auto") -> None:
        """WHIP."""
        self._peer.addTransceiver(tone, direction="sendonly")
        await self._negotiate(f"/v1/channels/lobby/whip?floor={floor}")

    async def play(self) -> None:
        """WHEP."""
        self._peer.addTransceiver("audio", direction="recvonly")
        self._peer.on("track", self._hear)
        await self._negotiate("/v1/channels/lobby/whep")

    async def end(self) -> int:
        """DELETE; returns the status."""
        async with httpx.AsyncClient(base_url=self._url, headers=self._headers) as client:
            answer = await client.delete(self._location)
        await self.close()
        return answer.status_code

    async def close(self) -> None:
        """Without a word to the server's door."""
        if self._task is not None:
            self._task.cancel()
        await self._peer.close()

    @property
    def state(self) -> str:
        """Of the connection, in WebRTC's words."""
        return str(self._peer.connectionState)

    def loud(self, since: float) -> list[tuple[float, float, float]]:
        """What was heard since, above silence."""
        return [one for one in self.heard if one[0] >= since and one[1] > LOUD]

    async def _negotiate(self, path: str) -> None:
        await self._peer.setLocalDescription(await self._peer.createOffer())
        headers = self._headers | {"content-type": "application/sdp"}
        async with httpx.AsyncClient(base_url=self._url, headers=headers) as client:
            answer = await client.post(path, content=self._peer.localDescription.sdp)
        assert answer.status_code == 201, answer.text
        self._location = answer.headers["location"]
        await self._peer.setRemoteDescription(RTCSessionDescription(answer.text, "answer"))

    def _hear(self, track: Any) -> None:
        self._task = asyncio.create_task(self._read(track))

    async def _read(self, track: Any) -> None:
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            wave = frame.to_ndarray().astype(float).reshape(-1, len(frame.layout.channels))[:, 0]
            spectrum = np.abs(np.fft.rfft(wave))
            hertz = float(np.argmax(spectrum)) * frame.sample_rate / len(wave)
            self.heard.append((time.monotonic(), float(np.abs(wave).mean()), hertz))
