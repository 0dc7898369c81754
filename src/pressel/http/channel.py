"""Channels: list, make, change, delete; who is in; what was said."""

import dataclasses
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from pressel.core import policy
from pressel.core.causes import ErrorCode
from pressel.core.channel import (
    MEMBERS_MAX_DEFAULT,
    QUEUE_MAX,
    QUEUE_MAX_DEFAULT,
    SILENCE_LIMIT_MS_DEFAULT,
    TALK_LIMIT_MS_DEFAULT,
    TALKERS_MAX,
    Alone,
    ChannelSettings,
    Mode,
    Preempt,
    Preset,
)
from pressel.core.events import ChannelLoaded, ChannelRemoved
from pressel.core.identity import Identity
from pressel.core.ids import CHANNEL_ID, ChannelId, slug
from pressel.http.errors import ApiError
from pressel.http.people import Name
from pressel.http.state import AppState, Bearer, State
from pressel.http.user import must_be_admin
from pressel.storage.burst import PAGE_MAX

router = APIRouter(prefix="/v1/channels", tags=["channels"])

ChannelPath = Annotated[str, Path(pattern=f"^{CHANNEL_ID.pattern}$")]
TalkLimit = Annotated[int, Field(ge=0, le=3_600_000, description="Milliseconds; 0: none")]
MembersMax = Annotated[int, Field(ge=1, le=100_000)]
TalkersMax = Annotated[int, Field(ge=1, le=TALKERS_MAX, description="So many have the floor at once; one is heard yet")]
QueueMax = Annotated[int, Field(ge=0, le=QUEUE_MAX, description="So many wait in line; 0: busy is busy")]
Preempting = Annotated[Preempt, Field(description="Who may take over: nobody, a higher tier, also a higher priority")]
Lonely = Annotated[Alone, Field(description="What a request gets where nobody would hear it")]
Broadcast = Annotated[bool, Field(description="Only who moderates talks")]
SilenceLimit = Annotated[int, Field(ge=0, le=3_600_000, description="Milliseconds without speech; 0: never")]
Timers = Annotated[Preset, Field(description="Ours, or the defaults of 3GPP TS 24.380")]


class Channel(BaseModel):
    """A channel's settings and what goes on in it."""

    id: str
    name: str
    mode: Mode
    talk_limit_ms: int
    guests: bool
    members_max: int
    talkers_max: TalkersMax
    queue_max: QueueMax
    preempt: Preempting
    alone: Lonely
    broadcast: Broadcast
    silence_limit_ms: SilenceLimit
    preset: Timers
    member_count: int
    talker: str | None = Field(description="Name of who talks now")


class Channels(BaseModel):
    """Every channel the token may see."""

    channels: list[Channel]


class NewChannel(BaseModel):
    """``id`` is made of the name where it is left out."""

    name: Name
    id: Annotated[str, Field(pattern=f"^{CHANNEL_ID.pattern}$")] | None = None
    mode: Mode = "ptt"
    talk_limit_ms: TalkLimit = TALK_LIMIT_MS_DEFAULT
    guests: bool = False
    members_max: MembersMax = MEMBERS_MAX_DEFAULT
    talkers_max: TalkersMax = 1
    queue_max: QueueMax = QUEUE_MAX_DEFAULT
    preempt: Preempting = "tier"
    alone: Lonely = "allow"
    broadcast: Broadcast = False
    silence_limit_ms: SilenceLimit = SILENCE_LIMIT_MS_DEFAULT
    preset: Timers = "pressel"


class ChannelChange(BaseModel):
    """What is left out stays as it is."""

    name: Name | None = None
    mode: Mode | None = None
    talk_limit_ms: TalkLimit | None = None
    guests: bool | None = None
    members_max: MembersMax | None = None
    talkers_max: TalkersMax | None = None
    queue_max: QueueMax | None = None
    preempt: Preempting | None = None
    alone: Lonely | None = None
    broadcast: Broadcast | None = None
    silence_limit_ms: SilenceLimit | None = None
    preset: Timers | None = None


class Burst(BaseModel):
    """One entry of the history."""

    id: str
    channel: str
    user: str
    name: str
    epoch: int
    seq: int
    started_at_ms: int
    ended_at_ms: int | None
    end: str | None = Field(description="Why it ended; none while it goes on")
    by: str | None = Field(description="Name of who ended it, if somebody did")
    tier: str


class Bursts(BaseModel):
    """Newest first."""

    bursts: list[Burst]


@router.get("")
async def list_channels(state: AppState, identity: Bearer) -> Channels:
    """Every channel the token may see."""
    rooms = state.hub.board.rooms.values()
    seen = [room.settings for room in rooms if policy.may_see(identity, room.settings)]
    return Channels(channels=[_channel(state, one) for one in sorted(seen, key=lambda one: one.name.casefold())])


@router.post("", status_code=201)
async def create_channel(new: NewChannel, state: AppState, identity: Bearer) -> Channel:
    """Make one (admins)."""
    must_be_admin(identity)
    channel = ChannelId(new.id or slug(new.name))
    if not channel:
        raise ApiError(ErrorCode.BAD_REQUEST, "give an id: a-z, 0-9 and '-' (none could be made of the name)")
    settings = ChannelSettings(**(new.model_dump() | {"id": channel}))
    if not await state.channels.create(settings, state.hub.clock.now_ms()):
        raise ApiError(ErrorCode.CONFLICT, f"there is a channel {channel} already; give another id")
    state.hub.post(ChannelLoaded(settings, 0))
    return _channel(state, settings)


@router.get("/{channel}")
async def get_channel(channel: ChannelPath, state: AppState, identity: Bearer) -> Channel:
    """One of them."""
    return _channel(state, seen(state, identity, channel))


@router.patch("/{channel}")
async def change_channel(channel: ChannelPath, change: ChannelChange, state: AppState, identity: Bearer) -> Channel:
    """Change settings (admins); the people in it stay, if they may."""
    must_be_admin(identity)
    before = seen(state, identity, channel)
    settings = dataclasses.replace(before, **change.model_dump(exclude_none=True))
    await state.channels.set(settings)
    state.hub.post(ChannelLoaded(settings, 0))
    return _channel(state, settings)


@router.delete("/{channel}", status_code=204)
async def delete_channel(channel: ChannelPath, state: AppState, identity: Bearer) -> None:
    """Delete it and its history (admins)."""
    must_be_admin(identity)
    if not await state.channels.delete(ChannelId(channel)):
        raise ApiError(ErrorCode.NO_SUCH_CHANNEL, f"there is no channel {channel}")
    state.hub.post(ChannelRemoved(ChannelId(channel)))


@router.get("/{channel}/bursts")
async def list_bursts(
    channel: ChannelPath,
    state: AppState,
    identity: Bearer,
    before: Annotated[int | None, Query(ge=0, le=2**53, description="Only older than this Unix time in ms")] = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = 50,
) -> Bursts:
    """Who talked, when, how long, why it ended."""
    seen(state, identity, channel)
    found = await state.bursts.list(ChannelId(channel), before, limit)
    return Bursts(bursts=[Burst(**dataclasses.asdict(burst)) for burst in found])


def seen(state: State, identity: Identity, channel: str) -> ChannelSettings:
    """The settings of a channel that ``identity`` may see.

    Raises:
        ApiError: there is none.
    """
    room = state.hub.board.rooms.get(ChannelId(channel))
    if room is None or not policy.may_see(identity, room.settings):
        raise ApiError(ErrorCode.NO_SUCH_CHANNEL, f"there is no channel {channel}, or you may not see it")
    return room.settings


def _channel(state: State, settings: ChannelSettings) -> Channel:
    room = state.hub.board.rooms.get(settings.id)
    talker = room.floor.talker() if room is not None else None
    return Channel(
        **dataclasses.asdict(settings),
        member_count=len(room.members) if room is not None else 0,
        talker=talker.name if talker is not None else None,
    )
