"""What a request for the floor gets. A table (3GPP TS 24.380 clause 6.3.4): what the floor has, by who asks."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pressel.core.channel import Preempt
from pressel.core.queue import Asker, Rank, Uplink
from pressel.core.talker import Talker


class Place(StrEnum):
    """What the floor has for one who asks, behind those who go before it."""

    FREE = "free"
    SOON = "soon"
    """A talker is ending, or being pre-empted: within 350 ms."""
    BUSY = "busy"
    QUEUE_FULL = "queue-full"
    NO_QUEUE = "no-queue"


class Ask(StrEnum):
    """Who asks."""

    ORDINARY = "ordinary"
    PREEMPTIVE = "preemptive"
    """It outranks a talker, and the channel lets it pre-empt."""
    EMERGENCY = "emergency"
    """So does this, for life and limb."""
    QUEUED = "queued"
    """It stands in line already: an answer was lost, or its rank has changed."""
    TALKER = "talker"
    """Its grant was lost."""
    REVOKED = "revoked"
    """It was told to stop a moment ago."""
    ALONE = "alone"
    """Nobody would hear, and the channel denies that."""


class Step(StrEnum):
    """What a row does with a request; each is a method of ``Floor``."""

    GRANT = "grant"
    GRANT_SAME = "grant_same"
    WAIT = "wait"
    QUEUE = "queue"
    SAME_PLACE = "same_place"
    PREEMPT = "preempt"
    DENY_BUSY = "deny_busy"
    DENY_FULL = "deny_full"
    DENY_ALONE = "deny_alone"


_TAKEN: Final = (Place.BUSY, Place.QUEUE_FULL, Place.NO_QUEUE)
ASKING: Final[dict[tuple[Place, Ask], tuple[Step, ...]]] = {
    (Place.FREE, Ask.ORDINARY): (Step.GRANT,),
    (Place.SOON, Ask.ORDINARY): (Step.WAIT,),
    (Place.BUSY, Ask.ORDINARY): (Step.QUEUE,),
    (Place.QUEUE_FULL, Ask.ORDINARY): (Step.DENY_FULL,),
    (Place.NO_QUEUE, Ask.ORDINARY): (Step.DENY_BUSY,),
    **{(place, Ask.PREEMPTIVE): (Step.PREEMPT, Step.WAIT) for place in _TAKEN},
    **{(place, Ask.EMERGENCY): (Step.PREEMPT, Step.WAIT) for place in (*_TAKEN, Place.SOON)},
    **{(place, Ask.QUEUED): (Step.SAME_PLACE,) for place in Place},
    **{(place, Ask.TALKER): (Step.GRANT_SAME,) for place in Place},
    **{(place, Ask.REVOKED): (Step.DENY_BUSY,) for place in Place},
    **{(place, Ask.ALONE): (Step.DENY_ALONE,) for place in Place},
}
UNASKED: Final[dict[tuple[Place, Ask], str]] = {
    (Place.FREE, Ask.PREEMPTIVE): "nobody is pre-empted where a place is free",
    (Place.FREE, Ask.EMERGENCY): "nobody is pre-empted where a place is free",
    (
        Place.SOON,
        Ask.PREEMPTIVE,
    ): "nobody is pre-empted where a place is about to be free; only an emergency hurries it",
}
"""What cannot happen, and why."""

PREEMPTS: Final[dict[Preempt, Callable[[Rank, Rank], bool]]] = {
    "never": lambda _asker, _talker: False,
    "tier": lambda asker, talker: asker[0] > talker[0],
    "priority": lambda asker, talker: asker > talker,
}


@dataclass(frozen=True, slots=True)
class Question:
    """What the steps of a request know."""

    asker: Asker
    uplink: Uplink
    now_ms: int
    victim: Talker | None
