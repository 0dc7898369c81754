"""What follows from sound itself: a publisher whose speech asks for the floor, and one that sends without asking."""

from dataclasses import replace
from typing import Final

from pressel.core import events, policy
from pressel.core.board import Board
from pressel.core.causes import RevokeCause
from pressel.core.effects import Effect, Tell
from pressel.core.events import NO_REQUEST
from pressel.core.ids import BurstId
from pressel.core.news import FloorRevoked
from pressel.core.queue import Asker
from pressel.core.room import Room
from pressel.core.session import Session

SPEECH_RETRY_MS: Final = 1_000
"""Busy means: asked again so often while speech lasts (contract §7)."""

UNASKED_VOICE_MS: Final = 1_000
"""So much sound without a request is told (contract §5.6)."""


def edge(board: Board, session: Session, event: events.UplinkEdge, now_ms: int) -> list[Effect]:
    """An uplink's packets, sound or speech began or ended."""
    session.uplink = replace(session.uplink, **{event.edge: event.on})
    board.timed_sessions.add(session.id)
    for channel in session.channels:
        board.rooms[channel].floor.uplink(session.id, session.uplink, now_ms, event.age_ms)
        board.timed_rooms.add(channel)
    if event.edge == "voice":
        session.voice_since_ms = now_ms if event.on and not _has_floor(board, session) else None
    if event.edge == "speech" and session.floor_auto:
        return _ask(board, session, now_ms) if event.on else _let_go(board, session, now_ms)
    return []


def due(board: Board, session: Session, now_ms: int) -> list[Effect]:
    """What the time brings to one session."""
    effects: list[Effect] = []
    if session.speech_retry_ms is not None and session.speech_retry_ms <= now_ms:
        effects += _ask(board, session, now_ms)
    if session.voice_since_ms is not None and session.voice_since_ms + UNASKED_VOICE_MS <= now_ms:
        session.voice_since_ms = None
        if session.channels and not session.floor_auto and not _has_floor(board, session):
            effects.append(Tell(session.id, FloorRevoked(session.channels[0], RevokeCause.NO_PERMISSION, 0)))
    return effects


def deadline(session: Session) -> int | None:
    """When ``due`` has something to do."""
    unasked = None if session.voice_since_ms is None else session.voice_since_ms + UNASKED_VOICE_MS
    return min((at_ms for at_ms in (session.speech_retry_ms, unasked) if at_ms is not None), default=None)


def _has_floor(board: Board, session: Session) -> bool:
    """Or a request for one."""
    floors = (board.rooms[channel].floor for channel in session.channels)
    return any(floor.is_held_by(session.id) or floor.is_waiting(session.id) for floor in floors)


def _ask(board: Board, session: Session, now_ms: int) -> list[Effect]:
    """Ask in each channel the publisher is in (it is in one); nobody waits for the answer."""
    session.speech_retry_ms = None
    effects: list[Effect] = []
    for channel in session.channels:
        room = board.rooms[channel]
        if not room.open or not room.members[session.id].can_talk or room.floor.is_talking(session.id):
            continue
        before = room.floor.version
        effects += room.floor.request(_asker(session, room, now_ms), session.uplink, now_ms)
        if not room.floor.is_talking(session.id):
            session.speech_retry_ms = now_ms + SPEECH_RETRY_MS
        if room.floor.version != before:
            room.last_burst_at_ms = now_ms
            board.touch(room, now_ms)
    return effects


def _let_go(board: Board, session: Session, now_ms: int) -> list[Effect]:
    session.speech_retry_ms = None
    effects: list[Effect] = []
    for channel in session.channels:
        room: Room = board.rooms[channel]
        effects += room.floor.release(session.id, now_ms)
        board.touch(room, now_ms)
    return effects


def _asker(session: Session, room: Room, now_ms: int) -> Asker:
    identity, channel = session.identity, room.settings
    burst = BurstId(f"{session.id}-{channel.id}-{now_ms}")
    priority = policy.rights(identity, channel).priority
    return Asker(session.id, NO_REQUEST, now_ms, burst, identity.user, identity.name, priority=priority, queues=False)
