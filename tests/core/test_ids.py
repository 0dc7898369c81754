"""Names of things."""

import pytest

from pressel.core.ids import is_channel_id, slug


@pytest.mark.parametrize(
    ("name", "made"), [("Ward 3, Nights", "ward-3-nights"), ("Küche", "kuche"), ("夜勤", ""), ("x" * 90, "x" * 64)]
)
def test_a_channel_id_is_made_of_what_of_a_name_can_be_typed(name: str, made: str) -> None:
    assert slug(name) == made
    assert is_channel_id(made) is bool(made)
