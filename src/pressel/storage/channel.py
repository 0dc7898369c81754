"""Channels on disk."""

from dataclasses import asdict, dataclass

import msgspec
from sqlalchemy import delete, func, select, update

from pressel.core.channel import ChannelSettings
from pressel.core.ids import ChannelId
from pressel.storage.database import Database
from pressel.storage.tables import BurstRow, ChannelRow


@dataclass(frozen=True, slots=True)
class StoredChannel:
    """Settings, newest epoch, and when somebody last talked."""

    settings: ChannelSettings
    epoch: int
    last_burst_at_ms: int | None


class ChannelStore:
    """One noun's queries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self) -> list[StoredChannel]:
        """All, by id."""
        newest = (
            select(BurstRow.channel, func.max(BurstRow.started_at_ms).label("at")).group_by(BurstRow.channel).subquery()
        )
        query = select(ChannelRow, newest.c.at).outerjoin(newest, newest.c.channel == ChannelRow.id)
        async with self._database.transaction() as session:
            rows = (await session.execute(query.order_by(ChannelRow.id))).all()
        return [StoredChannel(_settings(row), row.epoch, at) for row, at in rows]

    async def create(self, settings: ChannelSettings, now_ms: int) -> bool:
        """False where the id is taken."""
        async with self._database.transaction() as session:
            if await session.get(ChannelRow, settings.id) is not None:
                return False
            session.add(ChannelRow(**asdict(settings), epoch=0, created_at_ms=now_ms))
        return True

    async def set(self, settings: ChannelSettings) -> bool:
        """False where there is no such channel."""
        async with self._database.transaction() as session:
            row = await session.get(ChannelRow, settings.id)
            if row is None:
                return False
            for column, value in asdict(settings).items():
                setattr(row, column, value)
        return True

    async def get(self, channel: ChannelId) -> ChannelSettings | None:
        """One, if it is there."""
        async with self._database.transaction() as session:
            row = await session.get(ChannelRow, channel)
        return None if row is None else _settings(row)

    async def delete(self, channel: ChannelId) -> bool:
        """With its history; False where there was none."""
        async with self._database.transaction() as session:
            found = await session.get(ChannelRow, channel)
            await session.execute(delete(ChannelRow).where(ChannelRow.id == channel))
        return found is not None

    async def commit_epoch(self, channel: ChannelId, epoch: int) -> None:
        """Durably, before the first grant."""
        async with self._database.transaction() as session:
            await session.execute(update(ChannelRow).where(ChannelRow.id == channel).values(epoch=epoch))


def _settings(row: ChannelRow) -> ChannelSettings:
    return msgspec.convert(row, ChannelSettings, from_attributes=True)
