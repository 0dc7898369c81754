"""A line breaks and a new one goes on where it was: over a real socket."""

import asyncio
from typing import Any

import httpx
import pytest
from e2e.harness.server import Server
from line import Line, entered, line, token


async def again(one: Line, old: Line, **fields: Any) -> dict[str, Any]:
    """Hello on a new line, with what the old one knew."""
    known = {"resume": old.welcome["resume"], "device": fields.pop("device"), "seen": 0} | fields
    return await one.hello(fields.pop("token", old.token), **{k: v for k, v in known.items() if k != "token"})


async def gone(ana: Line) -> dict[str, Any]:
    return await ana.event("member.left")


async def changed(ana: Line) -> str:
    return str((await ana.event("member.changed"))["member"]["presence"])


async def test_a_cut_line_is_away_and_back_with_what_it_missed(doors: Server) -> None:
    async with entered(doors, "Ana") as ana, entered(doors, "Ben") as ben, line(doors) as back:
        await ana.event("member.joined")
        ben.cut()
        assert await changed(ana) == "away"
        async with entered(doors, "Cleo"):
            await ana.event("member.joined")
        await gone(ana)
        welcome = await again(back, ben, device="Ben")
        assert (welcome["state"], welcome["session"]) == ("resumed", ben.welcome["session"])
        assert welcome["resume"] != ben.welcome["resume"]
        joined, left = await back.event("member.joined"), await back.event("member.left")
        assert joined["member"]["name"] == "Cleo"
        assert joined["n"] < left["n"]
        assert await changed(ana) == "here"
        state = (await back.ask("channel.join", channel="lobby"))["result"]["channel"]
        assert sorted(member["name"] for member in state["members"]) == ["Ana", "Ben"]


async def test_a_goodbye_is_no_loss(doors: Server) -> None:
    async with entered(doors, "Ana") as ana:
        async with entered(doors, "Ben") as ben:
            await ana.event("member.joined")
            await ben.socket.close(1001)
        assert (await gone(ana))["reason"] == "goodbye"
        async with line(doors) as back:
            assert (await again(back, ben, device="Ben"))["state"] == "reset"


async def test_a_resume_id_is_good_once_and_a_spent_one_leaves_nobody_behind(doors: Server) -> None:
    async with entered(doors, "Ana") as ana, entered(doors, "Ben") as ben, line(doors) as back, line(doors) as third:
        await ana.event("member.joined")
        ben.cut()
        assert await changed(ana) == "away"
        assert (await again(back, ben, device="Ben"))["state"] == "resumed"
        assert await changed(ana) == "here"
        back.cut()
        assert await changed(ana) == "away"
        assert (await again(third, ben, device="Ben"))["state"] == "reset"
        assert (await gone(ana))["member"] == ben.welcome["session"]
        assert third.welcome["session"] != ben.welcome["session"]


@pytest.mark.parametrize("what", ["forged", "device", "user"])
async def test_a_forged_or_foreign_id_is_reset_and_harms_nobody(doors: Server, what: str) -> None:
    async with entered(doors, "Ana") as ana, entered(doors, "Ben") as ben, line(doors) as eve, line(doors) as back:
        await ana.event("member.joined")
        ben.cut()
        assert await changed(ana) == "away"
        stolen: dict[str, Any] = {
            "forged": {"device": "Ben", "resume": f"{ben.welcome['session']}.{'x' * 22}"},
            "device": {"device": "another"},
            "user": {"device": "Ben", "token": await token(doors, "Eve")},
        }[what]
        assert (await again(eve, ben, **stolen))["state"] == "reset"
        assert (await again(back, ben, device="Ben"))["state"] == "resumed"


async def test_a_second_line_never_takes_a_session_from_one_that_lives(doors: Server) -> None:
    async with entered(doors, "Ben") as ben, line(doors) as second:
        assert (await again(second, ben, device="Ben"))["state"] == "reset"
        assert second.welcome["session"] != ben.welcome["session"]
        assert (await ben.ask("channel.list"))["type"] == "ok"


async def test_a_line_that_answers_pings_stays_when_another_asks_for_its_session(doors: Server) -> None:
    async with entered(doors, "Ben", beats=True) as ben, line(doors) as second:
        hello = asyncio.create_task(again(second, ben, device="Ben"))
        await ben.event("ping")
        assert (await ben.ask("pong"))["type"] == "ok"
        assert (await hello)["state"] == "reset"
        assert (await ben.ask("channel.list"))["type"] == "ok"


async def test_a_line_that_is_dead_and_not_yet_known_to_be_gives_way(doors: Server) -> None:
    async with entered(doors, "Ana") as ana, entered(doors, "Ben", beats=True) as ben, line(doors) as second:
        await ana.event("member.joined")
        assert (await again(second, ben, device="Ben"))["state"] == "resumed"
        assert await ben.closed() == 4409
        assert (await second.ask("channel.list"))["type"] == "ok"
        state = (await ana.ask("channel.join", channel="lobby"))["result"]["channel"]
        assert [member["user"] for member in state["members"]].count(second.welcome["you"]["user"]) == 1


async def test_who_was_removed_while_away_hears_it_when_it_is_back_and_is_out(doors: Server) -> None:
    moderator = doors.admin("Mo of resume")
    async with entered(doors, "Ana") as ana, entered(doors, "Ben") as ben, line(doors) as back:
        await ana.event("member.joined")
        ben.cut()
        assert await changed(ana) == "away"
        async with httpx.AsyncClient(base_url=doors.url, headers=moderator) as client:
            path = f"/v1/channels/lobby/members/{ben.welcome['session']}/remove"
            assert (await client.post(path, json={"text": "Quiet night."})).status_code == 204
        assert (await gone(ana))["reason"] == "removed"
        assert (await again(back, ben, device="Ben"))["state"] == "resumed"
        told = await back.event("member.left")
        assert (told["reason"], told["text"]) == ("removed", "Quiet night.")
        state = (await ana.ask("channel.join", channel="lobby"))["result"]["channel"]
        assert ben.welcome["session"] not in {member["id"] for member in state["members"]}


async def test_what_cannot_be_replayed_is_reset(doors: Server) -> None:
    async with entered(doors, "Ana") as ana, entered(doors, "Ben") as ben, line(doors) as back:
        await ana.event("member.joined")
        ben.cut()
        assert await changed(ana) == "away"
        assert (await again(back, ben, device="Ben", seen=10_000))["state"] == "reset"
        assert (await gone(ana))["reason"] == "lost-link"


async def test_two_devices_of_one_user_are_two_members(doors: Server) -> None:
    async with line(doors) as phone, line(doors) as tablet:
        shared = await token(doors, "Dora")
        for one, device in ((phone, "phone"), (tablet, "tablet")):
            await one.hello(shared, device=device)
            state = (await one.ask("channel.join", channel="lobby"))["result"]["channel"]
        assert [member["name"] for member in state["members"]].count("Dora") == 2


async def test_a_token_that_ends_ends_the_session(doors: Server) -> None:
    api_token = doors.token("--listen", ttl="2s")
    async with entered(doors, "Ana") as ana:
        async with line(doors) as bot:
            await bot.hello(api_token)
            assert (await bot.ask("channel.join", channel="lobby"))["type"] == "ok"
            await ana.event("member.joined")
            assert await bot.closed() == 4401
        assert (await gone(ana))["reason"] == "token-ended"


async def test_presence_is_seen_by_the_others(doors: Server) -> None:
    async with entered(doors, "Ana") as ana, entered(doors, "Ben") as ben:
        await ana.event("member.joined")
        assert (await ben.ask("presence.set", presence="off-duty"))["type"] == "ok"
        assert await changed(ana) == "off-duty"
        assert (await ben.ask("presence.set", presence="asleep"))["code"] == "bad-message"
