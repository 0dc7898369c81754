"""The command line."""

from pressel.cli.main import main, verbs

__all__ = ["main", "verbs"]
