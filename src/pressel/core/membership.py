"""People come and go."""

from typing import Final

from pressel.core import events, policy, talk
from pressel.core.board import Board
from pressel.core.causes import BurstEnd, ErrorCode, LeaveReason
from pressel.core.effects import BindSlot, Effect, Refuse, Reply, Tell, TellMembers
from pressel.core.news import Done, Joined, MemberChanged, MemberJoined, MemberLeft, SlotBound
from pressel.core.room import MEMBER_LIST_MAX, Room
from pressel.core.session import CHANNELS_MAX, Session

BURST_END_OF: Final = {
    LeaveReason.LEFT: BurstEnd.LEFT,
    LeaveReason.GOODBYE: BurstEnd.LEFT,
    LeaveReason.LOST_LINK: BurstEnd.LOST_LINK,
    LeaveReason.REMOVED: BurstEnd.REMOVED,
    LeaveReason.TOKEN_ENDED: BurstEnd.REMOVED,
    LeaveReason.CHANNEL_CLOSED: BurstEnd.REMOVED,
    LeaveReason.SLOW_READER: BurstEnd.LOST_LINK,
}


def join_requested(board: Board, event: events.JoinRequested, now_ms: int) -> list[Effect]:
    """Into a channel: the one who asks hears first, then the others. Joining again answers the state anew."""
    session = board.sessions[event.session]
    room = board.rooms.get(event.channel)
    if room is None:
        return [Refuse(session.id, event.request, ErrorCode.NO_SUCH_CHANNEL)]
    if session.id in room.members:
        return _answered(board, session, room, event, now_ms)
    refusal = policy.may_join(session.identity, room.settings, len(room.members))
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


def leave(board: Board, session: Session, room: Room, reason: LeaveReason, now_ms: int) -> list[Effect]:
    """Take ``session`` out of ``room``: the floor first, then the slot, then the news."""
    effects = room.floor.gone(session.id, BURST_END_OF[reason], now_ms)
    channel = room.settings.id
    del room.members[session.id]
    session.channels.remove(channel)
    session.released_press.pop(channel, None)
    slot = session.slot_of(channel)
    if slot is not None:
        session.slots[slot] = None
        effects += [BindSlot(session.id, slot, None), Tell(session.id, SlotBound(slot, None))]
        effects += _bind_waiting(board, session)
    board.touch(room, now_ms)
    news = MemberLeft(channel, session.id, reason, len(room.members))
    return [*effects, *_told(room, news, session)]


def recheck(board: Board, room: Room, now_ms: int) -> list[Effect]:
    """The settings changed: who may no longer be here leaves, who may no longer talk is shown so."""
    effects: list[Effect] = []
    for member in list(room.members.values()):
        session = board.sessions[member.session]
        if not policy.may_see(session.identity, room.settings):
            effects += leave(board, session, room, LeaveReason.REMOVED, now_ms)
            continue
        changed = room.member(session, member.joined_at_ms)
        if changed != member:
            room.members[session.id] = changed
            effects.append(TellMembers(room.settings.id, MemberChanged(room.settings.id, changed, len(room.members))))
    return effects


def _told(room: Room, news: MemberJoined | MemberLeft, session: Session) -> list[Effect]:
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
