"""People on disk: users, browsers that are signed in, the first admin's claim."""

from dataclasses import dataclass

from sqlalchemy import delete, func, select

from pressel.core.ids import UserId
from pressel.storage.database import Database
from pressel.storage.tables import ClaimRow, SignInRow, UserRow


@dataclass(frozen=True, slots=True)
class StoredUser:
    """A user; ``password`` is a hash."""

    id: UserId
    name: str
    password: str | None
    admin: bool = False
    priority: int = 0
    emergency: bool = False


@dataclass(frozen=True, slots=True)
class SignIn:
    """A browser's cookie, by its digest."""

    digest: str
    user: UserId
    name: str
    guest: bool
    expires_at_ms: int


class UserStore:
    """One noun's queries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, user: StoredUser, now_ms: int) -> bool:
        """False where the name is taken."""
        async with self._database.transaction() as session:
            if await session.scalar(select(UserRow).where(func.lower(UserRow.name) == user.name.lower())):
                return False
            session.add(
                UserRow(
                    id=user.id,
                    name=user.name,
                    password=user.password,
                    admin=user.admin,
                    priority=user.priority,
                    emergency=user.emergency,
                    created_at_ms=now_ms,
                )
            )
        return True

    async def list(self) -> list[StoredUser]:
        """All, by name."""
        async with self._database.transaction() as session:
            rows = (await session.scalars(select(UserRow).order_by(UserRow.name))).all()
        return [_user(row) for row in rows]

    async def by_name(self, name: str) -> StoredUser | None:
        """Names are compared without case."""
        async with self._database.transaction() as session:
            row = await session.scalar(select(UserRow).where(func.lower(UserRow.name) == name.lower()))
        return None if row is None else _user(row)

    async def by_id(self, user: UserId) -> StoredUser | None:
        """One, if it is there."""
        async with self._database.transaction() as session:
            row = await session.get(UserRow, user)
        return None if row is None else _user(row)

    async def set(self, user: StoredUser) -> None:
        """Everything but the name; a new password ends all of the user's sign-ins."""
        async with self._database.transaction() as session:
            row = await session.get(UserRow, user.id)
            if row is None:
                return
            if row.password != user.password:
                await session.execute(delete(SignInRow).where(SignInRow.user == user.id))
            row.password, row.admin = user.password, user.admin
            row.priority, row.emergency = user.priority, user.emergency

    async def remove(self, user: UserId) -> None:
        """With all sign-ins."""
        async with self._database.transaction() as session:
            await session.execute(delete(SignInRow).where(SignInRow.user == user))
            await session.execute(delete(UserRow).where(UserRow.id == user))

    async def sign_in(self, sign_in: SignIn) -> None:
        """Remember a browser."""
        async with self._database.transaction() as session:
            session.add(
                SignInRow(
                    digest=sign_in.digest,
                    user=sign_in.user,
                    name=sign_in.name,
                    guest=sign_in.guest,
                    expires_at_ms=sign_in.expires_at_ms,
                )
            )

    async def signed_in(self, digest: str, now_ms: int) -> SignIn | None:
        """Whose cookie it is, while it lasts."""
        async with self._database.transaction() as session:
            await session.execute(delete(SignInRow).where(SignInRow.expires_at_ms <= now_ms))
            row = await session.get(SignInRow, digest)
        if row is None:
            return None
        return SignIn(row.digest, UserId(row.user), row.name, row.guest, row.expires_at_ms)

    async def sign_out(self, digest: str) -> None:
        """Forget a browser."""
        async with self._database.transaction() as session:
            await session.execute(delete(SignInRow).where(SignInRow.digest == digest))

    async def new_claim(self, digest: str, expires_at_ms: int) -> None:
        """The one claim there is; older ones end."""
        async with self._database.transaction() as session:
            await session.execute(delete(ClaimRow))
            session.add(ClaimRow(digest=digest, expires_at_ms=expires_at_ms))

    async def use_claim(self, digest: str, now_ms: int) -> bool:
        """Once, in time."""
        async with self._database.transaction() as session:
            row = await session.get(ClaimRow, digest)
            if row is None or row.expires_at_ms <= now_ms:
                return False
            await session.delete(row)
        return True


def _user(row: UserRow) -> StoredUser:
    return StoredUser(UserId(row.id), row.name, row.password, row.admin, row.priority, row.emergency)
