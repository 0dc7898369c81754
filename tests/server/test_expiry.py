"""Programs end with their token."""

import asyncio
from pathlib import Path

from house import house
from offer import offer

from pressel.core.identity import Rights
from pressel.core.ids import ChannelId, TokenId
from pressel.server.expiry import end_programs

TTL_MS = 2_000


async def test_a_program_ends_with_its_token_and_not_before(tmp_path: Path) -> None:
    async with house(tmp_path) as there, there.client() as client:
        hub, keeper = there.state.hub, there.state.doorkeeper
        ending = asyncio.create_task(end_programs(hub))
        expires_at_ms = (hub.clock.now_ms() // 1000) * 1000 + TTL_MS
        keeper.alive = {TokenId("t")}
        token, _ = keeper.issue_program(TokenId("t"), "cam", ChannelId("lobby"), Rights(), expires_at_ms)
        headers = {"authorization": f"Bearer {token}", "content-type": "application/sdp"}
        heard = await client.post("/v1/channels/lobby/whep", content=offer("recvonly"), headers=headers)
        assert heard.status_code == 201, heard.text
        async with asyncio.timeout(10):
            while hub.board.sessions:
                await asyncio.sleep(0)
        assert expires_at_ms <= hub.clock.now_ms()
        ending.cancel()
        await asyncio.gather(ending, return_exceptions=True)
