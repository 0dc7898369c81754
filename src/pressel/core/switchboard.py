"""The whole core: an event and the time go in, effects come out, ``deadline`` says when to come back.

``HANDLERS`` is the table of contents; each handler is small and decides nothing that ``floor`` or ``policy`` could.
"""

from collections.abc import Callable
from typing import Any, Final

from pressel.core import events, membership, moderation, policy, presence, speech, talk
from pressel.core.board import Board
from pressel.core.causes import BurstEnd, ErrorCode, LeaveReason
from pressel.core.effects import (
    BindSlot,
    CloseChannel,
    CloseMedia,
    CommitEpoch,
    Effect,
    EndSession,
    OpenChannel,
    OpenMedia,
    Refuse,
    Reply,
    RestartMedia,
    Tell,
    TellWatchers,
)
from pressel.core.floor import Floor
from pressel.core.news import (
    Answered,
    LinkQuality,
    Listed,
    MediaState,
    SlotBound,
)
from pressel.core.room import Room
from pressel.core.timers import timers_of
from pressel.core.version import Version, first_epoch

CLOSE_BAD_TOKEN: Final = 4401


class Switchboard(Board):
    """The board and what may happen on it."""

    __slots__ = ()

    def handle(self, event: events.Event, now_ms: int) -> list[Effect]:
        """What follows from ``event``."""
        effects = HANDLERS[type(event)](self, event, now_ms)
        return effects + presence.follow(self, effects, now_ms)

    def due(self, now_ms: int) -> list[Effect]:
        """What follows from the time."""
        effects: list[Effect] = []
        for channel in sorted(self.timed_rooms):
            room = self.rooms.get(channel)
            at_ms = None if room is None else room.floor.deadline()
            if room is not None and at_ms is not None and at_ms <= now_ms:
                effects += room.floor.due(now_ms)
                self.touch(room, now_ms)
        for id_ in sorted(self.timed_sessions):
            session = self.sessions.get(id_)
            effects += speech.due(self, session, now_ms) if session is not None else []
        effects += presence.due(self, now_ms) + moderation.due(self, now_ms)
        return effects + presence.follow(self, effects, now_ms) + self.lobby_due(now_ms)

    def deadline(self) -> int | None:
        """When ``due`` has something to do; none while nobody waits for anything."""
        found = [self.lobby_at_ms, self.restraints_at_ms, presence.deadline(self)]
        for channel in self.timed_rooms.copy():
            room = self.rooms.get(channel)
            found.append(room.floor.deadline() if room is not None else None)
            if found[-1] is None and (room is None or not room.changed):
                self.timed_rooms.discard(channel)
        for id_ in self.timed_sessions.copy():
            session = self.sessions.get(id_)
            found.append(speech.deadline(session) if session is not None else None)
            if found[-1] is None:
                self.timed_sessions.discard(id_)
        return min((at_ms for at_ms in found if at_ms is not None), default=None)


# --- channels ------------------------------------------------------------------------------------------------------


def channel_loaded(board: Switchboard, event: events.ChannelLoaded, now_ms: int) -> list[Effect]:
    """A new channel opens with a new epoch; a known one changes its settings under the people in it."""
    settings = event.settings
    room = board.rooms.get(settings.id)
    if room is not None:
        room.settings = settings
        board.touch(room, now_ms)
        return [*membership.recheck(board, room, now_ms), *talk.settings_changed(board, room, now_ms)]
    epoch = first_epoch(event.epoch, now_ms)
    floor = Floor(settings, Version(epoch, 0), timers_of(settings, board.timers))
    room = Room(settings, floor, last_burst_at_ms=event.last_burst_at_ms)
    board.rooms[settings.id] = room
    board.touch(room, now_ms)
    return [OpenChannel(settings.id), CommitEpoch(settings.id, epoch)]


def epoch_committed(board: Switchboard, event: events.EpochCommitted, _now_ms: int) -> list[Effect]:
    """Grants may begin."""
    room = board.rooms.get(event.channel)
    if room is not None:
        room.open = True
    return []


def channel_removed(board: Switchboard, event: events.ChannelRemoved, now_ms: int) -> list[Effect]:
    """Everybody leaves, the lobby is told, the engine forgets it."""
    room = board.rooms.get(event.channel)
    if room is None:
        return []
    effects: list[Effect] = []
    for member in list(room.members):
        effects += membership.leave(board, board.sessions[member], room, LeaveReason.CHANNEL_CLOSED, now_ms)
    del board.rooms[event.channel]
    return [*effects, TellWatchers(room.summary(None), removed=True), CloseChannel(event.channel)]


# --- sessions ------------------------------------------------------------------------------------------------------


def credential_ended(board: Switchboard, event: events.CredentialEnded, now_ms: int) -> list[Effect]:
    """What lives by a revoked credential ends now."""
    effects: list[Effect] = []
    for session in list(board.sessions.values()):
        identity = session.identity
        by_token = event.token is not None and identity.token == event.token
        by_user = event.user is not None and identity.user == event.user
        if by_token or by_user:
            ended = events.SessionEnded(session.id, LeaveReason.TOKEN_ENDED)
            effects += presence.session_ended(board, ended, now_ms)
            effects.append(EndSession(session.id, CLOSE_BAD_TOKEN, "the token was revoked"))
    return effects


def list_requested(board: Switchboard, event: events.ListRequested, _now_ms: int) -> list[Effect]:
    """The lobby, and from now on its changes."""
    session = board.sessions[event.session]
    board.watching[session.id] = None
    seen = (room for room in board.rooms.values() if policy.may_see(session.identity, room.settings))
    ordered = sorted(seen, key=_by_name)
    return [Reply(session.id, event.request, Listed(tuple(room.summary(session) for room in ordered)))]


def _by_name(room: Room) -> tuple[str, str]:
    return (room.settings.name.casefold(), room.settings.id)


# --- media ---------------------------------------------------------------------------------------------------------


def media_offered(board: Switchboard, event: events.MediaOffered, _now_ms: int) -> list[Effect]:
    """To the engine; its answer comes as an event."""
    session = board.sessions[event.session]
    if event.restart and session.media:
        return [RestartMedia(session.id, event.request, event.sdp)]
    effects: list[Effect] = [CloseMedia(session.id)] if session.media or session.negotiating else []
    session.media, session.media_up, session.negotiating = False, False, True
    return [*effects, OpenMedia(session.id, event.request, event.sdp, session.door, session.echo_group)]


def media_answered(board: Switchboard, event: events.MediaAnswered, _now_ms: int) -> list[Effect]:
    """The answer goes out; channels joined before get their slots."""
    session = board.sessions.get(event.session)
    if session is None:
        return [CloseMedia(event.session)]
    fresh = session.negotiating
    session.media, session.negotiating, session.has_uplink = True, False, event.uplink
    effects: list[Effect] = [Reply(session.id, event.request, Answered(event.sdp))]
    if not fresh:
        return effects
    session.slots = [None] * event.slots
    for slot, channel in enumerate(session.channels[: event.slots]):
        session.slots[slot] = channel
        effects += [BindSlot(session.id, slot, channel), Tell(session.id, SlotBound(slot, channel))]
    return effects


def media_refused(board: Switchboard, event: events.MediaRefused, _now_ms: int) -> list[Effect]:
    """The engine could not take the offer."""
    session = board.sessions.get(event.session)
    if session is None:
        return []
    session.negotiating = False
    code = ErrorCode.NO_ROOM if event.code == ErrorCode.NO_ROOM else ErrorCode.BAD_OFFER
    return [Refuse(session.id, event.request, code, text=event.text)]


def media_up(board: Switchboard, event: events.MediaUp, _now_ms: int) -> list[Effect]:
    """Sound may flow."""
    session = board.sessions.get(event.session)
    if session is None:
        return []
    session.media_up = True
    return [Tell(session.id, MediaState(up=True))]


def media_down(board: Switchboard, event: events.MediaDown, now_ms: int) -> list[Effect]:
    """The sound is gone: a held floor is free at once. A program without sound has nothing left to do here."""
    session = board.sessions.get(event.session)
    if session is None:
        return []
    session.media = session.media_up = session.has_uplink = False
    session.slots = []
    effects: list[Effect] = []
    for channel in session.channels:
        room = board.rooms[channel]
        effects += room.floor.gone(session.id, BurstEnd.LOST_LINK, now_ms)
        board.touch(room, now_ms)
    if session.door != "peer":
        ended = events.SessionEnded(session.id, LeaveReason.LOST_LINK)
        return [*effects, *presence.session_ended(board, ended, now_ms), EndSession(session.id, 1000, event.reason)]
    return [*effects, Tell(session.id, MediaState(up=False, reason=event.reason))]


def link_measured(board: Switchboard, event: events.LinkMeasured, _now_ms: int) -> list[Effect]:
    """To the one it concerns."""
    if event.session not in board.sessions:
        return []
    return [Tell(event.session, LinkQuality(event.uplink_loss, event.downlink_loss, event.rtt_ms))]


Handler = Callable[[Switchboard, Any, int], list[Effect]]

HANDLERS: Final[dict[type, Handler]] = {
    events.SessionOpened: presence.session_opened,
    events.SessionRenewed: membership.session_renewed,
    events.SessionEnded: presence.session_ended,
    events.SessionAway: presence.session_away,
    events.SessionBack: presence.session_back,
    events.PresenceSet: presence.presence_set,
    events.Ponged: presence.ponged,
    events.ListRequested: list_requested,
    events.JoinRequested: membership.join_requested,
    events.LeaveRequested: membership.leave_requested,
    events.MuteRequested: moderation.mute_requested,
    events.RemoveRequested: moderation.remove_requested,
    events.BlockRequested: moderation.block_requested,
    events.LiftRequested: moderation.lift_requested,
    events.RestraintsLoaded: moderation.restraints_loaded,
    events.MediaOffered: media_offered,
    events.FloorRequested: talk.floor_requested,
    events.FloorReleased: talk.floor_released,
    events.PositionRequested: talk.position_requested,
    events.ChannelLoaded: channel_loaded,
    events.EpochCommitted: epoch_committed,
    events.ChannelRemoved: channel_removed,
    events.CredentialEnded: credential_ended,
    events.MediaAnswered: media_answered,
    events.MediaRefused: media_refused,
    events.MediaUp: media_up,
    events.MediaDown: media_down,
    events.UplinkEdge: talk.uplink_edge,
    events.BurstOver: talk.burst_over,
    events.FloorApplied: talk.floor_applied,
    events.LinkMeasured: link_measured,
}
