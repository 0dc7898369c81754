"""A publisher that came by WHIP: it has a voice and no button, and its speech asks for the floor (contract §7)."""

from random import Random
from typing import Final

from sim.device import DTX_MS, HANDSHAKE_MS, Place
from sim.engine import FRAME_MS, SILENT, Frame
from sim.rules import Rules
from sim.schedule import Schedule
from sim.server import Server

from pressel.client import floor as client
from pressel.client.channel import ChannelView
from pressel.core import events
from pressel.core.causes import LeaveReason
from pressel.core.identity import Identity
from pressel.core.ids import ChannelId, SessionId, TokenId, UserId

NAME: Final = "radio"
LEVEL: Final = 30
AGAIN_MS: Final = 1_000
"""After a restart of the server it posts its offer again so soon."""


class Radio:
    """Speaks now and then, until it is told to be quiet, to leave, or falls silent by itself."""

    def __init__(self, schedule: Schedule, place: Place, channel: ChannelId, rng: Random, rules: Rules) -> None:
        self.name = NAME
        self.level = LEVEL
        self.beats = False
        self.sessions: dict[SessionId, int | None] = {}
        self._schedule = schedule
        self._place = place
        self._channel = channel
        self._rng = rng
        self._rules = rules
        self._served: tuple[Server, SessionId] | None = None
        self._speaks_until_ms = 0
        self._index = 0
        self._quiet = self._ended = False

    # --- what it does ----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Its encoder runs, and it looks for a server."""
        self._look_for_server()
        self._send()
        self._schedule.after(self._rng.randint(500, 4_000), self._speak)

    def fall_silent(self) -> None:
        """Its cable is pulled: nobody hears a goodbye."""
        self._rules.note(NAME, "falls silent")
        self._ended = True
        self._leave()

    def end(self) -> None:
        """Nothing more to say."""
        self._quiet, self._speaks_until_ms = True, 0

    def stop(self) -> None:
        """``DELETE``."""
        self._ended = True
        if self._served is not None and self._served[0].alive:
            self._served[0].post(events.SessionEnded(self._served[1], LeaveReason.GOODBYE))
        self._leave()

    # --- what the rules ask ----------------------------------------------------------------------------------------

    def dead_since_ms(self) -> int | None:
        return None

    def awake_since_ms(self) -> int:
        return 0

    def cut_since_ms(self) -> int | None:
        return None

    def steady_since_ms(self) -> int | None:
        return None

    def linked(self) -> bool:
        return False

    def floors(self) -> dict[ChannelId, client.Floor]:
        return {}

    def views(self) -> dict[ChannelId, ChannelView]:
        return {}

    # --- parts -----------------------------------------------------------------------------------------------------

    def _look_for_server(self) -> None:
        if self._ended:
            return
        server = self._place.server
        gone = self._served is None or self._served[0] is not server or self._served[1] not in server.board.sessions
        if server is not None and gone:
            self._leave()
            session = SessionId(server.new_id())
            self._served, self.sessions[session] = (server, session), None
            who = Identity(
                UserId(f"user-{NAME}"), NAME.capitalize(), "token", channel=self._channel, token=TokenId(NAME)
            )
            server.post(events.SessionOpened(session, who, "", door="whip", floor_auto=True))
            server.post(events.JoinRequested(session, 1, self._channel))
            server.post(events.MediaOffered(session, 2, "v=0"))
            self._schedule.after(HANDSHAKE_MS, server.engine.connected, session)
        self._schedule.after(AGAIN_MS, self._look_for_server)

    def _leave(self) -> None:
        for session, ended_ms in self.sessions.items():
            if ended_ms is None:
                self.sessions[session] = self._schedule.now_ms
        self._served = None

    def _speak(self) -> None:
        if self._quiet:
            return
        self._speaks_until_ms = self._schedule.now_ms + self._rng.randint(400, 6_000)
        self._rules.counts["radio talks"] += 1
        self._schedule.after(self._rng.randint(1_500, 12_000), self._speak)

    def _send(self) -> None:
        if self._ended:
            return
        speaks = self._schedule.now_ms < self._speaks_until_ms
        if self._served is not None:
            self._index += 1
            frame = Frame(NAME, 0, self._index, LEVEL if speaks else SILENT)
            self._served[0].engine.receive(self._served[1], frame)
        self._schedule.after(FRAME_MS if speaks else DTX_MS, self._send)
