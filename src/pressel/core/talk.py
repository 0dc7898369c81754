"""Who talks: requests, releases and the engine's word, for the floor of the channel they concern."""

from collections.abc import Callable
from typing import Final

from pressel.core import events, policy, speech
from pressel.core.board import Board
from pressel.core.causes import DenyCause, ErrorCode, RevokeCause
from pressel.core.effects import ClearHold, Effect, Refuse, Reply
from pressel.core.identity import Tier
from pressel.core.ids import BurstId, ChannelId
from pressel.core.news import Denied, Done, FloorIdle, FloorTaken, Granted, News, Queued
from pressel.core.queue import Asker
from pressel.core.room import Room
from pressel.core.session import Session
from pressel.core.timers import timers_of

Check = Callable[[Session, Room, Tier], bool]

CHECKS: Final[tuple[tuple[DenyCause, Check], ...]] = (
    (DenyCause.NOT_A_MEMBER, lambda session, room, _: session.id not in room.members),
    (DenyCause.MUTED, lambda session, room, _: room.members[session.id].muted),
    (DenyCause.LISTEN_ONLY, lambda session, room, _: not room.members[session.id].can_talk),
    (DenyCause.NOT_ALLOWED, lambda session, room, tier: not policy.may_use(session.identity, room.settings, tier)),
    (DenyCause.MEDIA_NOT_READY, lambda session, _room, _: not session.media_up or not session.has_uplink),
    (DenyCause.SERVER_TROUBLE, lambda _session, room, _: not room.open),
)
"""What is said no to before the floor itself is asked, in this order."""


def floor_requested(board: Board, event: events.FloorRequested, now_ms: int) -> list[Effect]:
    """The floor's answer, where it may be asked at all."""
    session = board.sessions[event.session]
    room = board.rooms.get(event.channel)
    cause = _why_not(session, room, event.tier)
    if cause is not None or room is None:
        refusal = Refuse(session.id, event.request, ErrorCode.DENIED, cause)
        return [ClearHold(session.id), refusal] if session.media else [refusal]
    if event.press <= session.released_press.get(event.channel, 0):
        return [Refuse(session.id, event.request, ErrorCode.STALE_PRESS)]
    session.voice_since_ms = None
    priority = policy.priority(policy.rights(session.identity, room.settings), event.priority)
    asker = _asker(board, session, room, event.request, event.press, event.burst, event.tier, priority)
    return ask(board, session, room, asker, now_ms)


def implicit_request(
    board: Board, session: Session, room: Room, event: events.JoinRequested, now_ms: int
) -> tuple[Granted | Queued | Denied | None, list[Effect]]:
    """The floor's answer to a press that came with a join, and what else follows (TS 24.380 clause 4.1.1.2)."""
    if event.press is None or event.burst is None:
        return None, []
    cause = _why_not(session, room, event.tier)
    if cause is not None:
        return Denied(cause), []
    priority = policy.rights(session.identity, room.settings).priority
    asker = _asker(board, session, room, event.request, event.press, event.burst, event.tier, priority, at_once=True)
    answer: Granted | Queued | Denied | None = None
    others: list[Effect] = []
    for effect in ask(board, session, room, asker, now_ms):
        match effect:
            case Reply(session.id, event.request, (Granted() | Queued()) as found):
                answer = found
            case Refuse(session.id, event.request, _, DenyCause() as why):
                answer = Denied(why)
            case _:
                others.append(effect)
    return answer, others


def ask(board: Board, session: Session, room: Room, asker: Asker, now_ms: int) -> list[Effect]:
    """Put a request to the floor, and let the lobby know of what came of it."""
    before = room.floor.version, len(room.floor.line)
    effects = room.floor.request(asker, session.uplink, now_ms)
    if room.floor.is_held_by(session.id):
        room.last_burst_at_ms = now_ms
    if (room.floor.version, len(room.floor.line)) != before:
        board.touch(room, now_ms)
    return effects


def floor_released(board: Board, event: events.FloorReleased, now_ms: int) -> list[Effect]:
    """Let go; also of what was not held, and of a grant that came too late. Never of somebody else's."""
    session = board.sessions[event.session]
    room = board.rooms.get(event.channel)
    if room is None:
        return [Refuse(session.id, event.request, ErrorCode.NOT_A_MEMBER)]
    holders = {talker.version: holder for holder, talker in room.floor.talkers.items()}
    others = event.version is not None and holders.get(event.version, session.id) != session.id
    if not others:
        # Also by one that was put out a moment ago: it may be back, and its old press said again.
        session.released_press[event.channel] = max(event.press, session.released_press.get(event.channel, 0))
    if others or session.id not in room.members:
        code = ErrorCode.NOT_YOURS if session.id in room.members else ErrorCode.NOT_A_MEMBER
        return [Refuse(session.id, event.request, code)]
    board.touch(room, now_ms)
    # What is held is cleared where a request without an answer is let go; else it belongs to the next press already.
    reply = Reply(session.id, event.request, Done())
    return [reply, *room.floor.release(session.id, now_ms, event.press, event.version)]


def position_requested(board: Board, event: events.PositionRequested, _now_ms: int) -> list[Effect]:
    """Its place in line."""
    room = board.rooms.get(event.channel)
    if room is None or event.session not in room.members:
        return [Refuse(event.session, event.request, ErrorCode.NOT_A_MEMBER)]
    position = room.floor.position(event.session)
    if position is None:
        return [Refuse(event.session, event.request, ErrorCode.NOT_QUEUED)]
    return [Reply(event.session, event.request, position)]


def settings_changed(board: Board, room: Room, now_ms: int) -> list[Effect]:
    """Other rules for the floor; who may no longer talk stops."""
    effects: list[Effect] = []
    for member in room.members.values():
        if not member.can_talk:
            effects += room.floor.take_back(member.session, RevokeCause.NO_PERMISSION, now_ms)
    return [*effects, *room.floor.change(room.settings, timers_of(room.settings, board.timers), now_ms)]


def uplink_edge(board: Board, event: events.UplinkEdge, now_ms: int) -> list[Effect]:
    """Sound began or ended: the timers of a talker, and the wishes of one that asks by speech."""
    session = board.sessions.get(event.session)
    return [] if session is None else speech.edge(board, session, event, now_ms)


def burst_over(board: Board, event: events.BurstOver, now_ms: int) -> list[Effect]:
    """The engine has sent the end of a burst."""
    room = board.rooms.get(event.channel)
    if room is None:
        return []
    board.touch(room, now_ms)
    return room.floor.ended(event.session, event.version, now_ms)


def floor_applied(board: Board, event: events.FloorApplied, now_ms: int) -> list[Effect]:
    """The engine obeys a version."""
    room = board.rooms.get(event.channel)
    if room is None:
        return []
    effects = room.floor.applied(event.version, now_ms)
    if effects:
        board.touch(room, now_ms)
    return effects


def is_whole(board: Board, channel: ChannelId, news: News) -> bool:
    """Whether ``news`` says all there is to say of a floor, so that whoever hears it has missed nothing before it."""
    room = board.rooms.get(channel)
    return room is not None and room.settings.talkers_max == 1 and isinstance(news, FloorTaken | FloorIdle)


def _why_not(session: Session, room: Room | None, tier: Tier) -> DenyCause | None:
    if room is None:
        return DenyCause.NOT_A_MEMBER
    return next((cause for cause, holds in CHECKS if holds(session, room, tier)), None)


def _asker(
    board: Board,
    session: Session,
    room: Room,
    request: int,
    press: int,
    burst: BurstId,
    tier: Tier,
    priority: int,
    *,
    at_once: bool = False,
) -> Asker:
    identity = session.identity
    return Asker(
        session=session.id,
        request=request,
        press=press,
        burst=burst,
        user=identity.user,
        name=identity.name,
        alone=not room.is_heard(session.id, board.sessions),
        tier=tier,
        priority=priority,
        at_once=at_once,
    )
