"""One device's connection, as the core knows it."""

from dataclasses import dataclass, field
from typing import Final, Literal

from pressel.core.events import Door, Presence
from pressel.core.identity import Identity
from pressel.core.ids import ChannelId, SessionId
from pressel.core.queue import Uplink

CHANNELS_MAX: Final = 8
"""Channels one session may be in at a time."""


@dataclass(slots=True)
class Beat:
    """Of a session that holds a floor: when it was last asked whether it is alive, and when it last said so."""

    asked_at_ms: int
    heard_at_ms: int


@dataclass(slots=True)
class Session:
    """``slots[n]`` is the channel heard in slot n; presses are compared per channel."""

    id: SessionId
    identity: Identity
    device: str
    door: Door
    floor_auto: bool
    beats: bool = False
    """Its client answers pings."""
    channels: list[ChannelId] = field(default_factory=list)
    slots: list[ChannelId | None] = field(default_factory=list)
    media: bool = False
    negotiating: bool = False
    has_uplink: bool = False
    media_up: bool = False
    uplink: Uplink = field(default_factory=Uplink)
    released_press: dict[ChannelId, int] = field(default_factory=dict)
    voice_since_ms: int | None = None
    """Since when sound comes without a floor; none: not, or told already."""
    speech_retry_ms: int | None = None
    """When a publisher whose speech asks by itself asks again."""
    presence: Presence = "here"
    shown_at_ms: int | None = None
    """When the others were last told of its presence."""
    away_at_ms: int | None = None
    away_until_ms: int | None = None
    """Its link is lost; it ends then, unless it is back. None: it is connected."""
    beat: Beat | None = None

    @property
    def away(self) -> bool:
        """Whether its link is lost."""
        return self.away_until_ms is not None

    @property
    def shown(self) -> Literal["here", "away", "busy", "off-duty"]:
        """What the others see."""
        return "away" if self.away else self.presence

    @property
    def program(self) -> bool:
        """Whether it came through WHIP, WHEP or with an API token."""
        return self.door != "peer" or self.identity.kind == "token"

    @property
    def echo_group(self) -> str:
        """Sessions of one group never hear each other (contract §6)."""
        if self.identity.token is not None:
            return f"token {self.identity.token}"
        return f"user {self.identity.user} {self.device}" if self.device else f"session {self.id}"

    def slot_of(self, channel: ChannelId) -> int | None:
        """Where ``channel`` is heard."""
        return self.slots.index(channel) if channel in self.slots else None

    def free_slot(self) -> int | None:
        """The first slot that hears nothing."""
        return self.slots.index(None) if None in self.slots else None
