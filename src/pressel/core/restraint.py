"""What a moderator holds against a user in one channel."""

from dataclasses import dataclass
from typing import Final, Literal

from pressel.core.ids import ChannelId, UserId

RESTRAINTS_MAX: Final = 10_000
"""So many in one channel."""
REASON_CHARS_MAX: Final = 200
RESTRAINT_MS_MAX: Final = 10 * 366 * 86_400_000
"""Longer than ten years is for ever; leave the time out."""

Kind = Literal["mute", "block"]


@dataclass(frozen=True, slots=True)
class Restraint:
    """``mute``: may listen only. ``block``: may not come in. ``until_ms`` none: until it is lifted."""

    channel: ChannelId
    user: UserId
    kind: Kind
    by: str
    """Name of the moderator."""
    until_ms: int | None = None
    text: str | None = None
    """The reason, as the one concerned reads it."""
    name: str = ""
    """Of the one concerned, as it was then."""

    def is_over(self, now_ms: int) -> bool:
        """Whether its time has passed."""
        return self.until_ms is not None and self.until_ms <= now_ms
