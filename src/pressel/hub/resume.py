"""Resume ids: what a client that lost its line shows to have its session back. Good once, for its user and device."""

import base64
import hmac
from dataclasses import dataclass
from typing import Final, Literal

from pressel.core.ids import SessionId, UserId

RESUMES_MAX: Final = 65_536
"""Sessions that can be resumed; beyond, the oldest cannot any more."""
SECRET_BYTES: Final = 16
NOBODY: Final = bytes(SECRET_BYTES)

Verdict = Literal["good", "spent", "unknown"]


@dataclass(slots=True)
class Ticket:
    """Whose it is. ``secret`` is good now, ``spent`` was before it."""

    user: UserId
    device: str
    secret: bytes
    spent: bytes = NOBODY


class Resumes:
    """An id is the session's name, which is no secret, and 128 random bits, which are compared in constant time."""

    def __init__(self) -> None:
        self._tickets: dict[SessionId, Ticket] = {}

    def issue(self, session: SessionId, user: UserId, device: str, secret: bytes) -> str:
        """The next id of ``session``; the one before is spent."""
        before = self._tickets.pop(session, None)
        if len(self._tickets) >= RESUMES_MAX:
            del self._tickets[next(iter(self._tickets))]
        self._tickets[session] = Ticket(user, device, secret, before.secret if before is not None else NOBODY)
        return f"{session}.{base64.urlsafe_b64encode(secret).rstrip(b'=').decode()}"

    def judge(self, text: str, user: UserId, device: str) -> tuple[Verdict, SessionId]:
        """What ``text`` is worth in the hands of ``user`` on ``device``: good, or theirs and spent."""
        session, secret = _parts(text)
        ticket = self._tickets.get(session, _NO_TICKET)
        good = hmac.compare_digest(secret, ticket.secret)
        spent = hmac.compare_digest(secret, ticket.spent)
        if ticket is _NO_TICKET or secret == NOBODY or (ticket.user, ticket.device) != (user, device):
            return "unknown", session
        return ("good" if good else "spent" if spent else "unknown"), session

    def forget(self, session: SessionId) -> None:
        """It is over."""
        self._tickets.pop(session, None)


_NO_TICKET: Final = Ticket(UserId(""), "", NOBODY)


def _parts(text: str) -> tuple[SessionId, bytes]:
    session, _, encoded = text.partition(".")
    try:
        secret = base64.b64decode(encoded + "==", altchars=b"-_", validate=True)
    except ValueError:
        secret = b""
    return SessionId(session), secret if len(secret) == SECRET_BYTES else NOBODY
