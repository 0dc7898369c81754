"""A network of our own: a namespace, joined to the rest of the machine by one cable. Needs root and iproute2."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lan:
    """``near`` is the machine's address on the cable, ``far`` that of the namespace."""

    name: str
    near: str
    far: str
    cable: str

    def inside(self, *command: str) -> list[str]:
        """The command that runs ``command`` in the namespace."""
        return ["ip", "netns", "exec", self.name, *command]

    def pull(self) -> None:
        """Out with the cable: nothing passes, and nobody is told."""
        _run(*self.inside("ip", "link", "set", f"{self.cable}f", "down"))

    def plug(self) -> None:
        """In with it again."""
        _run(*self.inside("ip", "link", "set", f"{self.cable}f", "up"))


@contextmanager
def lan() -> Iterator[Lan]:
    """Made for one test, and gone with it."""
    number = os.getpid() % 2**14
    network = f"10.{192 + number // 256}.{number % 256}"
    made = Lan(f"pressel{number}", f"{network}.1", f"{network}.2", f"psl{number}")
    near, far = f"{made.cable}n", f"{made.cable}f"
    _run("ip", "netns", "add", made.name)
    try:
        _run("ip", "link", "add", near, "type", "veth", "peer", "name", far, "netns", made.name)
        _run("ip", "addr", "add", f"{made.near}/30", "dev", near)
        _run("ip", "link", "set", near, "up")
        _run(*made.inside("ip", "addr", "add", f"{made.far}/30", "dev", far))
        _run(*made.inside("ip", "link", "set", far, "up"))
        _run(*made.inside("ip", "link", "set", "lo", "up"))
        yield made
    finally:
        _run("ip", "netns", "delete", made.name)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr.strip()} (a network of our own needs root)"
