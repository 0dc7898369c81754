"""Who is here: sessions begin, lose their link, come back or end; and what people say of themselves.

A session that lost its link without a goodbye is *away*: its memberships, its place in line and its media are kept for
``RESUME_MS``; a floor it holds is free at once (contract §3). One whose client answers pings is asked each second
while it holds a floor, and is taken for dead after 1.8 s of silence.
"""

import heapq
from typing import Final

from pressel.core import events, membership, policy
from pressel.core.board import Board
from pressel.core.causes import BurstEnd, LeaveReason, RevokeCause
from pressel.core.effects import CloseMedia, Effect, EndSession, Reply, SetFloor, Tell, TellMembers
from pressel.core.ids import SessionId
from pressel.core.news import ChannelChanged, Done, FloorRevoked, LinkQuality, MemberChanged, News, Ping
from pressel.core.room import MEMBER_LIST_MAX
from pressel.core.session import Beat, Session

RESUME_MS: Final = 30_000
"""So long a lost session can come back."""
UNNOTICED_MS: Final = 12_000
"""So long a loss may stay unnoticed; what changed in that time is told again to one that is back."""
BEAT_MS: Final = 1_000
DEAD_MS: Final = 1_800
"""A holder that says so long nothing has no hand on its button any more."""
STOOD_STILL_MS: Final = 500
"""A deadline met so late tells of our own standstill: nobody is dead for having been unheard in it."""
CHANGE_GAP_MS: Final = 1_000
"""One member's presence is told at most so often."""

CLOSE_TRY_LATER: Final = 1013


# --- sessions ------------------------------------------------------------------------------------------------------


def session_opened(board: Board, event: events.SessionOpened, _now_ms: int) -> list[Effect]:
    """Known from now on; it is in no channel yet."""
    session = Session(event.session, event.identity, event.device, event.door, event.floor_auto, event.beats)
    board.sessions[event.session] = session
    return []


def session_ended(board: Board, event: events.SessionEnded, now_ms: int) -> list[Effect]:
    """It leaves all its channels, and its media is closed."""
    session = board.sessions.get(event.session)
    if session is None:
        return []
    effects: list[Effect] = []
    for channel in list(session.channels):
        effects += membership.leave(board, session, board.rooms[channel], event.reason, now_ms)
    del board.sessions[event.session]
    board.watching.pop(event.session, None)
    return [*effects, CloseMedia(session.id)] if session.media or session.negotiating else effects


def session_away(board: Board, event: events.SessionAway, now_ms: int) -> list[Effect]:
    """The link is lost: a held floor is free, the others see it, everything else waits. Never longer than its token."""
    session = board.sessions.get(event.session)
    if session is None or session.away:
        return []
    ends_ms = session.identity.expires_at_ms or now_ms + RESUME_MS
    session.away_at_ms, session.away_until_ms = now_ms, min(now_ms + RESUME_MS, ends_ms)
    session.beat = None
    _wake(board, session, session.away_until_ms)
    effects: list[Effect] = []
    for channel in session.channels:
        room = board.rooms[channel]
        freed = room.floor.away(session.id, now_ms)
        if freed:
            board.touch(room, now_ms)
        effects += freed
    return effects + _show(board, session, now_ms)


def session_back(board: Board, event: events.SessionBack, now_ms: int) -> list[Effect]:
    """As before, and told what is newest where the news of a moment are not kept."""
    session = board.sessions.get(event.session)
    if session is None:
        return [EndSession(event.session, CLOSE_TRY_LATER, "the session is over")]
    renewed = membership.renew(board, session, event.identity, now_ms)
    since_ms = session.away_at_ms if session.away_at_ms is not None else now_ms
    session.away_at_ms = session.away_until_ms = None
    effects = [effect for channel in session.channels for effect in board.rooms[channel].floor.back(session.id, now_ms)]
    for room in board.rooms.values():
        missed = room.changed_at_ms >= since_ms - UNNOTICED_MS
        seen = session.id in room.members or (
            session.id in board.watching and policy.may_see(session.identity, room.settings)
        )
        if missed and seen:
            effects.append(Tell(session.id, ChannelChanged(room.summary(session))))
    return renewed + effects + _show(board, session, now_ms)


def is_fleeting(news: News) -> bool:
    """Whether ``news`` is not worth saying again after a loss: it is old by then, and something newer is told."""
    return isinstance(news, LinkQuality | Ping) or (isinstance(news, ChannelChanged) and not news.removed)


# --- what people say of themselves ---------------------------------------------------------------------------------


def presence_set(board: Board, event: events.PresenceSet, now_ms: int) -> list[Effect]:
    """Shown in all channels of the session."""
    session = board.sessions[event.session]
    session.presence = event.presence
    return [Reply(session.id, event.request, Done()), *_show(board, session, now_ms)]


def _show(board: Board, session: Session, now_ms: int) -> list[Effect]:
    """Tell the others how ``session`` is now; not more than once a second, and not in a big audience."""
    if now_ms < _shown_again_ms(session):
        _wake(board, session, _shown_again_ms(session))
        return []
    effects: list[Effect] = []
    for channel in session.channels:
        room = board.rooms[channel]
        was = room.members[session.id]
        member = room.member(session, was.joined_at_ms)
        if member == was:
            continue
        session.shown_at_ms = now_ms
        room.members[session.id] = member
        if len(room.members) <= MEMBER_LIST_MAX:
            but = session.id if session.away else None
            effects.append(TellMembers(channel, MemberChanged(channel, member, len(room.members)), but))
    return effects


def _shown_again_ms(session: Session) -> int:
    return 0 if session.shown_at_ms is None else session.shown_at_ms + CHANGE_GAP_MS


# --- the heartbeat of a holder -------------------------------------------------------------------------------------


def ponged(board: Board, event: events.Ponged, now_ms: int) -> list[Effect]:
    """Alive."""
    session = board.sessions[event.session]
    if session.beat is not None:
        session.beat.heard_at_ms = now_ms
    return [Reply(session.id, event.request, Done())]


def follow(board: Board, effects: list[Effect], now_ms: int) -> list[Effect]:
    """Who got a floor by ``effects`` is asked from now on whether it is alive; one that is away cannot keep it."""
    found: list[Effect] = []
    for effect in effects:
        for source in effect.sources if isinstance(effect, SetFloor) else ():
            session = board.sessions.get(source)
            if session is not None and session.away:
                found += _free_floors(board, session, now_ms)
            elif session is not None and session.beats and session.beat is None:
                session.beat = Beat(now_ms, now_ms)
                _wake(board, session, now_ms + BEAT_MS)
                found.append(Tell(source, Ping()))
    return found


def _beat(board: Board, session: Session, now_ms: int, late_ms: int) -> list[Effect]:
    beat = session.beat
    if beat is None:
        return []
    held = [channel for channel in session.channels if board.rooms[channel].floor.is_held_by(session.id)]
    if not held:
        session.beat = None
        return []
    if late_ms > STOOD_STILL_MS:
        beat.heard_at_ms = now_ms
    if now_ms >= beat.heard_at_ms + DEAD_MS:
        session.beat = None
        told = [Tell(session.id, FloorRevoked(channel, RevokeCause.NO_PERMISSION, 0)) for channel in held]
        return [*_free_floors(board, session, now_ms), *told]
    effects: list[Effect] = []
    if now_ms >= beat.asked_at_ms + BEAT_MS:
        beat.asked_at_ms = now_ms
        effects = [Tell(session.id, Ping())]
    _wake(board, session, min(beat.asked_at_ms + BEAT_MS, beat.heard_at_ms + DEAD_MS))
    return effects


def _free_floors(board: Board, session: Session, now_ms: int) -> list[Effect]:
    effects: list[Effect] = []
    for channel in session.channels:
        room = board.rooms[channel]
        if room.floor.is_held_by(session.id):
            effects += room.floor.gone(session.id, BurstEnd.LOST_LINK, now_ms)
            board.touch(room, now_ms)
    return effects


# --- time ----------------------------------------------------------------------------------------------------------


def due(board: Board, now_ms: int) -> list[Effect]:
    """What the time brings to sessions: the end of one that stayed away, a beat, a change that waited."""
    effects: list[Effect] = []
    while board.alarms and board.alarms[0][0] <= now_ms:
        at_ms, id_ = heapq.heappop(board.alarms)
        session = board.sessions.get(id_)
        if session is None:
            continue
        if session.away_until_ms is not None and session.away_until_ms <= now_ms:
            effects += session_ended(board, events.SessionEnded(id_, LeaveReason.LOST_LINK), now_ms)
            effects.append(EndSession(id_, CLOSE_TRY_LATER, "the session is over"))
            continue
        effects += _beat(board, session, now_ms, now_ms - at_ms)
        effects += _show(board, session, now_ms) if at_ms >= _shown_again_ms(session) else []
    return effects


def deadline(board: Board) -> int | None:
    """When ``due`` has something to do."""
    return board.alarms[0][0] if board.alarms else None


def _wake(board: Board, session: Session, at_ms: int) -> None:
    """One alarm more; each does whatever is due by then, so that one too many costs nothing."""
    heapq.heappush(board.alarms, (at_ms, SessionId(session.id)))
