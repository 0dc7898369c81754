"""Passwords and other things people keep: Argon2id (RFC 9106) for what they choose, SHA-256 for what we drew."""

import hashlib
import hmac
import secrets
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

PASSWORD_CHARS_MIN: Final = 8
PASSWORD_CHARS_MAX: Final = 256
CODE_LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 that cannot be taken for one another: no 0 and O, no 1 and I."""
CODE_CHARS: Final = 6
"""30 bits: at ten tries a minute it takes twenty years to find one of ten."""

_hasher: Final = PasswordHasher()
# Verified against when the user is unknown, so that both cases take the same time.
_NOBODY: Final = _hasher.hash(secrets.token_hex(16))


def hash_password(password: str) -> str:
    """For storage."""
    return _hasher.hash(password)


def is_password(stored: str | None, given: str) -> bool:
    """Whether ``given`` is the password that ``stored`` was made of; takes as long for an unknown user."""
    try:
        return _hasher.verify(stored or _NOBODY, given) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def new_secret(bits: int = 256) -> str:
    """A drawn secret, as text that fits a cookie or a fragment."""
    return secrets.token_urlsafe(bits // 8)


def new_code() -> str:
    """A drawn code that people read out and type."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_CHARS))


def plain_code(typed: str) -> str:
    """A code as it was drawn: people type small letters, spaces and dashes."""
    return "".join(char for char in typed.upper() if char.isalnum())


def digest(secret: str) -> str:
    """What is stored of a drawn secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_secret(stored: str, given: str) -> bool:
    """Whether ``given`` is the drawn secret that ``stored`` is the digest of."""
    return hmac.compare_digest(stored, digest(given))
