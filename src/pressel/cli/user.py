"""Users from the command line. Passwords are asked for, or read from standard input; never an argument."""

import dataclasses
import sys
import time
import uuid
from typing import Annotated, Any, Final, Literal

import typer

from pressel.auth import passwords
from pressel.cli import output
from pressel.cli.data import Data, Json, with_stores
from pressel.core.identity import ROLES, Account
from pressel.core.ids import UserId
from pressel.storage.user import StoredUser

app: Final = typer.Typer(no_args_is_help=True, add_completion=False)

Role = Annotated[
    Literal["member", "moderator", "dispatcher", "admin"] | None,
    typer.Option(help="What the user is; it brings priority, emergency and the right to moderate."),
]
Admin = Annotated[bool, typer.Option("--admin", help="The same as --role admin.")]
Priority = Annotated[int | None, typer.Option(min=0, max=255, help="Larger wins. Default: the role's.")]
Emergency = Annotated[
    bool | None, typer.Option("--emergency/--no-emergency", help="May call an emergency. Default: the role's.")
]


@app.command("add")
def add(
    name: str,
    role: Role = None,
    admin: Admin = False,
    priority: Priority = None,
    emergency: Emergency = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Add a user; the password is asked for."""
    password = passwords.hash_password(_read_password())
    now_ms = _now_ms()
    account = Account(UserId(str(uuid.uuid4())), name)
    account = _changed(account, "admin" if admin else role or "member", priority, emergency)
    user = StoredUser(account, password, now_ms)
    if not with_stores(data, lambda stores: stores.users.add(user)):
        output.fail(f"there is a user {name} already, or one that looks the same")
    output.show(f"added {name}", _row(user), as_json=json)


@app.command("list")
def list_(data: Data = None, json: Json = False) -> None:
    """Show all users."""
    users = with_stores(data, lambda stores: stores.users.list())
    output.show_rows([_row(user) for user in users], as_json=json, empty="No users yet. Add one: pressel user add NAME")


@app.command("set")
def set_(
    name: str,
    new_name: Annotated[str | None, typer.Option("--name", help="A new name.")] = None,
    password: Annotated[bool, typer.Option("--password", help="Ask for a new password.")] = False,
    role: Role = None,
    admin: Admin = False,
    priority: Priority = None,
    emergency: Emergency = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Change a user. Its sessions go on with the new rights; with a new password they end."""
    before = _find(name, data)
    account = _changed(before.account, "admin" if admin else role, priority, emergency)
    account = dataclasses.replace(account, name=new_name or account.name)
    user = dataclasses.replace(before, account=account)
    if password:
        user = dataclasses.replace(user, password=passwords.hash_password(_read_password()))
    if with_stores(data, lambda stores: stores.users.set(user)) is None:
        output.fail(f"there is a user {new_name} already, or one that looks the same")
    output.show(f"changed {name}", _row(user), as_json=json)


@app.command("remove")
def remove(name: str, data: Data = None, json: Json = False) -> None:
    """Remove a user; whoever is signed in as it is out at once."""
    user = _find(name, data)
    with_stores(data, lambda stores: stores.users.remove(user.id))
    output.show(f"removed {name}", {"name": name, "removed": True}, as_json=json)


def _changed(account: Account, role: Any, priority: int | None, emergency: bool | None) -> Account:
    rights = account.rights if role is None else ROLES[role]
    return dataclasses.replace(
        account,
        role=role or account.role,
        priority=rights.priority if priority is None else priority,
        emergency=rights.emergency if emergency is None else emergency,
    )


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


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _row(user: StoredUser) -> dict[str, Any]:
    account = user.account
    return {
        "id": account.user,
        "name": account.name,
        "role": account.role,
        "admin": account.role == "admin",
        "priority": account.priority,
        "emergency": account.emergency,
    }
