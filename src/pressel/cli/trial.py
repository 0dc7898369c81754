"""A server to be measured: in a process and a folder of its own, on free ports of this machine, gone afterwards."""

import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pressel.cli import output
from pressel.core.channel import MEMBERS_MAX_DEFAULT

READY_WITHIN_S: Final = 30
STOP_WITHIN_S: Final = 10
LOOK_EVERY_S: Final = 0.05
PRESSEL: Final = (sys.executable, "-c", "from pressel.cli import main; main()")
SWARM: Final = (sys.executable, "-m", "pressel.media.swarm")
TOKEN_TAKES_S: Final = 1.5
"""A running server sees new tokens within a second."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A server that runs."""

    url: str
    pid: int
    listen: str
    talk: str

    def measure(self, verb: str, within_s: float, **plan: int) -> dict[str, float]:
        """One measurement by the swarm; progress goes to standard error."""
        known = {"channel": f"{self.url}/v1/channels/lobby", "listen": self.listen, "talk": self.talk, "pid": self.pid}
        arguments = [f"{name}={value}" for name, value in {**known, **plan}.items()]
        try:
            done = subprocess.run(
                [*SWARM, verb, *arguments], stdout=subprocess.PIPE, text=True, timeout=within_s, check=False
            )
        except subprocess.TimeoutExpired:
            output.fail(f"{verb}: not done within {within_s:.0f} s; try fewer listeners")
        if done.returncode != 0:
            output.fail(f"{verb}: the measurement failed; what went wrong stands above")
        found: dict[str, float] = json.loads(done.stdout)
        return found

    def metric(self, name: str) -> float:
        """One metric now; 0 where there is none."""
        with urllib.request.urlopen(f"{self.url}/metrics", timeout=5) as answer:
            lines = answer.read().decode().splitlines()
        return next((float(line.split()[1]) for line in lines if line.startswith(f"{name} ")), 0.0)


@contextmanager
def trial(members: int) -> Iterator[Trial]:
    """Start a server with two tokens and a lobby for ``members``; stop it whatever happens."""
    with tempfile.TemporaryDirectory(prefix="pressel-bench-") as folder:
        data, log = Path(folder) / "data", Path(folder) / "log"
        ports = [free_port(kind) for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM)]
        http, media = (f"127.0.0.1:{port}" for port in ports)
        with log.open("wb") as sink:
            flags = ["serve", "--data", str(data), "--http", http, "--media", media]
            server = subprocess.Popen([*PRESSEL, *flags], stdout=sink, stderr=sink, cwd=folder)
        try:
            _wait_until_ready(f"http://{http}", server, log)
            if members > MEMBERS_MAX_DEFAULT:
                _command(data, "channel", "set", "lobby", "--members", str(members))
            listen, talk = (_token(data, right) for right in ("--listen", "--talk"))
            time.sleep(TOKEN_TAKES_S)
            yield Trial(f"http://{http}", server.pid, listen, talk)
        finally:
            _stop(server)


@contextmanager
def engine_alone() -> Iterator[Trial]:
    """The engine behind a door that knows no person, in a process of its own; stop it whatever happens."""
    host = subprocess.Popen([*SWARM, "host"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        address = host.stdout.readline().strip() if host.stdout is not None else ""
        if not address:
            output.fail("the engine did not start; what went wrong stands above")
        yield Trial(f"http://{address}", host.pid, "", "")
    finally:
        _stop(host)


def machine() -> dict[str, Any]:
    """What it was measured on."""
    models = [line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    load = float(_lines("/proc/loadavg")[0].split()[0])
    kernel = _lines("/proc/sys/kernel/osrelease")[0]
    python = ".".join(str(part) for part in sys.version_info[:3])
    return {
        "cpu": models[0] if models else "unknown",
        "cores": len(models) or 1,
        "kernel": kernel,
        "python": python,
        "load": load,
    }


def free_port(kind: socket.SocketKind) -> int:
    """A port nobody has."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() or [""]


def _token(data: Path, right: str) -> str:
    return _command(data, "token", "create", "--channel", "lobby", "--name", "bench", "--ttl", "1h", right)


def _command(data: Path, *words: str) -> str:
    done = subprocess.run([*PRESSEL, *words, "--data", str(data)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        output.fail(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout.strip()


def _wait_until_ready(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while True:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=1):
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            if server.poll() is not None or time.monotonic() > deadline:
                output.fail(f"the server did not start:\n{log.read_text()}")
            time.sleep(LOOK_EVERY_S)


def _stop(server: subprocess.Popen[Any]) -> None:
    server.terminate()
    try:
        server.wait(STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
