"""The server itself. What only it needs is loaded with this verb alone."""

import asyncio
from typing import Annotated, Any, Final

import typer

from pressel.cli.data import Data
from pressel.server import app as server
from pressel.server.config import load

app: Final = typer.Typer(add_completion=False)


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
    with asyncio.Runner(loop_factory=server.loop_factory) as runner:
        runner.run(server.serve(config, lambda line: print(line, flush=True)))
