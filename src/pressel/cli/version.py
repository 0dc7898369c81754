"""Which Pressel this is."""

from typing import Annotated, Final

import typer

from pressel import VERSION
from pressel.cli import output

app: Final = typer.Typer(add_completion=False)


@app.command("version")
def version(json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Say which version this is."""
    output.show(f"pressel {VERSION}", {"version": VERSION}, as_json=json)
