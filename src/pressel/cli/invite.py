"""Invitations from the command line: codes that let guests into one channel."""

import io
import time
import uuid
from typing import Annotated, Any, Final

import segno
import typer

from pressel.auth import passwords
from pressel.cli import output
from pressel.cli.data import Data, Json, with_stores
from pressel.core.ids import ChannelId
from pressel.server.config import load
from pressel.storage.invitation import TTL_S_MAX, USES_MAX, Invitation

app: Final = typer.Typer(no_args_is_help=True, add_completion=False)

MADE_HERE: Final = "the command line"


@app.command("create")
def create(
    channel: str,
    uses: Annotated[int, typer.Option(min=1, max=USES_MAX, help="So many guests may come in with it.")] = 1,
    ttl: Annotated[str, typer.Option(help="How long it is good for: 90s, 15m, 1h, 30d.")] = "1d",
    listen_only: Annotated[bool, typer.Option("--listen-only", help="These guests may not talk.")] = False,
    url: Annotated[str | None, typer.Option(help="Where people reach the server. Default: http://ADDRESS.")] = None,
    qr: Annotated[bool, typer.Option("--qr", help="Draw the link as a QR code too, for a camera.")] = False,
    data: Data = None,
    json: Json = False,
) -> None:
    """Invite guests to a channel that takes them; prints the code and a link."""
    ttl_s = output.seconds(ttl)
    if not 0 < ttl_s <= TTL_S_MAX:
        output.fail(f"an invitation is good for {TTL_S_MAX // 86_400} days at most", output.USAGE)
    settings = with_stores(data, lambda stores: stores.channels.get(ChannelId(channel)))
    if settings is None:
        output.fail(f"there is no channel {channel}; see: pressel channel list", output.NOT_FOUND)
    if not settings.guests:
        output.fail(f"{channel} takes no guests; let them in: pressel channel set {channel} --guests")
    now_ms = time.time_ns() // 1_000_000
    made = Invitation(
        id=str(uuid.uuid4()),
        code=passwords.new_code(),
        channel=settings.id,
        by=MADE_HERE,
        created_at_ms=now_ms,
        expires_at_ms=now_ms + ttl_s * 1000,
        uses_max=uses,
        talk=not listen_only,
    )
    if not with_stores(data, lambda stores: stores.invitations.add(made)):
        output.fail("that code is taken; try once more")
    http = load({}).config.http
    base = url or f"{'https' if http.tls else 'http'}://{http.address}"
    link = f"{base.rstrip('/')}/#invite={made.code}"
    words = f"{made.code}\n{link}\n{drawn(link)}" if qr else f"{made.code}\n{link}"
    output.show(words, _row(made) | {"link": link}, as_json=json)


@app.command("list")
def list_(data: Data = None, json: Json = False) -> None:
    """Show all invitations that were not revoked, newest first."""
    found = with_stores(data, lambda stores: stores.invitations.list())
    empty = "No invitations yet. Make one: pressel invite create CHANNEL"
    output.show_rows([_row(one) for one in found], as_json=json, empty=empty)


@app.command("revoke")
def revoke(invitation: str, data: Data = None, json: Json = False) -> None:
    """Revoke an invitation by its code or its id. Who came in with it stays, until a moderator puts it out."""
    which = invitation if len(invitation) > passwords.CODE_CHARS * 2 else passwords.plain_code(invitation)
    if not with_stores(data, lambda stores: stores.invitations.revoke(which)):
        output.fail(f"there is no invitation {invitation}; see: pressel invite list", output.NOT_FOUND)
    output.show(f"revoked {invitation}", {"invitation": invitation, "revoked": True}, as_json=json)


def drawn(text: str) -> str:
    """``text`` as a QR code of half blocks, two modules high, with its margin: light on dark, as terminals are."""
    lines = io.StringIO()
    segno.make(text, error="m", micro=False).terminal(lines, compact=True)
    return lines.getvalue().rstrip("\n")


def _row(one: Invitation) -> dict[str, Any]:
    return {
        "id": one.id,
        "code": one.code,
        "channel": one.channel,
        "talk": one.talk,
        "uses": one.uses,
        "uses_max": one.uses_max,
        "expires_at_ms": one.expires_at_ms,
    }
