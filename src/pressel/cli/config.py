"""Settings from the command line."""

from typing import Annotated, Any, Final

import typer

from pressel.cli import output
from pressel.server.config import load

app: Final = typer.Typer(no_args_is_help=True, add_completion=False)


@app.callback()
def _settings() -> None:
    """A group, though it has one verb."""


@app.command("show")
def show(json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Show every setting, and where its value comes from."""
    loaded = load({})
    values = loaded.config.model_dump()
    rows = [
        {"setting": setting, "value": _value(values, setting), "from": origin}
        for setting, origin in loaded.origins.items()
        if setting.split(".")[0] in values
    ]
    output.show_rows(rows, as_json=json, empty="there are no settings")


def _value(values: dict[str, Any], setting: str) -> Any:
    section, _, key = setting.partition(".")
    value = values[section].get(key)
    return list(value) if isinstance(value, tuple) else value
