"""People in a channel of a core without sockets, for its tests."""

from collections.abc import Callable
from typing import TypeVar

from pressel.core import effects, events
from pressel.core.channel import ChannelSettings
from pressel.core.identity import Identity, Tier
from pressel.core.ids import BurstId, ChannelId, SessionId, UserId
from pressel.core.news import MemberView
from pressel.core.switchboard import Switchboard

LOBBY = ChannelId("lobby")

T = TypeVar("T")


def identity(name: str, kind: str = "guest", **more: object) -> Identity:
    return Identity(UserId(name), name, kind, **more)  # type: ignore[arg-type]


def board(**settings: object) -> Switchboard:
    one = Switchboard()
    channel = ChannelSettings(LOBBY, "Lobby", guests=True, **settings)  # type: ignore[arg-type]
    for effect in one.handle(events.ChannelLoaded(channel, 0), 0):
        if isinstance(effect, effects.CommitEpoch):
            one.handle(events.EpochCommitted(LOBBY, effect.epoch), 0)
    return one


def enter(one: Switchboard, name: str, who: Identity | None = None, door: str = "peer", **more: object) -> SessionId:
    session = SessionId(name)
    one.handle(events.SessionOpened(session, who or identity(name), name, door, **more), 0)  # type: ignore[arg-type]
    ask(one, session)
    one.handle(events.MediaOffered(session, 2, "v=0"), 0)
    one.handle(events.MediaAnswered(session, 2, "v=0", uplink=True, slots=2), 0)
    one.handle(events.MediaUp(session), 0)
    one.handle(events.UplinkEdge(session, "packets", on=True), 0)
    return session


def ask(one: Switchboard, session: SessionId, now_ms: int = 0) -> list[effects.Effect]:
    """To come in."""
    return one.handle(events.JoinRequested(session, 9, LOBBY), now_ms)


def press(
    one: Switchboard, session: SessionId, number: int, now_ms: int, tier: Tier = "normal"
) -> list[effects.Effect]:
    """To talk."""
    request = events.FloorRequested(session, 100 + number, LOBBY, number, BurstId(f"b{now_ms}"), tier)
    return one.handle(request, now_ms)


def names_of(one: Switchboard, which: Callable[[MemberView], bool] = lambda _: True) -> list[str]:
    """Members, by session, in the order of joining."""
    return [str(member.session) for member in one.rooms[LOBBY].members.values() if which(member)]


def news_of(found: list[effects.Effect], kind: type[T], session: SessionId) -> list[T]:
    """What one session was told."""
    told = (effect.news for effect in found if isinstance(effect, effects.Tell) and effect.session == session)
    return [news for news in told if isinstance(news, kind)]
