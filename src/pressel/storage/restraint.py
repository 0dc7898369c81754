"""Who is muted or blocked where, on disk."""

from typing import cast

from sqlalchemy import delete, select

from pressel.core.ids import ChannelId, UserId
from pressel.core.restraint import Kind, Restraint
from pressel.storage.database import Database
from pressel.storage.tables import ChannelRow, RestraintRow


class RestraintStore:
    """One noun's queries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def store(self, one: Restraint) -> None:
        """Insert or update; where the channel was deleted meanwhile, nothing."""
        async with self._database.transaction() as session:
            if await session.get(ChannelRow, one.channel) is None:
                return
            await session.merge(
                RestraintRow(
                    channel=one.channel,
                    user=one.user,
                    kind=one.kind,
                    name=one.name,
                    by=one.by,
                    until_ms=one.until_ms,
                    text=one.text,
                )
            )

    async def lift(self, channel: ChannelId, user: UserId, kind: Kind) -> bool:
        """False where there was none."""
        async with self._database.transaction() as session:
            row = await session.get(RestraintRow, (channel, user, kind))
            if row is not None:
                await session.delete(row)
        return row is not None

    async def all(self) -> dict[ChannelId, tuple[Restraint, ...]]:
        """By channel."""
        query = select(RestraintRow).order_by(RestraintRow.channel, RestraintRow.name, RestraintRow.kind)
        async with self._database.transaction() as session:
            rows = (await session.scalars(query)).all()
        found: dict[ChannelId, tuple[Restraint, ...]] = {}
        for row in rows:
            one = _restraint(row)
            found[one.channel] = (*found.get(one.channel, ()), one)
        return found

    async def forget_over(self, now_ms: int) -> None:
        """Those whose time has passed."""
        async with self._database.transaction() as session:
            await session.execute(delete(RestraintRow).where(RestraintRow.until_ms <= now_ms))


def _restraint(row: RestraintRow) -> Restraint:
    kind = cast("Kind", row.kind)
    return Restraint(ChannelId(row.channel), UserId(row.user), kind, row.by, row.until_ms, row.text, row.name)
