"""REST, WHIP and WHEP over a real socket: what is given, and what each bad request gets."""

from pathlib import Path

import httpx
import pytest
from e2e.harness.server import Server, wait_until
from offer import FINGERPRINT, offer


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def guest(doors: Server, name: str) -> dict[str, str]:
    answer = httpx.post(f"{doors.url}/v1/guests", json={"name": name})
    assert answer.status_code == 200, answer.text
    return bearer(answer.json()["token"])


def post_sdp(doors: Server, door: str, token: str, sdp: str, kind: str = "application/sdp") -> httpx.Response:
    headers = bearer(token) | {"content-type": kind}
    return httpx.post(f"{doors.url}/v1/channels/lobby/{door}", content=sdp, headers=headers)


def code(answer: httpx.Response) -> tuple[int, str]:
    body = answer.json()
    assert {"code", "text"} <= set(body), body
    return answer.status_code, body["code"]


def test_a_guest_comes_in_and_sees_the_lobby(doors: Server) -> None:
    answer = httpx.get(f"{doors.url}/v1/channels", headers=guest(doors, "Ana"))
    assert [channel["id"] for channel in answer.json()["channels"] if channel["id"] == "lobby"] == ["lobby"]


def test_the_cookie_is_read_by_one_route_and_not_from_another_site(doors: Server) -> None:
    with httpx.Client(base_url=doors.url) as browser:
        entered = browser.post("/v1/guests", json={"name": "Ben"})
        cookie = entered.headers["set-cookie"]
        assert all(word in cookie for word in ("HttpOnly", "SameSite=strict", "Path=/v1/session"))
        renewed = browser.post("/v1/session")
        assert renewed.json()["user"] == entered.json()["user"]
        assert code(browser.post("/v1/session", headers={"origin": "http://evil.example"})) == (403, "forbidden")
        assert browser.delete("/v1/session").status_code == 204
        assert code(browser.post("/v1/session")) == (401, "bad-token")


@pytest.mark.parametrize("token", ["x", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0."])
def test_a_bad_token_is_met_with_401(doors: Server, token: str) -> None:
    answer = httpx.get(f"{doors.url}/v1/channels", headers={"authorization": f"Bearer {token}"})
    assert code(answer) == (401, "bad-token")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_guest_may_not_change_channels(doors: Server) -> None:
    headers = guest(doors, "Cleo")
    assert code(httpx.post(f"{doors.url}/v1/channels", json={"name": "Mine"}, headers=headers)) == (403, "forbidden")
    assert code(httpx.delete(f"{doors.url}/v1/channels/lobby", headers=headers)) == (403, "forbidden")


def test_what_is_missing_or_malformed_is_named(doors: Server) -> None:
    headers = guest(doors, "Dee")
    assert code(httpx.post(f"{doors.url}/v1/guests", json={})) == (400, "bad-request")
    assert code(httpx.post(f"{doors.url}/v1/guests", json={"name": " "})) == (400, "bad-request")
    assert code(httpx.get(f"{doors.url}/v1/channels/nowhere", headers=headers)) == (404, "no-such-channel")
    assert code(httpx.get(f"{doors.url}/v1/channels/lobby/bursts?limit=0", headers=headers)) == (400, "bad-request")
    assert code(httpx.get(f"{doors.url}/v1/nothing")) == (404, "not-found")
    assert code(httpx.post(f"{doors.url}/v1/guests", content=b"x" * 300_000)) == (413, "bad-request")


def test_another_hosts_name_does_not_lead_here(doors: Server) -> None:
    assert code(httpx.get(f"{doors.url}/livez", headers={"host": "evil.example"})) == (421, "forbidden")
    assert httpx.get(f"{doors.url}/livez", headers={"host": "127.0.0.1:7373"}).status_code == 200


def test_a_page_of_another_origin_may_ask_where_the_operator_allows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, other = "https://intranet.example", "https://evil.example"
    monkeypatch.setenv("PRESSEL_HTTP__ORIGINS", ours)
    server = Server(tmp_path)
    server.start()
    try:
        token = server.token("--listen")
        bursts = f"{server.url}/v1/channels/lobby/bursts"
        asked = {"access-control-request-method": "GET", "access-control-request-headers": "authorization"}
        allowed = [httpx.options(bursts, headers=asked | {"origin": origin}).status_code for origin in (ours, other)]
        assert allowed == [200, 400]
        answers = [httpx.get(bursts, headers=bearer(token) | {"origin": origin}).headers for origin in (ours, other)]
        assert [one.get("access-control-allow-origin") for one in answers] == [ours, None]
        assert [one.get("access-control-allow-credentials") for one in answers] == [None, None]
        guest_entry = httpx.post(f"{server.url}/v1/guests", json={"name": "Eve"}, headers={"origin": ours})
        assert code(guest_entry) == (403, "forbidden")
    finally:
        server.kill()


def test_every_origin_may_load_the_sdk_and_none_asks_without_leave(doors: Server) -> None:
    sdk = httpx.get(f"{doors.url}/sdk/pressel.js", headers={"origin": "https://intranet.example"})
    assert sdk.headers["content-type"].startswith("text/javascript")
    assert sdk.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in httpx.get(f"{doors.url}/").headers
    assert httpx.options(f"{doors.url}/v1/channels").status_code == 405


def test_an_admin_is_made_by_the_claim_link_and_makes_channels(doors: Server) -> None:
    secret = doors.log.read_text().rsplit("#claim=", 1)[1].split()[0]
    claim = {"claim": secret, "name": "Chief", "password": "correct horse"}
    wrong = claim | {"claim": "wrong"}
    assert code(httpx.post(f"{doors.url}/v1/claim", json=wrong)) == (401, "bad-token")
    admitted = httpx.post(f"{doors.url}/v1/claim", json=claim)
    assert admitted.json()["admin"] is True
    assert code(httpx.post(f"{doors.url}/v1/claim", json=claim)) == (401, "bad-token")
    signed_in = httpx.post(f"{doors.url}/v1/sign-in", json={"name": "chief", "password": "correct horse"})
    headers = bearer(signed_in.json()["token"])
    made = httpx.post(f"{doors.url}/v1/channels", json={"name": "Ward 3, Nights", "guests": True}, headers=headers)
    assert (made.status_code, made.json()["id"]) == (201, "ward-3-nights")
    again = httpx.post(f"{doors.url}/v1/channels", json={"name": "Ward 3, Nights"}, headers=headers)
    assert code(again) == (409, "conflict")
    changed = httpx.patch(f"{doors.url}/v1/channels/ward-3-nights", json={"talk_limit_ms": 0}, headers=headers)
    assert changed.json()["talk_limit_ms"] == 0
    assert httpx.delete(f"{doors.url}/v1/channels/ward-3-nights", headers=headers).status_code == 204
    assert code(httpx.post(f"{doors.url}/v1/guests", json={"name": "CHIEF"})) == (409, "conflict")
    wrong_password = {"name": "chief", "password": "wrong horse"}
    assert code(httpx.post(f"{doors.url}/v1/sign-in", json=wrong_password)) == (401, "bad-token")


def test_whip_and_whep_answer_and_end(doors: Server) -> None:
    token = doors.token("--talk", "--listen")
    for door, direction in (("whip", "sendonly"), ("whep", "recvonly")):
        answer = post_sdp(doors, door, token, offer(direction))
        assert (answer.status_code, answer.headers["content-type"]) == (201, "application/sdp")
        assert f"127.0.0.1 {doors.media_port} typ host" in answer.text
        location = doors.url + answer.headers["location"]
        assert httpx.patch(location, headers=bearer(token)).status_code == 405
        assert code(httpx.delete(location, headers=guest(doors, f"Eve {door}"))) == (404, "not-found")
        assert httpx.delete(location, headers=bearer(token)).status_code == 200
        wait_until(lambda: doors.metric("pressel_engine_sessions") == 0, 5)


def test_whip_and_whep_refuse_what_they_cannot_answer(doors: Server) -> None:
    token, deaf = doors.token("--talk", "--listen"), doors.token("--talk")
    one = offer("sendonly")
    assert code(post_sdp(doors, "whip", token, one, "text/plain")) == (415, "unsupported-type")
    assert code(post_sdp(doors, "whip", token, "nonsense")) == (400, "bad-offer")
    assert code(post_sdp(doors, "whip", token, "v=0\r\n")) == (400, "bad-offer")
    assert code(post_sdp(doors, "whip", token, offer("sendonly", "sendonly"))) == (400, "bad-offer")
    assert code(post_sdp(doors, "whip", token, one.replace(FINGERPRINT, "sha-256 00:11"))) == (400, "bad-offer")
    assert code(post_sdp(doors, "whip", token, "x" * 70_000)) == (400, "bad-offer")
    assert code(post_sdp(doors, "whep", deaf, offer("recvonly"))) == (403, "forbidden")
    assert code(post_sdp(doors, "whip", "x", one)) == (401, "bad-token")
    wait_until(lambda: doors.metric("pressel_engine_sessions") == 0, 5)
    wait_until(lambda: doors.metric("pressel_members") == 0, 5)


def test_the_web_app_comes_with_strict_rules(doors: Server) -> None:
    page = httpx.get(doors.url)
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert httpx.get(f"{doors.url}/..%2f..%2fpyproject.toml").status_code == 404
    assert httpx.get(f"{doors.url}/missing.js").status_code == 404
    assert httpx.get(f"{doors.url}/v1/openapi.json").json()["openapi"].startswith("3.1")


def test_no_secret_is_in_the_log(doors: Server) -> None:
    token = doors.token("--listen")
    httpx.get(f"{doors.url}/v1/channels", headers=bearer(token))
    assert token not in doors.log.read_text()
