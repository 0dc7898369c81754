"""Verbs and their flags. Each works beside a running server (it sees the change within a second) and without one."""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from pressel.cli import bench, channel, invite, output, tls, token, user
from pressel.server import app as server
from pressel.server.config import load

Data = Annotated[Path | None, typer.Option("--data", help="The data folder. Default: ./pressel-data.")]
Json = Annotated[bool, typer.Option("--json", help="For programs.")]

app: Final = typer.Typer(
    name="pressel",
    help="A self-hosted walkie-talkie.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(channel.app, name="channel", help="Channels: create, list, set, delete.")
app.add_typer(user.app, name="user", help="Users: add, list, set, remove.")
app.add_typer(invite.app, name="invite", help="Invitations for guests: create, list, revoke.")
app.add_typer(token.app, name="token", help="API tokens: create, list, revoke.")
app.add_typer(tls.app, name="tls", help="Certificates: init, show.")
app.add_typer(bench.app, name="bench", help="Measure: fanout, growth, idle, join, delay, overload.")
config_app: Final = typer.Typer(help="Settings: show.", no_args_is_help=True)
app.add_typer(config_app, name="config")


def main() -> None:
    """Run one verb."""
    with output.one_line_failures():
        app()


def verbs() -> Iterable[str]:
    """Every verb, as one types it."""
    for command in app.registered_commands:
        yield str(command.name)
    for group in app.registered_groups:
        for command in (group.typer_instance or app).registered_commands:
            yield f"{group.name} {command.name}"


@app.command("serve")
def serve(
    data: Data = None,
    http: Annotated[str | None, typer.Option(help="HOST:PORT for people.")] = None,
    media: Annotated[str | None, typer.Option(help="HOST:PORT for sound (UDP).")] = None,
    advertise: Annotated[list[str] | None, typer.Option(help="An outside address; may be repeated.")] = None,
    tls: Annotated[bool, typer.Option("--tls", help="HTTPS; first: pressel tls init.")] = False,
    insecure: Annotated[bool, typer.Option("--insecure", help="Serve beyond this machine without TLS.")] = False,
) -> None:
    """Run the server until it is told to stop."""
    flags: dict[str, Any] = {
        "data.folder": str(data) if data is not None else None,
        "http.address": http,
        "http.tls": tls or None,
        "http.insecure": insecure or None,
        "media.address": media,
        "media.advertise": tuple(advertise or ()),
    }
    config = load(flags).config
    _run(server.serve(config, lambda line: print(line, flush=True)))


@app.command("doctor")
def doctor(data: Data = None, json: Json = False) -> None:
    """Look whether a server could run here: folder, ports, keys, database."""
    config = load({"data.folder": str(data) if data is not None else None}).config
    found = asyncio.run(server.examine(config))
    rows = [{"what": what, "state": "good" if trouble is None else trouble} for what, trouble in found]
    output.show_rows(rows, as_json=json, empty="nothing to look at")
    if any(trouble is not None for _, trouble in found):
        raise SystemExit(output.FAILED)


@app.command("version")
def version(json: Json = False) -> None:
    """Say which version this is."""
    output.show(f"pressel {server.VERSION}", {"version": server.VERSION}, as_json=json)


@config_app.command("show")
def show_config(json: Json = False) -> None:
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


def _run(job: Any) -> None:
    with asyncio.Runner(loop_factory=server.loop_factory) as runner:
        runner.run(job)
