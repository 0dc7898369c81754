"""One run: a plan, a server, devices and their people, and everything that goes wrong. One seed decides all of it."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from sim.device import Device
from sim.network import Connection
from sim.people import Hand
from sim.plan import ACT_MS, CALM_MS, GONE_MS, Plan
from sim.radio import NAME, Radio
from sim.rules import TICK_MS, Rules, Violation
from sim.schedule import START_MS, Schedule
from sim.server import Server

from pressel.client.line import ANSWER_MS
from pressel.core.ids import ChannelId


@dataclass(frozen=True)
class Report:
    """What became of a seed."""

    seed: int
    broken: Violation | None
    counts: dict[str, int]
    events: int
    story: tuple[str, ...]
    """The end of a run that broke a rule."""


class World:
    """``told_max``: so much of what happened is kept, for the end of a run that breaks a rule."""

    def __init__(self, wanted: Plan, told_max: int = 40) -> None:
        self.plan = wanted
        self.schedule = Schedule()
        self.rules = Rules(self.schedule, trace=deque(maxlen=told_max))
        self.server: Server | None = None
        self._epochs: dict[ChannelId, int] = {}
        self._starts = 0
        self._identities = {person.name: person.identity for person in self.plan.people}
        self._start_server()
        self.devices = [
            Device(self.schedule, self, person, self._random(person.name), self.rules) for person in self.plan.people
        ]
        self.rules.devices = {device.name: device for device in self.devices}
        self._hands: list[Hand] = []
        self._radio: Radio | None = None
        if wanted.radio:
            self._radio = Radio(self.schedule, self, wanted.channels[0].id, self._random(NAME), self.rules)
            self.rules.devices[NAME] = self._radio

    def run(self) -> Report:
        """To its end, or to the first broken rule."""
        self._hands = [
            Hand(self.schedule, device, self._random(f"{device.name}/hand"), self.rules) for device in self.devices
        ]
        if self.plan.moderator is not None:
            self.schedule.after(3_000, self._hands[0].moderate)
        if self._radio is not None:
            self._radio.start()
        self._trouble(self._random("trouble"))
        self.schedule.after(TICK_MS, self._tick)
        for until_ms, then in (
            (ACT_MS, self._calm),
            (ACT_MS + CALM_MS, self.rules.calm),
            (ACT_MS + CALM_MS, self._go),
            (ACT_MS + CALM_MS + GONE_MS, self.rules.over),
        ):
            self.schedule.run(START_MS + until_ms, lambda: bool(self.rules.broken))
            if not self.rules.broken:
                then()
        broken = self.rules.broken[0] if self.rules.broken else None
        story = tuple(self._line(*one) for one in self.rules.trace) if broken is not None else ()
        return Report(self.plan.seed, broken, dict(self.rules.counts), self.schedule.done, story)

    # --- for whoever plays by hand ---------------------------------------------------------------------------------

    def start(self) -> None:
        """Everybody comes in, and nobody touches anything."""
        for device in self.devices:
            device.start()
        self.schedule.after(TICK_MS, self._tick)
        self.wait(3_000)

    def wait(self, wait_ms: int) -> None:
        """Let time pass, and see that no rule breaks."""
        self.schedule.run(self.schedule.now_ms + wait_ms, lambda: bool(self.rules.broken))
        assert not self.rules.broken, self.rules.broken[0]

    def wait_until(self, holds: Callable[[], bool], most_ms: int) -> int:
        """How long it took, in steps of 5 ms."""
        started_ms = self.schedule.now_ms
        while not holds():
            assert self.schedule.now_ms - started_ms < most_ms, "it did not happen in time"
            self.wait(5)
        return self.schedule.now_ms - started_ms

    def crash_server(self, down_ms: int) -> None:
        """It is back after a while."""
        if self.server is not None:
            self.rules.note("server", f"crashes for {down_ms} ms")
            self.rules.counts["server crashes"] += 1
            self.server.crash()
            self.server = None
            self.schedule.after(down_ms, self._start_server)

    # --- a place to look for a server ------------------------------------------------------------------------------

    def accept(self, connection: Connection) -> bool:
        """Whether a server took the line."""
        if self.server is not None:
            self.server.accept(connection, self._identities)
        return self.server is not None

    # --- parts -----------------------------------------------------------------------------------------------------

    def _random(self, part: str) -> Random:
        return Random(f"{self.plan.seed}/{part}")  # noqa: S311

    def _start_server(self) -> None:
        if self.server is not None:
            return
        self._starts += 1
        rng = self._random(f"server {self._starts}")
        self.server = Server(self.schedule, self.plan, rng, self.rules, self._epochs, self.rules.hears)
        self.rules.note("server", "starts")

    def _trouble(self, rng: Random) -> None:
        """Everything that goes wrong, drawn before it begins."""
        now_ms = self.schedule.now_ms
        for device in self.devices:
            person = device.person
            self.schedule.after(rng.randint(0, 2_000), device.start)
            for _ in range(person.network.drops):
                at_ms, length_ms = now_ms + rng.randint(2_000, ACT_MS), int(100 * 400 ** rng.random())
                self.schedule.at(at_ms, self._cut, device, length_ms)
            for _ in range(person.freezes):
                at_ms = now_ms + rng.randint(2_000, ACT_MS)
                self.schedule.at(at_ms, device.freeze)
                self.schedule.at(at_ms + rng.randint(300, 12_000), device.thaw)
            for _ in range(person.crashes):
                at_ms = now_ms + rng.randint(2_000, ACT_MS)
                self.schedule.at(at_ms, self._crash, device, rng.random() < 0.5)
                self.schedule.at(at_ms + rng.randint(500, 8_000), self._start_again, device)
        for _ in range(self.plan.server_crashes):
            self.schedule.at(now_ms + rng.randint(3_000, ACT_MS), self.crash_server, rng.randint(300, 4_000))

    def _cut(self, device: Device, length_ms: int) -> None:
        device.cut(min(self.schedule.now_ms + length_ms, START_MS + ACT_MS))

    def _crash(self, device: Device, silently: bool) -> None:
        if device.running:
            device.crash(silently=silently)

    def _start_again(self, device: Device) -> None:
        if not device.running:
            device.start()

    def _tick(self) -> None:
        for device in self.devices:
            device.look()
        if self.server is not None:
            self.rules.tick()
        self.schedule.after(TICK_MS, self._tick)

    def _calm(self) -> None:
        self._start_server()
        if self._radio is not None:
            self._radio.end()
        for device, hand in zip(self.devices, self._hands, strict=True):
            device.path.mend()
            device.thaw()
            hand.end()
            for wait_ms in (0, ANSWER_MS + 100):
                self.schedule.after(wait_ms, device.do, lambda session, now_ms: session.hurry(now_ms))

    def _go(self) -> None:
        rng = self._random("end")
        if self._radio is not None:
            (self._radio.stop if rng.random() < 0.5 else self._radio.fall_silent)()
        for device in self.devices:
            if not device.running:
                continue
            if rng.random() < 0.5:
                device.stop()
            else:
                device.crash(silently=rng.random() < 0.5)

    def _line(self, at_ms: int, who: str, what: Any) -> str:
        """Sessions by the names of their people."""
        text = what.decode() if isinstance(what, bytes) else str(what)
        for device in self.devices:
            for session in device.sessions:
                text = text.replace(session, device.name)
        return f"{(at_ms - START_MS) / 1000:9.3f}  {who:<8} {text}"
