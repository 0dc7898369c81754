"""Invitations: codes and links that let guests into one channel."""

import uuid
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, Field

from pressel.auth import passwords
from pressel.core import policy
from pressel.core.causes import ErrorCode
from pressel.core.channel import ChannelSettings
from pressel.core.identity import Identity
from pressel.core.ids import CHANNEL_ID, ChannelId
from pressel.http.errors import ApiError
from pressel.http.people import page_link
from pressel.http.state import AppState, Bearer, State
from pressel.storage.invitation import TTL_S_MAX, USES_MAX
from pressel.storage.invitation import Invitation as StoredInvitation

TTL_S_DEFAULT: Final = 86_400
INVITATIONS_MAX: Final = 5_000
DRAWS_MAX: Final = 8

router = APIRouter(prefix="/v1/invitations", tags=["invitations"])

ChannelText = Annotated[str, Field(pattern=f"^{CHANNEL_ID.pattern}$")]


class NewInvitation(BaseModel):
    """To which channel, to talk or only to listen, for how many people, for how long."""

    channel: ChannelText
    talk: bool = True
    uses: Annotated[int, Field(ge=1, le=USES_MAX, description="So many guests may come in with it")] = 1
    ttl_s: Annotated[int, Field(ge=60, le=TTL_S_MAX, description="Seconds it is good for")] = TTL_S_DEFAULT


class Invitation(BaseModel):
    """``code`` to read out, ``link`` to send or to show as a QR code."""

    id: str
    channel: str
    code: str
    link: str
    talk: bool
    uses: int = Field(description="So many came in")
    uses_max: int
    by: str = Field(description="Name of who made it")
    created_at_ms: int
    expires_at_ms: int
    state: Literal["open", "expired", "used-up"]


class Invitations(BaseModel):
    """Newest first; also those that are over, for a week."""

    invitations: list[Invitation]


@router.post("", status_code=201)
async def create_invitation(new: NewInvitation, request: Request, state: AppState, identity: Bearer) -> Invitation:
    """Invite guests to a channel that takes them (who may moderate it)."""
    settings = _moderated(state, identity, new.channel)
    if not settings.guests:
        raise ApiError(ErrorCode.FORBIDDEN, f"{settings.id} takes no guests; an admin can let them in")
    if len(await state.invitations.list()) >= INVITATIONS_MAX:
        raise ApiError(ErrorCode.NO_ROOM, "there are too many invitations; revoke some")
    now_ms = state.hub.clock.now_ms()
    for _ in range(DRAWS_MAX):
        made = StoredInvitation(
            id=str(uuid.uuid4()),
            code=passwords.new_code(),
            channel=settings.id,
            by=identity.name,
            created_at_ms=now_ms,
            expires_at_ms=now_ms + new.ttl_s * 1000,
            uses_max=new.uses,
            talk=new.talk,
        )
        if await state.invitations.add(made):
            return _invitation(state, request, made)
    raise ApiError(ErrorCode.SERVER_TROUBLE, "no free code was found; try again")


@router.get("")
async def list_invitations(
    request: Request,
    state: AppState,
    identity: Bearer,
    channel: Annotated[str | None, Query(pattern=f"^{CHANNEL_ID.pattern}$")] = None,
) -> Invitations:
    """Those to channels that one may moderate, or to one of them."""
    if channel is not None:
        _moderated(state, identity, channel)
    found = [one for one in await state.invitations.list() if channel in (None, one.channel)]
    return Invitations(
        invitations=[_invitation(state, request, one) for one in found if _may_moderate(state, identity, one.channel)]
    )


@router.delete("/{invitation}", status_code=204)
async def revoke_invitation(invitation: Annotated[str, Path(max_length=36)], state: AppState, identity: Bearer) -> None:
    """Nobody comes in with it any more. Who did stays, until a moderator puts it out."""
    found = next((one for one in await state.invitations.list() if one.id == invitation), None)
    if found is None or not _may_moderate(state, identity, found.channel):
        raise ApiError(ErrorCode.NO_SUCH_INVITATION, "there is no such invitation")
    await state.invitations.revoke(found.id)


def _may_moderate(state: State, identity: Identity, channel: str) -> bool:
    room = state.hub.board.rooms.get(ChannelId(channel))
    return room is not None and policy.may_moderate(identity, room.settings) is None


def _moderated(state: State, identity: Identity, channel: str) -> ChannelSettings:
    room = state.hub.board.rooms.get(ChannelId(channel))
    refusal = ErrorCode.NO_SUCH_CHANNEL if room is None else policy.may_moderate(identity, room.settings)
    if room is None or refusal is ErrorCode.NO_SUCH_CHANNEL:
        raise ApiError(ErrorCode.NO_SUCH_CHANNEL, f"there is no channel {channel}, or you may not see it")
    if refusal is not None:
        raise ApiError(refusal, "only a moderator may do this")
    return room.settings


def _invitation(state: State, request: Request, one: StoredInvitation) -> Invitation:
    over = one.expires_at_ms <= state.hub.clock.now_ms()
    return Invitation(
        id=one.id,
        channel=one.channel,
        code=one.code,
        link=page_link(state, request, f"invite={one.code}"),
        talk=one.talk,
        uses=one.uses,
        uses_max=one.uses_max,
        by=one.by,
        created_at_ms=one.created_at_ms,
        expires_at_ms=one.expires_at_ms,
        state="expired" if over else "used-up" if one.uses >= one.uses_max else "open",
    )
