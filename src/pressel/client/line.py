"""One connection to the server, sans-IO: requests out, each answered once; events in, each in its order."""

from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import msgspec

from pressel.wire import client as wire

PENDING_MAX: Final = 64
"""Requests without an answer at one time."""
ANSWER_MS: Final = 5_000
"""A line that does not open, or a request that is not answered, for so long means that the line is dead."""


class _Ok(msgspec.Struct, tag="ok", frozen=True):
    """An answer whose result is read by what was asked."""

    re: int
    result: msgspec.Raw


_decoder: Final[msgspec.json.Decoder[Any]] = msgspec.json.Decoder(_Ok | wire.Error | wire.Event)
_encoder: Final = msgspec.json.Encoder()
_RESULTS: Final[dict[type, msgspec.json.Decoder[Any]]] = {
    wire.Hello: msgspec.json.Decoder(wire.Welcome),
    wire.ChannelList: msgspec.json.Decoder(wire.Channels),
    wire.ChannelJoin: msgspec.json.Decoder(wire.Joined),
    wire.MediaOffer: msgspec.json.Decoder(wire.Answered),
    wire.FloorRequest: msgspec.json.Decoder(wire.FloorResult),
    wire.FloorPosition: msgspec.json.Decoder(wire.FloorResult),
}
_DONE: Final = msgspec.json.Decoder(wire.Done)


@dataclass(frozen=True, slots=True)
class Answer:
    """The one answer to ``request``: its result, or why not."""

    request: wire.Request
    result: wire.Result | wire.Error


@dataclass(slots=True)
class Line:
    """``pending`` keeps what was asked, and when its answer is overdue. Times are ms."""

    last_id: int = 0
    pending: dict[int, tuple[wire.Request, int]] = field(default_factory=dict)

    def ask(self, kind: "type[_R]", now_ms: int, **fields: Any) -> bytes | None:
        """A request as it is sent; none if too many wait already."""
        if len(self.pending) >= PENDING_MAX:
            return None
        self.last_id += 1
        request = kind(id=self.last_id, **fields)
        self.pending[self.last_id] = (request, now_ms + ANSWER_MS)
        return _encoder.encode(request)

    def read(self, frame: bytes) -> Answer | wire.Event | None:
        """What the server said; none for what this version does not know, and for answers to nothing."""
        try:
            message = _decoder.decode(frame)
        except msgspec.DecodeError:
            return None
        if not isinstance(message, _Ok | wire.Error):
            event: wire.Event = message
            return event
        asked = self.pending.pop(message.re, None)
        if asked is None:
            return None
        if isinstance(message, wire.Error):
            return Answer(asked[0], message)
        return Answer(asked[0], _RESULTS.get(type(asked[0]), _DONE).decode(message.result))

    def deadline(self) -> int | None:
        """When the line is dead if nothing more is answered."""
        return min((due_ms for _, due_ms in self.pending.values()), default=None)


_R = TypeVar("_R", bound=wire.Request)
