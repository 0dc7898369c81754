"""Invitations on disk: codes that let guests into one channel."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, or_, select, update

from pressel.core.causes import ErrorCode
from pressel.core.ids import ChannelId
from pressel.storage.database import Database
from pressel.storage.tables import InvitationRow

TTL_S_MAX: Final = 90 * 86_400
USES_MAX: Final = 10_000


@dataclass(frozen=True, slots=True)
class Invitation:
    """``uses`` of ``uses_max``; ``by`` is the name of who made it."""

    id: str
    code: str
    channel: ChannelId
    by: str
    created_at_ms: int
    expires_at_ms: int
    uses_max: int = 1
    uses: int = 0
    talk: bool = True


class InvitationStore:
    """One noun's queries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, one: Invitation) -> bool:
        """False where the code is taken: draw another."""
        async with self._database.transaction() as session:
            if await session.scalar(select(InvitationRow).where(InvitationRow.code == one.code)):
                return False
            session.add(
                InvitationRow(
                    id=one.id,
                    code=one.code,
                    channel=one.channel,
                    talk=one.talk,
                    uses=one.uses,
                    uses_max=one.uses_max,
                    by=one.by,
                    created_at_ms=one.created_at_ms,
                    expires_at_ms=one.expires_at_ms,
                )
            )
        return True

    async def list(self) -> list[Invitation]:
        """All that were not revoked, newest first; also those that are over."""
        query = select(InvitationRow).order_by(InvitationRow.created_at_ms.desc(), InvitationRow.id)
        async with self._database.transaction() as session:
            rows = (await session.scalars(query)).all()
        return [_invitation(row) for row in rows]

    async def use(self, code: str, now_ms: int) -> Invitation | ErrorCode:
        """Once more, or why not."""
        async with self._database.transaction() as session:
            good = (InvitationRow.code == code, InvitationRow.expires_at_ms > now_ms)
            once = update(InvitationRow).where(*good, InvitationRow.uses < InvitationRow.uses_max)
            used = await session.scalar(once.values(uses=InvitationRow.uses + 1).returning(InvitationRow.id))
            row = await session.scalar(select(InvitationRow).where(InvitationRow.code == code))
        if row is None:
            return ErrorCode.NO_SUCH_INVITATION
        if used is not None:
            return _invitation(row)
        return ErrorCode.INVITATION_EXPIRED if row.expires_at_ms <= now_ms else ErrorCode.INVITATION_USED_UP

    async def revoke(self, id_or_code: str) -> bool:
        """False where there was none."""
        which = or_(InvitationRow.id == id_or_code, InvitationRow.code == id_or_code)
        async with self._database.transaction() as session:
            found = await session.scalar(select(InvitationRow).where(which))
            await session.execute(delete(InvitationRow).where(which))
        return found is not None

    async def forget_old(self, before_ms: int) -> None:
        """Those that ended before."""
        async with self._database.transaction() as session:
            await session.execute(delete(InvitationRow).where(InvitationRow.expires_at_ms < before_ms))


def _invitation(row: InvitationRow) -> Invitation:
    return Invitation(
        row.id,
        row.code,
        ChannelId(row.channel),
        row.by,
        row.created_at_ms,
        row.expires_at_ms,
        row.uses_max,
        row.uses,
        row.talk,
    )
