"""One device's connection, sans-IO: who one is, the line, the channels, one's own half of their floors.

Nothing here waits, reads a clock or opens anything. The edge calls a method for whatever happens and does what ``take``
gives it, in order; ``deadline`` says when to call ``pass_time``. Times are ms of any clock that never goes back.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from pressel.client import floor as floors
from pressel.client import link as links
from pressel.client.channel import Channel, ChannelEvent, apply, end_of_talk, version_of, view_of
from pressel.client.events import (
    Cancel,
    Denied,
    Effect,
    Event,
    Granted,
    Grip,
    Lost,
    Press,
    Queued,
    Release,
    Released,
    Reset,
    Resumed,
    Revoked,
    SendRequest,
    Unplugged,
)
from pressel.client.line import ANSWER_MS, Answer, Line
from pressel.core.identity import Tier
from pressel.core.ids import ChannelId
from pressel.wire import client as wire
from pressel.wire import nouns

CHANNELS_MAX: Final = 64
"""Channels one session may want; the server's own bound may be lower."""
CLOSE_NORMAL: Final = 1000
CLOSE_BAD_TOKEN: Final = 4401
CLOSE_DEAD_LINE: Final = 4408
QUIET_MS: Final = 12_000
"""A line on which nothing is heard for so long is dead, until the server says its own value."""


@dataclass(frozen=True, slots=True)
class Dial:
    """Open a connection; then ``opened``, or ``closed``."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """Close the connection; nothing more is heard from it."""

    code: int


@dataclass(frozen=True, slots=True)
class Send:
    """One whole message."""

    frame: bytes


@dataclass(frozen=True, slots=True)
class SetGate:
    """The microphone lets sound through for ``channel``, or no longer does."""

    channel: ChannelId
    open: bool


@dataclass(frozen=True, slots=True)
class OfferMedia:
    """Media begins anew: call ``offer`` with an SDP offer."""


@dataclass(frozen=True, slots=True)
class AcceptMedia:
    """The server's SDP answer."""

    sdp: str


Output = Dial | HangUp | Send | SetGate | OfferMedia | AcceptMedia


@dataclass(slots=True)
class Session:
    """State of one device. ``device`` is a word kept per device, ``token`` a credential of the server."""

    token: str
    device: str = ""
    client: str = "pressel-python"
    beats: bool = True
    link: links.Link = field(default_factory=links.Link)
    line: Line | None = None
    welcome: wire.Welcome | None = None
    """The newest; none before the first."""
    seen: int = 0
    """``n`` of the newest event heard."""
    media_up: bool = False
    channels: dict[ChannelId, Channel] = field(default_factory=dict)
    last_press: int = 0
    _last_id: int = 0
    """Request ids go on rising over a resume: an answer may come late, on another line."""
    _left: set[ChannelId] = field(default_factory=set)
    """Channels whose leaving is not confirmed."""
    _media_wanted: bool = False
    """An offer is due, or not answered yet."""
    _due_ms: int | None = None
    """When the line that is being opened is given up."""
    _heard_ms: int = 0
    _outputs: list[Output] = field(default_factory=list)

    # --- what the person wants -------------------------------------------------------------------------------------

    def start(self, now_ms: int) -> None:
        """Come in, and stay in until ``stop``."""
        self._step_link(links.Input.START, now_ms, 0)

    def stop(self, now_ms: int) -> None:
        """Say goodbye: memberships end at once."""
        self._ask(wire.SessionEnd, now_ms)
        for channel in self.channels.values():
            self._step(channel, Lost(), now_ms)
            self._step(channel, Reset(), now_ms)
            channel.joined = False
        self._step_link(links.Input.STOP, now_ms, 0)
        self.line, self.welcome, self.seen, self.media_up = None, None, 0, False

    def join(self, id_: ChannelId, now_ms: int) -> None:
        """Become a member, and again after every lost link, until ``leave`` or until a moderator puts one out.

        Raises:
            ValueError: already in ``CHANNELS_MAX`` channels.
        """
        known = self.channels.get(id_)
        if known is not None and not known.is_put_out:
            return
        if known is None and len(self.channels) >= CHANNELS_MAX:
            raise ValueError("leave a channel before joining another")
        self.channels[id_] = known or Channel(id_)
        self.channels[id_].trouble = None
        if self.link.phase is links.Phase.UP:
            self._ask(wire.ChannelJoin, now_ms, channel=id_)

    def leave(self, id_: ChannelId, now_ms: int) -> None:
        """Out of a channel; what is held there is over."""
        channel = self.channels.get(id_)
        if channel is None:
            return
        self._step(channel, Lost(), now_ms)
        self._step(channel, Reset(), now_ms)
        del self.channels[id_]
        self._left.add(id_)
        self._ask(wire.ChannelLeave, now_ms, channel=id_)

    def press(self, id_: ChannelId, now_ms: int, grip: Grip = "hold", tier: Tier = "normal") -> bool:
        """The button goes down: gate and request in one step. Says whether it could."""
        channel = self.channels.get(id_)
        ready = channel is not None and channel.joined and self.link.phase is links.Phase.UP and self.media_up
        if channel is None or channel.view is None or not ready or not channel.view.rights.talk:
            return False
        self.last_press += 1
        self._step(channel, Press(self.last_press, grip, tier), now_ms)
        return True

    def release(self, id_: ChannelId, now_ms: int) -> None:
        """The button goes up, or may no longer count as held."""
        self._tell(id_, Release(), now_ms)

    def cancel(self, id_: ChannelId, now_ms: int) -> None:
        """Out of whatever it is: talk, latch, line."""
        self._tell(id_, Cancel(), now_ms)

    def mute(self, id_: ChannelId, member: str, now_ms: int, *, muted: bool = True, for_ms: int | None = None) -> None:
        """Take a member's right to talk, or give it back; for who moderates."""
        self._ask(wire.MemberMute, now_ms, channel=id_, member=member, muted=muted, for_ms=for_ms)

    def remove(self, id_: ChannelId, member: str, now_ms: int) -> None:
        """Ask a member to leave; for who moderates."""
        self._ask(wire.MemberRemove, now_ms, channel=id_, member=member)

    def unplug(self, now_ms: int) -> None:
        """The microphone is gone."""
        for channel in self.channels.values():
            self._step(channel, Unplugged(), now_ms)

    def offer(self, sdp: str, now_ms: int) -> None:
        """Media's half of ``OfferMedia``."""
        self._ask(wire.MediaOffer, now_ms, sdp=sdp)

    # --- what the connection brings --------------------------------------------------------------------------------

    def opened(self, now_ms: int) -> None:
        """The connection stands: say who we are, and which session we would have back."""
        resume = None if self.welcome is None else self.welcome.resume
        self.line, self._heard_ms, self._due_ms = Line(self._last_id), now_ms, None
        fields = {"device": self.device, "client": self.client, "beats": self.beats}
        self._ask(wire.Hello, now_ms, token=self.token, resume=resume, seen=self.seen, **fields)

    def received(self, frame: bytes, now_ms: int) -> None:
        """One message."""
        if self.line is None:
            return
        self._heard_ms = now_ms
        message = self.line.read(frame)
        if isinstance(message, Answer):
            self._answered(message, now_ms)
        elif message is not None:
            self.seen = message.n
            self._hear(message, now_ms)

    def heard(self, now_ms: int) -> None:
        """A sign of life below the messages: a ping of RFC 6455."""
        self._heard_ms = now_ms

    def closed(self, code: int, now_ms: int, random: float) -> None:
        """The connection is gone, or could not be made. ``random`` in [0, 1) spreads the next attempts."""
        self.line, self._due_ms = None, None
        for channel in self.channels.values():
            self._step(channel, Lost(), now_ms)
        refused = code == CLOSE_BAD_TOKEN
        self._step_link(links.Input.REFUSED if refused else links.Input.LOST, now_ms, random)

    def hurry(self, now_ms: int) -> None:
        """The platform believes that the network is back."""
        self._step_link(links.Input.HURRY, now_ms, 0)

    # --- time ------------------------------------------------------------------------------------------------------

    def deadline(self) -> int | None:
        """When ``pass_time`` has something to do."""
        found = [self.link.retry_at_ms, self._due_ms, *(floors.deadline(one.floor) for one in self.channels.values())]
        if self.line is not None:
            found += [self.line.deadline(), self._heard_ms + self._quiet_ms()]
        return min((at_ms for at_ms in found if at_ms is not None), default=None)

    def pass_time(self, now_ms: int, random: float) -> None:
        """Do what is due."""
        for channel in self.channels.values():
            self._apply(channel, floors.pass_time(channel.floor, now_ms), now_ms)
        if self.link.retry_at_ms is not None and self.link.retry_at_ms <= now_ms:
            self._step_link(links.Input.DUE, now_ms, random)
        if self._is_dead(now_ms):
            self._outputs.append(HangUp(CLOSE_DEAD_LINE))
            self.closed(CLOSE_DEAD_LINE, now_ms, random)

    def take(self) -> list[Output]:
        """What is to be done, in order; once."""
        outputs, self._outputs = self._outputs, []
        return outputs

    # --- answers and events ----------------------------------------------------------------------------------------

    def _answered(self, answer: Answer, now_ms: int) -> None:
        match answer.request, answer.result:
            case wire.Hello(), wire.Welcome() as welcome:
                self._welcomed(welcome, now_ms)
            case wire.ChannelJoin(channel=id_), wire.Joined(channel=state) if id_ in self.channels:
                channel = self.channels[ChannelId(id_)]
                channel.joined, channel.trouble, channel.view = True, None, view_of(state)
            case wire.ChannelJoin(channel=id_), wire.Error(code=code) if id_ in self.channels:
                channel = self.channels[ChannelId(id_)]
                channel.joined, channel.trouble = False, code
            case wire.ChannelLeave(channel=id_), _:
                self._left.discard(ChannelId(id_))
            case wire.MediaOffer(), wire.Answered(sdp=sdp):
                self._media_wanted = False
                self._outputs.append(AcceptMedia(sdp))
            case wire.FloorRequest() as asked, result:
                self._tell(ChannelId(asked.channel), _said(asked.press, result), now_ms)
            case wire.FloorRelease() as asked, wire.Done():
                self._tell(ChannelId(asked.channel), Released(asked.press), now_ms)

    def _welcomed(self, welcome: wire.Welcome, now_ms: int) -> None:
        self.welcome = welcome
        self._step_link(links.Input.WELCOMED, now_ms, 0)
        if welcome.state == "resumed":
            self._go_on(now_ms)
            return
        self.seen, self.media_up = 0, False
        self._left.clear()
        self._want_media()
        for channel in self.channels.values():
            channel.joined = False
            self._step(channel, Reset(), now_ms)
            if not channel.is_put_out:
                self._ask(wire.ChannelJoin, now_ms, channel=channel.id)

    def _go_on(self, now_ms: int) -> None:
        """What was asked on the old line and not answered is asked again; what was held there is settled."""
        for left in sorted(self._left):
            self._ask(wire.ChannelLeave, now_ms, channel=left)
        for channel in self.channels.values():
            if channel.joined:
                self._step(channel, Resumed(), now_ms)
            elif not channel.is_put_out:
                self._ask(wire.ChannelJoin, now_ms, channel=channel.id)
        if self._media_wanted:
            self._want_media()

    def _want_media(self) -> None:
        self._media_wanted = True
        self._outputs.append(OfferMedia())

    def _hear(self, event: wire.Event, now_ms: int) -> None:
        match event:
            case wire.Ping():
                self._ask(wire.Pong, now_ms)
            case wire.MediaState(state=state):
                self.media_up = state == "up"
                if not self.media_up:
                    self._want_media()
                    for channel in self.channels.values():
                        self._step(channel, Unplugged(), now_ms)
            case wire.FloorGranted():
                granted = Granted(event.press, version_of(event.grant), event.limit_ms)
                self._tell(ChannelId(event.channel), granted, now_ms)
            case wire.FloorQueued():
                self._tell(ChannelId(event.channel), Queued(event.press, event.position, event.of), now_ms)
            case wire.FloorRevoked():
                grant = None if event.grant is None else version_of(event.grant)
                revoked = Revoked(event.cause, event.by, event.grace_ms, grant)
                self._tell(ChannelId(event.channel), revoked, now_ms)
            case _ if isinstance(event, ChannelEvent):
                for channel in self.channels.values():
                    self._see(channel, event, now_ms)

    def _see(self, channel: Channel, event: ChannelEvent, now_ms: int) -> None:
        concerned = isinstance(event, wire.SlotBound | wire.ChannelChanged) or event.channel == channel.id
        if channel.view is None or not concerned or self.welcome is None:
            return
        me, grant = self.welcome.session, channel.floor.grant
        if isinstance(event, wire.MemberLeft) and event.member == me:
            channel.joined, channel.trouble = False, event.reason
            self._step(channel, Reset(), now_ms)
        ended = None if grant is None else end_of_talk(channel.view, event, me, grant)
        channel.view = apply(channel.view, event)
        if ended is not None:
            self._step(channel, ended, now_ms)

    # --- parts -----------------------------------------------------------------------------------------------------

    def _tell(self, id_: ChannelId, event: Event | None, now_ms: int) -> None:
        channel = self.channels.get(id_)
        if channel is not None and event is not None:
            self._step(channel, event, now_ms)

    def _step(self, channel: Channel, event: Event, now_ms: int) -> None:
        self._apply(channel, floors.step(channel.floor, event, now_ms), now_ms)

    def _apply(self, channel: Channel, step: floors.Step, now_ms: int) -> None:
        floor, effects = step
        if floor.gate_open != channel.floor.gate_open:
            self._outputs.append(SetGate(channel.id, floor.gate_open))
        channel.floor = floor
        for effect in effects:
            self._say(channel.id, effect, now_ms)

    def _say(self, id_: ChannelId, effect: Effect, now_ms: int) -> None:
        if isinstance(effect, SendRequest):
            self._ask(wire.FloorRequest, now_ms, channel=id_, press=effect.press, tier=effect.tier)
        else:
            given = effect.grant
            grant = None if given is None else nouns.Grant(given.epoch, given.seq)
            self._ask(wire.FloorRelease, now_ms, channel=id_, press=effect.press, grant=grant)

    def _ask(self, kind: type[Any], now_ms: int, **fields: Any) -> None:
        """What cannot be said now is not kept: every part says again what still holds when the link is back."""
        if self.line is None or (self.link.phase is not links.Phase.UP and kind is not wire.Hello):
            return
        frame = self.line.ask(kind, now_ms, **fields)
        self._last_id = self.line.last_id
        if frame is not None:
            self._outputs.append(Send(frame))

    def _step_link(self, kind: links.Input, now_ms: int, random: float) -> None:
        self.link, effect = links.step(self.link, kind, now_ms, random)
        if effect is links.Effect.CONNECT:
            self._due_ms = now_ms + ANSWER_MS
            self._outputs.append(Dial())
        elif effect is links.Effect.HANG_UP:
            self._due_ms = None
            self._outputs.append(HangUp(CLOSE_NORMAL))

    def _quiet_ms(self) -> int:
        return QUIET_MS if self.welcome is None else self.welcome.limits.offline_after_ms

    def _is_dead(self, now_ms: int) -> bool:
        if self.line is None:
            return self._due_ms is not None and self._due_ms <= now_ms
        overdue_ms = self.line.deadline()
        unanswered = overdue_ms is not None and overdue_ms <= now_ms
        return unanswered or self._heard_ms + self._quiet_ms() <= now_ms


def _said(press: int, result: wire.Result | wire.Error) -> Event | None:
    """What an answer to a request for the floor means to the table."""
    match result:
        case wire.Error(code=code, cause=cause):
            return Denied(press, cause if isinstance(cause, str) else code)
        case wire.FloorResult(result="granted", grant=nouns.Grant() as grant, limit_ms=limit_ms):
            return Granted(press, version_of(grant), limit_ms if isinstance(limit_ms, int) else 0)
        case wire.FloorResult(result="queued", position=int() as position, of=int() as of):
            return Queued(press, position, of)
    return None
