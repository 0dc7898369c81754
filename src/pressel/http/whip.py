"""WHIP (RFC 9725) and WHEP on every channel: sound for everything that speaks WebRTC, no WebSocket needed."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Request, Response

from pressel.core import policy
from pressel.core.causes import ErrorCode, LeaveReason
from pressel.core.channel import ChannelSettings
from pressel.core.effects import Refuse
from pressel.core.events import JoinRequested, MediaOffered, SessionOpened
from pressel.core.identity import Identity
from pressel.core.ids import ChannelId, SessionId
from pressel.core.news import Answered
from pressel.http.channel import ChannelPath
from pressel.http.errors import ApiError
from pressel.http.state import AppState, Bearer, State

SDP_TYPE: Final = "application/sdp"
OFFER_BYTES_MAX: Final = 64 * 1024
WORDS: Final = {
    ErrorCode.NO_SUCH_CHANNEL: "there is no such channel, or this token may not see it",
    ErrorCode.CHANNEL_FULL: "the channel is full; try again in a moment",
    ErrorCode.BLOCKED: "a moderator closed this channel to you",
}

router = APIRouter(prefix="/v1/channels", tags=["whip and whep"])


class Silent:
    """A sink for peers that have no way to hear news."""

    def deliver(self, frame: bytes) -> None:
        """Nobody listens."""

    def close(self, code: int, reason: str) -> None:
        """The engine has closed the media; there is no line to close."""


@router.post("/{channel}/whip", status_code=201, response_class=Response)
async def publish(
    channel: ChannelPath,
    request: Request,
    state: AppState,
    identity: Bearer,
    floor: Annotated[Literal["auto", "none"], Query()] = "auto",
) -> Response:
    """Send sound. ``floor=auto``: speech asks for the floor by itself; ``none``: it is never asked."""
    if not policy.rights(identity, _settings(state, channel)).talk:
        raise ApiError(ErrorCode.FORBIDDEN, "this token may not talk here")
    return await _open(state, request, identity, channel, "whip", auto=floor == "auto")


@router.post("/{channel}/whep", status_code=201, response_class=Response)
async def play(channel: ChannelPath, request: Request, state: AppState, identity: Bearer) -> Response:
    """Hear the channel."""
    if not policy.rights(identity, _settings(state, channel)).listen:
        raise ApiError(ErrorCode.FORBIDDEN, "this token may not listen here")
    return await _open(state, request, identity, channel, "whep", auto=False)


@router.delete("/{channel}/{door}/{session}", status_code=200, response_class=Response)
async def end(
    channel: ChannelPath, door: Literal["whip", "whep"], session: str, state: AppState, identity: Bearer
) -> Response:
    """End it."""
    found = state.hub.board.sessions.get(SessionId(session))
    ours = found is not None and found.door == door and ChannelId(channel) in found.channels
    if found is None or not ours or found.identity.user != identity.user:
        raise ApiError(ErrorCode.NOT_FOUND, "there is no such session of this token")
    state.hub.close(found.id, LeaveReason.GOODBYE)
    return Response(status_code=200)


def _settings(state: State, channel: str) -> ChannelSettings:
    room = state.hub.board.rooms.get(ChannelId(channel))
    if room is None:
        raise ApiError(ErrorCode.NO_SUCH_CHANNEL, f"there is no channel {channel}")
    return room.settings


async def _offer(request: Request) -> str:
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != SDP_TYPE:
        raise ApiError(ErrorCode.UNSUPPORTED_TYPE, f"send an SDP offer as {SDP_TYPE}")
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > OFFER_BYTES_MAX:
            raise ApiError(ErrorCode.BAD_OFFER, "an offer is at most 64 KiB")
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise ApiError(ErrorCode.BAD_OFFER, "an offer is UTF-8 text") from None


async def _open(
    state: State, request: Request, identity: Identity, channel: str, door: Literal["whip", "whep"], *, auto: bool
) -> Response:
    sdp = await _offer(request)
    hub = state.hub
    session = hub.clock.session_id()
    hub.open(SessionOpened(session, identity, "", door, auto), Silent())
    joining, offering = hub.ask_id(), hub.ask_id()
    answer = await hub.ask(session, joining, JoinRequested(session, joining, ChannelId(channel)))
    if not isinstance(answer, Refuse):
        answer = await hub.ask(session, offering, MediaOffered(session, offering, sdp))
    if isinstance(answer, Answered):
        location = f"/v1/channels/{channel}/{door}/{session}"
        return Response(answer.sdp, 201, {"Location": location}, SDP_TYPE)
    hub.close(session, LeaveReason.LEFT)
    if isinstance(answer, Refuse):
        raise ApiError(answer.code, answer.text or WORDS.get(answer.code, "try again in a moment"), answer.retry_ms)
    raise ApiError(ErrorCode.SERVER_TROUBLE, "no answer; try again")
