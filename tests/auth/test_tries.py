"""How often somebody may try."""

import pytest

from pressel.auth.passwords import CODE_CHARS, CODE_LETTERS, new_code, plain_code
from pressel.auth.tries import KEYS_MAX, Tries, address_key


def test_the_eleventh_try_waits_until_the_first_is_a_minute_old() -> None:
    tries = Tries()
    assert [tries.take("ana", n) for n in range(10)] == [0] * 10
    assert tries.take("ana", 1_000) == 59_000
    assert tries.take("ben", 1_000) == 0
    assert tries.take("ana", 60_000) == 0
    assert tries.take("ana", 60_000) == 1


def test_a_good_try_does_not_count() -> None:
    tries = Tries()
    for n in range(50):
        assert tries.take("ana", n) == 0
        tries.give_back("ana")
    tries.give_back("nobody")


def test_what_is_remembered_is_bounded() -> None:
    tries = Tries()
    for n in range(KEYS_MAX + 10):
        tries.take(f"name {n}", 0)
    assert len(tries._times) == KEYS_MAX


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("127.0.0.1", None),
        ("127.8.9.10", None),
        ("::1", None),
        ("::ffff:127.0.0.1", None),
        (None, None),
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_what_counts_as_one_address(host: str | None, key: str | None) -> None:
    assert address_key(host) == key


def test_a_code_has_thirty_bits_and_no_letter_that_looks_like_another() -> None:
    assert len(set(CODE_LETTERS)) ** CODE_CHARS >= 2**30
    assert set("01OIl") & set(CODE_LETTERS) == set()
    code = new_code()
    assert plain_code(f" {code[:3].lower()}-{code[3:]} ") == code
    assert len({new_code() for _ in range(100)}) == 100
