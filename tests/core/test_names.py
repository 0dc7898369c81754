"""Which names look the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressel.core.names import look_alike, skeletons


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana", "ana"),
        ("Ana", "Аnа"),
        ("Hans", "Ηans"),
        ("nora", "ηora"),
        ("Bill", "B1ll"),
        ("Bob", "B0b"),
        ("Zoë", "Zoe"),
        ("Arne", "Ame"),
        ("Ana", "A\u200bna"),
        ("Ana", "Ａｎａ"),
        ("Ana", "𝐀𝐧𝐚"),
        ("admin", "adm|n"),
    ],
)
def test_names_a_reader_takes_for_one_another(one: str, other: str) -> None:
    assert look_alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("Ana", "Anna"), ("Ben", "Dee"), ("Ivan", "Иван"), ("王", "玉"), ("😀", "🎧")]
)
def test_names_a_reader_can_tell_apart(one: str, other: str) -> None:
    assert not look_alike(one, other)


def test_of_some_names_nothing_shows() -> None:
    assert skeletons("\u200b\u2060 ") == frozenset()


@given(st.text(max_size=80))
def test_a_name_looks_like_itself_in_any_case(name: str) -> None:
    assert not skeletons(name) or look_alike(name, name)
    assert skeletons(name.casefold()) == frozenset() or look_alike(name, name.casefold())
