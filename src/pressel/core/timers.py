"""How long the floor waits for what: our values and the standard's, in ms (3GPP TS 24.380 table 11.1.3-1)."""

from dataclasses import dataclass
from typing import Final

from pressel.core.causes import RevokeCause
from pressel.core.channel import ChannelSettings


@dataclass(frozen=True, slots=True)
class FloorTimers:
    """Milliseconds, but for the one count. The talk limit (T2) and the silence limit are the channel's own."""

    t1_no_packets_ms: int = 1_600
    """Without any packet of a talker: its burst is over. DTX still sends one each 400 ms."""
    t3_grace_ms: int = 1_000
    """After a talk limit or a silence limit."""
    t3_preempted_ms: int = 300
    """Short enough that the first syllable of the one who takes over, held for 400 ms, is whole."""
    t3_emergency_ms: int = 0
    t8_revoked_again_ms: int = 1_000
    t20_granted_again_ms: int = 1_000
    c20_grants: int = 3
    """A turn is told so often, the first time counted."""
    unclaimed_ms: int = 5_000
    """A turn without a sound is over: above T132, the 4 s a client has to press again."""
    hard_stop_ms: int = 350
    """From release to the cut, if the engine reports no end."""
    cut_again_ms_max: int = 5_600
    """A cut that nobody obeys is said again, each time after twice as long, up to this."""

    def grace_ms(self, cause: RevokeCause) -> int:
        """T3, by cause."""
        if cause in (RevokeCause.TALK_LIMIT, RevokeCause.SILENT):
            return self.t3_grace_ms
        by_cause = {RevokeCause.PREEMPTED: self.t3_preempted_ms, RevokeCause.EMERGENCY: self.t3_emergency_ms}
        return by_cause.get(cause, 0)


MCPTT: Final = FloorTimers(t1_no_packets_ms=4_000, t3_grace_ms=3_000, t3_preempted_ms=3_000, t3_emergency_ms=3_000)
"""The standard's defaults; it has no silence limit, and no name for the rest."""


def timers_of(settings: ChannelSettings, ours: FloorTimers) -> FloorTimers:
    """Those of a channel's preset."""
    return MCPTT if settings.preset == "mcptt" else ours


def silence_limit_ms(settings: ChannelSettings) -> int:
    """0: off, as in the standard."""
    return 0 if settings.preset == "mcptt" else settings.silence_limit_ms
