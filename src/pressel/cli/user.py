"""Users from the command line. Passwords are asked for, or read from standard input; never an argument."""

import dataclasses
import sys
import time
import uuid
from typing import Annotated, Any, Final

import typer

from pressel.auth import passwords
from pressel.cli import output
from pressel.cli.data import Data, Json, with_stores
from pressel.core.ids import UserId
from pressel.storage.user import StoredUser

app: Final = typer.Typer(no_args_is_help=True)

Admin = Annotated[bool | None, typer.Option("--admin/--no-admin", help="May do everything.")]
Priority = Annotated[int | None, typer.Option(min=0, max=255, help="Larger wins.")]
Emergency = Annotated[bool | None, typer.Option("--emergency/--no-emergency", help="May call an emergency.")]


@app.command("add")
def add(
    name: str,
    admin: Admin = None,
    priority: Priority = None,
    emergency: Emergency = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Add a user; the password is asked for."""
    password = passwords.hash_password(_read_password())
    id_ = UserId(str(uuid.uuid4()))
    user = StoredUser(id_, name, password, bool(admin), priority or 0, bool(emergency))
    if not with_stores(data, lambda stores: stores.users.add(user, time.time_ns() // 1_000_000)):
        output.fail(f"there is a user {name} already")
    output.show(f"added {name}", _row(user), as_json=json)


@app.command("list")
def list_(data: Data = None, json: Json = False) -> None:
    """Show all users."""
    users = with_stores(data, lambda stores: stores.users.list())
    output.show_rows([_row(user) for user in users], as_json=json, empty="No users yet. Add one: pressel user add NAME")


@app.command("set")
def set_(
    name: str,
    password: Annotated[bool, typer.Option("--password", help="Ask for a new password.")] = False,
    admin: Admin = None,
    priority: Priority = None,
    emergency: Emergency = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Change a user."""
    before = _find(name, data)
    change: dict[str, Any] = {"admin": admin, "priority": priority, "emergency": emergency}
    if password:
        change["password"] = passwords.hash_password(_read_password())
    user = dataclasses.replace(before, **{key: value for key, value in change.items() if value is not None})
    with_stores(data, lambda stores: stores.users.set(user))
    output.show(f"changed {name}", _row(user), as_json=json)


@app.command("remove")
def remove(name: str, data: Data = None, json: Json = False) -> None:
    """Remove a user; whoever is signed in as it is out at once."""
    user = _find(name, data)
    with_stores(data, lambda stores: stores.users.remove(user.id))
    output.show(f"removed {name}", {"name": name, "removed": True}, as_json=json)


def _find(name: str, data: Data) -> StoredUser:
    user = with_stores(data, lambda stores: stores.users.by_name(name))
    if user is None:
        output.fail(f"there is no user {name}; see: pressel user list", output.NOT_FOUND)
    return user


def _read_password() -> str:
    password = str(typer.prompt("Password", hide_input=True)) if sys.stdin.isatty() else sys.stdin.readline().strip()
    if not passwords.PASSWORD_CHARS_MIN <= len(password) <= passwords.PASSWORD_CHARS_MAX:
        output.fail(f"a password has at least {passwords.PASSWORD_CHARS_MIN} characters", output.USAGE)
    return password


def _row(user: StoredUser) -> dict[str, Any]:
    return {"name": user.name, "admin": user.admin, "priority": user.priority, "emergency": user.emergency}
