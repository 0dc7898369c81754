"""The sound engine. Every call returns at once; engine threads never attach to Python.

Commands go down in batches of tuples, events come up in batches of tuples; the first item names
the kind. Handles are ``int`` below 2**32, chosen by the caller and mapped in ``pressel.media`` alone.
Mirrors ``engine/media/src/seam.rs``.
"""

from typing import Literal, Self, TypeAlias, TypedDict, final

__all__ = ["Engine", "swarm"]

class _EngineConfig(TypedDict, total=False):
    """What an engine is built from. All keys may be left out."""

    media: str
    """``HOST:PORT`` to bind; ``0.0.0.0`` and ``[::]`` mean a socket for each interface address (IPv4 and IPv6).
    Default ``0.0.0.0:7350``; port 0 picks one."""
    advertise: list[str]
    """Addresses to put into answers beside the bound ones."""
    sessions_max: int
    """More sessions are refused with ``no-room``. Default 20,000."""
    hold_ms: int
    """How much of an uplink without the floor is kept. 0–400, default 400."""
    shards: int
    """Media threads, each with sockets of its own on the one port. 1–64, default 1."""

_Door: TypeAlias = Literal["peer", "whip", "whep"]
_Ending: TypeAlias = Literal["finish", "cut"]

_Command: TypeAlias = (
    tuple[Literal["session.open"], int, str, _Door, int]
    # session, offer (SDP), door, echo group (0..2**63: sessions of one group never hear each other)
    | tuple[Literal["session.restart"], int, str]  # session, offer with new ICE credentials
    | tuple[Literal["session.close"], int]  # session
    | tuple[Literal["channel.open"], int]  # channel
    | tuple[Literal["channel.close"], int]  # channel
    | tuple[Literal["slot.bind"], int, int, int | None]  # session, slot, channel or none
    | tuple[Literal["floor.set"], int, int, int, list[int], _Ending]
    # channel, epoch, seq, sources (sessions), how a source that left the set ends
    | tuple[Literal["hold.clear"], int]  # session
)

_DownReason: TypeAlias = Literal["silent", "bye", "handshake", "closed"]

_Event: TypeAlias = (
    tuple[Literal["session.answer"], int, int, str, bool, int]
    # request, session, answer (SDP), has an uplink, number of slots
    | tuple[Literal["session.refused"], int, int, str, str]  # request, session, code, text
    | tuple[Literal["session.up"], int]
    | tuple[Literal["session.down"], int, _DownReason]
    | tuple[Literal["uplink.started"], int]
    | tuple[Literal["uplink.stopped"], int, int]  # session, age of the last packet in ms
    | tuple[Literal["voice.started"], int]
    | tuple[Literal["voice.stopped"], int]
    | tuple[Literal["speech.started"], int]
    | tuple[Literal["speech.stopped"], int]
    | tuple[Literal["burst.ended"], int, int, int, int]
    # channel, session, epoch and seq of the set it came in with; once for each source that leaves, heard or not
    | tuple[Literal["floor.applied"], int, int, int]  # channel, epoch, seq
    | tuple[Literal["link"], int, float, float, float, float, float]  # of sessions of the door "peer" only
    # session, uplink loss 0–1, uplink jitter ms, downlink loss 0–1, downlink jitter ms, round trip ms (nan: unknown)
    | tuple[Literal["overload"], int]  # ms the oldest packet waits; 0: over
    | tuple[Literal["fault"], str]
)

@final
class Engine:
    """Threads, sockets and machines of one node's sound."""

    def __new__(cls, config: _EngineConfig | None = None) -> Self:
        """Check the configuration; open nothing yet.

        Raises:
            ValueError: an address or a number cannot be read.
        """

    @property
    def fd(self) -> int:
        """An eventfd that is readable while events wait; for ``loop.add_reader``."""

    def start(self) -> list[tuple[str, int]]:
        """Bind, start the threads and return the bound (address, port) pairs.

        Raises:
            OSError: a port is busy or an address is not ours (``errno`` is kept).
            RuntimeError: started before.
        """

    def stop(self, drain_ms: int = 0) -> None:
        """End after at most ``drain_ms`` of finishing bursts. Idempotent; joins the threads with the GIL released."""

    def submit(self, commands: list[_Command]) -> int:
        """Queue commands in order; the n-th answers to the returned request id + n.

        Raises:
            ValueError: a tuple is not a command (nothing of the batch is queued).
            RuntimeError: the queue (65,536) is full, or the engine does not run.
        """

    def drain(self, max: int = 1024) -> list[_Event]:
        """Take up to ``max`` events, oldest first; the fd stays readable while more wait."""

    def stats(self) -> dict[str, int]:
        """Counters since the start and gauges of now, by metric name (``docs/reference/metrics.md``)."""

def swarm(arguments: list[str]) -> str:
    """Measure a running server with many clients: a verb, then ``name=value`` pairs (``swarm/src/bench/plan.rs``).

    Takes as long as the measurement, with the GIL released; progress goes to standard error. Returns a JSON object
    of numbers.

    Raises:
        RuntimeError: the plan cannot be read, or the server did not do its part; the text says which.
    """
