"""Verbs. Each works beside a running server (it sees the change within a second) and without one.

A verb's module is loaded when the verb is typed, and not before: who makes a channel does not wait for the server's
libraries. ``VERBS`` is the one place that names modules instead of importing them.
"""

from collections.abc import Iterable
from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperGroup

from pressel.cli import output

VERBS: Final = {
    "serve": "Run the server until it is told to stop.",
    "doctor": "Look whether a server could run here: folder, ports, keys, database.",
    "version": "Say which version this is.",
    "channel": "Channels: create, list, set, delete.",
    "user": "Users: add, list, set, remove.",
    "invite": "Invitations for guests: create, list, revoke.",
    "token": "API tokens: create, list, revoke.",
    "tls": "Certificates: init, show.",
    "bench": "Measure: fanout, growth, idle, join, delay, overload.",
    "config": "Settings: show.",
}
"""By name the help; the module of a verb or of a group of verbs has the same name."""


def main() -> None:
    """Run one verb."""
    with output.one_line_failures():
        app()


def verbs() -> Iterable[tuple[str, Any]]:
    """Every verb as one types it, and its command."""
    for name in VERBS:
        command = _loaded(name)
        if not isinstance(command, TyperGroup):
            yield name, command
            continue
        for inner, verb in command.commands.items():
            yield f"{name} {inner}", verb


class Loading(TyperGroup):
    """Knows names and helps; has a command when it is to run."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command itself in place of its help."""
        if args[0] in self.commands:
            self.commands[args[0]] = _loaded(args[0])
        return super().resolve_command(ctx, args)


def _loaded(name: str) -> Any:
    command: Any = typer.main.get_command(import_module(f"pressel.cli.{name}").app)
    command.name, command.help = name, VERBS[name]
    return command


app: Final = typer.Typer(
    name="pressel",
    cls=Loading,
    help="A self-hosted walkie-talkie.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for _name, _help in VERBS.items():
    app.add_typer(typer.Typer(), name=_name, help=_help)
