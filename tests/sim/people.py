"""What people do with a device: press, hold, tap, latch, stand in line, lose patience, leave and come back."""

from random import Random

from sim.device import Device
from sim.engine import SPEECH
from sim.rules import Rules
from sim.schedule import Schedule

from pressel.client import floor as client
from pressel.client.events import Grip
from pressel.core.identity import Tier
from pressel.core.ids import ChannelId


class Hand:
    """Whoever holds ``device``."""

    def __init__(self, schedule: Schedule, device: Device, rng: Random, rules: Rules) -> None:
        self._schedule = schedule
        self._device = device
        self._rng = rng
        self._rules = rules
        self._ended = False
        self._reacting: set[ChannelId] = set()
        device.reacts = self._turn
        self._next()

    def end(self) -> None:
        """Let go of everything, for good."""
        self._ended = True
        for channel in self._device.person.channels:
            self._device.do(lambda session, now_ms, channel=channel: session.cancel(channel, now_ms))
            self._device.do(lambda session, now_ms, channel=channel: session.release(channel, now_ms))

    def _next(self) -> None:
        if not self._ended:
            wait_ms = 20 + int(self._rng.expovariate(1 / self._device.person.eager_ms))
            self._schedule.after(wait_ms, self._act)

    def _act(self) -> None:
        if self._ended:
            return
        channel = self._rng.choice(self._device.person.channels)
        known = self._device.session.channels.get(channel)
        if known is not None and known.trouble is not None:
            self._come_back(channel)
        deed = self._rng.random()
        if deed < 0.70:
            self._hold(channel)
        elif deed < 0.80:
            self._press(channel, "latch")
            self._schedule.after(self._rng.randint(300, 9_000), self._unlatch, channel)
        elif deed < 0.90:
            self._press(channel, "line")
            self._schedule.after(self._rng.randint(2_000, 15_000), self._lose_patience, channel)
        elif deed < 0.93:
            self._device.do(lambda session, now_ms: session.unplug(now_ms))
        elif deed < 0.97:
            self._device.do(lambda session, now_ms: session.leave(channel, now_ms))
            self._schedule.after(self._rng.randint(100, 4_000), self._join, channel)
        else:
            self._device.do(lambda session, now_ms: session.cancel(channel, now_ms))
        self._next()

    def _hold(self, channel: ChannelId) -> None:
        self._press(channel, "hold")
        kind = self._rng.random()
        if self._device.level > SPEECH and kind > 0.6:
            held_ms = self._rng.randint(6_000, 36_000)
        elif kind < 0.3:
            held_ms = self._rng.randint(10, 260)
        elif kind < 0.9:
            held_ms = self._rng.randint(300, 6_000)
        else:
            held_ms = self._rng.randint(6_000, 36_000)
        self._schedule.after(held_ms, self._let_go, channel)

    def moderate(self) -> None:
        """Now and then: a word taken for some seconds, a member put out."""
        if self._ended:
            return
        channel = self._rng.choice(self._device.person.channels)
        known = self._device.session.channels.get(channel)
        members = known.view.members if known is not None and known.view is not None else ()
        if members:
            member, for_ms = self._rng.choice(members).id, self._rng.randint(1_000, 8_000)
            if self._rng.random() < 0.7:
                self._rules.counts["mutes"] += 1
                self._device.do(lambda session, now_ms: session.mute(channel, member, now_ms, for_ms=for_ms))
            else:
                self._rules.counts["removals"] += 1
                self._device.do(lambda session, now_ms: session.remove(channel, member, now_ms))
        self._schedule.after(self._rng.randint(500, 6_000), self.moderate)

    def _come_back(self, channel: ChannelId) -> None:
        """One who was put out joins again."""
        self._device.do(lambda session, now_ms: session.leave(channel, now_ms))
        self._join(channel)

    def _press(self, channel: ChannelId, grip: Grip) -> None:
        if self._ended:
            return
        tier = self._tier()
        self._device.do(lambda session, now_ms: session.press(channel, now_ms, grip, tier))
        self._rules.counts["presses"] += 1
        if self._rng.random() < 0.05:
            self._schedule.after(self._rng.randint(30, 900), self._device.say_again)

    def _tier(self) -> Tier:
        if self._rng.random() > (0.15 if self._device.person.identity.rights.emergency else 0.01):
            return "normal"
        return self._rng.choice(("imminent", "emergency", "emergency"))

    def _let_go(self, channel: ChannelId) -> None:
        self._device.do(lambda session, now_ms: session.release(channel, now_ms))

    def _unlatch(self, channel: ChannelId) -> None:
        if self._rng.random() < 0.5:
            self._device.do(lambda session, now_ms: session.cancel(channel, now_ms))
        else:
            self._press(channel, "hold")
            self._schedule.after(self._rng.randint(30, 200), self._let_go, channel)

    def _lose_patience(self, channel: ChannelId) -> None:
        if self._rng.random() < 0.6 and not self._ended:
            self._device.do(lambda session, now_ms: session.cancel(channel, now_ms))

    def _join(self, channel: ChannelId) -> None:
        self._device.do(lambda session, now_ms: session.join(channel, now_ms))

    def _turn(self, channel: ChannelId) -> None:
        """Your turn: some are quick, some look away."""
        if channel in self._reacting or self._ended:
            return
        self._reacting.add(channel)
        self._rules.counts["turns"] += 1
        self._schedule.after(self._rng.randint(150, 5_500), self._take_turn, channel)

    def _take_turn(self, channel: ChannelId) -> None:
        self._reacting.discard(channel)
        wanted = self._device.session.channels.get(channel)
        if wanted is not None and wanted.floor.phase is client.Phase.TURN and self._rng.random() < 0.8:
            self._rules.counts["turns taken"] += 1
            self._device.do(lambda session, now_ms: session.press(channel, now_ms))
            self._schedule.after(self._rng.randint(200, 3_000), self._let_go, channel)
