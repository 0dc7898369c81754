"""API tokens from the command line: for bots, bridges, recorders."""

import time
import uuid
from typing import Annotated, Final

import typer

from pressel.auth import keys
from pressel.auth.doorkeeper import Doorkeeper
from pressel.cli import output
from pressel.cli.data import Data, Json, folder_of, with_stores
from pressel.core.identity import Rights
from pressel.core.ids import ChannelId, TokenId
from pressel.storage.token import StoredToken

app: Final = typer.Typer(no_args_is_help=True, add_completion=False)


@app.command("create")
def create(
    channel: Annotated[str, typer.Option(help="The channel it is for.")],
    name: Annotated[str, typer.Option(help="What it is, for people.")],
    ttl: Annotated[str, typer.Option(help="How long it lives: 90s, 15m, 1h, 30d.")],
    talk: Annotated[bool, typer.Option("--talk", help="It may talk.")] = False,
    listen: Annotated[bool, typer.Option("--listen", help="It may listen.")] = False,
    priority: Annotated[int, typer.Option(min=0, max=255, help="Larger wins.")] = 0,
    emergency: Annotated[bool, typer.Option("--emergency", help="It may call an emergency.")] = False,
    data: Data = None,
    json: Json = False,
) -> None:
    """Make a token and print it, alone, on standard output."""
    if not talk and not listen:
        output.fail("give --talk, --listen or both", output.USAGE)
    now_ms = time.time_ns() // 1_000_000
    expires_at_ms = now_ms // 1000 * 1000 + output.seconds(ttl) * 1000
    stored = StoredToken(TokenId(str(uuid.uuid4())), name, ChannelId(channel), now_ms, expires_at_ms)
    if with_stores(data, lambda stores: stores.channels.get(stored.channel)) is None:
        output.fail(f"there is no channel {channel}; see: pressel channel list", output.NOT_FOUND)
    doorkeeper = Doorkeeper(keys.load_or_create(folder_of(data)), lambda: now_ms)
    rights = Rights(listen, talk, priority, emergency)
    token, _ = doorkeeper.issue_program(stored.id, name, stored.channel, rights, expires_at_ms)
    with_stores(data, lambda stores: stores.tokens.add(stored))
    output.show(token, {"id": stored.id, "token": token, "expires_at_ms": expires_at_ms}, as_json=json)


@app.command("list")
def list_(data: Data = None, json: Json = False) -> None:
    """Show all tokens that were not revoked (not the secrets)."""
    rows = [
        {"id": one.id, "name": one.name, "channel": one.channel, "expires_at_ms": one.expires_at_ms}
        for one in with_stores(data, lambda stores: stores.tokens.list())
    ]
    output.show_rows(rows, as_json=json, empty="No tokens yet. Make one: pressel token create --help")


@app.command("revoke")
def revoke(token: str, data: Data = None, json: Json = False) -> None:
    """End a token by its id; its sessions end within a second."""
    if not with_stores(data, lambda stores: stores.tokens.revoke(TokenId(token))):
        output.fail(f"there is no token {token}; see: pressel token list", output.NOT_FOUND)
    output.show(f"revoked {token}", {"id": token, "revoked": True}, as_json=json)
