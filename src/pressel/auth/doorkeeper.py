"""Who comes in: tokens against the keyring and against what has been revoked."""

from collections.abc import Callable
from typing import Final

from pressel.auth.tokens import ACCESS_TTL_S, BadTokenError, Keyring
from pressel.core.identity import Identity, Rights
from pressel.core.ids import ChannelId, TokenId, UserId

GUEST_RIGHTS: Final = Rights()


class Doorkeeper:
    """``alive`` is kept true by whoever watches the database."""

    def __init__(self, keyring: Keyring, now_ms: Callable[[], int]) -> None:
        self._keyring = keyring
        self._now_ms = now_ms
        self.alive: set[TokenId] = set()

    def verify(self, token: str) -> Identity:
        """Who it is.

        Raises:
            BadTokenError: forged, foreign, over or revoked.
        """
        identity = self._keyring.verify(token, self._now_ms() // 1000)
        if identity.kind == "token" and identity.token not in self.alive:
            raise BadTokenError("the token was revoked")
        return identity

    def admit_guest(self, user: UserId, name: str) -> tuple[str, Identity]:
        """A short access token for a guest."""
        return self._issue(Identity(user, name, "guest", GUEST_RIGHTS, expires_at_ms=self._access_end_ms()))

    def admit_user(self, user: UserId, name: str, rights: Rights, *, admin: bool) -> tuple[str, Identity]:
        """A short access token for somebody who signed in."""
        return self._issue(Identity(user, name, "user", rights, admin=admin, expires_at_ms=self._access_end_ms()))

    def issue_program(
        self, token: TokenId, name: str, channel: ChannelId, rights: Rights, expires_at_ms: int
    ) -> tuple[str, Identity]:
        """An API token; it counts from when ``token`` is among the living."""
        return self._issue(
            Identity(UserId(token), name, "token", rights, channel=channel, token=token, expires_at_ms=expires_at_ms)
        )

    def _access_end_ms(self) -> int:
        return (self._now_ms() // 1000 + ACCESS_TTL_S) * 1000

    def _issue(self, identity: Identity) -> tuple[str, Identity]:
        return self._keyring.issue(identity, self._now_ms() // 1000), identity
