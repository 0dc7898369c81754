"""The data folder as the verbs use it: opened, used, closed."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from pressel.server.config import load
from pressel.server.folder import prepare
from pressel.storage.stores import Stores

Data = Annotated[Path | None, typer.Option("--data", help="The data folder. Default: ./pressel-data.")]
Json = Annotated[bool, typer.Option("--json", help="For programs.")]

T = TypeVar("T")


def folder_of(data: Path | None) -> Path:
    """The folder that a flag, the environment or the file names."""
    return prepare(Path(load({"data.folder": str(data) if data is not None else None}).config.data.folder))


def with_stores(data: Path | None, job: Callable[[Stores], Awaitable[T]]) -> T:
    """Run ``job`` on the database of a folder."""

    async def run() -> T:
        stores = Stores.on(folder_of(data))
        try:
            await stores.database.open()
            return await job(stores)
        finally:
            await stores.database.close()

    return asyncio.run(run())
