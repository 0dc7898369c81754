"""Programs end with their token. (A WebSocket is closed by its own door, which warns first.)"""

import asyncio
from typing import Final

from pressel.core.causes import LeaveReason
from pressel.hub.hub import Hub

LOOK_EVERY_S: Final = 0.5


async def end_programs(hub: Hub) -> None:
    """Until cancelled: WHIP and WHEP sessions whose token is over end within a second."""
    while True:
        now_ms = hub.clock.now_ms()
        for session in list(hub.board.sessions.values()):
            if session.door != "peer" and session.identity.expires_at_ms <= now_ms:
                hub.close(session.id, LeaveReason.TOKEN_ENDED)
        await asyncio.sleep(LOOK_EVERY_S)
