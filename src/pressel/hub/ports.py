"""What the hub needs of the world. Each is given by the edge that has it."""

from collections.abc import Sequence
from typing import Protocol

from pressel.core.burst import Burst
from pressel.core.effects import (
    BindSlot,
    ClearHold,
    CloseChannel,
    CloseMedia,
    CommitEpoch,
    LiftRestraint,
    OpenChannel,
    OpenMedia,
    RestartMedia,
    SetFloor,
    StoreBurst,
    StoreRestraint,
)
from pressel.core.ids import BurstId, ChannelId, SessionId
from pressel.core.restraint import Restraint

MediaEffect = OpenMedia | RestartMedia | CloseMedia | BindSlot | SetFloor | ClearHold | OpenChannel | CloseChannel

StoreEffect = StoreBurst | CommitEpoch | StoreRestraint | LiftRestraint


class Sink(Protocol):
    """One session's way out: bytes in order, or the end. Never waits."""

    def deliver(self, frame: bytes) -> None:
        """One whole message."""

    def close(self, code: int, reason: str) -> None:
        """Nothing more; ``code`` as in RFC 6455 §7.4."""


class Media(Protocol):
    """The engine."""

    def perform(self, effects: Sequence[MediaEffect]) -> None:
        """One batch, in order."""


class Store(Protocol):
    """The database, as far as the hub writes to it."""

    async def store_burst(self, burst: Burst) -> None:
        """Insert or update one burst."""

    async def store_restraint(self, restraint: Restraint) -> None:
        """Insert or update one restraint."""

    async def lift_restraint(self, restraint: Restraint) -> None:
        """Forget one."""

    async def commit_epoch(self, channel: ChannelId, epoch: int) -> None:
        """Write the epoch durably."""


class Clock(Protocol):
    """Time and new names."""

    def now_ms(self) -> int:
        """Unix time in ms that never goes back while the process lives."""

    def session_id(self) -> SessionId:
        """A new one."""

    def burst_id(self) -> BurstId:
        """A new one."""

    def secret(self) -> bytes:
        """128 bits that nobody can guess."""
