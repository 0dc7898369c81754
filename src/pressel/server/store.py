"""What the hub writes, and what it reads of changes that others make."""

import dataclasses
from collections.abc import Callable
from typing import Final

from pressel.auth.doorkeeper import Doorkeeper
from pressel.core.burst import Burst
from pressel.core.channel import ChannelSettings
from pressel.core.events import ChannelLoaded, ChannelRemoved, CredentialEnded, Event
from pressel.core.ids import ChannelId, UserId
from pressel.storage.burst import BurstStore
from pressel.storage.channel import ChannelStore
from pressel.storage.database import Database, StorageError
from pressel.storage.token import TokenStore
from pressel.storage.user import UserStore

LOOK_EVERY_S: Final = 0.4


class HubStore:
    """The hub's port to the database."""

    def __init__(self, channels: ChannelStore, bursts: BurstStore) -> None:
        self._channels = channels
        self._bursts = bursts

    async def store_burst(self, burst: Burst) -> None:
        """Insert or update.

        Raises:
            OSError: it cannot be written.
        """
        try:
            await self._bursts.store(burst)
        except StorageError as error:
            raise OSError(str(error)) from error

    async def commit_epoch(self, channel: ChannelId, epoch: int) -> None:
        """Durably.

        Raises:
            OSError: it cannot be written.
        """
        try:
            await self._channels.commit_epoch(channel, epoch)
        except StorageError as error:
            raise OSError(str(error)) from error


@dataclasses.dataclass(slots=True)
class Watch:
    """Compares what is stored with what was last seen, and tells the difference as events."""

    database: Database
    channels: ChannelStore
    tokens: TokenStore
    users: UserStore
    doorkeeper: Doorkeeper
    post: Callable[[Event], None]
    _seen: dict[ChannelId, ChannelSettings] = dataclasses.field(default_factory=dict)
    _people: set[UserId] = dataclasses.field(default_factory=set)

    async def run(self) -> None:
        """Until cancelled; the command line's changes are seen within half a second."""
        async for _ in self.database.changes(LOOK_EVERY_S):
            await self.look()

    async def look(self) -> None:
        """Once."""
        stored = {one.settings.id: one for one in await self.channels.list()}
        for channel, one in stored.items():
            if self._seen.get(channel) != one.settings:
                self.post(ChannelLoaded(one.settings, one.epoch, one.last_burst_at_ms))
        for channel in self._seen.keys() - stored.keys():
            self.post(ChannelRemoved(channel))
        self._seen = {channel: one.settings for channel, one in stored.items()}
        alive = {token.id for token in await self.tokens.list()}
        for revoked in self.doorkeeper.alive - alive:
            self.post(CredentialEnded(token=revoked))
        self.doorkeeper.alive = alive
        people = {user.id for user in await self.users.list()}
        for removed in self._people - people:
            self.post(CredentialEnded(user=removed))
        self._people = people
