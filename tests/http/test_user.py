"""Users: made, changed and removed by admins; passwords that only their users know."""

from pathlib import Path
from typing import Any

import httpx
from house import PASSWORD, House, house


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def made(there: House, admin: dict[str, str], **new: Any) -> dict[str, Any]:
    async with there.client() as client:
        answer = await client.post("/v1/users", json=new, headers=admin)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_an_admin_makes_a_user_who_chooses_its_password_on_a_link_that_works_once(tmp_path: Path) -> None:
    async with house(tmp_path) as there, there.client() as client:
        admin = await there.add("Ada", "admin")
        body = await made(there, admin, name="Dee", role="dispatcher")
        user = body["user"]
        assert (user["role"], user["priority"], user["emergency"]) == ("dispatcher", 200, True)
        assert user["has_password"] is False
        secret = body["password_link"]["link"].split("#password=")[1]
        chosen = await client.post("/v1/password", json={"secret": secret, "password": "battery staple"})
        assert (chosen.json()["name"], chosen.json()["role"]) == ("Dee", "dispatcher")
        assert chosen.cookies.get("pressel_session")
        again = await client.post("/v1/password", json={"secret": secret, "password": "battery staple"})
        assert code(again) == (401, "bad-token")
        entered = await client.post("/v1/sign-in", json={"name": "dee", "password": "battery staple"})
        assert entered.status_code == 200
        listed = (await client.get("/v1/users", headers=admin)).json()["users"]
        assert [(one["name"], one["has_password"]) for one in listed] == [("Ada", True), ("Dee", True)]


async def test_a_newer_link_ends_the_older_one_and_the_old_password_counts_until_it_is_used(tmp_path: Path) -> None:
    async with house(tmp_path) as there, there.client() as client:
        admin, mia = await there.add("Ada", "admin"), await there.add("Mia")
        links = [(await client.post("/v1/users/id-Mia/password-link", headers=admin)).json() for _ in range(2)]
        secrets = [one["link"].split("#password=")[1] for one in links]
        first = await client.post("/v1/password", json={"secret": secrets[0], "password": "battery staple"})
        assert code(first) == (401, "bad-token")
        assert (await client.post("/v1/sign-in", json={"name": "Mia", "password": PASSWORD})).status_code == 200
        second = await client.post("/v1/password", json={"secret": secrets[1], "password": "battery staple"})
        assert second.status_code == 200
        old = await client.post("/v1/sign-in", json={"name": "Mia", "password": PASSWORD})
        assert code(old) == (401, "bad-token")
        assert (await client.get("/v1/users/id-Mia", headers=mia)).status_code in (200, 401)


async def test_a_new_password_ends_what_was_issued_before_it_in_the_same_second_too(tmp_path: Path) -> None:
    async with house(tmp_path) as there, there.client() as client, there.client() as other:
        await there.add("Mia")
        entry = {"name": "Mia", "password": PASSWORD}
        before = (await other.post("/v1/sign-in", json=entry)).json()["token"]
        mine = {"authorization": f"Bearer {(await client.post('/v1/sign-in', json=entry)).json()['token']}"}
        wrong = await client.put("/v1/password", json={"old": "wrong horse", "new": "battery staple"}, headers=mine)
        assert code(wrong) == (403, "forbidden")
        changed = await client.put("/v1/password", json={"old": PASSWORD, "new": "battery staple"}, headers=mine)
        assert changed.status_code == 200
        assert there.state.doorkeeper.verify(changed.json()["token"]).name == "Mia"
        for over in ({"authorization": f"Bearer {before}"}, mine):
            assert code(await client.get("/v1/users/id-Mia", headers=over)) == (401, "bad-token")
        assert code(await other.post("/v1/session")) == (401, "bad-token")
        assert (await client.post("/v1/session")).status_code == 200


async def test_rights_are_those_of_now_and_not_of_when_the_token_was_made(tmp_path: Path) -> None:
    async with house(tmp_path) as there, there.client() as client:
        admin, mo = await there.add("Ada", "admin"), await there.add("Mo", "moderator")
        assert (await client.get("/v1/channels/lobby/restraints", headers=mo)).status_code == 200
        changed = await client.patch("/v1/users/id-Mo", json={"role": "member"}, headers=admin)
        assert (changed.json()["role"], changed.json()["priority"]) == ("member", 10)
        assert code(await client.get("/v1/channels/lobby/restraints", headers=mo)) == (403, "forbidden")
        named = await client.patch("/v1/users/id-Mo", json={"name": "Moe", "priority": 99}, headers=admin)
        assert (named.json()["name"], named.json()["priority"], named.json()["role"]) == ("Moe", 99, "member")
        assert (await client.delete("/v1/users/id-Mo", headers=admin)).status_code == 204
        assert code(await client.get("/v1/channels", headers=mo)) == (401, "bad-token")
        assert code(await client.get("/v1/users/id-Mo", headers=admin)) == (404, "not-found")


async def test_only_admins_touch_users_and_the_last_one_stays(tmp_path: Path) -> None:
    async with house(tmp_path) as there, there.client() as client:
        admin, dee = await there.add("Ada", "admin"), await there.add("Dee", "dispatcher")
        for method, path in (("GET", "/v1/users"), ("DELETE", "/v1/users/id-Ada"), ("GET", "/v1/users/id-Ada")):
            assert code(await client.request(method, path, headers=dee)) == (403, "forbidden")
        assert code(await client.post("/v1/users", json={"name": "Eve"}, headers=dee)) == (403, "forbidden")
        assert code(await client.post("/v1/users/id-Ada/password-link", headers=dee)) == (403, "forbidden")
        up = await client.patch("/v1/users/id-Dee", json={"role": "admin"}, headers=dee)
        assert code(up) == (403, "forbidden")
        assert (await client.get("/v1/users/id-Dee", headers=dee)).json()["name"] == "Dee"
        assert code(await client.delete("/v1/users/id-Ada", headers=admin)) == (409, "conflict")
        down = await client.patch("/v1/users/id-Ada", json={"role": "member"}, headers=admin)
        assert code(down) == (409, "conflict")
        alike = await client.post("/v1/users", json={"name": "D e e"}, headers=admin)
        assert code(alike) == (409, "conflict")


async def test_tokens_are_listed_and_revoked_by_admins_alone(tmp_path: Path) -> None:
    async with house(tmp_path) as there, there.client() as client:
        admin, dee = await there.add("Ada", "admin"), await there.add("Dee", "dispatcher")
        assert (await client.get("/v1/tokens", headers=admin)).json() == {"tokens": []}
        assert code(await client.get("/v1/tokens", headers=dee)) == (403, "forbidden")
        assert code(await client.delete("/v1/tokens/none", headers=admin)) == (404, "not-found")
