"""Why not, why no longer, why gone: the words the wire, the history and the screens share.

Deny and revoke causes are those of 3GPP TS 24.380 clauses 8.2.6 and 8.2.7 with our own beside them; ``MCPTT_DENY`` and
``MCPTT_REVOKE`` give each word the standard's number (255: "other").
"""

from enum import StrEnum
from typing import Final


class DenyCause(StrEnum):
    """Why a floor request is refused."""

    BUSY = "busy"
    SERVER_TROUBLE = "server-trouble"
    ALONE = "alone"
    RETRY_LATER = "retry-later"
    LISTEN_ONLY = "listen-only"
    NO_ROOM = "no-room"
    QUEUE_FULL = "queue-full"
    MEDIA_NOT_READY = "media-not-ready"
    NOT_A_MEMBER = "not-a-member"
    MUTED = "muted"
    NOT_ALLOWED = "not-allowed"
    """A tier or a priority that the asker has no right to."""


class RevokeCause(StrEnum):
    """Why a floor is taken back."""

    ALONE = "alone"
    TALK_LIMIT = "talk-limit"
    NO_PERMISSION = "no-permission"
    PREEMPTED = "preempted"
    NO_ROOM = "no-room"
    SILENT = "silent"
    EMERGENCY = "emergency"
    REMOVED = "removed"
    MUTED = "muted"


class BurstEnd(StrEnum):
    """Why a burst ended; kept in the history."""

    RELEASED = "released"
    TALK_LIMIT = "talk-limit"
    SILENT = "silent"
    NO_MEDIA = "no-media"
    PREEMPTED = "preempted"
    EMERGENCY = "emergency"
    """An emergency took over."""
    UNCLAIMED = "unclaimed"
    """Granted out of the queue, and nobody spoke."""
    MUTED = "muted"
    LOST_LINK = "lost-link"
    LEFT = "left"
    REMOVED = "removed"
    NO_PERMISSION = "no-permission"
    RESTART = "restart"


class LeaveReason(StrEnum):
    """Why a member is no longer in a channel."""

    LEFT = "left"
    GOODBYE = "goodbye"
    LOST_LINK = "lost-link"
    REMOVED = "removed"
    BLOCKED = "blocked"
    TOKEN_ENDED = "token-ended"
    CHANNEL_CLOSED = "channel-closed"


class ErrorCode(StrEnum):
    """``code`` of an ``error`` answer and of every HTTP error body."""

    UNKNOWN_TYPE = "unknown-type"
    BAD_MESSAGE = "bad-message"
    HELLO_FIRST = "hello-first"
    BAD_TOKEN = "bad-token"
    FORBIDDEN = "forbidden"
    NO_SUCH_CHANNEL = "no-such-channel"
    NOT_A_MEMBER = "not-a-member"
    CHANNEL_FULL = "channel-full"
    DENIED = "denied"
    STALE_PRESS = "stale-press"
    NOT_YOURS = "not-yours"
    NOT_QUEUED = "not-queued"
    NO_SUCH_MEMBER = "no-such-member"
    BLOCKED = "blocked"
    """A moderator closed the channel to this person."""
    NO_SUCH_INVITATION = "no-such-invitation"
    INVITATION_EXPIRED = "invitation-expired"
    INVITATION_USED_UP = "invitation-used-up"
    BAD_OFFER = "bad-offer"
    NO_ROOM = "no-room"
    TOO_FAST = "too-fast"
    CONFLICT = "conflict"
    NOT_FOUND = "not-found"
    BAD_REQUEST = "bad-request"
    UNSUPPORTED_TYPE = "unsupported-type"
    SERVER_TROUBLE = "server-trouble"


MCPTT_OTHER: Final = 255
MCPTT_DENY: Final[dict[DenyCause, int]] = {
    DenyCause.BUSY: 1,
    DenyCause.SERVER_TROUBLE: 2,
    DenyCause.ALONE: 3,
    DenyCause.RETRY_LATER: 4,
    DenyCause.LISTEN_ONLY: 5,
    DenyCause.MUTED: 5,
    DenyCause.NO_ROOM: 6,
    DenyCause.QUEUE_FULL: 7,
    DenyCause.MEDIA_NOT_READY: MCPTT_OTHER,
    DenyCause.NOT_A_MEMBER: MCPTT_OTHER,
    DenyCause.NOT_ALLOWED: MCPTT_OTHER,
}
MCPTT_REVOKE: Final[dict[RevokeCause, int]] = {
    RevokeCause.ALONE: 1,
    RevokeCause.TALK_LIMIT: 2,
    RevokeCause.NO_PERMISSION: 3,
    RevokeCause.MUTED: 3,
    RevokeCause.PREEMPTED: 4,
    RevokeCause.EMERGENCY: 4,
    RevokeCause.NO_ROOM: 6,
    RevokeCause.SILENT: MCPTT_OTHER,
    RevokeCause.REMOVED: MCPTT_OTHER,
}
