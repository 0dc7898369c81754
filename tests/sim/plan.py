"""What a seed decides before a run begins: channels, people, and how bad their networks are."""

from dataclasses import dataclass, replace
from random import Random
from typing import Final

from pressel.core.channel import ChannelSettings
from pressel.core.identity import Identity, Rights
from pressel.core.ids import ChannelId, UserId

ACT_MS: Final = 45_000
"""So long people talk and things break."""
CALM_MS: Final = 9_000
"""Then everybody lets go, and every network is whole."""
GONE_MS: Final = 50_000
"""Then everybody goes, some without a word."""
NAMES: Final = ("ana", "ben", "cleo", "dee", "eli", "fay", "gus")


@dataclass(frozen=True)
class Network:
    """One device's way to the server. Milliseconds, one way."""

    delay_ms: int
    jitter_ms: int
    lag_ms: int
    """What the stream is later than datagrams."""
    loss: float
    """Of datagrams."""
    drops: int
    """Times per run that nothing passes."""


@dataclass(frozen=True)
class Person:
    """Who holds a device, and how."""

    name: str
    identity: Identity
    channels: tuple[ChannelId, ...]
    network: Network
    beats: bool
    level: int
    """Of the microphone, RFC 6464: ≤ 50 speech, below 127 sound, 127 nothing."""
    eager_ms: int
    """Mean pause between two presses."""
    freezes: int
    crashes: int


@dataclass(frozen=True)
class Plan:
    """One seed, before anything has happened."""

    seed: int
    channels: tuple[ChannelSettings, ...]
    people: tuple[Person, ...]
    server_crashes: int
    moderator: str | None
    """Name of one who takes the word from others, and puts them out."""
    radio: bool = False
    """A publisher that came by WHIP is in the first channel."""


def plan(seed: int) -> Plan:
    """Drawn from ``seed`` alone."""
    rng = Random(f"{seed}/plan")  # noqa: S311
    channels = tuple(_channel(rng, number) for number in range(rng.choice((1, 1, 2, 3))))
    people = tuple(_person(rng, name, channels) for name in NAMES[: rng.randint(3, len(NAMES))])
    server_crashes = rng.choice((0, 0, 0, 1, 1, 2))
    moderator = rng.choice((None, None, None, people[0].name))
    if moderator is not None:
        people = (_moderator(people[0]), *people[1:])
    return Plan(seed, channels, people, server_crashes, moderator, radio=rng.random() < 0.25)


def _moderator(person: Person) -> Person:
    rights = replace(person.identity.rights, moderate=True)
    return replace(person, identity=replace(person.identity, rights=rights))


def _channel(rng: Random, number: int) -> ChannelSettings:
    id_ = ChannelId(f"channel-{number}")
    settings = ChannelSettings(
        id=id_,
        name=id_,
        talk_limit_ms=rng.choice((4_000, 8_000, 8_000, 30_000, 0)),
        talkers_max=rng.choice((1, 1, 1, 3)),
        queue_max=rng.choice((0, 1, 16, 16, 16)),
        preempt=rng.choice(("never", "tier", "tier", "priority")),
        alone=rng.choice(("allow", "allow", "deny")),
        preset=rng.choice(("pressel", "pressel", "pressel", "pressel", "mcptt")),
    )
    return replace(settings, mode="open") if settings.talkers_max > 1 else settings


def _person(rng: Random, name: str, channels: tuple[ChannelSettings, ...]) -> Person:
    rights = Rights(priority=rng.choice((0, 0, 0, 3, 7)), emergency=rng.random() < 0.3)
    wanted = rng.sample(channels, rng.randint(1, len(channels)))
    return Person(
        name=name,
        identity=Identity(UserId(f"user-{name}"), name.capitalize(), "user", rights),
        channels=tuple(one.id for one in wanted),
        network=Network(
            delay_ms=rng.choice((1, 5, 20, 40, 80)),
            jitter_ms=rng.choice((0, 3, 10, 30)),
            lag_ms=rng.choice((0, 0, 0, 0, 60, 150)),
            loss=rng.choice((0, 0, 0, 0.02, 0.1)),
            drops=rng.choice((0, 0, 1, 2, 4)),
        ),
        beats=rng.random() < 0.7,
        level=rng.choice((30, 30, 30, 30, 30, 90, 127)),
        eager_ms=rng.choice((600, 1_500, 3_000, 6_000)),
        freezes=rng.choice((0, 0, 1, 2)),
        crashes=rng.choice((0, 0, 0, 1)),
    )
