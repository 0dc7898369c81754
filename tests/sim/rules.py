"""What must hold, looked at after every step of the core, at every frame that is heard, and five times a second.

A rule is a name and a sentence; the first one broken ends a run.
"""

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from sim.engine import SPEECH, Burst, Frame
from sim.schedule import START_MS, Schedule

from pressel.client import floor as client
from pressel.client.channel import ChannelView
from pressel.core import effects, events
from pressel.core.causes import BurstEnd, ErrorCode
from pressel.core.floor import Floor
from pressel.core.ids import ChannelId, SessionId
from pressel.core.news import FloorGranted, FloorRevoked, News
from pressel.core.queue import Entry
from pressel.core.room import Room
from pressel.core.switchboard import Switchboard
from pressel.core.talker import State, Talker
from pressel.core.timers import silence_limit_ms
from pressel.core.version import Version

TICK_MS: Final = 200
SLACK_MS: Final = 700
"""Network, late gates and late reports behind a server's timer."""
SETTLED_MS: Final = 2_500
"""So long a difference between a device and the server may last while both are whole."""
ANSWER_MS: Final = 1_300
ENDING_MS: Final = 1_300
UNSERVED_MS: Final = 400

RULES: Final = {
    "two-talkers": "never more talkers than the channel lets",
    "no-grant": "sound is heard only under a grant",
    "order": "each ear hears grants in rising order",
    "version": "the version of a floor only rises, also over a restart",
    "rank": "nobody is let in before one of higher rank that waits",
    "muted": "one whose word was taken has no floor",
    "stale-press": "a press that was let go is never granted",
    "fresh-press": "a new press is never called stale",
    "unanswered": "every request is answered in 1.3 s",
    "asking": "every press ends in 1.5 s in a grant, a no, a place in line or no answer",
    "releasing": "letting go is confirmed or forgotten in 1.5 s",
    "turn": "a turn waits 4 s",
    "client-limit": "a device lets go before the talk limit",
    "open-mic": "the gate is closed in idle, denied and queued, but for a tail",
    "dead-holder": "a floor whose holder is dead is free in its bound",
    "phantom": "nobody holds a floor without knowing it",
    "deaf": "nobody talks without a floor for long",
    "ghost-place": "nobody waits in a line that does not know it",
    "unserved": "no place is free while somebody waits",
    "talk-limit": "nobody talks beyond the limit",
    "grace": "a revoked talker is cut after its grace",
    "silence": "a silent holder is stopped",
    "unclaimed": "a turn without a sound ends",
    "told-again": "a turn and a revoke are said again until they are heard",
    "ending": "a burst that ends is over soon",
    "whole": "a press that is granted at once loses no frame",
    "view": "what a device shows of a channel is so",
    "quiet": "when all is over, nothing waits, nothing is held, nobody is left",
}


@dataclass(frozen=True)
class Violation:
    """The first broken rule of a run."""

    at_ms: int
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.rule} ({RULES[self.rule]}): {self.text} at {(self.at_ms - START_MS) / 1000:.3f} s"


Key = tuple[ChannelId, SessionId, Version]
"""One burst."""


class Watched(Protocol):
    """What the rules must know of a device."""

    name: str
    level: int
    beats: bool
    sessions: dict[SessionId, int | None]
    """Every session it ever had: until when it was alive; none: it is the present one."""

    def dead_since_ms(self) -> int | None:
        """Since when it does not run."""

    def awake_since_ms(self) -> int:
        """Since when it has run without a break."""

    def cut_since_ms(self) -> int | None:
        """Since when nothing passes its network."""

    def steady_since_ms(self) -> int | None:
        """Since when it runs, its network passes and its link is up; none: not so."""

    def linked(self) -> bool:
        """Whether it believes that its link is up."""

    def floors(self) -> dict[ChannelId, client.Floor]:
        """Its own halves."""

    def views(self) -> dict[ChannelId, ChannelView]:
        """What it shows of the channels that it is in."""


@dataclass(slots=True)
class Life:
    """One talker of the core, as it was seen."""

    granted_ms: int
    spoken_ms: int | None = None
    revoking_ms: int | None = None
    ending_ms: int | None = None
    end: BurstEnd | None = None
    granted_told: int = 0
    revoked_told: int = 0


@dataclass(slots=True)
class Rules:
    """One run's. ``counts`` are figures of what happened."""

    schedule: Schedule
    devices: dict[str, Watched] = field(default_factory=dict)
    board: Switchboard | None = None
    broken: list[Violation] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    trace: deque[tuple[int, str, Any]] = field(default_factory=deque)
    _versions: dict[ChannelId, Version] = field(default_factory=dict)
    _lives: dict[Key, Life] = field(default_factory=dict)
    _pending: dict[tuple[SessionId, int], tuple[int, events.Event]] = field(default_factory=dict)
    _released: dict[tuple[SessionId, ChannelId], int] = field(default_factory=dict)
    _ears: dict[tuple[str, ChannelId], Version] = field(default_factory=dict)
    _since: dict[tuple[Any, ...], int] = field(default_factory=dict)
    _cleared_ms: dict[SessionId, list[int]] = field(default_factory=dict)
    passed: dict[tuple[str, int], tuple[int, list[int]]] = field(default_factory=dict)
    """Of each opening of a microphone: when its first frame passed a gate, and which did."""

    # --- what the world tells --------------------------------------------------------------------------------------

    def note(self, who: str, what: Any) -> None:
        """For the readable end of a failing run."""
        self.trace.append((self.schedule.now_ms, who, what))

    def fail(self, rule: str, text: str) -> None:
        """The first is kept."""
        assert rule in RULES
        if not self.broken:
            self.broken.append(Violation(self.schedule.now_ms, rule, text))

    def restarted(self, board: Switchboard) -> None:
        """Another server; what was asked of the last is nobody's."""
        self.board = board
        for table in (self._lives, self._pending, self._released, self._since):
            table.clear()

    def asked(self, request: events.Request) -> None:
        self.note("server", request)
        self._pending[request.session, request.request] = self.schedule.now_ms, request
        if isinstance(request, events.FloorReleased):
            key = (request.session, request.channel)
            self._released[key] = max(request.press, self._released.get(key, 0))

    def answered(self, session: SessionId, request: int) -> None:
        self._pending.pop((session, request), None)

    def refused(self, refusal: effects.Refuse) -> None:
        self.note("server", refusal)
        self.cleared(refusal.session)
        _, asked = self._pending.get((refusal.session, refusal.request), (0, None))
        if refusal.code is ErrorCode.STALE_PRESS and isinstance(asked, events.FloorRequested):
            newest = self._released.get((asked.session, asked.channel), 0)
            if asked.press > newest:
                self.fail("fresh-press", f"press {asked.press} behind {newest} in {asked.channel}")
        self.counts[f"refused {refusal.cause or refusal.code}"] += 1

    def was_released(self, key: Key) -> bool:
        """Whether a burst ended because its talker let go."""
        life = self._lives.get(key)
        return life is not None and life.end is BurstEnd.RELEASED

    def cleared(self, session: SessionId) -> None:
        """A no, or a place in line: what is held is thrown away."""
        self._cleared_ms.setdefault(session, []).append(self.schedule.now_ms)

    def was_cleared(self, session: SessionId, from_ms: int, to_ms: int) -> bool:
        """Whether the answer to something older cleared the one hold that a session has."""
        return any(from_ms <= at_ms <= to_ms for at_ms in self._cleared_ms.get(session, []))

    def told(self, session: SessionId, news: News) -> None:
        if isinstance(news, FloorGranted | FloorRevoked) and news.version is not None:
            life = self._lives.get((news.channel, session, news.version))
            if life is None:
                life = self._lives[news.channel, session, news.version] = Life(self.schedule.now_ms)
            if isinstance(news, FloorGranted):
                life.granted_told += 1
            else:
                life.revoked_told += 1
                self.counts[f"revoked {news.cause}"] += life.revoked_told == 1
            self.note("server", news)

    def set_floor(self, command: effects.SetFloor) -> None:
        self.note("server", command)
        newest = self._versions.get(command.channel)
        if newest is not None and command.version <= newest:
            self.fail("version", f"{command.version} behind {newest} in {command.channel}")
        self._versions[command.channel] = command.version

    def hears(self, channel: ChannelId, burst: Burst, frame: Frame, ears: list[SessionId]) -> None:
        """One frame passes a gate."""
        assert self.board is not None
        talker = self.board.rooms[channel].floor.talkers.get(burst.source)
        if talker is None or talker.version > burst.version:
            self.fail("no-grant", f"{frame.device} is heard in {channel} on {burst.version}")
        self.counts["frames heard"] += len(ears)
        single = self.board.rooms[channel].settings.talkers_max == 1
        for ear in ears if single else ():
            who = str(self.board.sessions[ear].identity.user) if ear in self.board.sessions else ear
            newest = self._ears.get((who, channel))
            if newest is not None and burst.version < newest:
                self.fail("order", f"{who} hears {frame.device} on {burst.version} behind {newest} in {channel}")
            self._ears[who, channel] = burst.version
        self.passed.setdefault((frame.device, frame.talk), (self.schedule.now_ms, []))[1].append(frame.index)

    # --- after every step of the core ------------------------------------------------------------------------------

    def after(self, board: Switchboard) -> None:
        """Who holds what, and who was let in."""
        for channel, room in board.rooms.items():
            floor = room.floor
            if len(floor.talkers) > room.settings.talkers_max:
                self.fail("two-talkers", f"{sorted(floor.talkers)} in {channel}")
            for session, talker in floor.talkers.items():
                key = (channel, session, talker.version)
                life = self._lives.get(key)
                if life is None or life.granted_ms < 0:
                    life = self._lives[key] = Life(self.schedule.now_ms)
                if (channel, session, talker.version, "in") not in self._since:
                    self._since[channel, session, talker.version, "in"] = self.schedule.now_ms
                    self._let_in(channel, floor, session, talker)
                self._follow(life, talker)
                if talker.state is State.TALKING and (talker.asker.user, "mute") in room.restraints:
                    self.fail("muted", f"{talker.asker.name} in {channel}")

    def _let_in(self, channel: ChannelId, floor: Floor, session: SessionId, talker: Talker) -> None:
        self.counts["grants"] += 1
        if talker.asker.press <= self._released.get((session, channel), 0):
            self.fail("stale-press", f"press {talker.asker.press} of {session} in {channel}")
        for entry in floor.line:
            ready = not entry.away and entry.asker.session not in floor.talkers
            if ready and entry.asker.rank > talker.asker.rank:
                self.fail("rank", f"{session} in {channel} before {entry.asker.session}")

    def _follow(self, life: Life, talker: Talker) -> None:
        now_ms = self.schedule.now_ms
        if talker.spoken and life.spoken_ms is None:
            life.spoken_ms = now_ms
        if talker.state is State.REVOKING and life.revoking_ms is None:
            life.revoking_ms = now_ms
            self.counts["preemptions"] += str(talker.cause) in ("preempted", "emergency")
        if talker.state is State.ENDING and life.ending_ms is None:
            life.ending_ms, life.end = now_ms, talker.end
            self.counts[f"ended {talker.end}"] += 1

    # --- five times a second ---------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Whatever must not last."""
        assert self.board is not None
        for channel, room in self.board.rooms.items():
            for session, talker in room.floor.talkers.items():
                self._look_at_talker(channel, room, session, talker)
            self._look_at_line(channel, room)
        for (session, request), (asked_ms, event) in list(self._pending.items()):
            if session not in self.board.sessions:
                del self._pending[session, request]
            elif self.schedule.now_ms - asked_ms > ANSWER_MS:
                self.fail("unanswered", f"{event}")
        for device in self.devices.values():
            self._look_at_device(device)

    def _look_at_talker(self, channel: ChannelId, room: Room, session: SessionId, talker: Talker) -> None:
        now_ms, life = self.schedule.now_ms, self._lives[channel, session, talker.version]
        who = f"{talker.asker.name} in {channel} on {talker.version.seq}"
        if talker.state is State.ENDING:
            if life.ending_ms is not None and now_ms - life.ending_ms > ENDING_MS:
                self.fail("ending", who)
            return
        self._look_at_life(room, talker, life, who)
        device = self.devices[talker.asker.name.lower()]
        bound_ms, dead_ms = self._bound(room, session, device, life)
        if dead_ms is not None and now_ms - max(dead_ms, life.granted_ms) > bound_ms + SLACK_MS:
            self.fail("dead-holder", f"{who}, dead for {now_ms - dead_ms} ms")
        steady_ms = device.steady_since_ms()
        floor = device.floors().get(channel)
        mine = device.sessions.get(session, 0) is None
        if steady_ms is None or floor is None or not mine or talker.state is not State.TALKING:
            return
        knows = floor.phase in (
            client.Phase.ASKING,
            client.Phase.TURN,
            client.Phase.TALKING,
            client.Phase.ENDING,
            client.Phase.RELEASING,
        )
        settled = now_ms - max(steady_ms, life.granted_ms, floor.since_ms) > SETTLED_MS
        if self._lasts((who, "phantom"), settled and not knows) > SETTLED_MS:
            self.fail("phantom", f"{who}, which is {floor.phase}")

    def _look_at_life(self, room: Room, talker: Talker, life: Life, who: str) -> None:
        now_ms, timers = self.schedule.now_ms, room.floor.timers
        talking = talker.state is State.TALKING
        if talking and life.spoken_ms and talker.limit_ms and now_ms - life.spoken_ms > talker.limit_ms + SLACK_MS:
            self.fail("talk-limit", who)
        if life.revoking_ms is not None and talker.cause is not None:
            over_ms = now_ms - life.revoking_ms
            if over_ms > timers.grace_ms(talker.cause) + SLACK_MS:
                self.fail("grace", f"{who}, {talker.cause}")
            if life.revoked_told < 1 + (over_ms - TICK_MS) // timers.t8_revoked_again_ms:
                self.fail("told-again", f"the revoke of {who}: {life.revoked_told} times")
        if not talking or not life.granted_told or life.spoken_ms is not None:
            if talking and silence_limit_ms(room.settings):
                self._look_at_silence(room, talker, life, who)
            return
        over_ms = now_ms - life.granted_ms
        wanted = min(timers.c20_grants, 1 + (over_ms - TICK_MS) // timers.t20_granted_again_ms)
        if life.granted_told < wanted:
            self.fail("told-again", f"the turn of {who}: {life.granted_told} times")
        if over_ms > timers.unclaimed_ms + SLACK_MS:
            self.fail("unclaimed", who)

    def _look_at_silence(self, room: Room, talker: Talker, life: Life, who: str) -> None:
        device = self.devices[talker.asker.name.lower()]
        limit_ms = silence_limit_ms(room.settings)
        if device.level > SPEECH and self.schedule.now_ms - life.granted_ms > limit_ms + 2 * SLACK_MS:
            self.fail("silence", who)

    def _bound(self, room: Room, session: SessionId, device: Watched, life: Life) -> tuple[int, int | None]:
        """How long a dead holder may hold, and since when it is dead."""
        timers = room.floor.timers
        ended_ms = device.sessions.get(session, 0)
        if ended_ms is not None:
            return timers.t1_no_packets_ms, ended_ms
        cut_ms, frozen_ms = device.cut_since_ms(), device.dead_since_ms()
        if cut_ms is not None:
            return timers.t1_no_packets_ms, max(cut_ms, life.granted_ms)
        if frozen_ms is not None and device.beats:
            return 1_800, frozen_ms
        return 0, None

    def _look_at_line(self, channel: ChannelId, room: Room) -> None:
        floor = room.floor
        free = len(floor.talkers) < room.settings.talkers_max
        waits = any(not entry.away and entry.asker.session not in floor.talkers for entry in floor.line)
        if self._lasts((channel, "unserved"), free and waits) > UNSERVED_MS:
            self.fail("unserved", f"in {channel}")

    def _look_at_device(self, device: Watched) -> None:
        now_ms, steady_ms = self.schedule.now_ms, device.steady_since_ms()
        session = next((one for one, ended_ms in device.sessions.items() if ended_ms is None), None)
        for channel, floor in device.floors().items() if device.dead_since_ms() is None else ():
            phase, lasted_ms = floor.phase, now_ms - max(floor.since_ms, device.awake_since_ms())
            who = f"{device.name} in {channel}"
            if (
                phase in BOUNDS
                and lasted_ms > BOUNDS[phase]
                and (device.linked() or phase is not client.Phase.RELEASING)
            ):
                self.fail(str(phase), f"{who}, for {lasted_ms} ms")
            if phase in TALKS and floor.limit_ms and lasted_ms > floor.limit_ms:
                self.fail("client-limit", who)
            if floor.gate_open and phase in SHUT and client.Timer.TAIL not in floor.timers:
                self.fail("open-mic", f"{who}, {phase}")
            room = None if self.board is None else self.board.rooms.get(channel)
            settled = steady_ms is not None and now_ms - max(steady_ms, floor.since_ms) > SETTLED_MS
            deaf = lost = False
            if settled and room is not None and session is not None and session not in room.floor.talkers:
                deaf = phase in (*TALKS, client.Phase.TURN)
                lost = phase is client.Phase.QUEUED and not room.floor.is_waiting(session)
            if self._lasts((who, "deaf"), deaf) > SETTLED_MS:
                self.fail("deaf", who)
            if self._lasts((who, "lost"), lost) > SETTLED_MS:
                self.fail("ghost-place", who)

    def _lasts(self, what: tuple[Any, ...], holds: bool) -> int:
        """How long something holds without a break, as far as it was looked at."""
        if not holds:
            self._since.pop(what, None)
            return 0
        return self.schedule.now_ms - self._since.setdefault(what, self.schedule.now_ms)

    # --- at the end ------------------------------------------------------------------------------------------------

    def calm(self) -> None:
        """Everybody has let go a while ago."""
        assert self.board is not None
        for channel, room in self.board.rooms.items():
            line = [entry for entry in room.floor.line if self._is_alive(entry.asker.session)]
            if room.floor.talkers or line or room.floor.deadline() is not None:
                self.fail("quiet", f"{channel}: {room.floor.talkers} {[_shown(one) for one in line]}")
        for device in self.devices.values():
            for channel, floor in device.floors().items():
                if floor.phase is not client.Phase.IDLE or floor.gate_open or client.deadline(floor) is not None:
                    self.fail("quiet", f"{device.name} in {channel} is {floor.phase}")
            if device.steady_since_ms() is not None:
                self._look_at_views(device)

    def _look_at_views(self, device: Watched) -> None:
        """Nobody is shown twice, nobody who is gone, and nobody talks; in a channel where nothing is on its way."""
        assert self.board is not None
        present = [session for session, ended_ms in device.sessions.items() if ended_ms is None]
        for channel, room in self.board.rooms.items():
            if channel not in device.views() and any(session in room.members for session in present):
                self.fail("view", f"{device.name} is in {channel}, and does not know it")
        for channel, view in device.views().items():
            room = self.board.rooms[channel]
            if self.schedule.now_ms - room.changed_at_ms <= SETTLED_MS:
                continue
            shown = [member.id for member in view.members]
            if sorted(shown) != sorted(room.members) or view.member_count != len(room.members) or view.talkers:
                self.fail("view", f"{device.name} in {channel}: {shown} {view.talkers}, not {list(room.members)}")

    def _is_alive(self, session: SessionId) -> bool:
        return any(device.sessions.get(session, 0) is None for device in self.devices.values())

    def over(self) -> None:
        """Everybody is gone."""
        assert self.board is not None
        left = {channel: sorted(room.members) for channel, room in self.board.rooms.items() if room.members}
        if left or self.board.sessions:
            self.fail("quiet", f"still there: {left} {sorted(self.board.sessions)}")
        if self.board.deadline() is not None:
            self.fail("quiet", "a timer runs on an empty server")


BOUNDS: Final = {client.Phase.ASKING: 1_500, client.Phase.RELEASING: 1_500, client.Phase.TURN: 4_000}
TALKS: Final = (client.Phase.TALKING, client.Phase.ENDING)
SHUT: Final = (client.Phase.IDLE, client.Phase.DENIED, client.Phase.QUEUED, client.Phase.TURN)


def _shown(entry: Entry) -> str:
    return f"{entry.asker.name}{' away' if entry.away else ''}{' waiting' if entry.waiting else ''}"
