"""Who talks: requests, releases and the engine's word, for the floor of the channel they concern."""

from pressel.core import events, speech
from pressel.core.board import Board
from pressel.core.causes import DenyCause, ErrorCode
from pressel.core.effects import ClearHold, Effect, Refuse, Reply
from pressel.core.floor import Asker
from pressel.core.news import Done
from pressel.core.room import Room
from pressel.core.session import Session


def floor_requested(board: Board, event: events.FloorRequested, now_ms: int) -> list[Effect]:
    """Everything that can be said no to before the floor itself is asked."""
    session = board.sessions[event.session]
    room = board.rooms.get(event.channel)
    cause = _why_not(session, room)
    if cause is not None or room is None:
        refusal = Refuse(session.id, event.request, ErrorCode.DENIED, cause)
        return [ClearHold(session.id), refusal] if session.media else [refusal]
    if event.press <= session.released_press.get(event.channel, 0):
        return [Refuse(session.id, event.request, ErrorCode.STALE_PRESS)]
    session.voice_since_ms = None
    identity = session.identity
    asker = Asker(
        session=session.id,
        request=event.request,
        press=event.press,
        burst=event.burst,
        user=identity.user,
        name=identity.name,
        alone=not room.is_heard(session.id, board.sessions),
    )
    effects = room.floor.request(asker, session.uplink, now_ms)
    if room.floor.is_held_by(session.id):
        room.last_burst_at_ms = now_ms
        board.touch(room, now_ms)
    return effects


def _why_not(session: Session, room: Room | None) -> DenyCause | None:
    if room is None or session.id not in room.members:
        return DenyCause.NOT_A_MEMBER
    if not room.members[session.id].can_talk:
        return DenyCause.LISTEN_ONLY
    if not session.media_up or not session.has_uplink:
        return DenyCause.MEDIA_NOT_READY
    return None if room.open else DenyCause.SERVER_TROUBLE


def floor_released(board: Board, event: events.FloorReleased, now_ms: int) -> list[Effect]:
    """Let go; also of what was not held, and of a grant that came too late. Never of somebody else's."""
    session = board.sessions[event.session]
    room = board.rooms.get(event.channel)
    if room is None or session.id not in room.members:
        return [Refuse(session.id, event.request, ErrorCode.NOT_A_MEMBER)]
    holder = room.floor.holder
    others = holder is not None and not room.floor.is_held_by(session.id)
    if others and holder is not None and event.version == holder.version:
        return [Refuse(session.id, event.request, ErrorCode.NOT_YOURS)]
    session.released_press[event.channel] = max(event.press, session.released_press.get(event.channel, 0))
    reply = Reply(session.id, event.request, Done())
    if holder is not None and event.version is not None and event.version < holder.version:
        return [reply]
    board.touch(room, now_ms)
    return [reply, *room.floor.release(session.id, now_ms)]


def uplink_edge(board: Board, event: events.UplinkEdge, now_ms: int) -> list[Effect]:
    """Sound began or ended: the timers of a holder, and the wishes of one that asks by speech."""
    session = board.sessions.get(event.session)
    return [] if session is None else speech.edge(board, session, event, now_ms)


def burst_over(board: Board, event: events.BurstOver, now_ms: int) -> list[Effect]:
    """The engine has sent the end of a burst."""
    room = board.rooms.get(event.channel)
    if room is None:
        return []
    board.touch(room, now_ms)
    return room.floor.over(event.version, now_ms)


def floor_applied(board: Board, event: events.FloorApplied, now_ms: int) -> list[Effect]:
    """The engine obeys a version."""
    room = board.rooms.get(event.channel)
    if room is None:
        return []
    effects = room.floor.applied(event.version, now_ms)
    if effects:
        board.touch(room, now_ms)
    return effects
