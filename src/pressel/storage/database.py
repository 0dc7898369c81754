"""One SQLite file (WAL): opened, migrated, watched for what other processes write."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import event, inspect, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from pressel.core.errors import PresselError

FILE_NAME: Final = "pressel.db"
BUSY_TIMEOUT_MS: Final = 5_000
MIGRATIONS: Final = Path(__file__).parent / "migrations"


class StorageError(PresselError):
    """The database cannot be used; the text says what to do."""


class Database:
    """Sessions on one file. ``open`` once, ``close`` once."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._engine: AsyncEngine = create_async_engine(f"sqlite+aiosqlite:///{self.path}")
        event.listen(self._engine.sync_engine, "connect", _configure)
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)

    async def open(self) -> None:
        """Bring the file to this version; a copy is kept before each real step. Where that fails the file is let go.

        Raises:
            StorageError: it cannot be written, is of a newer version, or is no database.
        """
        try:
            async with self._engine.begin() as connection:
                await connection.run_sync(self._migrate)
        except (DBAPIError, OSError) as error:
            await self.close()
            raise StorageError(_explain(self.path, error)) from error
        except StorageError:
            await self.close()
            raise

    async def close(self) -> None:
        """Let go of the file."""
        await self._engine.dispose()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """All of it or nothing.

        Raises:
            StorageError: the disk is full, the file is gone or locked for too long.
        """
        try:
            async with self._sessions.begin() as session:
                yield session
        except DBAPIError as error:
            raise StorageError(_explain(self.path, error)) from error

    async def changes(self, every_s: float) -> AsyncIterator[None]:
        """One item each time another connection has written."""
        async with self._engine.connect() as connection:
            seen = None
            while True:
                version = (await connection.execute(text("PRAGMA data_version"))).scalar()
                await connection.rollback()
                if version != seen:
                    seen = version
                    yield
                await asyncio.sleep(every_s)

    async def revision(self) -> int:
        """Rises with each change of channels, users, tokens and restraints; not with what is said."""
        async with self.transaction() as session:
            return int((await session.execute(text("SELECT n FROM revision"))).scalar_one())

    def _migrate(self, connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        head = ScriptDirectory.from_config(config).get_current_head()
        current = _revision(connection)
        if current == head:
            return
        if current is not None:
            shutil.copy2(self.path, self.path.with_name(f"{FILE_NAME}.before-{head}"))
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StorageError(
                f"{self.path} was written by a newer Pressel ({current}); update this one, or use another --data folder"
            ) from error


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _configure(raw: Any, _record: Any) -> None:
    cursor = raw.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _explain(path: Path, error: Exception) -> str:
    reason = str(getattr(error, "orig", error))
    cures = {
        "full": "free some space on its disk",
        "readonly": "make the folder writable for this user",
        "unable to open": "make the folder writable for this user",
        "not a database": "move the file away; it is not a database",
        "malformed": "restore a copy (pressel.db.before-…)",
        "locked": "stop the other program that holds it",
        "disk I/O": "check its disk and the space on it",
    }
    cure = next((cure for sign, cure in cures.items() if sign in reason), "see above")
    return f"{path}: {reason}; {cure}"
