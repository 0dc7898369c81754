"""What a browser trusts, and where it stands."""

import shlex
import subprocess
from pathlib import Path

from e2e.harness.browser import PROGRAM
from e2e.harness.lan import Lan


def home(folder: Path, authority: Path | None = None) -> Path:
    """A home for a browser; with the authority it trusts, as `certutil` adds it."""
    database = folder / ".pki" / "nssdb"
    database.mkdir(parents=True)
    _certutil(database, "-N", "--empty-password")
    if authority is not None:
        _certutil(database, "-A", "-t", "C,,", "-n", "Pressel", "-i", str(authority))
    return folder


def inside(network: Lan, folder: Path) -> Path:
    """A program that is Chromium in the namespace of ``network``."""
    program = folder / "chromium"
    program.write_text(f'#!/bin/sh\nexec {shlex.join(network.inside(PROGRAM))} "$@"\n')
    program.chmod(0o700)
    return program


def _certutil(database: Path, *command: str) -> None:
    subprocess.run(["certutil", "-d", f"sql:{database}", *command], check=True, capture_output=True)
