"""Errors of the core's callers.

PresselError
└── CoreError     our caller broke a rule of the core (a bug here, never the peer's fault)
"""


class PresselError(Exception):
    """Base of everything raised on purpose."""


class CoreError(PresselError):
    """The core was called in a way it cannot be: a bug at an edge."""
