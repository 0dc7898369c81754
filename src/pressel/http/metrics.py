"""What is counted, for Prometheus."""

from collections.abc import Iterable, Iterator
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from pressel.http.state import State

ENGINE: Final = {
    "rtp_in_packets": "Packets of sound that came in and were authentic.",
    "rtp_out_packets": "Packets of sound that were sent to listeners.",
    "rtcp_in_packets": "Reports that came in.",
    "rtcp_out_packets": "Reports that were sent in answer.",
    "stun_in_packets": "Connectivity checks that were answered.",
    "dtls_in_packets": "Handshake datagrams.",
    "bad_datagrams_dropped": "Datagrams that belong to nobody or cannot be read.",
    "forged_packets_dropped": "Packets that were not authentic.",
    "replayed_packets_dropped": "Packets seen before, or too old to tell.",
    "floorless_frames_dropped": "Frames that came without a floor (held, then dropped).",
    "late_packets_dropped": "Packets that waited longer than 60 ms to be sent. Above 0: the machine is too small.",
    "egress_full_packets_dropped": "Packets for which a socket had no room.",
    "queue_full_packets_dropped": "Packets that found the line of outgoing packets full.",
    "seal_errors": "Packets that could not be encrypted (a bug).",
    "bursts": "Bursts that were forwarded.",
    "silent_sessions_dropped": "Sessions that said nothing for 30 s.",
    "hopped_datagrams": "Datagrams that came in at another shard than their session's, and were passed on.",
    "copied_packets": "Packets of a channel that were copied to another shard's listeners.",
    "letters_dropped": "Datagrams and packets between shards that found too many waiting.",
    "sessions": "Sessions with sound now.",
    "shards": "Threads that send and receive sound (`media.shards`).",
    "sessions_in_fullest_shard": "Sessions of the shard that has most.",
    "send_calls": "System calls that sent packets.",
    "send_blocked": "Times a socket had no room.",
    "send_refused_packets_dropped": "Packets the system refused to send.",
    "handoffs_dropped": "Handshake datagrams dropped because too many waited.",
    "overloaded": "1 while packets wait 16 ms or more: newcomers by WHEP get 503, and so does `/readyz`.",
}
SERVER: Final = {
    "pressel_channels": "Channels.",
    "pressel_sessions": "Sessions at the doors.",
    "pressel_members": "Members of all channels.",
    "pressel_talkers": "Channels in which somebody talks now.",
}
HELP: Final = SERVER | {f"pressel_engine_{name}": text for name, text in ENGINE.items()}


def metric_names() -> Iterable[str]:
    """Every metric there is."""
    return HELP


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
        for name, count in zip(SERVER, counts, strict=True):
            yield GaugeMetricFamily(name, HELP[name], value=count)
        for name, value in self._state.engine_stats().items():
            yield GaugeMetricFamily(f"pressel_engine_{name}", ENGINE[name], value=value)


def render(state: State) -> bytes:
    """The text format of Prometheus."""
    registry = CollectorRegistry()
    registry.register(Collector(state))
    return generate_latest(registry)
