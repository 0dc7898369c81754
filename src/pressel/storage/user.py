"""People on disk: users, browsers that are signed in, the first admin's claim."""

from dataclasses import dataclass, replace

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from pressel.core.identity import ROLES, Account, Role
from pressel.core.ids import ChannelId, UserId
from pressel.core.names import look_alike
from pressel.storage.database import Database
from pressel.storage.tables import ClaimRow, PasswordLinkRow, SignInRow, UserRow


@dataclass(frozen=True, slots=True)
class StoredUser:
    """A user; ``password`` is a hash, none where the user has not chosen one yet."""

    account: Account
    password: str | None
    created_at_ms: int = 0

    @property
    def id(self) -> UserId:
        """Of the account."""
        return self.account.user

    @property
    def name(self) -> str:
        """Of the account."""
        return self.account.name


@dataclass(frozen=True, slots=True)
class SignIn:
    """A browser's cookie, by its digest. ``channel`` and ``talk`` are what an invited guest was invited to."""

    digest: str
    user: UserId
    name: str
    guest: bool
    expires_at_ms: int
    channel: ChannelId | None = None
    talk: bool = True


class UserStore:
    """One noun's queries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, user: StoredUser) -> bool:
        """False where the name, or one that looks the same, is taken."""
        account = user.account
        async with self._database.transaction() as session:
            if await _is_taken(session, user.name, user.id):
                return False
            session.add(
                UserRow(
                    id=user.id,
                    name=user.name,
                    password=user.password,
                    role=account.role,
                    priority=account.priority,
                    emergency=account.emergency,
                    password_serial=account.password_serial,
                    created_at_ms=user.created_at_ms,
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
        query = select(UserRow)
        if name.isascii():
            # SQLite folds ASCII alone; other names are few, and compared here.
            query = query.where(func.lower(UserRow.name) == name.lower())
        async with self._database.transaction() as session:
            rows = (await session.scalars(query)).all()
        return next((_user(row) for row in rows if row.name.casefold() == name.casefold()), None)

    async def by_id(self, user: UserId) -> StoredUser | None:
        """One, if it is there."""
        async with self._database.transaction() as session:
            row = await session.get(UserRow, user)
        return None if row is None else _user(row)

    async def set(self, user: StoredUser) -> StoredUser | None:
        """Everything; as it is then. A new password has the next number, and ends all of the user's sign-ins and
        password links. None where the new name is taken, or the user is gone."""
        account = user.account
        async with self._database.transaction() as session:
            row = await session.get(UserRow, user.id)
            if row is None or (row.name != user.name and await _is_taken(session, user.name, user.id)):
                return None
            if row.password != user.password:
                await session.execute(delete(SignInRow).where(SignInRow.user == user.id))
                await session.execute(delete(PasswordLinkRow).where(PasswordLinkRow.user == user.id))
                row.password_serial += 1
            row.name, row.password = user.name, user.password
            row.role, row.priority, row.emergency = account.role, account.priority, account.emergency
            serial = row.password_serial
        return replace(user, account=replace(account, password_serial=serial))

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
                    channel=sign_in.channel,
                    talk=sign_in.talk,
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
        channel = None if row.channel is None else ChannelId(row.channel)
        return SignIn(row.digest, UserId(row.user), row.name, row.guest, row.expires_at_ms, channel, row.talk)

    async def sign_out(self, digest: str) -> None:
        """Forget a browser."""
        async with self._database.transaction() as session:
            await session.execute(delete(SignInRow).where(SignInRow.digest == digest))

    async def new_claim(self, digest: str, expires_at_ms: int) -> None:
        """The one claim there is; older ones end."""
        async with self._database.transaction() as session:
            await session.execute(delete(ClaimRow))
            session.add(ClaimRow(digest=digest, expires_at_ms=expires_at_ms))

    async def is_claim(self, digest: str, now_ms: int) -> bool:
        """Whether it is the claim, unused and in time."""
        async with self._database.transaction() as session:
            row = await session.get(ClaimRow, digest)
        return row is not None and row.expires_at_ms > now_ms

    async def use_claim(self, digest: str, now_ms: int) -> bool:
        """Once, in time."""
        async with self._database.transaction() as session:
            claim = delete(ClaimRow).where(ClaimRow.digest == digest, ClaimRow.expires_at_ms > now_ms)
            return await session.scalar(claim.returning(ClaimRow.digest)) is not None

    async def new_password_link(self, digest: str, user: UserId, expires_at_ms: int) -> None:
        """The one link of a user; older ones end."""
        async with self._database.transaction() as session:
            await session.execute(delete(PasswordLinkRow).where(PasswordLinkRow.user == user))
            session.add(PasswordLinkRow(digest=digest, user=user, expires_at_ms=expires_at_ms))

    async def use_password_link(self, digest: str, now_ms: int) -> StoredUser | None:
        """Whose it is; once, in time."""
        async with self._database.transaction() as session:
            link = delete(PasswordLinkRow).where(
                PasswordLinkRow.digest == digest, PasswordLinkRow.expires_at_ms > now_ms
            )
            whose = await session.scalar(link.returning(PasswordLinkRow.user))
            user = None if whose is None else await session.get(UserRow, whose)
        return None if user is None else _user(user)


async def _is_taken(session: AsyncSession, name: str, by_other_than: UserId) -> bool:
    names = await session.execute(select(UserRow.id, UserRow.name))
    return any(id_ != by_other_than and look_alike(name, other) for id_, other in names)


def _user(row: UserRow) -> StoredUser:
    role: Role = next((one for one in ROLES if one == row.role), "member")
    account = Account(UserId(row.id), row.name, role, row.priority, row.emergency, row.password_serial)
    return StoredUser(account, row.password, row.created_at_ms)
