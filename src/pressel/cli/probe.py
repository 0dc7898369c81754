"""What a server says to others while it is measured: whether it is ready, whether WHEP lets a newcomer in, how soon the
floor answers. In a thread of its own, some times a second."""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

LOOK_EVERY_S: Final = 0.1
ANSWER_WITHIN_S: Final = 10
WHEP_EACH: Final = 5
"""A newcomer takes longer to be sent away than the floor to answer: of so many looks, one tries."""
LOOKS_MAX: Final = 20_000
NO_ROOM: Final = 503
NO_OFFER: Final = b"v=0\r\n"
"""Refused whatever happens: for its form where there is room, with 503 where there is none."""


@dataclass(slots=True)
class Seen:
    """What was answered while ``/readyz`` said that sound waits."""

    looks: int = 0
    """All, also those that found that nothing waits."""
    floor_ms: list[float] = field(default_factory=list)
    ready: int = 0
    """Looks at ``/readyz`` that said 503 with ``Retry-After``."""
    whep: int = 0
    whep_busy: int = 0
    """Of ``whep`` newcomers, those who got 503 with ``Retry-After``."""
    trouble: str = ""
    """Why the looking ended before its time."""

    def figures(self) -> dict[str, float]:
        """By name; the floor's are missing where nothing was seen."""
        ordered = sorted(self.floor_ms)
        at = {"p50": len(ordered) // 2, "p99": len(ordered) * 99 // 100, "max": len(ordered) - 1}
        floor = {f"floor_{name}_ms": ordered[place] for name, place in at.items()} if ordered else {}
        counts = {"looks": self.looks, "readyz_busy": self.ready, "whep_asked": self.whep, "whep_busy": self.whep_busy}
        return floor | {"floor_asked": float(len(ordered))} | {name: float(count) for name, count in counts.items()}


@contextmanager
def probe(url: str, listen: str, talk: str) -> Iterator[Seen]:
    """Look at the server at ``url`` until the block ends."""
    seen, stop = Seen(), threading.Event()
    thread = threading.Thread(target=_look, args=(url, listen, talk, seen, stop), name="bench-probe")
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join()


def _look(url: str, listen: str, talk: str, seen: Seen, stop: threading.Event) -> None:
    host = urlsplit(url).netloc
    try:
        with connect(f"ws://{host}/v1/ws", subprotocols=["pressel.v1"], compression=None) as line:  # type: ignore[list-item]
            _ask(line, {"id": 1, "type": "hello", "token": talk})
            _ask(line, {"id": 2, "type": "channel.join", "channel": "lobby"})
            for number in range(3, LOOKS_MAX):
                if stop.wait(LOOK_EVERY_S):
                    return
                _one(host, listen, line, number, seen)
    except (OSError, WebSocketException, http.client.HTTPException) as error:
        seen.trouble = str(error) or type(error).__name__


def _one(host: str, listen: str, line: ClientConnection, number: int, seen: Seen) -> None:
    waits = _status(host, "GET", "/readyz") == (NO_ROOM, True)
    asked = time.perf_counter()
    # Refused, for there is no microphone on this line: read and written as a grant is, decided ahead of the table.
    _ask(line, {"id": number, "type": "floor.request", "channel": "lobby", "press": number})
    took_ms = (time.perf_counter() - asked) * 1_000
    seen.looks += 1
    if not waits:
        return
    seen.ready += 1
    seen.floor_ms.append(took_ms)
    if seen.ready % WHEP_EACH != 1:
        return
    seen.whep += 1
    seen.whep_busy += _status(host, "POST", "/v1/channels/lobby/whep", listen) == (NO_ROOM, True)


def _ask(line: ClientConnection, request: dict[str, Any]) -> None:
    line.send(json.dumps(request))
    while json.loads(line.recv(timeout=ANSWER_WITHIN_S)).get("re") != request["id"]:
        pass


def _status(host: str, method: str, path: str, token: str = "") -> tuple[int, bool]:
    """The status, and whether it says when to come again."""
    connection = http.client.HTTPConnection(host, timeout=ANSWER_WITHIN_S)
    try:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/sdp"} if token else {}
        connection.request(method, path, body=NO_OFFER if token else None, headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.getheader("Retry-After") is not None
    finally:
        connection.close()
