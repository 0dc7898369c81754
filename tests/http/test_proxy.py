"""A proxy before the server: who asks through it has the privileges of nobody's machine, unless the proxy is named."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from house import house
from starlette.types import Receive, Scope, Send

from pressel.http.proxy import UNKNOWN, behind

HERE = "127.0.0.1"
FAR = "198.51.100.7"
GUEST = {"name": "Gil"}


async def seen(kind: str, client: tuple[str, int], headers: dict[str, str], trusted: tuple[str, ...]) -> Any:
    """Whom the doors see."""
    found: list[Scope] = []

    async def door(scope: Scope, _receive: Receive, _send: Send) -> None:
        found.append(scope)

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": kind, "client": client, "scheme": "http" if kind == "http" else "ws", "headers": raw}
    await behind(door, trusted)(scope, None, None)  # type: ignore[arg-type]  # nothing is read or sent
    return found[0]["client"], found[0]["scheme"]


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    "header", [{"forwarded": f"for={HERE}"}, {"x-forwarded-for": HERE}, {"x-real-ip": HERE}, {"via": "1.1 proxy"}]
)
async def test_what_an_unnamed_proxy_forwards_comes_from_nowhere(kind: str, header: dict[str, str]) -> None:
    assert (await seen(kind, (HERE, 1), header, ()))[0] == UNKNOWN
    assert (await seen(kind, (HERE, 1), header, ("10.0.0.0/8",)))[0] == UNKNOWN
    assert (await seen(kind, (HERE, 1), {"accept": "*/*"}, ()))[0] == (HERE, 1)


@pytest.mark.parametrize(("kind", "scheme"), [("http", "https"), ("websocket", "wss")])
async def test_a_named_proxy_says_for_whom_it_asks(kind: str, scheme: str) -> None:
    headers = {"x-forwarded-for": f"{HERE}, {FAR}, 10.0.0.9", "x-forwarded-proto": "https"}
    client, found = await seen(kind, (HERE, 1), headers, (HERE, "10.0.0.0/8"))
    assert (client[0], found) == (FAR, scheme)


async def test_visitors_through_a_proxy_on_this_machine_are_guests_by_invitation_only(tmp_path: Path) -> None:
    forwarded = {"x-forwarded-for": HERE}
    async with house(tmp_path, loopback=True) as there, there.client(HERE) as client:
        assert (await client.post("/v1/guests", json=GUEST)).status_code == 200
        assert (await client.post("/v1/guests", json=GUEST, headers=forwarded)).status_code == 403
        assert (await client.get("/metrics")).status_code == 200
        assert (await client.get("/metrics", headers=forwarded)).status_code == 401
        asked_for = {"host": "198.51.100.1"}
        assert (await client.get("/metrics", headers=asked_for)).status_code == 401, "its silence does not hide it"
        assert (await client.post("/v1/guests", json=GUEST, headers=asked_for)).status_code == 403
        assert await tries(client, forwarded) == [401] * 10 + [429], "all of them share what one address may"


async def test_behind_a_named_proxy_each_visitor_counts_for_itself(tmp_path: Path) -> None:
    async with house(tmp_path, loopback=True, proxies=(HERE,)) as there, there.client(HERE) as client:
        for address in (FAR, "203.0.113.9"):
            assert await tries(client, {"x-forwarded-for": address}) == [401] * 10 + [429]
        assert (await client.post("/v1/guests", json=GUEST, headers={"x-forwarded-for": FAR})).status_code == 403
        assert (await client.post("/v1/guests", json=GUEST)).status_code == 200


async def tries(client: httpx.AsyncClient, headers: dict[str, str]) -> list[int]:
    """What eleven wrong passwords for eleven names get."""
    entries = [{"name": f"Nobody {headers} {number}", "password": "wrong horse"} for number in range(11)]
    return [(await client.post("/v1/sign-in", json=entry, headers=headers)).status_code for entry in entries]
