"""Bytes ↔ the core's events, effects and news. No state, no decisions; one small function for each message."""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from pressel.core import events, news
from pressel.core.causes import ErrorCode
from pressel.core.effects import Refuse
from pressel.core.errors import PresselError
from pressel.core.ids import BurstId, ChannelId, SessionId
from pressel.core.version import Version
from pressel.wire import client as wire
from pressel.wire import nouns

FRAME_BYTES_MAX: Final = 64 * 1024
REQUEST_TYPES: Final = frozenset(str(kind.__struct_config__.tag) for kind in wire.Request.__args__)

_decoder: Final[msgspec.json.Decoder[wire.Request]] = msgspec.json.Decoder(wire.Request)
_encoder: Final = msgspec.json.Encoder()


class WireError(PresselError):
    """The peer sent what cannot be read. ``request`` is its id, 0 where even that cannot be read."""

    def __init__(self, code: ErrorCode, text: str, request: int = 0) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.request = request


class _Envelope(msgspec.Struct):
    type: str
    id: int = 0


def decode(frame: str | bytes) -> wire.Request:
    """One request.

    Raises:
        WireError: ``unknown-type`` for a type that is not of this version, ``bad-message`` for everything else.
    """
    try:
        return _decoder.decode(frame)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _explain(frame, str(error)) from None


def _explain(frame: str | bytes, text: str) -> WireError:
    try:
        envelope = msgspec.json.decode(frame, type=_Envelope)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return WireError(ErrorCode.BAD_MESSAGE, f"a message is a JSON object with type and id: {text}")
    if envelope.type not in REQUEST_TYPES:
        return WireError(ErrorCode.UNKNOWN_TYPE, f"no request has the type {envelope.type!r}", envelope.id)
    return WireError(ErrorCode.BAD_MESSAGE, text, envelope.id)


# --- requests to events --------------------------------------------------------------------------------------------


def event_of(session: SessionId, request: wire.Request, burst: BurstId) -> events.Event | None:
    """The core's event for ``request``; none for what the door does itself (hello, session.end)."""
    translate = _EVENTS.get(type(request))
    return None if translate is None else translate(session, request, burst)


def _offered(session: SessionId, request: wire.MediaOffer, _burst: BurstId) -> events.Event:
    return events.MediaOffered(session, request.id, request.sdp, request.restart)


def _requested(session: SessionId, request: wire.FloorRequest, burst: BurstId) -> events.Event:
    return events.FloorRequested(
        session, request.id, ChannelId(request.channel), request.press, burst, request.tier, request.priority
    )


def _released(session: SessionId, request: wire.FloorRelease, _burst: BurstId) -> events.Event:
    version = Version(request.grant.epoch, request.grant.seq) if request.grant is not None else None
    return events.FloorReleased(session, request.id, ChannelId(request.channel), request.press, version)


_EVENTS: Final[dict[type, Callable[[SessionId, Any, BurstId], events.Event]]] = {
    wire.ChannelList: lambda session, request, _: events.ListRequested(session, request.id),
    wire.ChannelJoin: lambda session, request, burst: events.JoinRequested(
        session, request.id, ChannelId(request.channel), request.press, burst, request.tier
    ),
    wire.ChannelLeave: lambda session, request, _: events.LeaveRequested(
        session, request.id, ChannelId(request.channel)
    ),
    wire.MediaOffer: _offered,
    wire.FloorRequest: _requested,
    wire.FloorRelease: _released,
    wire.FloorPosition: lambda session, request, _: events.PositionRequested(
        session, request.id, ChannelId(request.channel)
    ),
    wire.MemberMute: lambda session, request, _: events.MuteRequested(
        session,
        request.id,
        ChannelId(request.channel),
        SessionId(request.member),
        request.muted,
        request.text,
        request.for_ms,
    ),
    wire.MemberRemove: lambda session, request, _: events.RemoveRequested(
        session, request.id, ChannelId(request.channel), SessionId(request.member), request.text
    ),
    wire.MemberBlock: lambda session, request, _: events.BlockRequested(
        session, request.id, ChannelId(request.channel), SessionId(request.member), request.for_ms, request.text
    ),
    wire.PresenceSet: lambda session, request, _: events.PresenceSet(session, request.id, request.presence),
    wire.Pong: lambda session, request, _: events.Ponged(session, request.id),
}

# --- answers and news to messages ----------------------------------------------------------------------------------


def encode_answer(request: int, answer: news.Answer | wire.Welcome) -> bytes:
    """An ``ok``."""
    result = answer if isinstance(answer, wire.Welcome) else _RESULTS[type(answer)](answer)
    return _encoder.encode(wire.Ok(request, result))


def encode_done(request: int) -> bytes:
    """An ``ok`` with nothing to say."""
    return _encoder.encode(wire.Ok(request, wire.Done()))


def encode_refusal(refusal: Refuse) -> bytes:
    """An ``error``."""
    return _encoder.encode(
        wire.Error(
            re=refusal.request,
            code=refusal.code,
            cause=refusal.cause if refusal.cause is not None else msgspec.UNSET,
            text=refusal.text if refusal.text is not None else msgspec.UNSET,
            retry_ms=refusal.retry_ms if refusal.retry_ms is not None else msgspec.UNSET,
        )
    )


def encode_news(item: news.News) -> tuple[bytes, bytes]:
    """An event without its number: what stands before and behind ``n``. Encoded once for any number of sessions."""
    encoded = _encoder.encode(_NEWS[type(item)](item))
    before, _, behind = encoded.partition(b'"n":0')
    return before + b'"n":', behind


def grant(version: Version) -> nouns.Grant:
    """A version as the wire has it."""
    return nouns.Grant(version.epoch, version.seq)


def member(view: news.MemberView) -> nouns.Member:
    """A member."""
    return nouns.Member(
        id=view.session,
        user=view.user,
        name=view.name,
        guest=view.guest,
        can_talk=view.can_talk,
        joined_at_ms=view.joined_at_ms,
        kind="program" if view.program else "person",
        presence=view.presence,
        role=view.role,
        muted=view.muted,
    )


def talker(view: news.TalkerView) -> nouns.Talker:
    """Who talks."""
    return nouns.Talker(view.session, view.name, grant(view.version), view.since_at_ms, view.limit_ms, view.tier)


def summary(view: news.SummaryView) -> nouns.ChannelSummary:
    """A channel as the lobby shows it."""
    settings = view.settings
    return nouns.ChannelSummary(
        id=settings.id,
        name=settings.name,
        mode=settings.mode,
        guests=settings.guests,
        talk_limit_ms=settings.talk_limit_ms,
        member_count=view.member_count,
        joined=view.joined,
        rights=msgspec.convert(view.rights, nouns.Rights, from_attributes=True),
        talker=talker(view.talker) if view.talker is not None else None,
        last_burst_at_ms=view.last_burst_at_ms,
        queue_length=view.queue_length,
        queue_max=settings.queue_max,
    )


def _joined(answer: news.Joined) -> wire.Joined:
    view = answer.channel
    settings = view.settings
    return wire.Joined(
        nouns.ChannelState(
            id=settings.id,
            name=settings.name,
            mode=settings.mode,
            talk_limit_ms=settings.talk_limit_ms,
            baseline=grant(view.baseline),
            rights=msgspec.convert(view.rights, nouns.Rights, from_attributes=True),
            member_count=view.member_count,
            members=[member(one) for one in view.members],
            talker=talker(view.talker) if view.talker is not None else None,
            slot=view.slot,
            others=[talker(one) for one in view.others],
            talkers_max=settings.talkers_max,
            queue_length=view.queue_length,
            queue_max=settings.queue_max,
            broadcast=settings.broadcast,
        ),
        None if answer.floor is None else floor_result(answer.floor),
    )


def floor_result(answer: news.Granted | news.Queued | news.Denied) -> wire.FloorResult:
    """What a request for the floor got."""
    match answer:
        case news.Granted(version, limit_ms):
            return wire.FloorResult("granted", grant(version), limit_ms)
        case news.Queued(position, of):
            return wire.FloorResult("queued", position=position, of=of)
        case news.Denied(cause):
            return wire.FloorResult("denied", cause=cause)


_RESULTS: Final[dict[type, Callable[[Any], wire.Result]]] = {
    news.Listed: lambda answer: wire.Channels([summary(view) for view in answer.channels]),
    news.Joined: _joined,
    news.Answered: lambda answer: wire.Answered(answer.sdp),
    news.Granted: floor_result,
    news.Queued: floor_result,
    news.Done: lambda _: wire.Done(),
}


def _revoked(item: news.FloorRevoked) -> wire.Event:
    version = grant(item.version) if item.version is not None else None
    return wire.FloorRevoked(0, item.channel, item.cause, item.grace_ms, version, item.by)


def _taken(item: news.FloorTaken) -> wire.Event:
    return wire.FloorTaken(0, item.channel, talker(item.talker))


_NEWS: Final[dict[type, Callable[[Any], wire.Event]]] = {
    news.ChannelChanged: lambda item: wire.ChannelChanged(0, summary(item.summary), item.removed),
    news.MemberJoined: lambda item: wire.MemberJoined(0, item.channel, member(item.member), item.member_count),
    news.MemberLeft: lambda item: wire.MemberLeft(
        0, item.channel, item.session, item.reason, item.member_count, item.by, item.text
    ),
    news.MemberChanged: lambda item: wire.MemberChanged(
        0, item.channel, member(item.member), item.member_count, item.by, item.text
    ),
    news.FloorTaken: _taken,
    news.FloorLeft: lambda item: wire.FloorLeft(
        0, item.channel, item.session, grant(item.version), item.reason, item.by
    ),
    news.FloorGranted: lambda item: wire.FloorGranted(0, item.channel, item.press, grant(item.version), item.limit_ms),
    news.FloorQueued: lambda item: wire.FloorQueued(0, item.channel, item.press, item.position, item.of),
    news.FloorIdle: lambda item: wire.FloorIdle(0, item.channel, grant(item.version), item.reason, item.by),
    news.FloorRevoked: _revoked,
    news.MediaState: lambda item: wire.MediaState(0, "up" if item.up else "down", item.reason),
    news.SlotBound: lambda item: wire.SlotBound(0, item.slot, item.channel),
    news.LinkQuality: lambda item: wire.LinkQuality(0, item.uplink_loss, item.downlink_loss, item.rtt_ms),
    news.Ping: lambda _: wire.Ping(0),
    news.Notice: lambda item: wire.Notice(0, item.code, item.channel),
}
