"""What the hub writes, and what it reads of changes that others make."""

import dataclasses
from collections.abc import Awaitable
from typing import Final

from pressel.auth.doorkeeper import Doorkeeper
from pressel.core.burst import Burst
from pressel.core.channel import ChannelSettings
from pressel.core.events import ChannelLoaded, ChannelRemoved, CredentialEnded, RestraintsLoaded
from pressel.core.ids import ChannelId
from pressel.core.restraint import Restraint
from pressel.hub.hub import Hub
from pressel.storage.burst import BurstStore
from pressel.storage.channel import ChannelStore
from pressel.storage.database import Database, StorageError
from pressel.storage.restraint import RestraintStore
from pressel.storage.token import TokenStore
from pressel.storage.user import UserStore

LOOK_EVERY_S: Final = 0.4


class HubStore:
    """The hub's port to the database."""

    def __init__(self, channels: ChannelStore, bursts: BurstStore, restraints: RestraintStore) -> None:
        self._channels = channels
        self._bursts = bursts
        self._restraints = restraints

    async def store_burst(self, burst: Burst) -> None:
        """Insert or update.

        Raises:
            OSError: it cannot be written.
        """
        await _as_os_error(self._bursts.store(burst))

    async def commit_epoch(self, channel: ChannelId, epoch: int) -> None:
        """Durably.

        Raises:
            OSError: it cannot be written.
        """
        await _as_os_error(self._channels.commit_epoch(channel, epoch))

    async def store_restraint(self, restraint: Restraint) -> None:
        """Insert or update.

        Raises:
            OSError: it cannot be written.
        """
        await _as_os_error(self._restraints.store(restraint))

    async def lift_restraint(self, restraint: Restraint) -> None:
        """Forget it.

        Raises:
            OSError: it cannot be written.
        """
        await _as_os_error(self._restraints.lift(restraint.channel, restraint.user, restraint.kind))


async def _as_os_error(writing: Awaitable[object]) -> None:
    try:
        await writing
    except StorageError as error:
        raise OSError(str(error)) from error


@dataclasses.dataclass(slots=True)
class Watch:
    """Compares what is stored with what was last seen, and tells the difference as events."""

    database: Database
    channels: ChannelStore
    restraints: RestraintStore
    tokens: TokenStore
    users: UserStore
    doorkeeper: Doorkeeper
    hub: Hub
    _revision: int | None = None
    _seen: dict[ChannelId, ChannelSettings] = dataclasses.field(default_factory=dict)
    _restrained: dict[ChannelId, tuple[Restraint, ...]] = dataclasses.field(default_factory=dict)

    async def run(self) -> None:
        """Until cancelled; the command line's changes are seen within half a second."""
        async for _ in self.database.changes(LOOK_EVERY_S):
            await self.look()

    async def look(self) -> None:
        """Once."""
        revision = await self.database.revision()
        if revision == self._revision:
            return
        await self._look_at_channels()
        await self._look_at_restraints()
        alive = {token.id for token in await self.tokens.list()}
        for revoked in self.doorkeeper.alive - alive:
            self.hub.post(CredentialEnded(token=revoked))
        self.doorkeeper.alive = alive
        accounts = {user.id: user.account for user in await self.users.list()}
        for event in self.doorkeeper.follow(accounts, self.hub.identities()):
            self.hub.post(event)
        self._revision = revision

    async def _look_at_channels(self) -> None:
        stored = {one.settings.id: one for one in await self.channels.list()}
        for channel, one in stored.items():
            if self._seen.get(channel) != one.settings:
                self.hub.post(ChannelLoaded(one.settings, one.epoch, one.last_burst_at_ms))
        for channel in self._seen.keys() - stored.keys():
            self.hub.post(ChannelRemoved(channel))
        self._seen = {channel: one.settings for channel, one in stored.items()}

    async def _look_at_restraints(self) -> None:
        stored = await self.restraints.all()
        for channel in stored.keys() | self._restrained.keys():
            before, now = (dict.fromkeys(one.get(channel, ())) for one in (self._restrained, stored))
            new, gone = tuple(one for one in now if one not in before), tuple(one for one in before if one not in now)
            if new or gone:
                self.hub.post(RestraintsLoaded(channel, new, gone))
        self._restrained = stored
