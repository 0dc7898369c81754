"""Who is in a channel, and what its moderators may do about it."""

from collections.abc import Callable
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field, StringConstraints

from pressel.core.causes import ErrorCode, LeaveReason
from pressel.core.effects import Refuse
from pressel.core.events import (
    BlockRequested,
    LiftRequested,
    MuteRequested,
    RemoveRequested,
    Request,
    SessionOpened,
)
from pressel.core.identity import Identity
from pressel.core.ids import ChannelId, SessionId, UserId
from pressel.core.policy import may_moderate
from pressel.core.restraint import REASON_CHARS_MAX, RESTRAINT_MS_MAX, Kind
from pressel.core.restraint import Restraint as Held
from pressel.http.channel import ChannelPath, seen
from pressel.http.errors import ApiError
from pressel.http.state import AppState, Bearer, State
from pressel.http.whip import Silent

WORDS: Final = {
    ErrorCode.NO_SUCH_CHANNEL: "there is no such channel, or you may not see it",
    ErrorCode.NO_SUCH_MEMBER: "nobody of that id is in the channel",
    ErrorCode.FORBIDDEN: "only a moderator may do this",
    ErrorCode.NOT_FOUND: "nothing is held against that user here",
}

router = APIRouter(prefix="/v1/channels/{channel}", tags=["members"])

MemberPath = Annotated[str, Path(max_length=64, description="The member's id: that of its session")]
Reason = Annotated[
    str, StringConstraints(max_length=REASON_CHARS_MAX), Field(description="As the one concerned reads it")
]
ForMs = Annotated[int, Field(ge=1, le=RESTRAINT_MS_MAX, description="Left out: until it is lifted")]


class Member(BaseModel):
    """A session in the channel."""

    id: str
    user: str
    name: str
    guest: bool
    joined_at_ms: int
    can_talk: bool
    program: bool = Field(description="It came through WHIP, WHEP or with an API token")
    role: Literal["member", "moderator", "admin"]
    muted: bool = Field(description="By a moderator")
    presence: Literal["here", "away", "busy", "off-duty"]


class Members(BaseModel):
    """In the order of joining."""

    members: list[Member]


class Mute(BaseModel):
    """``muted`` false gives the word back."""

    muted: bool = True
    for_ms: ForMs | None = None
    text: Reason | None = None


class Removal(BaseModel):
    """Why, if one likes."""

    text: Reason | None = None


class Block(BaseModel):
    """For how long, and why."""

    for_ms: ForMs | None = None
    text: Reason | None = None


class Restraint(BaseModel):
    """What is held against a user in one channel."""

    channel: str
    user: str
    name: str
    kind: Kind
    by: str = Field(description="Name of the moderator")
    until_ms: int | None = Field(description="Unix time in ms; none: until it is lifted")
    text: str | None


class Restraints(BaseModel):
    """Those in force."""

    restraints: list[Restraint]


@router.get("/members")
async def list_members(channel: ChannelPath, state: AppState, identity: Bearer) -> Members:
    """Who is in."""
    seen(state, identity, channel)
    members = state.hub.board.rooms[ChannelId(channel)].members.values()
    return Members(
        members=[
            Member(
                id=one.session,
                user=one.user,
                name=one.name,
                guest=one.guest,
                joined_at_ms=one.joined_at_ms,
                can_talk=one.can_talk,
                program=one.program,
                role=one.role,
                muted=one.muted,
                presence=one.presence,
            )
            for one in members
        ]
    )


@router.post("/members/{member}/mute", status_code=204)
async def mute_member(channel: ChannelPath, member: MemberPath, mute: Mute, state: AppState, identity: Bearer) -> None:
    """Take the word from a member's user, or give it back (who may moderate). A burst is cut at once."""
    await _ask(
        state,
        identity,
        lambda session, request: MuteRequested(
            session, request, ChannelId(channel), SessionId(member), mute.muted, mute.text, mute.for_ms
        ),
    )


@router.post("/members/{member}/remove", status_code=204)
async def remove_member(
    channel: ChannelPath, member: MemberPath, removal: Removal, state: AppState, identity: Bearer
) -> None:
    """Put a member out; it may come again (who may moderate)."""
    await _ask(
        state,
        identity,
        lambda session, request: RemoveRequested(session, request, ChannelId(channel), SessionId(member), removal.text),
    )


@router.post("/members/{member}/block", status_code=204)
async def block_member(
    channel: ChannelPath, member: MemberPath, block: Block, state: AppState, identity: Bearer
) -> None:
    """Put a member's user out with all its devices, and keep it out (who may moderate)."""
    await _ask(
        state,
        identity,
        lambda session, request: BlockRequested(
            session, request, ChannelId(channel), SessionId(member), block.for_ms, block.text
        ),
    )


@router.get("/restraints")
async def list_restraints(channel: ChannelPath, state: AppState, identity: Bearer) -> Restraints:
    """Who is muted or blocked (who may moderate)."""
    if may_moderate(identity, seen(state, identity, channel)) is not None:
        raise ApiError(ErrorCode.FORBIDDEN, WORDS[ErrorCode.FORBIDDEN])
    held = state.hub.board.rooms[ChannelId(channel)].restraints.values()
    return Restraints(restraints=[shown(one) for one in held])


@router.delete("/restraints/{user}", status_code=204)
async def lift_restraint(
    channel: ChannelPath,
    user: Annotated[str, Path(max_length=36)],
    state: AppState,
    identity: Bearer,
    kind: Annotated[Kind | None, Query(description="Left out: both")] = None,
) -> None:
    """Take back what is held against a user, here or not (who may moderate; not one's own)."""
    await _ask(
        state,
        identity,
        lambda session, request: LiftRequested(session, request, ChannelId(channel), UserId(user), kind),
    )


def shown(one: Held) -> Restraint:
    """As the doors tell it."""
    return Restraint(
        channel=one.channel,
        user=one.user,
        name=one.name,
        kind=one.kind,
        by=one.by,
        until_ms=one.until_ms,
        text=one.text,
    )


async def _ask(state: State, identity: Identity, make: Callable[[SessionId, int], Request]) -> None:
    """Ask the core as a session of its own, that is in no channel and ends with the answer."""
    hub = state.hub
    session, request = hub.clock.session_id(), hub.ask_id()
    hub.open(SessionOpened(session, identity, ""), Silent())
    try:
        answer = await hub.ask(session, request, make(session, request))
    finally:
        hub.close(session, LeaveReason.LEFT)
    if isinstance(answer, Refuse):
        raise ApiError(answer.code, answer.text or WORDS.get(answer.code, "it cannot be done now"))
