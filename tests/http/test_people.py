"""Coming in from other machines: invitations, wrong codes and passwords, names that belong to somebody."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from house import PASSWORD, House, house

from pressel.auth.passwords import CODE_LETTERS, digest


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def invite(there: House, moderator: dict[str, str], **more: Any) -> dict[str, Any]:
    async with there.client() as client:
        made = await client.post("/v1/invitations", json={"channel": "lobby"} | more, headers=moderator)
    assert made.status_code == 201, made.text
    invitation: dict[str, Any] = made.json()
    return invitation


async def test_a_guest_from_elsewhere_needs_an_invitation_and_gets_what_it_is_for(tmp_path: Path) -> None:
    async with house(tmp_path) as there, there.client() as client:
        assert code(await client.post("/v1/guests", json={"name": "Gil"})) == (403, "forbidden")
        made = await invite(there, await there.add("Mo", "moderator"), talk=False)
        assert set(made["code"]) <= set(CODE_LETTERS)
        assert made["link"] == f"http://127.0.0.1/#invite={made['code']}"
        typed = f"{made['code'][:3].lower()}-{made['code'][3:]}"
        entered = await client.post("/v1/guests", json={"name": "Gil", "code": typed})
        assert (entered.json()["role"], entered.json()["channel"]) == ("guest", "lobby")
        identity = there.state.doorkeeper.verify(entered.json()["token"])
        assert (identity.channel, identity.rights.talk, identity.rights.priority) == ("lobby", False, 0)
        renewed = await client.post("/v1/session")
        assert there.state.doorkeeper.verify(renewed.json()["token"]).channel == "lobby"


async def test_a_code_that_is_wrong_over_or_used_up_says_which(tmp_path: Path) -> None:
    async with house(tmp_path) as there, there.client() as client:
        moderator = await there.add("Mo", "moderator")
        assert code(await client.post("/v1/guests", json={"name": "Gil", "code": "OOOOOO"})) == (
            404,
            "no-such-invitation",
        )
        once = await invite(there, moderator)
        assert (await client.post("/v1/guests", json={"name": "Gil", "code": once["code"]})).status_code == 200
        again = await client.post("/v1/guests", json={"name": "Gus", "code": once["code"]})
        assert code(again) == (410, "invitation-used-up")
        old = await invite(there, moderator)
        over = there.state.hub.clock.now_ms() + 2 * 86_400_000
        assert str(await there.stores.invitations.use(old["code"], over)) == "invitation-expired"
        assert (await client.delete(f"/v1/invitations/{old['id']}", headers=moderator)).status_code == 204
        gone = await client.post("/v1/guests", json={"name": "Gus", "code": old["code"]})
        assert code(gone) == (404, "no-such-invitation")
        listed = (await client.get("/v1/invitations?channel=lobby", headers=moderator)).json()["invitations"]
        assert [(one["code"], one["state"], one["uses"]) for one in listed] == [(once["code"], "used-up", 1)]


async def test_only_who_moderates_invites_and_only_where_guests_are_taken(tmp_path: Path) -> None:
    async with house(tmp_path) as there, there.client() as client:
        body = {"channel": "lobby"}
        member = await there.add("Mia", "member")
        assert code(await client.post("/v1/invitations", json=body, headers=member)) == (403, "forbidden")
        assert (await client.get("/v1/invitations", headers=member)).json() == {"invitations": []}
        made = await invite(there, await there.add("Mo", "moderator"))
        refused = await client.delete(f"/v1/invitations/{made['id']}", headers=member)
        assert code(refused) == (404, "no-such-invitation")
        admin = await there.add("Ada", "admin")
        await client.patch("/v1/channels/lobby", json={"guests": False}, headers=admin)
        while there.state.hub.board.rooms["lobby"].settings.guests:  # type: ignore[index]
            await asyncio.sleep(0)
        assert code(await client.post("/v1/invitations", json=body, headers=admin)) == (403, "forbidden")
        late = await client.post("/v1/guests", json={"name": "Gil", "code": made["code"]})
        assert code(late) == (403, "forbidden")


@pytest.mark.parametrize("name", ["Chief", "CHIEF", "ch1ef", "Сhief", "C h i e f", "Chíef", "Ⓒhief"])
async def test_a_guest_may_not_look_like_a_user(tmp_path: Path, name: str) -> None:
    async with house(tmp_path, loopback=True) as there, there.client("127.0.0.1") as client:
        await there.add("Chief", "admin")
        assert code(await client.post("/v1/guests", json={"name": name})) == (409, "conflict")
        assert (await client.post("/v1/guests", json={"name": "Chef"})).status_code == 200


@pytest.mark.parametrize("name", ["\u200b\u200d", "\u202enimda", "   ", "a\x00b"])
async def test_a_name_that_cannot_be_seen_or_turns_the_line_is_no_name(tmp_path: Path, name: str) -> None:
    async with house(tmp_path, loopback=True) as there, there.client("127.0.0.1") as client:
        assert code(await client.post("/v1/guests", json={"name": name})) == (400, "bad-request")


async def test_ten_wrong_codes_in_a_minute_close_the_door_to_one_address_and_to_no_other(tmp_path: Path) -> None:
    async with house(tmp_path) as there, there.client() as client:
        made = await invite(there, await there.add("Mo", "moderator"), uses=20)
        for _ in range(12):
            good = await client.post("/v1/guests", json={"name": "Gil", "code": made["code"]})
            assert good.status_code == 200
        wrong = {"name": "Eve", "code": "222222"}
        assert [(await client.post("/v1/guests", json=wrong)).status_code for _ in range(10)] == [404] * 10
        refused = await client.post("/v1/guests", json={"name": "Eve", "code": made["code"]})
        assert code(refused) == (429, "too-fast")
        assert 50 <= int(refused.headers["retry-after"]) <= 60
        assert refused.json()["retry_ms"] > 50_000
        async with there.client("203.0.113.9") as other:
            entered = await other.post("/v1/guests", json={"name": "Gus", "code": made["code"]})
            assert entered.status_code == 200
        async with there.client("127.0.0.1") as here:
            answers = [(await here.post("/v1/guests", json=wrong)).status_code for _ in range(15)]
            assert answers == [404] * 15


async def test_a_claim_with_a_taken_name_may_be_tried_again(tmp_path: Path) -> None:
    async with house(tmp_path) as there, there.client() as client:
        await there.add("Ana")
        over = there.state.hub.clock.now_ms() + 60_000
        await there.stores.users.new_claim(digest("a-claim"), over)
        entry = {"claim": "a-claim", "name": "ana", "password": PASSWORD}
        assert code(await client.post("/v1/claim", json=entry | {"claim": "none"})) == (401, "bad-token")
        assert code(await client.post("/v1/claim", json=entry)) == (409, "conflict")
        claimed = await client.post("/v1/claim", json=entry | {"name": "Chief"})
        assert claimed.json()["role"] == "admin"
        assert code(await client.post("/v1/claim", json=entry)) == (401, "bad-token")


async def test_wrong_passwords_are_counted_by_name_and_by_address(tmp_path: Path) -> None:
    async with house(tmp_path) as there:
        for name in ("Ada", "Ben"):
            await there.add(name)
        wrong = {"name": "Ada", "password": "wrong horse"}
        async with there.client("127.0.0.1") as here:
            assert [(await here.post("/v1/sign-in", json=wrong)).status_code for _ in range(10)] == [401] * 10
            assert code(await here.post("/v1/sign-in", json=wrong)) == (429, "too-fast")
            right = {"name": "ADA", "password": PASSWORD}
            assert code(await here.post("/v1/sign-in", json=right)) == (429, "too-fast")
            for _ in range(11):
                entered = await here.post("/v1/sign-in", json={"name": "Ben", "password": PASSWORD})
                assert entered.status_code == 200
        async with there.client("2001:db8::1") as there_too:
            for n in range(10):
                unknown = {"name": f"Nobody {n}", "password": "wrong horse"}
                assert code(await there_too.post("/v1/sign-in", json=unknown)) == (401, "bad-token")
        async with there.client("2001:db8::2") as same_site:
            unknown = {"name": "Somebody", "password": "wrong horse"}
            assert code(await same_site.post("/v1/sign-in", json=unknown)) == (429, "too-fast")
