"""A channel: its settings, its members and the one floor."""

from dataclasses import dataclass
from typing import Final, Literal

from pressel.core.ids import ChannelId

Mode = Literal["ptt", "open", "stage"]
Preempt = Literal["never", "tier", "priority"]
"""Who may take a floor from its holder: nobody, a higher tier, or also a higher number within a tier."""
Alone = Literal["allow", "deny"]
"""What a request gets where nobody would hear it."""
Preset = Literal["pressel", "mcptt"]
"""Whose timers: ours, or the defaults of 3GPP TS 24.380."""

TALK_LIMIT_MS_DEFAULT: Final = 30_000
MEMBERS_MAX_DEFAULT: Final = 10_000
QUEUE_MAX_DEFAULT: Final = 16
SILENCE_LIMIT_MS_DEFAULT: Final = 10_000
QUEUE_MAX: Final = 200
"""More never wait in one line."""
TALKERS_MAX: Final = 8
"""So many may talk at once where a channel lets more than one."""


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
    talkers_max: int = 1
    """1–8 at once."""
    queue_max: int = QUEUE_MAX_DEFAULT
    """So many may wait in line; 0: no queue, busy is busy."""
    preempt: Preempt = "tier"
    alone: Alone = "allow"
    broadcast: bool = False
    """Only who moderates may talk; all others listen."""
    silence_limit_ms: int = SILENCE_LIMIT_MS_DEFAULT
    """0: off."""
    preset: Preset = "pressel"
