"""Tokens: who may come in, for how long, for what. HS256 with one key of the instance (RFC 7519; algorithm pinned)."""

import secrets
from dataclasses import dataclass, field
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from pressel.core.errors import PresselError
from pressel.core.identity import Identity, Rights
from pressel.core.ids import ChannelId, TokenId, UserId

ALGORITHM: Final = "HS256"
ACCESS_TTL_S: Final = 600
LEEWAY_S: Final = 1
TOKEN_CHARS_MAX: Final = 4_096


class BadTokenError(PresselError):
    """The token is not ours, is over, or cannot be read."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says, verified."""

    identity: Identity
    password_serial: int = 0
    """Of a user's password when the token was made."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The instance's name (``aud``) and its key (256 bits)."""

    instance: str
    key: bytes = field(repr=False)
    _imported: OctKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_imported", OctKey.import_key(self.key))

    @classmethod
    def generate(cls, instance: str) -> "Keyring":
        """A new one."""
        return cls(instance, secrets.token_bytes(32))

    def issue(self, identity: Identity, now_s: int, password_serial: int = 0) -> str:
        """A token that says ``identity`` and ends at its ``expires_at_ms``."""
        rights = identity.rights
        claims: dict[str, Any] = {
            "aud": self.instance,
            "sub": identity.user,
            "name": identity.name,
            "kind": identity.kind,
            "admin": identity.admin,
            "iat": now_s,
            "pwd": password_serial,
            "exp": identity.expires_at_ms // 1000,
            "rights": [rights.listen, rights.talk, rights.priority, rights.emergency, rights.moderate],
        }
        if identity.channel is not None:
            claims["channel"] = identity.channel
        if identity.token is not None:
            claims["jti"] = identity.token
        return jwt.encode({"alg": ALGORITHM}, claims, self._imported, algorithms=[ALGORITHM])

    def verify(self, token: str, now_s: int) -> Claims:
        """Who it is, and by which password.

        Raises:
            BadTokenError: forged, foreign, over, or not a token. Which of these is not said.
        """
        if not token or len(token) > TOKEN_CHARS_MAX:
            raise BadTokenError("no token, or far too long")
        try:
            decoded = jwt.decode(token, self._imported, algorithms=[ALGORITHM])
            claims = decoded.claims
            wanted = jwt.JWTClaimsRegistry(
                now=now_s,
                leeway=LEEWAY_S,
                aud={"essential": True, "value": self.instance},
                exp={"essential": True},
                sub={"essential": True},
            )
            wanted.validate(claims)
            return Claims(_identity(claims), int(claims.get("pwd", 0)))
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise BadTokenError("the token is not valid here; sign in again") from error


def _identity(claims: dict[str, Any]) -> Identity:
    listen, talk, priority, emergency, moderate = claims["rights"]
    channel, token = claims.get("channel"), claims.get("jti")
    kind = claims["kind"]
    if kind not in ("guest", "user", "token"):
        raise ValueError(kind)
    return Identity(
        user=UserId(claims["sub"]),
        name=str(claims["name"]),
        kind=kind,
        rights=Rights(bool(listen), bool(talk), int(priority), bool(emergency), bool(moderate)),
        admin=bool(claims["admin"]),
        channel=ChannelId(channel) if channel is not None else None,
        token=TokenId(token) if token is not None else None,
        expires_at_ms=int(claims["exp"]) * 1000,
    )
