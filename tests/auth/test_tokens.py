"""Tokens: what is believed and what is not."""

import base64
import json

import pytest

from pressel.auth import passwords
from pressel.auth.doorkeeper import Doorkeeper
from pressel.auth.tokens import BadTokenError, Claims, Keyring
from pressel.core.identity import Identity, Rights
from pressel.core.ids import ChannelId, TokenId, UserId

NOW_S = 1_800_000_000
OURS = Keyring.generate("ours")


def doorkeeper(now_s: int = NOW_S) -> Doorkeeper:
    return Doorkeeper(OURS, lambda: now_s * 1000)


def test_what_is_issued_is_read_back() -> None:
    rights = Rights(talk=False, priority=7, emergency=True)
    identity = Identity(
        UserId("u"),
        "Ana",
        "token",
        rights,
        channel=ChannelId("lobby"),
        token=TokenId("t"),
        expires_at_ms=(NOW_S + 9) * 1000,
    )
    assert OURS.verify(OURS.issue(identity, NOW_S, 3), NOW_S) == Claims(identity, 3)


def test_a_token_ends_at_its_time_with_a_second_of_leeway() -> None:
    token, identity = doorkeeper().admit_guest(UserId("u"), "Ana")
    end_s = identity.expires_at_ms // 1000
    assert OURS.verify(token, end_s)
    with pytest.raises(BadTokenError):
        OURS.verify(token, end_s + 2)


def test_a_foreign_instance_is_not_believed() -> None:
    token, _ = doorkeeper().admit_guest(UserId("u"), "Ana")
    with pytest.raises(BadTokenError):
        Keyring("other", OURS.key).verify(token, NOW_S)
    with pytest.raises(BadTokenError):
        Keyring.generate("ours").verify(token, NOW_S)


def test_no_algorithm_is_no_signature() -> None:
    token, _ = doorkeeper().admit_guest(UserId("u"), "Ana")
    _, claims, _ = token.split(".")
    head = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).decode().rstrip("=")
    for forged in (f"{head}.{claims}.", f"{head}.{claims}.x", "", "a.b.c", "x" * 5_000, token[:-2] + "AA"):
        with pytest.raises(BadTokenError):
            OURS.verify(forged, NOW_S)


def test_an_api_token_counts_only_while_it_is_known() -> None:
    keeper = doorkeeper()
    token, _ = keeper.issue_program(TokenId("t"), "bot", ChannelId("lobby"), Rights(), (NOW_S + 60) * 1000)
    with pytest.raises(BadTokenError, match="revoked"):
        keeper.verify(token)
    keeper.alive = {TokenId("t")}
    assert keeper.verify(token).name == "bot"


def test_passwords_fit_or_do_not() -> None:
    stored = passwords.hash_password("correct horse")
    assert passwords.is_password(stored, "correct horse")
    assert not passwords.is_password(stored, "wrong horse")
    assert not passwords.is_password(None, "correct horse")
    assert "correct" not in stored


def test_a_drawn_secret_is_kept_as_a_digest() -> None:
    secret = passwords.new_secret()
    assert passwords.is_secret(passwords.digest(secret), secret)
    assert not passwords.is_secret(passwords.digest(secret), secret + "x")
    assert passwords.new_secret() != secret
