"""One WebSocket: ``GET /v1/ws``, subprotocol ``pressel.v1``. Reads, writes, keeps the limits; decides nothing."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from pressel.core import events
from pressel.core.causes import ErrorCode, LeaveReason
from pressel.core.effects import Refuse
from pressel.core.identity import Identity
from pressel.core.ids import SessionId, UserId
from pressel.core.news import Notice
from pressel.core.presence import RESUME_MS
from pressel.core.room import MEMBER_LIST_MAX
from pressel.core.session import CHANNELS_MAX
from pressel.hub.hub import Hub
from pressel.signalling.turnstile import Turnstile
from pressel.wire import client as wire
from pressel.wire import codec, nouns

SUBPROTOCOL: Final = "pressel.v1"
HELLO_WITHIN_S: Final = 5.0
MESSAGES_PER_S_MAX: Final = 50
TOO_FAST_MAX: Final = 50
"""So many refusals for speed in one second, and the line is cut."""
MALFORMED_MAX: Final = 3
MALFORMED_WINDOW_S: Final = 10.0
SEND_QUEUE_BYTES_MAX: Final = 256 * 1024
SEND_WAIT_S_MAX: Final = 2.0
WARN_BEFORE_MS: Final = 60_000
SLOTS_MAX: Final = 8
DEVICE_CHARS_MAX: Final = 64
HEARTBEAT_MS: Final = 5_000
OFFLINE_AFTER_MS: Final = 12_000

CLOSE_DONE: Final = 1000
CLOSE_GOING_AWAY: Final = 1001
CLOSE_POLICY: Final = 1008
CLOSE_TRY_LATER: Final = 1013
CLOSE_TOO_BIG: Final = 1009
CLOSE_RESTART: Final = 1012
CLOSE_BAD_TOKEN: Final = 4401

ENDS: Final = {
    CLOSE_DONE: LeaveReason.GOODBYE,
    CLOSE_GOING_AWAY: LeaveReason.GOODBYE,
    CLOSE_BAD_TOKEN: LeaveReason.TOKEN_ENDED,
    CLOSE_POLICY: LeaveReason.LOST_LINK,
    CLOSE_TOO_BIG: LeaveReason.LOST_LINK,
}
"""Close codes that end the session. Any other loss keeps it for a while (contract §3)."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class RefusedError(Exception):
    """A credential is not believed; ``text`` is for people."""

    text: str


Verify = Callable[[str], Identity]
"""Raises ``RefusedError``."""


class SendQueue:
    """The hub's ``Sink`` of one socket: frames wait here, bounded in bytes and in time."""

    def __init__(self, dropped: Callable[[], None]) -> None:
        self._dropped = dropped
        # Lists, not deques: an empty deque takes 0.7 kB, and these are empty nearly always.
        self._frames: list[tuple[float, bytes]] = []
        self._bytes = 0
        self._wake = asyncio.Event()
        self.closing: tuple[int, str] | None = None

    def deliver(self, frame: bytes) -> None:
        """One message. A reader that does not read is dropped, never waited for."""
        if self.closing is not None:
            return
        self._frames.append((time.monotonic(), frame))
        self._bytes += len(frame)
        late = time.monotonic() - self._frames[0][0] > SEND_WAIT_S_MAX
        if self._bytes > SEND_QUEUE_BYTES_MAX or late:
            self._frames.clear()
            self.close(CLOSE_TRY_LATER, "reads too slowly")
            self._dropped()
        self._wake.set()

    def close(self, code: int, reason: str) -> None:
        """The end, behind what was delivered."""
        if self.closing is None:
            self.closing = (code, reason)
            self._wake.set()

    async def write_to(self, socket: WebSocket) -> None:
        """Until closed; then closes the socket."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._frames:
                _, frame = self._frames[0]
                await socket.send_text(frame.decode())
                if self._frames:
                    self._frames.pop(0)
                    self._bytes -= len(frame)
            if self.closing is not None:
                code, reason = self.closing
                await socket.close(code, reason)
                return


class Pace:
    """How often, within a window."""

    def __init__(self, most: int, window_s: float) -> None:
        self._times: list[float] = []
        self._most = most
        self._window_s = window_s

    def is_exceeded(self) -> bool:
        """Count one more; whether it is one too many."""
        now = time.monotonic()
        if len(self._times) >= self._most:
            if now - self._times[0] < self._window_s:
                return True
            del self._times[0]
        self._times.append(now)
        return False


class Session:
    """From the first frame to the last."""

    def __init__(self, socket: WebSocket, hub: Hub, verify: Verify, turnstile: Turnstile, server: str) -> None:
        self._socket = socket
        self._hub = hub
        self._verify = verify
        self._turnstile = turnstile
        self._server = server
        self._queue = SendQueue(self._lost)
        self._pace = Pace(MESSAGES_PER_S_MAX, 1.0)
        self._too_fast = Pace(TOO_FAST_MAX, 1.0)
        self._malformed = Pace(MALFORMED_MAX - 1, MALFORMED_WINDOW_S)
        self._id: SessionId | None = None
        self._user: UserId | None = None
        self._close_code: int | None = None
        self._expiry: asyncio.TimerHandle | None = None

    async def run(self) -> None:
        """Serve one socket to its end; the session outlives it only if the line was lost."""
        if SUBPROTOCOL not in self._socket.scope.get("subprotocols", []):
            await self._socket.close(CLOSE_POLICY)
            return
        await self._turnstile.pass_through()
        await self._socket.accept(SUBPROTOCOL)
        writer = asyncio.create_task(self._write(), name="ws-write")
        try:
            await self._read()
        except WebSocketDisconnect as gone:
            self._close_code = gone.code
        finally:
            if self._expiry is not None:
                self._expiry.cancel()
            self._leave()
            self._queue.close(CLOSE_DONE, "")
            with contextlib.suppress(asyncio.TimeoutError, WebSocketDisconnect, RuntimeError):
                await asyncio.wait_for(writer, SEND_WAIT_S_MAX)

    def _leave(self) -> None:
        """Goodbye, or lost? A server that stops says neither: what was going on then is closed at the next start."""
        code = self._close_code if self._queue.closing is None else self._queue.closing[0]
        if self._id is not None and code in ENDS:
            self._hub.close(self._id, ENDS[code], self._queue)
        elif code != CLOSE_RESTART:
            self._lost()

    def _lost(self) -> None:
        if self._id is not None:
            self._hub.lose(self._id, self._queue)

    async def _write(self) -> None:
        try:
            await self._queue.write_to(self._socket)
        except (WebSocketDisconnect, RuntimeError):
            # The peer is gone; the reader learns it too and tells the hub.
            log.debug("socket closed while writing")

    async def _read(self) -> None:
        await self._first()
        while self._queue.closing is None:
            request = await self._next()
            if request is not None:
                await self._take(request)

    async def _first(self) -> None:
        late_at = asyncio.get_running_loop().time() + HELLO_WITHIN_S
        while self._id is None and self._queue.closing is None:
            try:
                async with asyncio.timeout_at(late_at):
                    request = await self._next()
            except TimeoutError:
                self._queue.close(CLOSE_POLICY, "say hello within 5 s")
                return
            if isinstance(request, wire.Hello):
                await self._hello(request)
            elif request is not None:
                self._refuse(request.id, ErrorCode.HELLO_FIRST, "the first message is hello")

    async def _next(self) -> wire.Request | None:
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1006))
        frame = message.get("text") or message.get("bytes") or b""
        if len(frame) > codec.FRAME_BYTES_MAX:
            self._queue.close(CLOSE_TOO_BIG, "a frame is at most 64 KiB")
            return None
        try:
            request = codec.decode(frame)
        except codec.WireError as error:
            if error.code is ErrorCode.BAD_MESSAGE and self._malformed.is_exceeded():
                self._queue.close(CLOSE_POLICY, "too many messages that cannot be read")
            self._refuse(error.request, error.code, error.text)
            return None
        if self._pace.is_exceeded():
            self._refuse(request.id, ErrorCode.TOO_FAST, "50 messages a second are allowed", retry_ms=1_000)
            if self._too_fast.is_exceeded():
                self._queue.close(CLOSE_POLICY, "too many messages")
            return None
        return request

    async def _take(self, request: wire.Request) -> None:
        if self._id is None:
            return
        if isinstance(request, wire.Hello):
            await self._hello(request)
        elif isinstance(request, wire.SessionEnd):
            self._queue.deliver(codec.encode_done(request.id))
            self._queue.close(CLOSE_DONE, "goodbye")
        elif event := codec.event_of(self._id, request, self._hub.clock.burst_id()):
            self._hub.post(event)

    async def _hello(self, hello: wire.Hello) -> None:
        await self._turnstile.pass_through()
        try:
            identity = self._verify(hello.token)
        except RefusedError as refused:
            self._refuse(hello.id, ErrorCode.BAD_TOKEN, refused.text)
            self._queue.close(CLOSE_BAD_TOKEN, "bad token")
            return
        if self._id is not None and identity.user != self._user:
            self._refuse(hello.id, ErrorCode.BAD_TOKEN, "a running session stays its user's; open another line")
            return
        self._user = identity.user
        if self._id is not None:
            self._hub.post(events.SessionRenewed(self._id, identity))
            self._welcome(hello, self._id, identity, "resumed")
            return
        device = hello.device[:DEVICE_CHARS_MAX]
        found = None
        if hello.resume is not None:
            found = await self._hub.find(hello.resume, identity, device, hello.seen)
        if found is not None:
            self._id = found
            self._welcome(hello, found, identity, "resumed")
            self._hub.back(found, identity, self._queue, hello.seen)
            return
        self._id = self._hub.clock.session_id()
        opened = events.SessionOpened(self._id, identity, device, beats=hello.beats)
        self._hub.open(opened, self._queue, resumable=True)
        self._welcome(hello, self._id, identity, "new" if hello.resume is None else "reset")

    def _welcome(
        self, hello: wire.Hello, session: SessionId, identity: Identity, state: Literal["new", "resumed", "reset"]
    ) -> None:
        self._watch_expiry(identity)
        resume = self._hub.resume_id(session, identity, hello.device[:DEVICE_CHARS_MAX])
        answer = welcome(session, identity, self._hub.clock.now_ms(), self._server, resume, state)
        self._queue.deliver(codec.encode_answer(hello.id, answer))

    def _watch_expiry(self, identity: Identity) -> None:
        """A warning 60 s before the token ends; at its end the line is closed."""
        if self._expiry is not None:
            self._expiry.cancel()
        loop = asyncio.get_running_loop()
        left_ms = identity.expires_at_ms - self._hub.clock.now_ms()
        warn_s = max(0, left_ms - WARN_BEFORE_MS) / 1000
        end_s = max(0, left_ms) / 1000 - warn_s
        self._expiry = loop.call_later(warn_s, self._warn, end_s)

    def _warn(self, end_s: float) -> None:
        if self._id is not None:
            self._hub.tell(self._id, Notice("token-expires"))
        self._expiry = asyncio.get_running_loop().call_later(end_s, self._queue.close, CLOSE_BAD_TOKEN, "token ended")

    def _refuse(self, request: int, code: ErrorCode, text: str, retry_ms: int | None = None) -> None:
        session = self._id or SessionId("")
        self._queue.deliver(codec.encode_refusal(Refuse(session, request, code, text=text, retry_ms=retry_ms)))


def welcome(
    session: SessionId,
    identity: Identity,
    now_ms: int,
    server: str,
    resume: str,
    state: Literal["new", "resumed", "reset"] = "new",
) -> wire.Welcome:
    """The answer to ``hello``."""
    return wire.Welcome(
        session=session,
        you=nouns.Person(identity.user, identity.name, identity.guest, identity.admin),
        limits=nouns.Limits(
            frame_bytes_max=codec.FRAME_BYTES_MAX,
            messages_per_s_max=MESSAGES_PER_S_MAX,
            channels_max=CHANNELS_MAX,
            slots_max=SLOTS_MAX,
            member_list_max=MEMBER_LIST_MAX,
            heartbeat_ms=HEARTBEAT_MS,
            offline_after_ms=OFFLINE_AFTER_MS,
            resume_ms=RESUME_MS,
        ),
        server_at_ms=now_ms,
        server=server,
        token_expires_at_ms=identity.expires_at_ms,
        resume=resume,
        state=state,
    )
