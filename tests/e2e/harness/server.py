"""A real server in a process of its own, on free loopback ports and a folder of its own."""

import asyncio
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import httpx

READY_WITHIN_S: Final = 60
STOP_WITHIN_S: Final = 10
LOOK_EVERY_S: Final = 0.02
COMMAND: Final = Path(sys.executable).parent / "pressel"


class Server:
    """Start, kill, start again on the same folder."""

    def __init__(
        self, folder: Path, media_host: str = "127.0.0.1", http_host: str = "127.0.0.1", *, tls: bool = False
    ) -> None:
        self.folder = folder
        self.media_host = media_host
        self.http_host = http_host
        self.tls = tls
        self.trust: ssl.SSLContext | bool = True
        self.data = folder / "data"
        self.log = folder / "server.log"
        self.http_port, self.media_port = free_port(socket.SOCK_STREAM), free_port(socket.SOCK_DGRAM)
        host = "localhost" if http_host == "127.0.0.1" else http_host
        self.plain_url = f"http://{host}:{self.http_port}"
        self.url = f"https://{host}:{self.http_port}" if tls else self.plain_url
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Run it; returns after how many seconds it was ready."""
        http, media = f"{self.http_host}:{self.http_port}", f"{self.media_host}:{self.media_port}"
        command = [str(COMMAND), "serve", "--data", str(self.data), "--http", http, "--media", media]
        if self.tls:
            made = json.loads(self.run("tls", "init", "--json"))
            self.trust = ssl.create_default_context(cafile=made["authority"]["file"])
            command.append("--tls")
        started = time.monotonic()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)
        try:
            while not self._is_ready():
                assert self._process.poll() is None, f"the server ended:\n{self.log.read_text()}"
                assert time.monotonic() - started < READY_WITHIN_S, f"not ready:\n{self.log.read_text()}"
                time.sleep(LOOK_EVERY_S)
        except AssertionError:
            self.kill()
            raise
        return time.monotonic() - started

    def stall(self) -> None:
        """Stand still, until ``go_on``."""
        os.kill(self.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """Run again."""
        os.kill(self.pid, signal.SIGCONT)

    def kill(self) -> None:
        """As a power cut would."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(STOP_WITHIN_S)
            self._process = None

    def stop(self) -> int:
        """As an operator would; returns the exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(STOP_WITHIN_S)
        self._process = None
        return code

    def run(self, *arguments: str, given: str = "") -> str:
        """One verb of the command line on this server's folder, with ``given`` to read; returns what it printed."""
        command = [str(COMMAND), *arguments, "--data", str(self.data)]
        environment = os.environ | {"NO_COLOR": "1"}
        done = subprocess.run(command, input=given, capture_output=True, text=True, check=False, env=environment)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def token(self, *rights: str, channel: str = "lobby", ttl: str = "1h") -> str:
        """An API token, alive before this returns."""
        token = self.run("token", "create", "--channel", channel, "--name", "test", "--ttl", ttl, *rights)
        headers = {"authorization": f"Bearer {token}"}
        wait_until(
            lambda: httpx.get(f"{self.url}/v1/channels", headers=headers, verify=self.trust).status_code == 200, 5
        )
        return token

    def admin(self, name: str) -> dict[str, str]:
        """An admin made on the command line, signed in: the header of its requests."""
        command = [str(COMMAND), "user", "add", name, "--role", "admin", "--data", str(self.data)]
        subprocess.run(command, input="correct horse\n", capture_output=True, text=True, check=True)
        signed_in = httpx.post(f"{self.url}/v1/sign-in", json={"name": name, "password": "correct horse"})
        assert signed_in.status_code == 200, signed_in.text
        return {"authorization": f"Bearer {signed_in.json()['token']}"}

    @property
    def pid(self) -> int:
        """Of the running process."""
        assert self._process is not None
        return self._process.pid

    def metric(self, name: str) -> float:
        """One metric now."""
        lines = httpx.get(f"{self.url}/metrics", verify=self.trust).text.splitlines()
        return next(float(line.split()[1]) for line in lines if line.startswith(f"{name} "))

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", timeout=1, verify=self.trust).status_code == 200
        except httpx.TransportError:
            return False


def wait_until(condition: object, within_s: float) -> None:
    """Look often, give up late."""
    assert callable(condition)
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, f"not within {within_s} s"
        time.sleep(LOOK_EVERY_S)


async def until(condition: object, within_s: float = 5) -> None:
    """The same, while others go on."""
    assert callable(condition)
    async with asyncio.timeout(within_s):
        while not condition():
            await asyncio.sleep(LOOK_EVERY_S)


def free_port(kind: socket.SocketKind) -> int:
    """A port nobody has."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
