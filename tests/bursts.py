"""Every way a burst can end, made to happen on a real server with real sockets and sound: ``WAYS`` is the table.

Ana talks; what ends it is done by herself, by Mo the admin, by Ben the dispatcher, by time, or by the power cut.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx
from e2e.harness.server import Server, until
from line import add_user
from talker import Talker, talking

from pressel.core.causes import BurstEnd

ENDS_WITHIN_S: Final = 30
SHORT_MS: Final = 300


@dataclass(frozen=True, slots=True)
class Told:
    """What the history has to say of one burst, and between which moments it began and ended (Unix ms)."""

    end: BurstEnd
    by: str | None
    began: tuple[float, float]
    ended: tuple[float, float]


class Walk:
    """The people, and what they have just done."""

    def __init__(self, server: Server) -> None:
        self.server, self.admin = server, server.admin("Mo")
        people = {"Ana": "member", "Ben": "dispatcher"}
        self.people = {name: add_user(server, self.admin, name, role) for name, role in people.items()}
        self.grant: dict[str, int] = {}
        self.began = 0.0, 0.0
        self.acted = 0.0
        """When something was done that ends the burst; 0: nothing was."""
        self.seen = 0.0
        """When it was over at the latest; 0: now."""

    async def hold(self, talker: Talker) -> None:
        """It has the floor, and is heard by the server."""
        before_ms = now_ms()
        answer = await talker.press()
        assert answer["result"] == "granted"
        self.grant, self.began = answer["grant"], (before_ms, now_ms())
        await until(lambda: self.burst() is not None, ENDS_WITHIN_S)

    async def settings(self, **change: Any) -> None:
        """An admin's change of the channel."""
        await self.ask("PATCH", "/v1/channels/lobby", change)

    async def act_on(self, member: str, what: str, body: dict[str, Any]) -> None:
        """A moderator's."""
        await self.ask("POST", f"/v1/channels/lobby/members/{member}/{what}", body)

    async def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        async with httpx.AsyncClient(base_url=self.server.url, headers=self.admin) as client:
            answer = await client.request(method, path, json=body)
        assert answer.is_success, answer.text
        return answer

    def burst(self) -> dict[str, Any] | None:
        """The one that was held last, as the history has it."""
        return next((one for one in history(self.server, self.admin) if is_of(one, self.grant)), None)

    def is_over(self) -> bool:
        """Whether the history has its end."""
        burst = self.burst()
        return burst is not None and burst["end"] is not None


async def released(walk: Walk) -> str | None:
    async with in_mid_word(walk) as talker:
        await talker.let_go()
    return None


async def talk_limit(walk: Walk) -> str | None:
    await walk.settings(talk_limit_ms=SHORT_MS)
    async with there(walk, "Ana") as talker:
        await walk.hold(talker)
        assert (await talker.line.event("floor.revoked"))["cause"] == "talk-limit"
        await over(walk)
    await walk.settings(talk_limit_ms=30_000)
    return None


async def silent(walk: Walk) -> str | None:
    await walk.settings(silence_limit_ms=SHORT_MS)
    async with there(walk, "Ana", speaks=False) as talker:
        await walk.hold(talker)
        assert (await talker.line.event("floor.revoked"))["cause"] == "silent"
        await over(walk)
    await walk.settings(silence_limit_ms=10_000)
    return None


async def no_media(walk: Walk) -> str | None:
    async with in_mid_word(walk) as talker:
        talker.microphone.plugged.clear()
    return None


async def preempted(walk: Walk) -> str | None:
    await walk.settings(preempt="priority")
    async with there(walk, "Ben") as other, in_mid_word(walk) as talker:
        await other.press()
        assert (await talker.line.event("floor.revoked"))["by"] == "Ben"
        await other.let_go()
    await walk.settings(preempt="tier")
    return "Ben"


async def emergency(walk: Walk) -> str | None:
    async with there(walk, "Ben") as other, in_mid_word(walk):
        await other.press(tier="emergency")
        await other.let_go()
    return "Ben"


async def unclaimed(walk: Walk) -> str | None:
    """Ben's word is Ana's turn: she waited in line for it, and says nothing."""
    async with there(walk, "Ana", speaks=False) as talker, there(walk, "Ben") as other:
        await other.press()
        assert (await talker.press())["result"] == "queued"
        before_ms = now_ms()
        await other.let_go()
        turn = await talker.line.event("floor.granted")
        walk.grant, walk.began = turn["grant"], (before_ms, now_ms())
        await over(walk)
    return None


async def muted(walk: Walk) -> str | None:
    async with there(walk, "Ana") as talker:
        await walk.hold(talker)
        walk.acted = now_ms()
        await walk.act_on(talker.member, "mute", {"text": "Your radio is stuck."})
        await over(walk)
        await walk.act_on(talker.member, "mute", {"muted": False})
    return "Mo"


async def lost_link(walk: Walk) -> str | None:
    async with in_mid_word(walk) as talker:
        talker.line.cut()
    return None


async def left(walk: Walk) -> str | None:
    async with in_mid_word(walk) as talker:
        await talker.line.ask("channel.leave", channel="lobby")
    return None


async def removed(walk: Walk) -> str | None:
    async with in_mid_word(walk) as talker:
        await walk.act_on(talker.member, "remove", {"text": "Quiet night, please."})
    return "Mo"


async def no_permission(walk: Walk) -> str | None:
    """The channel becomes a broadcast in the middle of her word."""
    async with in_mid_word(walk):
        await walk.settings(broadcast=True)
    await walk.settings(broadcast=False)
    return None


async def restart(walk: Walk) -> str | None:
    async with there(walk, "Ana") as talker:
        await walk.hold(talker)
        walk.server.kill()
        walk.seen = now_ms()
    await asyncio.to_thread(walk.server.start)
    await over(walk)
    return None


WAYS: Final[dict[BurstEnd, Callable[[Walk], Awaitable[str | None]]]] = {
    BurstEnd.RELEASED: released,
    BurstEnd.TALK_LIMIT: talk_limit,
    BurstEnd.SILENT: silent,
    BurstEnd.NO_MEDIA: no_media,
    BurstEnd.PREEMPTED: preempted,
    BurstEnd.EMERGENCY: emergency,
    BurstEnd.UNCLAIMED: unclaimed,
    BurstEnd.MUTED: muted,
    BurstEnd.LOST_LINK: lost_link,
    BurstEnd.LEFT: left,
    BurstEnd.REMOVED: removed,
    BurstEnd.NO_PERMISSION: no_permission,
    BurstEnd.RESTART: restart,
}
"""Each brings one end about, and says whose name stands beside it."""


async def walk_through_every_end(server: Server) -> list[Told]:
    """One burst of Ana's for each, in the order of ``WAYS``."""
    walk = Walk(server)
    told: list[Told] = []
    for end, way in WAYS.items():
        walk.acted = walk.seen = 0.0
        by = await way(walk)
        told.append(Told(end, by, walk.began, (walk.acted or walk.began[0], walk.seen or now_ms())))
    return told


def history(server: Server, headers: dict[str, str]) -> list[dict[str, Any]]:
    """Newest first, by REST."""
    answer = httpx.get(f"{server.url}/v1/channels/lobby/bursts", headers=headers)
    found: list[dict[str, Any]] = answer.json()["bursts"]
    return found


def is_of(burst: dict[str, Any], grant: dict[str, int]) -> bool:
    """Whether ``grant`` carried it."""
    return (burst["epoch"], burst["seq"]) == (grant["epoch"], grant["seq"])


def now_ms() -> float:
    return time.time() * 1_000


async def over(walk: Walk) -> None:
    await until(walk.is_over, ENDS_WITHIN_S)


@asynccontextmanager
async def in_mid_word(walk: Walk) -> AsyncIterator[Talker]:
    """Ana holds the floor, and what the block does ends that."""
    async with there(walk, "Ana") as talker:
        await walk.hold(talker)
        walk.acted = now_ms()
        yield talker
        await over(walk)


@asynccontextmanager
async def there(walk: Walk, name: str, *, speaks: bool = True) -> AsyncIterator[Talker]:
    token = walk.people[name]["authorization"].removeprefix("Bearer ")
    async with talking(walk.server, name, token, speaks=speaks) as one:
        yield one
