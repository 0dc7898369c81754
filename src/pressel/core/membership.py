"""People come and go."""

from dataclasses import replace
from typing import Final

from pressel.core import events, policy, talk
from pressel.core.board import Board
from pressel.core.causes import BurstEnd, ErrorCode, LeaveReason, RevokeCause
from pressel.core.effects import BindSlot, Effect, Refuse, Reply, Tell, TellMembers
from pressel.core.identity import Identity
from pressel.core.news import ChannelChanged, Done, Joined, MemberChanged, MemberJoined, MemberLeft, SlotBound
from pressel.core.room import MEMBER_LIST_MAX, Room
from pressel.core.session import CHANNELS_MAX, Session

BURST_END_OF: Final = {
    LeaveReason.LEFT: BurstEnd.LEFT,
    LeaveReason.GOODBYE: BurstEnd.LEFT,
    LeaveReason.LOST_LINK: BurstEnd.LOST_LINK,
    LeaveReason.REMOVED: BurstEnd.REMOVED,
    LeaveReason.BLOCKED: BurstEnd.REMOVED,
    LeaveReason.TOKEN_ENDED: BurstEnd.REMOVED,
    LeaveReason.CHANNEL_CLOSED: BurstEnd.REMOVED,
}
PUT_OUT: Final = (LeaveReason.REMOVED, LeaveReason.BLOCKED, LeaveReason.CHANNEL_CLOSED)


def join_requested(board: Board, event: events.JoinRequested, now_ms: int) -> list[Effect]:
    """Into a channel: the one who asks hears first, then the others. Joining again answers the state anew."""
    session = board.sessions[event.session]
    room = board.rooms.get(event.channel)
    if room is None:
        return [Refuse(session.id, event.request, ErrorCode.NO_SUCH_CHANNEL)]
    if session.id in room.members:
        return _answered(board, session, room, event, now_ms)
    block = room.restraints.get((session.identity.user, "block"))
    refusal = policy.may_join(session.identity, room.settings, len(room.members), block)
    if refusal is ErrorCode.BLOCKED and block is not None:
        left_ms = None if block.until_ms is None else block.until_ms - now_ms
        return [Refuse(session.id, event.request, refusal, text=block.text, retry_ms=left_ms)]
    if refusal is None and len(session.channels) >= CHANNELS_MAX:
        refusal = ErrorCode.NO_ROOM
    if refusal is not None:
        return [Refuse(session.id, event.request, refusal)]
    member = room.member(session, now_ms)
    room.members[session.id] = member
    session.channels.append(event.channel)
    board.touch(room, now_ms)
    bound = _bind(session, room)
    news = MemberJoined(event.channel, member, len(room.members))
    reply, *floor = _answered(board, session, room, event, now_ms)
    return [reply, *bound, *_told(room, news, session), *floor]


def _answered(board: Board, session: Session, room: Room, event: events.JoinRequested, now_ms: int) -> list[Effect]:
    """The answer first, with the floor's to a press that came with it, then what follows from that."""
    floor, effects = talk.implicit_request(board, session, room, event, now_ms)
    return [Reply(session.id, event.request, Joined(room.view(session), floor)), *effects]


def leave_requested(board: Board, event: events.LeaveRequested, now_ms: int) -> list[Effect]:
    """Out of a channel; done also where one was not in."""
    session = board.sessions[event.session]
    room = board.rooms.get(event.channel)
    reply = Reply(session.id, event.request, Done())
    if room is None or session.id not in room.members:
        return [reply]
    return [reply, *leave(board, session, room, LeaveReason.LEFT, now_ms)]


def leave(
    board: Board,
    session: Session,
    room: Room,
    reason: LeaveReason,
    now_ms: int,
    by: str | None = None,
    text: str | None = None,
) -> list[Effect]:
    """Take ``session`` out of ``room``: the floor first, then the slot, then the news.

    Whom somebody put out hears it too, with the reason; the others hear by whom.
    """
    channel = room.settings.id
    effects: list[Effect] = []
    if reason in PUT_OUT:
        effects += room.floor.take_back(session.id, RevokeCause.REMOVED, now_ms, by)
    effects += room.floor.gone(session.id, BURST_END_OF[reason], now_ms, by)
    del room.members[session.id]
    session.channels.remove(channel)
    slot = session.slot_of(channel)
    if slot is not None:
        session.slots[slot] = None
        effects += [BindSlot(session.id, slot, None), Tell(session.id, SlotBound(slot, None))]
        effects += _bind_waiting(board, session)
    board.touch(room, now_ms)
    if reason in PUT_OUT:
        effects.append(Tell(session.id, MemberLeft(channel, session.id, reason, len(room.members), by, text)))
    news = MemberLeft(channel, session.id, reason, len(room.members), by)
    return [*effects, *_told(room, news, session)]


def recheck(board: Board, room: Room, now_ms: int) -> list[Effect]:
    """The settings changed: who may no longer be here leaves, who may no longer talk is shown so."""
    effects: list[Effect] = []
    for member in list(room.members.values()):
        effects += _recheck_one(board, room, board.sessions[member.session], now_ms)
    return effects


def show(
    board: Board,
    room: Room,
    session: Session,
    cause: RevokeCause,
    now_ms: int,
    by: str | None = None,
    text: str | None = None,
) -> list[Effect]:
    """Tell what has changed about a member; from one that may no longer talk the floor is taken back, for ``cause``.

    The one concerned reads the reason, the others by whom.
    """
    channel, before = room.settings.id, room.members[session.id]
    after = replace(room.member(session, before.joined_at_ms), presence=before.presence)
    if after == before:
        return []
    room.members[session.id] = after
    effects: list[Effect] = []
    if before.can_talk and not after.can_talk:
        effects += room.floor.take_back(session.id, cause, now_ms, by)
    if after.can_talk and not before.can_talk and session.floor_auto and session.uplink.speech:
        # Its speech went on all the time, and no edge will come to ask for it.
        session.speech_retry_ms = now_ms
        board.timed_sessions.add(session.id)
    board.touch(room, now_ms)
    news = MemberChanged(channel, after, len(room.members), by)
    return [*effects, Tell(session.id, replace(news, text=text)), *_told(room, news, session)]


def session_renewed(board: Board, event: events.SessionRenewed, now_ms: int) -> list[Effect]:
    """The same person with a fresh token, or with other rights."""
    session = board.sessions.get(event.session)
    return [] if session is None else renew(board, session, event.identity, now_ms)


def renew(board: Board, session: Session, identity: Identity, now_ms: int) -> list[Effect]:
    """Other rights are seen at once, in the session's channels and in its lobby."""
    before, session.identity = session.identity, identity
    if replace(before, expires_at_ms=identity.expires_at_ms) == identity:
        return []
    effects: list[Effect] = []
    for channel in list(session.channels):
        effects += _recheck_one(board, board.rooms[channel], session, now_ms)
    for room in board.rooms.values():
        same = policy.rights(before, room.settings) == policy.rights(identity, room.settings)
        if not same and (session.id in board.watching or session.id in room.members):
            hidden = not policy.may_see(identity, room.settings)
            effects.append(Tell(session.id, ChannelChanged(room.summary(session), removed=hidden)))
    return effects


def _recheck_one(board: Board, room: Room, session: Session, now_ms: int) -> list[Effect]:
    if not policy.may_see(session.identity, room.settings):
        return leave(board, session, room, LeaveReason.REMOVED, now_ms)
    return show(board, room, session, RevokeCause.NO_PERMISSION, now_ms)


def _told(room: Room, news: MemberJoined | MemberLeft | MemberChanged, session: Session) -> list[Effect]:
    """Everybody else hears of it; in a big audience only the count, with the lobby's news."""
    if len(room.members) > MEMBER_LIST_MAX:
        return []
    return [TellMembers(room.settings.id, news, but=session.id)]


def _bind(session: Session, room: Room) -> list[Effect]:
    channel = room.settings.id
    slot = session.free_slot()
    if slot is None or not policy.rights(session.identity, room.settings).listen:
        return []
    session.slots[slot] = channel
    return [BindSlot(session.id, slot, channel), Tell(session.id, SlotBound(slot, channel))]


def _bind_waiting(board: Board, session: Session) -> list[Effect]:
    """A slot is free: a channel that had none gets it."""
    unheard = next((channel for channel in session.channels if session.slot_of(channel) is None), None)
    return [] if unheard is None else _bind(session, board.rooms[unheard])
