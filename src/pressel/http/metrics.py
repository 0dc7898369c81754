"""What is counted, for Prometheus."""

from collections.abc import Iterable, Iterator
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from pressel.http.state import State

ENGINE_NAMES: Final = (
    "rtp_in_packets",
    "rtp_out_packets",
    "rtcp_in_packets",
    "rtcp_out_packets",
    "stun_in_packets",
    "dtls_in_packets",
    "bad_datagrams_dropped",
    "forged_packets_dropped",
    "replayed_packets_dropped",
    "floorless_frames_dropped",
    "late_packets_dropped",
    "egress_full_packets_dropped",
    "queue_full_packets_dropped",
    "seal_errors",
    "bursts",
    "silent_sessions_dropped",
    "sessions",
    "send_calls",
    "send_blocked",
    "send_refused_packets_dropped",
    "handoffs_dropped",
)
SERVER_NAMES: Final = ("pressel_channels", "pressel_sessions", "pressel_members", "pressel_talkers")


def metric_names() -> Iterable[str]:
    """Every metric there is."""
    return (*SERVER_NAMES, *(f"pressel_engine_{name}" for name in ENGINE_NAMES))


class Collector:
    """Reads everything when asked; nothing is counted twice."""

    def __init__(self, state: State) -> None:
        self._state = state

    def collect(self) -> Iterator[Metric]:
        """One snapshot."""
        rooms = self._state.hub.board.rooms.values()
        counts = (
            len(rooms),
            len(self._state.hub.board.sessions),
            sum(len(room.members) for room in rooms),
            sum(1 for room in rooms if room.floor.talker() is not None),
        )
        for name, count in zip(SERVER_NAMES, counts, strict=True):
            yield GaugeMetricFamily(name, name.removeprefix("pressel_"), value=count)
        for name, value in self._state.engine_stats().items():
            yield GaugeMetricFamily(f"pressel_engine_{name}", name.replace("_", " "), value=value)


def render(state: State) -> bytes:
    """The text format of Prometheus."""
    registry = CollectorRegistry()
    registry.register(Collector(state))
    return generate_latest(registry)
