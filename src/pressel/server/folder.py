"""The data folder: there, writable, ours alone."""

import asyncio
import fcntl
import os
from pathlib import Path
from typing import Final

import structlog

from pressel.core.errors import PresselError

ALIVE_EVERY_S: Final = 0.5
TRY_AGAIN_S: Final = 60

log = structlog.get_logger()


class FolderError(PresselError):
    """The data folder cannot be used; the text says what to do."""


def prepare(folder: Path) -> Path:
    """The folder, made if need be.

    Raises:
        FolderError: it cannot be made or written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise FolderError(f"{folder}: {error.strerror}; choose another folder with --data") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise FolderError(f"{folder}: not writable for this user; chown it, or choose another with --data")
    return folder


class Lock:
    """Held while a server uses the folder; its file tells when one last did."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "server.lock"
        self._handle: int | None = None
        self.last_alive_ms = 0
        """Unix time of the last sign of life of the server before this one, to ``ALIVE_EVERY_S``; 0: there was none."""

    def take(self) -> None:
        """Take it; it is freed when the process ends, however it ends.

        Raises:
            FolderError: another server has it, or the file cannot be written.
        """
        try:
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.last_alive_ms = os.fstat(self._handle).st_mtime_ns // 1_000_000
        except BlockingIOError as error:
            raise FolderError(f"{self._path.parent}: another server uses it; stop that one, or use --data") from error
        except OSError as error:
            raise FolderError(f"{self._path}: {error.strerror}; check its disk and rights") from error

    def free(self) -> None:
        """Let go."""
        if self._handle is not None:
            os.utime(self._handle)
            os.close(self._handle)
            self._handle = None

    async def keep(self) -> None:
        """Until cancelled: give signs of life."""
        while self._handle is not None:
            try:
                os.utime(self._handle)
                await asyncio.sleep(ALIVE_EVERY_S)
            except OSError as error:
                # The disk has gone: talking goes on.
                log.warning("not written to the data folder", what=self._path.name, error=error.strerror)
                await asyncio.sleep(TRY_AGAIN_S)
