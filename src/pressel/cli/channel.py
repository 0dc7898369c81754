"""Channels from the command line."""

import dataclasses
import time
from typing import Annotated, Any, Final

import typer

from pressel.cli import output
from pressel.cli.data import Data, Json, with_stores
from pressel.core import channel as core
from pressel.core.channel import ChannelSettings
from pressel.core.ids import ChannelId, is_channel_id, slug

app: Final = typer.Typer(no_args_is_help=True, add_completion=False)

Mode = Annotated[core.Mode | None, typer.Option(help="Who may talk: one at a time, all, a stage.")]
TalkLimit = Annotated[int | None, typer.Option("--talk-limit", min=0, max=3600, help="Seconds; 0: none.")]
SilenceLimit = Annotated[
    int | None, typer.Option("--silence-limit", min=0, max=3600, help="Seconds without speech; 0: never.")
]
Talkers = Annotated[
    int | None,
    typer.Option("--talkers", min=1, max=core.TALKERS_MAX, help="So many have the floor at once; one is heard yet."),
]
Queue = Annotated[
    int | None, typer.Option("--queue", min=0, max=core.QUEUE_MAX, help="So many wait in line; 0: busy is busy.")
]
Preempt = Annotated[
    core.Preempt | None,
    typer.Option("--preempt", help="Who may take over: nobody, a higher tier, also a higher priority."),
]
Alone = Annotated[core.Alone | None, typer.Option("--alone", help="What a request gets where nobody would hear it.")]
Broadcast = Annotated[bool | None, typer.Option("--broadcast/--no-broadcast", help="Whether only moderators talk.")]
Preset = Annotated[core.Preset | None, typer.Option("--preset", help="Our timers, or those of 3GPP TS 24.380.")]
Members = Annotated[
    int | None, typer.Option("--members", min=1, max=100_000, help="So many may be in it, listeners and talkers.")
]
Guests = Annotated[bool | None, typer.Option("--guests/--no-guests", help="Whether guests may come in.")]


@app.command("create")
def create(
    name: str,
    id_: Annotated[str | None, typer.Option("--id", help="a-z, 0-9 and '-'. Default: made of the name.")] = None,
    mode: Mode = None,
    talk_limit: TalkLimit = None,
    guests: Guests = None,
    talkers: Talkers = None,
    queue: Queue = None,
    preempt: Preempt = None,
    alone: Alone = None,
    broadcast: Broadcast = None,
    silence_limit: SilenceLimit = None,
    preset: Preset = None,
    members: Members = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Make a channel."""
    channel = ChannelId(id_ or slug(name))
    if not is_channel_id(channel):
        output.fail(f"{channel!r} is no channel id: a-z, 0-9 and '-', at most 64; give one with --id", output.USAGE)
    rules = _rules(mode, talk_limit, guests, talkers, queue, preempt, alone, broadcast, silence_limit, preset, members)
    settings = ChannelSettings(channel, name, **rules)
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
    talkers: Talkers = None,
    queue: Queue = None,
    preempt: Preempt = None,
    alone: Alone = None,
    broadcast: Broadcast = None,
    silence_limit: SilenceLimit = None,
    preset: Preset = None,
    members: Members = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Change a channel's settings."""
    rules = _rules(mode, talk_limit, guests, talkers, queue, preempt, alone, broadcast, silence_limit, preset, members)
    rules |= {} if name is None else {"name": name}
    before = with_stores(data, lambda stores: stores.channels.get(ChannelId(channel)))
    if before is None:
        output.fail(f"there is no channel {channel}; see: pressel channel list", output.NOT_FOUND)
    settings = dataclasses.replace(before, **rules)
    with_stores(data, lambda stores: stores.channels.set(settings))
    output.show(f"changed {channel}", _row(settings), as_json=json)


@app.command("delete")
def delete(channel: str, data: Data = None, json: Json = False) -> None:
    """Delete a channel and its history."""
    if not with_stores(data, lambda stores: stores.channels.delete(ChannelId(channel))):
        output.fail(f"there is no channel {channel}; see: pressel channel list", output.NOT_FOUND)
    output.show(f"deleted {channel}", {"id": channel, "deleted": True}, as_json=json)


def _rules(
    mode: core.Mode | None,
    talk_limit: int | None,
    guests: bool | None,
    talkers: int | None,
    queue: int | None,
    preempt: core.Preempt | None,
    alone: core.Alone | None,
    broadcast: bool | None,
    silence_limit: int | None,
    preset: core.Preset | None,
    members: int | None,
) -> dict[str, Any]:
    """What was said, by the names the settings have."""
    said = {
        "mode": mode,
        "talk_limit_ms": None if talk_limit is None else talk_limit * 1000,
        "guests": guests,
        "talkers_max": talkers,
        "queue_max": queue,
        "preempt": preempt,
        "alone": alone,
        "broadcast": broadcast,
        "silence_limit_ms": None if silence_limit is None else silence_limit * 1000,
        "preset": preset,
        "members_max": members,
    }
    return {key: value for key, value in said.items() if value is not None}


def _row(settings: ChannelSettings) -> dict[str, Any]:
    return {
        "id": settings.id,
        "name": settings.name,
        "mode": settings.mode,
        "talk_limit_s": settings.talk_limit_ms // 1000,
        "guests": settings.guests,
        "members": settings.members_max,
        "talkers": settings.talkers_max,
        "queue": settings.queue_max,
        "preempt": settings.preempt,
        "alone": settings.alone,
        "broadcast": settings.broadcast,
        "silence_limit_s": settings.silence_limit_ms // 1000,
        "preset": settings.preset,
    }
