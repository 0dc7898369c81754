"""API tokens on disk: which are alive."""

from dataclasses import dataclass

from sqlalchemy import delete, select

from pressel.core.ids import ChannelId, TokenId
from pressel.storage.database import Database
from pressel.storage.tables import TokenRow


@dataclass(frozen=True, slots=True)
class StoredToken:
    """What is known of a token; not the token."""

    id: TokenId
    name: str
    channel: ChannelId
    created_at_ms: int
    expires_at_ms: int


class TokenStore:
    """One noun's queries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, token: StoredToken) -> None:
        """A new one."""
        async with self._database.transaction() as session:
            session.add(
                TokenRow(
                    id=token.id,
                    name=token.name,
                    channel=token.channel,
                    created_at_ms=token.created_at_ms,
                    expires_at_ms=token.expires_at_ms,
                )
            )

    async def list(self) -> list[StoredToken]:
        """All that were not revoked."""
        async with self._database.transaction() as session:
            rows = (await session.scalars(select(TokenRow).order_by(TokenRow.created_at_ms))).all()
        return [
            StoredToken(TokenId(row.id), row.name, ChannelId(row.channel), row.created_at_ms, row.expires_at_ms)
            for row in rows
        ]

    async def revoke(self, token: TokenId) -> bool:
        """False where there was none."""
        async with self._database.transaction() as session:
            found = await session.get(TokenRow, token)
            await session.execute(delete(TokenRow).where(TokenRow.id == token))
        return found is not None
