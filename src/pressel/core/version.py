"""The version of a floor: ``(epoch, seq)``, compared as a pair."""

from dataclasses import dataclass
from typing import Final

EPOCH_MAX: Final = 2**53 - 1


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """Every change of a floor set raises ``seq``; every start of a channel raises ``epoch``."""

    epoch: int
    seq: int

    def next(self) -> "Version":
        """The version of the next change."""
        return Version(self.epoch, self.seq + 1)


def first_epoch(stored: int, now_ms: int) -> int:
    """Epoch of a channel that starts now: above any it ever had, even (contract §4), below 2**53."""
    return min(max(stored + 2, 2 * now_ms) // 2 * 2, EPOCH_MAX - 1)
