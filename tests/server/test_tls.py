"""One port that speaks HTTPS, and explains itself to who does not: a real server."""

import json
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from e2e.harness.server import Server, wait_until
from websockets.sync.client import connect

from pressel.auth import certificates


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """With a certificate of its own, on loopback."""
    running = Server(tmp_path_factory.mktemp("tls"), tls=True)
    running.start()
    yield running
    running.kill()


def served(server: Server) -> str:
    return ssl.get_server_certificate(("127.0.0.1", server.http_port))


def test_https_and_wss_are_served_to_who_trusts_the_authority(secure: Server) -> None:
    assert httpx.get(f"{secure.url}/readyz", verify=secure.trust).json()["status"] == "ready"
    guest = httpx.post(f"{secure.url}/v1/guests", json={"name": "Ana"}, verify=secure.trust)
    cookie = guest.headers["set-cookie"]
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=strict"))
    assert isinstance(secure.trust, ssl.SSLContext)
    address = secure.url.replace("https", "wss") + "/v1/ws"
    with connect(address, ssl=secure.trust, subprotocols=["pressel.v1"]) as line:  # type: ignore[list-item]
        line.send(json.dumps({"type": "hello", "id": 1, "token": guest.json()["token"]}))
        assert json.loads(line.recv(timeout=5))["re"] == 1


def test_who_does_not_trust_it_is_not_served(secure: Server) -> None:
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(f"{secure.url}/readyz")


@pytest.mark.parametrize("path", ["/", "/trust", "/anything/else"])
def test_plain_http_on_the_same_port_explains_and_nothing_more(secure: Server, path: str) -> None:
    answer = httpx.get(f"{secure.plain_url}{path}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "script" not in answer.text
    assert f'href="{secure.url}/"' in answer.text
    pairs = certificates.fingerprint(certificates.read(secure.data).authority).split(":")
    assert " ".join(pairs[:8]) in answer.text


@pytest.mark.parametrize("secured", [True, False])
def test_the_authority_is_handed_out_at_both_doors(secure: Server, secured: bool) -> None:
    url = f"{secure.url if secured else secure.plain_url}/v1/tls/ca"
    answer = httpx.get(url, verify=secure.trust)
    assert answer.content == (secure.data / "keys" / "tls" / "pressel-ca.crt").read_bytes()
    assert b"PRIVATE" not in answer.content
    assert answer.headers["content-type"] == "application/x-x509-ca-cert"
    assert 'filename="pressel-ca.crt"' in answer.headers["content-disposition"]
    assert httpx.head(url, verify=secure.trust).status_code == 200


def test_the_page_is_there_over_https_too_for_who_clicked_the_warning_away(secure: Server) -> None:
    assert "Talking works, installing doesn’t yet" in httpx.get(f"{secure.url}/trust", verify=secure.trust).text


@pytest.mark.parametrize(("method", "path"), [("POST", "/v1/guests"), ("GET", "/v1/channels"), ("GET", "/readyz")])
def test_programs_are_told_to_use_https(secure: Server, method: str, path: str) -> None:
    answer = httpx.request(method, f"{secure.plain_url}{path}", json={"name": "Ana"})
    assert answer.status_code == 426
    assert f"{secure.url}{path}" in answer.json()["text"]


def test_the_page_answers_to_no_foreign_name(secure: Server) -> None:
    answer = httpx.get(secure.plain_url, headers={"host": "elsewhere.example"})
    assert answer.status_code == 421
    assert "elsewhere" not in answer.text


def test_a_name_of_the_certificate_is_an_allowed_host(secure: Server) -> None:
    name = socket.gethostname().split(".")[0].lower()
    answer = httpx.get(f"{secure.url}/readyz", headers={"host": f"{name}.local"}, verify=secure.trust)
    assert answer.status_code == 200


def test_a_renewed_certificate_is_served_within_a_second(secure: Server) -> None:
    before = served(secure)
    secure.run("tls", "init")
    wait_until(lambda: served(secure) != before, 1)
    assert httpx.get(f"{secure.url}/readyz", verify=secure.trust).status_code == 200


def test_a_server_without_tls_hands_out_nothing(doors: Server) -> None:
    assert httpx.get(f"{doors.url}/v1/tls/ca").status_code == 404
    assert httpx.get(f"{doors.url}/trust").status_code == 404


def test_it_stops_in_order_with_connections_at_both_doors(tmp_path: Path) -> None:
    server = Server(tmp_path, tls=True)
    server.start()
    silent = socket.create_connection(("127.0.0.1", server.http_port))
    with httpx.Client(verify=server.trust) as client:
        client.get(f"{server.url}/readyz")
        assert server.stop() == 0
    assert silent.recv(1) == b""
    silent.close()
