"""What a moderator may do to a member: take the word from it, put it out, keep it out.

A restraint holds a user, in one channel, on all its devices. Who may act on whom is ``policy``'s; here is what follows.
"""

from pressel.core import events, membership, policy
from pressel.core.board import Board
from pressel.core.causes import ErrorCode, LeaveReason, RevokeCause
from pressel.core.effects import CloseMedia, Effect, EndSession, LiftRestraint, Refuse, Reply, StoreRestraint
from pressel.core.identity import Identity
from pressel.core.ids import SessionId, UserId
from pressel.core.news import Done
from pressel.core.restraint import REASON_CHARS_MAX, RESTRAINT_MS_MAX, RESTRAINTS_MAX, Kind, Restraint
from pressel.core.room import Room
from pressel.core.session import Session

CLOSE_DONE = 1000

Request = events.MuteRequested | events.RemoveRequested | events.BlockRequested


def mute_requested(board: Board, event: events.MuteRequested, now_ms: int) -> list[Effect]:
    """Its burst is cut, its requests are denied, until the word is given back or the time is over."""
    found = _find(board, event)
    if isinstance(found, Refuse):
        return [found]
    room, actor, concerned = found
    if event.muted:
        return _restrain(board, room, actor, concerned, "mute", event, now_ms)
    reply = Reply(event.session, event.request, Done())
    lifted = room.restraints.pop((concerned.identity.user, "mute"), None)
    if lifted is None:
        return [reply]
    _reckon(board)
    settled = _settle(board, room, lifted.user, now_ms, actor.name, _reason(event.text))
    return [reply, LiftRestraint(lifted), *settled]


def remove_requested(board: Board, event: events.RemoveRequested, now_ms: int) -> list[Effect]:
    """Out; it may come again."""
    found = _find(board, event)
    if isinstance(found, Refuse):
        return [found]
    room, actor, concerned = found
    reply = Reply(event.session, event.request, Done())
    return [reply, *_put_out(board, room, concerned, LeaveReason.REMOVED, now_ms, actor.name, _reason(event.text))]


def block_requested(board: Board, event: events.BlockRequested, now_ms: int) -> list[Effect]:
    """Out with all its devices, and it may not come again."""
    found = _find(board, event)
    if isinstance(found, Refuse):
        return [found]
    room, actor, concerned = found
    return _restrain(board, room, actor, concerned, "block", event, now_ms)


def lift_requested(board: Board, event: events.LiftRequested, now_ms: int) -> list[Effect]:
    """What is held against a user, here or not, is held no more."""
    actor = board.sessions[event.session].identity
    room = board.rooms.get(event.channel)
    if room is None:
        return [Refuse(event.session, event.request, ErrorCode.NO_SUCH_CHANNEL)]
    refusal = policy.may_moderate(actor, room.settings)
    if refusal is None and event.user == actor.user:
        refusal = ErrorCode.FORBIDDEN
    kinds: tuple[Kind, ...] = ("mute", "block") if event.kind is None else (event.kind,)
    lifted = [one for kind in kinds if (one := room.restraints.get((event.user, kind))) is not None]
    if refusal is None and not lifted:
        refusal = ErrorCode.NOT_FOUND
    if refusal is not None:
        return [Refuse(event.session, event.request, refusal)]
    for one in lifted:
        del room.restraints[one.user, one.kind]
    _reckon(board)
    reply = Reply(event.session, event.request, Done())
    settled = _settle(board, room, event.user, now_ms, actor.name)
    return [reply, *(LiftRestraint(one) for one in lifted), *settled]


def restraints_loaded(board: Board, event: events.RestraintsLoaded, now_ms: int) -> list[Effect]:
    """What is new takes effect, what is gone is lifted. What is held here and not written yet is neither."""
    room = board.rooms.get(event.channel)
    if room is None:
        return []
    before = dict(room.restraints)
    for one in event.gone:
        if room.restraints.get((one.user, one.kind)) == one:
            del room.restraints[one.user, one.kind]
    room.restraints |= {(one.user, one.kind): one for one in event.restraints if not one.is_over(now_ms)}
    _reckon(board)
    effects: list[Effect] = []
    for user in dict.fromkeys(user for user, _ in before.keys() ^ room.restraints.keys()):
        mute = room.restraints.get((user, "mute"))
        by, text = (mute.by, mute.text) if mute is not None else (None, None)
        effects += _settle(board, room, user, now_ms, by, text)
    return effects


def due(board: Board, now_ms: int) -> list[Effect]:
    """Restraints whose time is over are lifted."""
    if board.restraints_at_ms is None or board.restraints_at_ms > now_ms:
        return []
    effects: list[Effect] = []
    for room in board.rooms.values():
        for key, one in [(key, one) for key, one in room.restraints.items() if one.is_over(now_ms)]:
            del room.restraints[key]
            effects += [LiftRestraint(one), *_settle(board, room, one.user, now_ms)]
    _reckon(board)
    return effects


# --- detail --------------------------------------------------------------------------------------------------------


def _find(board: Board, event: Request) -> tuple[Room, Identity, Session] | Refuse:
    """The room, who acts, and the member concerned; the right is asked first, so that nobody learns who is in."""
    actor = board.sessions[event.session].identity
    room = board.rooms.get(event.channel)
    if room is None:
        return Refuse(event.session, event.request, ErrorCode.NO_SUCH_CHANNEL)
    refusal = policy.may_moderate(actor, room.settings)
    if refusal is None and event.member not in room.members:
        refusal = ErrorCode.NO_SUCH_MEMBER
    if refusal is not None:
        return Refuse(event.session, event.request, refusal)
    concerned = board.sessions[event.member]
    refusal = policy.may_restrain(actor, concerned.identity, room.settings)
    if refusal is not None:
        return Refuse(event.session, event.request, refusal, text="not on yourself, and not on an admin")
    return room, actor, concerned


def _restrain(
    board: Board,
    room: Room,
    actor: Identity,
    concerned: Session,
    kind: Kind,
    event: events.MuteRequested | events.BlockRequested,
    now_ms: int,
) -> list[Effect]:
    for_ms = event.for_ms
    if for_ms is not None and not 0 < for_ms <= RESTRAINT_MS_MAX:
        wrong = f"for_ms is 1 to {RESTRAINT_MS_MAX}, or is left out"
        return [Refuse(event.session, event.request, ErrorCode.BAD_REQUEST, text=wrong)]
    user, text = concerned.identity.user, _reason(event.text)
    if len(room.restraints) >= RESTRAINTS_MAX and (user, kind) not in room.restraints:
        return [Refuse(event.session, event.request, ErrorCode.NO_ROOM, text="too many are restrained; lift some")]
    until_ms = None if for_ms is None else now_ms + for_ms
    one = Restraint(room.settings.id, user, kind, actor.name, until_ms, text, concerned.identity.name)
    room.restraints[user, kind] = one
    _reckon(board)
    reply = Reply(event.session, event.request, Done())
    return [reply, StoreRestraint(one), *_settle(board, room, user, now_ms, actor.name, text)]


def _settle(
    board: Board, room: Room, user: UserId, now_ms: int, by: str | None = None, text: str | None = None
) -> list[Effect]:
    """Make true for each of the user's sessions in ``room`` what its restraints say."""
    block = room.restraints.get((user, "block"))
    effects: list[Effect] = []
    for session in _sessions_of(board, room, user):
        if block is not None and not session.identity.admin:
            effects += _put_out(board, room, session, LeaveReason.BLOCKED, now_ms, block.by, block.text)
        else:
            effects += membership.show(board, room, session, RevokeCause.MUTED, now_ms, by, text)
    return effects


def _sessions_of(board: Board, room: Room, user: UserId) -> list[Session]:
    mine: list[SessionId] = [member.session for member in room.members.values() if member.user == user]
    return [board.sessions[session] for session in mine]


def _put_out(
    board: Board, room: Room, session: Session, reason: LeaveReason, now_ms: int, by: str | None, text: str | None
) -> list[Effect]:
    """Out of the channel. A program came for this channel alone: its line ends with it."""
    effects = membership.leave(board, session, room, reason, now_ms, by, text)
    if session.door == "peer":
        return effects
    del board.sessions[session.id]
    closed: list[Effect] = [CloseMedia(session.id)] if session.media or session.negotiating else []
    return [*effects, *closed, EndSession(session.id, CLOSE_DONE, "a moderator put it out")]


def _reckon(board: Board) -> None:
    ends = (one.until_ms for room in board.rooms.values() for one in room.restraints.values())
    board.restraints_at_ms = min((at_ms for at_ms in ends if at_ms is not None), default=None)


def _reason(text: str | None) -> str | None:
    return None if text is None else text.strip()[:REASON_CHARS_MAX] or None
