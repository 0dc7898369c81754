"""Moderators, roles and revoked tokens over real WebSockets, beside REST and the command line of the same server."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from e2e.harness.server import Server
from line import Line, add_user, entered, line
from offer import offer

SOON_S = 3.0
"""Promised is one second; a loaded machine gets three."""


Headers = dict[str, str]


@pytest.fixture(scope="module")
def admin(doors: Server) -> Headers:
    """Of the server all tests share."""
    return doors.admin("Ada of moderation")


@asynccontextmanager
async def entered_as(doors: Server, headers: Headers) -> AsyncIterator[Line]:
    async with line(doors) as one:
        await one.hello(headers["authorization"].removeprefix("Bearer "))
        assert (await one.ask("channel.join", channel="lobby"))["type"] == "ok"
        yield one


async def request(
    doors: Server, method: str, path: str, headers: Headers, body: dict[str, Any] | None = None
) -> httpx.Response:
    async with httpx.AsyncClient(base_url=doors.url, headers=headers) as client:
        return await client.request(method, path, json=body)


async def changed(one: Line, member: str) -> dict[str, Any]:
    while True:
        event = await one.event("member.changed")
        if event["member"]["id"] == member:
            return event


async def test_a_moderator_mutes_removes_and_blocks_over_its_own_line(doors: Server, admin: Headers) -> None:
    moderator = add_user(doors, admin, "Mo One", "moderator")
    async with entered_as(doors, moderator) as mo, entered(doors, "Gil One") as gil:
        member = gil.welcome["session"]
        assert (await mo.ask("member.mute", channel="lobby", member=member, text="Hush."))["type"] == "ok"
        told = await changed(gil, member)
        assert (told["member"]["muted"], told["by"], told["text"]) == (True, "Mo One", "Hush.")
        assert (await changed(mo, member))["text"] is None
        denied = await gil.ask("floor.request", channel="lobby", press=1)
        assert (denied["code"], denied["cause"]) == ("denied", "muted")
        assert (await gil.ask("member.mute", channel="lobby", member=mo.welcome["session"]))["code"] == "forbidden"
        await mo.ask("member.remove", channel="lobby", member=member)
        assert (await gil.event("member.left"))["reason"] == "removed"
        again = await gil.ask("channel.join", channel="lobby")
        assert again["result"]["channel"]["rights"]["talk"] is False
        await mo.ask("member.block", channel="lobby", member=member, for_ms=60_000, text="Enough.")
        assert (await gil.event("member.left"))["text"] == "Enough."
        refused = await gil.ask("channel.join", channel="lobby")
        assert (refused["code"], refused["text"]) == ("blocked", "Enough.")
        assert 0 < refused["retry_ms"] <= 60_000
        missing = await mo.ask("member.mute", channel="lobby", member=member)
        assert missing["code"] == "no-such-member"


async def test_the_same_by_rest_and_what_is_held_is_lifted(doors: Server, admin: Headers) -> None:
    moderator = add_user(doors, admin, "Mo Two", "moderator")
    async with entered(doors, "Gil Two") as gil:
        path = f"/v1/channels/lobby/members/{gil.welcome['session']}"
        user = gil.welcome["you"]["user"]
        guest = {"authorization": f"Bearer {gil.token}"}
        assert (await request(doors, "POST", f"{path}/mute", guest, {})).status_code == 403
        muted = await request(doors, "POST", f"{path}/mute", moderator, {"text": "Hush."})
        assert muted.status_code == 204
        assert (await changed(gil, gil.welcome["session"]))["by"] == "Mo Two"
        listed = (await request(doors, "GET", "/v1/channels/lobby/members", moderator)).json()["members"]
        assert [one["muted"] for one in listed if one["user"] == user] == [True]
        assert (await request(doors, "POST", f"{path}/block", moderator, {})).status_code == 204
        assert (await gil.event("member.left"))["reason"] == "blocked"
        assert (await request(doors, "POST", f"{path}/remove", moderator, {})).json()["code"] == "no-such-member"
        held = (await request(doors, "GET", "/v1/channels/lobby/restraints", moderator)).json()["restraints"]
        assert sorted(one["kind"] for one in held if one["user"] == user) == ["block", "mute"]
        lifted = f"/v1/channels/lobby/restraints/{user}"
        assert (await request(doors, "DELETE", f"{lifted}?kind=block", moderator)).status_code == 204
        back = await gil.ask("channel.join", channel="lobby")
        assert back["result"]["channel"]["rights"]["talk"] is False
        assert (await request(doors, "DELETE", lifted, moderator)).status_code == 204
        assert (await changed(gil, gil.welcome["session"]))["member"]["muted"] is False
        assert (await request(doors, "DELETE", lifted, moderator)).json()["code"] == "not-found"


async def test_one_list_holds_what_is_restrained_in_all_channels_that_one_moderates(doors_of_our_own: Server) -> None:
    doors = doors_of_our_own
    admin = doors.admin("Ada")
    moderator, cleo = add_user(doors, admin, "Mo", "moderator"), add_user(doors, admin, "Cleo", "member")
    async with entered_as(doors, cleo) as line_of_cleo:
        path = f"/v1/channels/lobby/members/{line_of_cleo.welcome['session']}"
        done = await request(doors, "POST", f"{path}/block", moderator, {"text": "Out.", "for_ms": 60_000})
        assert done.status_code == 204
        await line_of_cleo.event("member.left")
    for asker in (admin, moderator):
        (held,) = (await request(doors, "GET", "/v1/restraints", asker)).json()["restraints"]
        assert held["until_ms"] > 0
        assert (held["channel"], held["name"], held["kind"], held["by"], held["text"]) == (
            "lobby",
            "Cleo",
            "block",
            "Mo",
            "Out.",
        )
    assert (await request(doors, "GET", "/v1/restraints", cleo)).json()["restraints"] == []


async def test_restraints_outlive_the_server(doors_of_our_own: Server) -> None:
    doors = doors_of_our_own
    moderator = doors.admin("Mo")
    user = add_user(doors, moderator, "Cleo", "member")
    async with entered_as(doors, user) as cleo:
        path = f"/v1/channels/lobby/members/{cleo.welcome['session']}"
        assert (await request(doors, "POST", f"{path}/block", moderator, {"text": "Out."})).status_code == 204
        await cleo.event("member.left")
    await asyncio.to_thread(doors.stop)
    await asyncio.to_thread(doors.start)
    async with line(doors) as cleo:
        await cleo.hello(user["authorization"].removeprefix("Bearer "))
        refused = await cleo.ask("channel.join", channel="lobby")
        assert (refused["code"], refused["text"]) == ("blocked", "Out.")


@pytest.mark.parametrize("by", ["rest", "command line"])
async def test_another_role_and_a_removal_reach_a_live_session_within_a_second(
    doors: Server, admin: Headers, by: str
) -> None:
    name = f"Cleo {by}"
    async with entered_as(doors, add_user(doors, admin, name, "member")) as cleo:
        user, member = cleo.welcome["you"]["user"], cleo.welcome["session"]
        if by == "rest":
            await request(doors, "PATCH", f"/v1/users/{user}", admin, {"role": "moderator"})
        else:
            await asyncio.to_thread(doors.run, "user", "set", name, "--role", "moderator")
        written = time.monotonic()
        assert (await changed(cleo, member))["member"]["role"] == "moderator"
        assert time.monotonic() - written < SOON_S
        assert (await cleo.ask("member.mute", channel="lobby", member="nobody"))["code"] == "no-such-member"
        if by == "rest":
            await request(doors, "DELETE", f"/v1/users/{user}", admin)
        else:
            await asyncio.to_thread(doors.run, "user", "remove", name)
        written = time.monotonic()
        assert await cleo.closed() == 4401
        assert time.monotonic() - written < SOON_S


async def test_a_token_revoked_by_rest_ends_its_line_and_its_sound_at_once(doors: Server, admin: Headers) -> None:
    token = doors.token("--listen", "--talk")
    headers = {"authorization": f"Bearer {token}", "content-type": "application/sdp"}
    listed = (await request(doors, "GET", "/v1/tokens", admin)).json()["tokens"]
    async with line(doors) as one:
        await one.hello(token)
        async with httpx.AsyncClient() as client:
            heard = await client.post(f"{doors.url}/v1/channels/lobby/whep", content=offer("recvonly"), headers=headers)
        assert heard.status_code == 201
        started = time.monotonic()
        gone = await request(doors, "DELETE", f"/v1/tokens/{listed[-1]['id']}", admin)
        assert gone.status_code == 204
        assert await one.closed() == 4401
        assert time.monotonic() - started < SOON_S
    ended = await request(doors, "DELETE", heard.headers["location"], headers)
    assert ended.status_code == 401
    members = (await request(doors, "GET", "/v1/channels/lobby/members", admin)).json()["members"]
    assert heard.headers["location"].rsplit("/", 1)[1] not in {one["id"] for one in members}


async def test_a_full_channel_says_so_until_somebody_leaves(doors: Server, admin: Headers) -> None:
    new = {"name": "Small room", "guests": True, "members_max": 1}
    assert (await request(doors, "POST", "/v1/channels", admin, new)).status_code == 201
    async with entered(doors, "Gil Full") as gil, entered(doors, "Gus Full") as gus:
        assert (await gil.ask("channel.join", channel="small-room"))["type"] == "ok"
        assert (await gus.ask("channel.join", channel="small-room"))["code"] == "channel-full"
        await gil.ask("channel.leave", channel="small-room")
        assert (await gus.ask("channel.join", channel="small-room"))["type"] == "ok"
    await request(doors, "DELETE", "/v1/channels/small-room", admin)


async def test_a_guest_that_asks_for_an_emergency_is_not_allowed(doors: Server) -> None:
    async with entered(doors, "Gil Alarm") as gil:
        denied = await gil.ask("floor.request", channel="lobby", press=1, tier="emergency", priority=255)
        assert (denied["code"], denied["cause"]) == ("denied", "not-allowed")
