"""The instance's keys on disk: one small file, readable by its owner alone, written whole or not at all."""

import base64
import json
import os
import tempfile
import uuid
from pathlib import Path
from typing import Final

from pressel.auth.tokens import Keyring
from pressel.core.errors import PresselError

FILE_NAME: Final = "instance.json"


class KeysError(PresselError):
    """The keys cannot be read or written."""


def load_or_create(folder: Path) -> Keyring:
    """The keyring of a data folder; made at its first use.

    Raises:
        KeysError: the file cannot be read, written or understood.
    """
    path = folder / "keys" / FILE_NAME
    try:
        if path.exists():
            stored = json.loads(path.read_text())
            return Keyring(stored["instance"], base64.b64decode(stored["key"]))
        keyring = Keyring.generate(str(uuid.uuid4()))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        text = json.dumps({"instance": keyring.instance, "key": base64.b64encode(keyring.key).decode()})
        return keyring if write_whole(path, text) else load_or_create(folder)
    except (OSError, ValueError, KeyError) as error:
        raise KeysError(f"the keys in {path} cannot be used: {error}") from error


def write_whole(path: Path, text: str) -> bool:
    """Write a new file with mode 0600, whole; False where another process made it first."""
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)
        except FileExistsError:
            return False
    finally:
        Path(temporary).unlink()
    return True
