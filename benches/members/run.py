"""What one more member at a WebSocket costs the whole server in memory, plain and with TLS: hello, join, then silence.

Proportional set size of the server's process before and behind the newcomers; a first fifty come before, so that what
is made once is not counted. With TLS the server is `serve --tls`, its certificate by an authority made for the run.
"""

import asyncio
import json
import ssl
import sys
import tempfile
import time
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from e2e.harness.server import Server  # noqa: E402  # the harness of the browser tests starts real servers

FIRST = 50
MEMBERS, MEMBERS_SHORT = 2_000, 300
AT_ONCE = 50
KB_MAX, KB_MAX_TLS = 48, 75
SHORT_GATE = 1.5
QUIET_S = 3


def memory_kb(pid: int) -> dict[str, int]:
    """``Rss`` and ``Pss`` of a process."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return {name: int(value.split()[0]) for name, _, value in (line.partition(":") for line in lines[1:])}


async def member(server: Server, token: str, turn: asyncio.Semaphore) -> ClientConnection:
    """One who came in and stays."""
    async with turn:
        url = f"{server.url.replace('http', 'ws', 1)}/v1/ws"
        trust = server.trust if isinstance(server.trust, ssl.SSLContext) else None
        socket = await connect(url, ssl=trust, subprotocols=["pressel.v1"], ping_interval=None, compression=None)
        for number, request in enumerate(
            ({"type": "hello", "token": token}, {"type": "channel.join", "channel": "lobby"})
        ):
            await socket.send(json.dumps({"id": number, **request}))
            while (answer := json.loads(await socket.recv())).get("re") != number:
                pass
            assert answer["type"] == "ok", answer
        return socket


async def measure(server: Server, members: int) -> tuple[dict[str, float], float]:
    """Kilobytes for each newcomer, and how many came in a second."""
    token = await asyncio.to_thread(server.token, "--listen")
    turn = asyncio.Semaphore(AT_ONCE)
    sockets = await asyncio.gather(*(member(server, token, turn) for _ in range(FIRST)))
    await asyncio.sleep(QUIET_S)
    before, started = memory_kb(server.pid), time.monotonic()
    sockets += await asyncio.gather(*(member(server, token, turn) for _ in range(members)))
    came_s = time.monotonic() - started
    await asyncio.sleep(QUIET_S)
    after = memory_kb(server.pid)
    await asyncio.gather(*(socket.close() for socket in sockets))
    return {name: (after[name] - before[name]) / members for name in ("Rss", "Pss")}, members / came_s


def one_kind(members: int, *, tls: bool) -> float:
    """A server of its own, measured and printed; kilobytes (PSS) each."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), tls=tls)
        server.start()
        try:
            each, rate = asyncio.run(measure(server, members))
        finally:
            server.kill()
    kind = "TLS" if tls else "plain"
    print(f"{kind:5}  {members:7}  {each['Rss']:11.1f}  {each['Pss']:11.1f}  {rate:15.0f}")
    return each["Pss"]


def main() -> int:
    short = "--short" in sys.argv
    members, gate = (MEMBERS_SHORT, SHORT_GATE) if short else (MEMBERS, 1)
    print("kind   members  RSS kB each  PSS kB each  came per second")
    plain, tls = (one_kind(members, tls=tls) for tls in (False, True))
    return int(plain > KB_MAX * gate or tls > KB_MAX_TLS * gate)


if __name__ == "__main__":
    sys.exit(main())
