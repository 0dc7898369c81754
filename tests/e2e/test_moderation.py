"""What a moderator does is heard: by ear, through an independent WebRTC stack."""

import asyncio
import time
from typing import Any

import httpx
from e2e.harness.server import Server, until
from e2e.harness.stranger import Stranger, Tone

SILENT_WITHIN_S = 1.2
"""Promised is one second; the rest is what the listener itself keeps back."""


async def test_a_muted_publisher_is_silent_within_a_second_and_a_blocked_listener_hears_no_more(
    server: Server,
) -> None:
    admin = server.admin("Ada")
    tone = Tone(440)
    publisher, listener = Stranger(server.url, server.token("--talk")), Stranger(server.url, server.token("--listen"))
    await asyncio.gather(publisher.publish(tone), listener.play())
    await until(lambda: server.metric("pressel_engine_sessions") == 2)
    async with httpx.AsyncClient(base_url=server.url, headers=admin) as moderator:

        async def act(on: Stranger, what: str, body: dict[str, Any]) -> None:
            member = on._location.rsplit("/", 1)[1]
            done = await moderator.post(f"/v1/channels/lobby/members/{member}/{what}", json=body)
            assert done.status_code == 204, done.text

        started, tone.on = time.monotonic(), True
        await until(lambda: len(listener.loud(started)) > 25)
        await act(publisher, "mute", {"text": "Your radio is stuck."})
        muted, sent = time.monotonic(), tone.frames
        await until(lambda: tone.frames > sent + 100)
        assert listener.loud(muted + SILENT_WITHIN_S) == []
        await act(publisher, "mute", {"muted": False})
        given_back = time.monotonic()
        await until(lambda: len(listener.loud(given_back)) > 25)
        await act(listener, "block", {})
        await until(lambda: server.metric("pressel_engine_sessions") == 1)
    await publisher.end()
    await listener.close()
