"""Passwords and other things people keep: Argon2id (RFC 9106) for what they choose, SHA-256 for what we drew."""

import hashlib
import hmac
import secrets
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

PASSWORD_CHARS_MIN: Final = 8
PASSWORD_CHARS_MAX: Final = 256

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


def digest(secret: str) -> str:
    """What is stored of a drawn secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_secret(stored: str, given: str) -> bool:
    """Whether ``given`` is the drawn secret that ``stored`` is the digest of."""
    return hmac.compare_digest(stored, digest(given))
