"""A floor to play with: names for who asks, and short ways to say what happens."""

from pressel.core.causes import DenyCause
from pressel.core.channel import ChannelSettings
from pressel.core.effects import Effect, Refuse, Reply, SetFloor, Tell, TellMembers
from pressel.core.floor import Floor
from pressel.core.ids import BurstId, ChannelId, SessionId, UserId
from pressel.core.news import News
from pressel.core.queue import Asker, Uplink
from pressel.core.timers import FloorTimers, timers_of
from pressel.core.version import Version

LOBBY = ChannelId("lobby")
LOUD = Uplink(packets=True, voice=True, speech=True)
MUTE = Uplink(packets=True)
"""Its gate is closed: packets without a sound."""

ANA, BEN, CLEO, DORA = (SessionId(name) for name in ("ana", "ben", "cleo", "dora"))


def floor(**settings: object) -> Floor:
    channel = ChannelSettings(LOBBY, "Lobby", **settings)  # type: ignore[arg-type]
    return Floor(channel, Version(2, 0), timers_of(channel, FloorTimers()))


def asker(name: str, request: int = 1, press: int = 1, **more: object) -> Asker:
    burst = BurstId(f"b-{name}-{request}")
    return Asker(SessionId(name), request, press, burst, UserId(name), name.capitalize(), **more)  # type: ignore[arg-type]


def kinds(effects: list[Effect]) -> list[type]:
    return [type(effect) for effect in effects]


def told(effects: list[Effect], session: SessionId) -> list[News]:
    """News for one alone."""
    return [effect.news for effect in effects if isinstance(effect, Tell) and effect.session == session]


def cried(effects: list[Effect]) -> list[News]:
    """News for everybody."""
    return [effect.news for effect in effects if isinstance(effect, TellMembers)]


def answers(effects: list[Effect]) -> list[tuple[SessionId, int, object]]:
    """Each answer with whose it is; a refusal is its cause."""
    found: list[tuple[SessionId, int, object]] = []
    for effect in effects:
        match effect:
            case Reply(session, request, answer):
                found.append((session, request, answer))
            case Refuse(session, request, _, DenyCause() as cause):
                found.append((session, request, cause))
    return found


def sets(effects: list[Effect]) -> list[SetFloor]:
    return [effect for effect in effects if isinstance(effect, SetFloor)]


def obey(one: Floor, effects: list[Effect], now_ms: int) -> list[Effect]:
    """The engine does what it was told, at once and until there is no more to do."""
    found: list[Effect] = []
    while newest := sets(effects)[-1:]:
        version = newest[0].version
        effects = []
        for talker in list(one.talkers.values()):
            effects += one.ended(talker.asker.session, version, now_ms)
        effects += one.applied(version, now_ms)
        found += effects
    return found
