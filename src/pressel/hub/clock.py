"""The one place where the server reads the clock and makes ids."""

import secrets
import time
import uuid
from typing import Final

from pressel.core.ids import BurstId, SessionId

_RANDOM_BITS: Final = 74
_SECRET_BYTES: Final = 16


def uuid7(unix_ms: int) -> str:
    """A UUID of version 7 (RFC 9562 §5.7): 48 bits of Unix time in ms, the rest random."""
    random = secrets.randbits(_RANDOM_BITS)
    high, low = random >> 62, random & ((1 << 62) - 1)
    return str(uuid.UUID(int=(unix_ms & (1 << 48) - 1) << 80 | 7 << 76 | high << 64 | 2 << 62 | low))


class SystemClock:
    """Unix time as it was at the start, carried on by the monotonic clock: it never goes back or jumps."""

    def __init__(self) -> None:
        self._offset_ns = time.time_ns() - time.monotonic_ns()

    def now_ms(self) -> int:
        """Unix time in ms."""
        return (time.monotonic_ns() + self._offset_ns) // 1_000_000

    def session_id(self) -> SessionId:
        """A new one."""
        return SessionId(uuid7(self.now_ms()))

    def burst_id(self) -> BurstId:
        """A new one."""
        return BurstId(uuid7(self.now_ms()))

    def secret(self) -> bytes:
        """128 bits that nobody can guess."""
        return secrets.token_bytes(_SECRET_BYTES)
