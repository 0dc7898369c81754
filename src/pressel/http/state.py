"""What the routes work with, made once by ``server``."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from pressel.auth.doorkeeper import Doorkeeper
from pressel.auth.tokens import BadTokenError
from pressel.auth.tries import Tries
from pressel.core.identity import Account, Identity
from pressel.core.ids import UserId
from pressel.http.hashing import Hashing
from pressel.hub.hub import Hub
from pressel.storage.burst import BurstStore
from pressel.storage.channel import ChannelStore
from pressel.storage.invitation import InvitationStore
from pressel.storage.restraint import RestraintStore
from pressel.storage.token import TokenStore
from pressel.storage.user import UserStore


@dataclass(slots=True)
class State:
    """``loopback``: only this machine can reach us. ``ready`` turns true when people may come."""

    hub: Hub
    doorkeeper: Doorkeeper
    channels: ChannelStore
    bursts: BurstStore
    users: UserStore
    tokens: TokenStore
    invitations: InvitationStore
    restraints: RestraintStore
    engine_stats: Callable[[], dict[str, int]]
    loopback: bool
    tls: bool
    version: str
    ready: bool = False
    tries: Tries = field(default_factory=Tries)
    hashing: Hashing = field(default_factory=Hashing)

    def follow(self, user: UserId, account: Account | None) -> None:
        """A user is as ``account`` now, or is gone: its live sessions learn it at once, not at the next look at the
        database."""
        accounts = {one: known for one, known in self.doorkeeper.accounts.items() if one != user}
        if account is not None:
            accounts[user] = account
        for event in self.doorkeeper.follow(accounts, self.hub.identities()):
            self.hub.post(event)


def identify(request: Request) -> Identity:
    """Who asks, by the Authorization header.

    Raises:
        BadTokenError: no token, or not a good one.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise BadTokenError("send Authorization: Bearer with a token")
    state: State = request.app.state.pressel
    return state.doorkeeper.verify(token.strip())


# Coroutines, though nothing in them waits: FastAPI runs a plain function in a thread.
async def _state(request: Request) -> State:
    state: State = request.app.state.pressel
    return state


async def _bearer(request: Request) -> Identity:
    return identify(request)


AppState = Annotated[State, Depends(_state)]
Bearer = Annotated[Identity, Depends(_bearer)]
