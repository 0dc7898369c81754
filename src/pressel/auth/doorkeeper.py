"""Who comes in: tokens against the keyring, against what has been revoked, and against what users are now."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from pressel.auth.tokens import ACCESS_TTL_S, BadTokenError, Keyring
from pressel.core.events import CredentialEnded, SessionRenewed
from pressel.core.identity import Account, Identity, Rights
from pressel.core.ids import ChannelId, SessionId, TokenId, UserId
from pressel.core.names import skeletons

GUEST_RIGHTS: Final = Rights()


class Doorkeeper:
    """``alive`` and ``accounts`` are kept true by whoever watches the database."""

    def __init__(self, keyring: Keyring, now_ms: Callable[[], int]) -> None:
        self._keyring = keyring
        self._now_ms = now_ms
        self.alive: set[TokenId] = set()
        self.accounts: Mapping[UserId, Account] = {}
        self._names: frozenset[str] = frozenset()

    def verify(self, token: str) -> Identity:
        """Who it is, with the rights of now, not those of when the token was made.

        Raises:
            BadTokenError: forged, foreign, over or revoked; of a user that was removed or has a new password.
        """
        claims = self._keyring.verify(token, self._now_ms() // 1000)
        identity = claims.identity
        if identity.kind == "token" and identity.token not in self.alive:
            raise BadTokenError("the token was revoked")
        if identity.kind != "user":
            return identity
        account = self.accounts.get(identity.user)
        if account is None or claims.password_serial != account.password_serial:
            raise BadTokenError("sign in again")
        return account.identity(identity.expires_at_ms)

    def admit_guest(
        self, user: UserId, name: str, channel: ChannelId | None = None, *, talk: bool = True
    ) -> tuple[str, Identity]:
        """A short access token for a guest; an invited one is for one channel."""
        rights = Rights(talk=talk)
        return self._issue(Identity(user, name, "guest", rights, channel=channel, expires_at_ms=self._access_end_ms()))

    def admit_user(self, account: Account) -> tuple[str, Identity]:
        """A short access token for somebody who signed in."""
        known = self.accounts.get(account.user)
        # Who tried the old password while the new one was set is not what counts from now on.
        if known is None or (known != account and known.password_serial <= account.password_serial):
            self._keep({**self.accounts, account.user: account})
        return self._issue(account.identity(self._access_end_ms()), account.password_serial)

    def issue_program(
        self, token: TokenId, name: str, channel: ChannelId, rights: Rights, expires_at_ms: int
    ) -> tuple[str, Identity]:
        """An API token; it counts from when ``token`` is among the living."""
        return self._issue(
            Identity(UserId(token), name, "token", rights, channel=channel, token=token, expires_at_ms=expires_at_ms)
        )

    def is_users_name(self, name: str) -> bool:
        """Whether a user has this name, or one that looks the same."""
        return not self._names.isdisjoint(skeletons(name))

    def follow(
        self, stored: Mapping[UserId, Account], live: Iterable[tuple[SessionId, Identity]]
    ) -> list[CredentialEnded | SessionRenewed]:
        """Take the users as they are stored now. What follows for the ``live`` sessions: those of a user that was
        removed, or has a new password, end; those of one with another name or other rights go on with them."""
        before, found = self.accounts, list[CredentialEnded | SessionRenewed]()
        changed = {user for user, account in before.items() if stored.get(user) != account}
        if before.keys() != stored.keys() or changed:
            self._keep(stored)
        for user in sorted(changed):
            account = stored.get(user)
            if account is None or account.password_serial != before[user].password_serial:
                found.append(CredentialEnded(user=user))
        ended = {event.user for event in found if isinstance(event, CredentialEnded)}
        for session, identity in live:
            if identity.kind == "user" and identity.user in changed - ended:
                found.append(SessionRenewed(session, stored[identity.user].identity(identity.expires_at_ms)))
        return found

    def _keep(self, accounts: Mapping[UserId, Account]) -> None:
        self.accounts = accounts
        self._names = frozenset().union(*(skeletons(account.name) for account in accounts.values()))

    def _access_end_ms(self) -> int:
        return (self._now_ms() // 1000 + ACCESS_TTL_S) * 1000

    def _issue(self, identity: Identity, password_serial: int = 0) -> tuple[str, Identity]:
        return self._keyring.issue(identity, self._now_ms() // 1000, password_serial), identity
