"""Channels from the command line."""

import dataclasses
import time
from typing import Annotated, Any, Final, Literal

import typer

from pressel.cli import output
from pressel.cli.data import Data, Json, with_stores
from pressel.core.channel import TALK_LIMIT_MS_DEFAULT, ChannelSettings
from pressel.core.ids import ChannelId, is_channel_id
from pressel.http.channel import slug

app: Final = typer.Typer(no_args_is_help=True)

Mode = Annotated[
    Literal["ptt", "open", "stage"] | None, typer.Option(help="Who may talk: one at a time, all, a stage.")
]
TalkLimit = Annotated[int | None, typer.Option("--talk-limit", min=0, max=3600, help="Seconds; 0: none.")]
Guests = Annotated[bool | None, typer.Option("--guests/--no-guests", help="Whether guests may come in.")]


@app.command("create")
def create(
    name: str,
    id_: Annotated[str | None, typer.Option("--id", help="a-z, 0-9 and '-'. Default: made of the name.")] = None,
    mode: Mode = None,
    talk_limit: TalkLimit = None,
    guests: Guests = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Make a channel."""
    channel = ChannelId(id_ or slug(name))
    if not is_channel_id(channel):
        output.fail(f"{channel!r} is no channel id: a-z, 0-9 and '-', at most 64", output.USAGE)
    limit_ms = TALK_LIMIT_MS_DEFAULT if talk_limit is None else talk_limit * 1000
    settings = ChannelSettings(channel, name, mode or "ptt", limit_ms, bool(guests))
    if not with_stores(data, lambda stores: stores.channels.create(settings, time.time_ns() // 1_000_000)):
        output.fail(f"there is a channel {channel} already; give another --id")
    output.show(f"made {channel}", _row(settings), as_json=json)


@app.command("list")
def list_(data: Data = None, json: Json = False) -> None:
    """Show all channels."""
    found = with_stores(data, lambda stores: stores.channels.list())
    rows = [_row(one.settings) for one in found]
    output.show_rows(rows, as_json=json, empty="No channels yet. Make one: pressel channel create NAME")


@app.command("set")
def set_(
    channel: str,
    name: Annotated[str | None, typer.Option(help="A new name; the id stays.")] = None,
    mode: Mode = None,
    talk_limit: TalkLimit = None,
    guests: Guests = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Change a channel's settings."""
    change: dict[str, Any] = {"name": name, "mode": mode, "guests": guests}
    change["talk_limit_ms"] = None if talk_limit is None else talk_limit * 1000
    before = with_stores(data, lambda stores: stores.channels.get(ChannelId(channel)))
    if before is None:
        output.fail(f"there is no channel {channel}; see: pressel channel list", output.NOT_FOUND)
    settings = dataclasses.replace(before, **{key: value for key, value in change.items() if value is not None})
    with_stores(data, lambda stores: stores.channels.set(settings))
    output.show(f"changed {channel}", _row(settings), as_json=json)


@app.command("delete")
def delete(channel: str, data: Data = None, json: Json = False) -> None:
    """Delete a channel and its history."""
    if not with_stores(data, lambda stores: stores.channels.delete(ChannelId(channel))):
        output.fail(f"there is no channel {channel}; see: pressel channel list", output.NOT_FOUND)
    output.show(f"deleted {channel}", {"id": channel, "deleted": True}, as_json=json)


def _row(settings: ChannelSettings) -> dict[str, Any]:
    return {
        "id": settings.id,
        "name": settings.name,
        "mode": settings.mode,
        "talk_limit_s": settings.talk_limit_ms // 1000,
        "guests": settings.guests,
    }
