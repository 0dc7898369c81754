"""A burst: what one grant carried; the unit of history, replay and bots."""

from dataclasses import dataclass

from pressel.core.causes import BurstEnd
from pressel.core.identity import Tier
from pressel.core.ids import BurstId, ChannelId, UserId


@dataclass(frozen=True, slots=True)
class Burst:
    """One entry of a channel's history. Times are Unix ms of the server."""

    id: BurstId
    channel: ChannelId
    user: UserId
    name: str
    epoch: int
    seq: int
    started_at_ms: int
    ended_at_ms: int | None = None
    """None while it goes on."""
    end: BurstEnd | None = None
    by: str | None = None
    """Name of who ended it: who took over, muted or removed."""
    tier: Tier = "normal"
