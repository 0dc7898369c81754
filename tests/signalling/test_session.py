"""The WebSocket over a real socket: hello, limits, goodbyes."""

import json

import pytest
from e2e.harness.server import Server
from line import entered, line, token
from offer import offer
from websockets.asyncio.client import connect


async def test_hello_is_the_first_word(doors: Server) -> None:
    async with line(doors) as one:
        assert (await one.ask("channel.list"))["code"] == "hello-first"
        welcome = await one.ask("hello", token=await token(doors, "Ana"))
        assert welcome["result"]["you"]["name"] == "Ana"
        assert (await one.ask("channel.list"))["result"]["channels"][0]["id"] == "lobby"


async def test_a_bad_token_closes_the_line(doors: Server) -> None:
    async with line(doors) as one:
        assert (await one.ask("hello", token="eyJhbGciOiJub25lIn0.e30."))["code"] == "bad-token"
        assert await one.closed() == 4401


async def test_without_the_subprotocol_there_is_no_line(doors: Server) -> None:
    with pytest.raises(Exception, match="403"):
        await connect(f"ws://127.0.0.1:{doors.http_port}/v1/ws")


async def test_three_unreadable_messages_close_the_line(doors: Server) -> None:
    async with entered(doors, "Ana") as one:
        for frame in ("{", '{"type": "channel.join", "id": 5, "channel": 7}', "[]"):
            await one.socket.send(frame)
        assert (await one.next())["code"] == "bad-message"
        assert await one.closed() == 1008


async def test_a_running_session_stays_its_users(doors: Server) -> None:
    async with entered(doors, "Ana") as one:
        refused = await one.ask("hello", token=await token(doors, "Ben"))
        assert refused["code"] == "bad-token"
        assert (await one.ask("channel.list"))["type"] == "ok"


async def test_an_unknown_request_is_answered_and_forgiven(doors: Server) -> None:
    async with entered(doors, "Ana") as one:
        for _ in range(5):
            assert (await one.ask("hand.raise", channel="lobby"))["code"] == "unknown-type"


async def test_the_51st_message_of_a_second_is_too_fast(doors: Server) -> None:
    async with entered(doors, "Ana") as one:
        for n in range(100, 160):
            await one.socket.send(json.dumps({"type": "channel.leave", "id": n, "channel": "nowhere"}))
        answers = [await one.next() for _ in range(60)]
        codes = [answer.get("code", "ok") for answer in answers if "re" in answer]
        assert codes.count("too-fast") >= 10
        assert codes[0] == "ok"


async def test_an_oversized_frame_closes_the_line(doors: Server) -> None:
    async with entered(doors, "Ana") as one:
        await one.socket.send("x" * (64 * 1024 + 100))
        assert await one.closed() == 1009


async def test_who_closes_the_page_is_gone_at_once(doors: Server) -> None:
    async with entered(doors, "Ana") as ana:
        async with entered(doors, "Ben") as ben:
            await ana.event("member.joined")
            await ben.socket.close()
        left = await ana.event("member.left")
        assert left["reason"] == "goodbye"


async def test_goodbye_is_answered_before_the_line_closes(doors: Server) -> None:
    async with entered(doors, "Ana") as one:
        assert (await one.ask("session.end"))["type"] == "ok"
        assert await one.closed() == 1000


async def test_an_offer_is_answered_or_refused_with_the_cure(doors: Server) -> None:
    async with entered(doors, "Ana") as one:
        refused = await one.ask("media.offer", sdp="v=0\r\n")
        assert (refused["code"], "audio" in refused["text"]) == ("bad-offer", True)
        answered = await one.ask("media.offer", sdp=offer("sendonly", "recvonly", "recvonly"))
        assert "a=ice-lite" in answered["result"]["sdp"]
        assert (await one.event("slot.bound"))["slot"] == 0
        denied = await one.ask("floor.request", channel="lobby", press=1)
        assert (denied["code"], denied["cause"]) == ("denied", "media-not-ready")


async def test_a_revoked_token_ends_its_line_within_a_second(doors: Server) -> None:
    api_token = doors.token("--listen")
    identifier = json.loads(doors.run("token", "list", "--json"))[-1]["id"]
    async with line(doors) as one:
        assert (await one.ask("hello", token=api_token))["type"] == "ok"
        doors.run("token", "revoke", identifier)
        assert await one.closed() == 4401


async def test_numbers_of_events_rise_by_one(doors: Server) -> None:
    async with entered(doors, "Ana") as ana:
        numbers: list[int] = []
        async with entered(doors, "Ben"):
            while len(numbers) < 2:
                numbers.append((await ana.next())["n"])
        while len(numbers) < 4:
            numbers.append((await ana.next())["n"])
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
