"""A channel: its settings, its members and the one floor."""

from dataclasses import dataclass
from typing import Final, Literal

from pressel.core.ids import ChannelId

Mode = Literal["ptt", "open", "stage"]

TALK_LIMIT_MS_DEFAULT: Final = 30_000
MEMBERS_MAX_DEFAULT: Final = 10_000


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """What an operator decides about a channel."""

    id: ChannelId
    name: str
    mode: Mode = "ptt"
    talk_limit_ms: int = TALK_LIMIT_MS_DEFAULT
    """0: none."""
    guests: bool = False
    members_max: int = MEMBERS_MAX_DEFAULT
