"""The history: who talked, when, how long, why it ended."""

from dataclasses import asdict
from typing import Final

import msgspec
from sqlalchemy import case, select, update

from pressel.core.burst import Burst
from pressel.core.causes import BurstEnd
from pressel.core.ids import ChannelId
from pressel.storage.database import Database
from pressel.storage.tables import BurstRow

PAGE_MAX: Final = 200


class BurstStore:
    """One noun's queries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def store(self, burst: Burst) -> None:
        """Insert or update."""
        async with self._database.transaction() as session:
            await session.merge(BurstRow(**asdict(burst)))

    async def list(self, channel: ChannelId, before_ms: int | None, limit: int) -> list[Burst]:
        """Newest first, at most ``PAGE_MAX``."""
        query = select(BurstRow).where(BurstRow.channel == channel)
        if before_ms is not None:
            query = query.where(BurstRow.started_at_ms < before_ms)
        query = query.order_by(BurstRow.started_at_ms.desc(), BurstRow.seq.desc()).limit(min(limit, PAGE_MAX))
        async with self._database.transaction() as session:
            rows = (await session.scalars(query)).all()
        return [_burst(row) for row in rows]

    async def close_open(self, died_at_ms: int) -> None:
        """At start: what the last server left open ended with it, at ``died_at_ms`` (Unix ms)."""
        ended_at_ms = case((BurstRow.started_at_ms > died_at_ms, BurstRow.started_at_ms), else_=died_at_ms)
        async with self._database.transaction() as session:
            query = update(BurstRow).where(BurstRow.ended_at_ms.is_(None))
            await session.execute(query.values(ended_at_ms=ended_at_ms, end=BurstEnd.RESTART))


def _burst(row: BurstRow) -> Burst:
    return msgspec.convert(row, Burst, from_attributes=True)
