"""Whether a server could run here."""

import asyncio
from typing import Final

import typer

from pressel.cli import output
from pressel.cli.data import Data, Json
from pressel.server import app as server
from pressel.server.config import load

app: Final = typer.Typer(add_completion=False)


@app.command("doctor")
def doctor(data: Data = None, json: Json = False) -> None:
    """Look whether a server could run here: folder, ports, keys, database."""
    config = load({"data.folder": str(data) if data is not None else None}).config
    found = asyncio.run(server.examine(config))
    rows = [{"what": what, "state": "good" if trouble is None else trouble} for what, trouble in found]
    output.show_rows(rows, as_json=json, empty="nothing to look at")
    if any(trouble is not None for _, trouble in found):
        raise SystemExit(output.FAILED)
