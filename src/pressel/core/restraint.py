"""What a moderator holds against a user in one channel."""

from dataclasses import dataclass
from typing import Literal

from pressel.core.ids import ChannelId, UserId


@dataclass(frozen=True, slots=True)
class Restraint:
    """``mute``: may listen only. ``block``: may not come in. ``until_ms`` none: until it is lifted."""

    channel: ChannelId
    user: UserId
    kind: Literal["mute", "block"]
    by: str
    """Name of the moderator."""
    until_ms: int | None = None
    text: str | None = None
    """The reason, as the one concerned reads it."""
