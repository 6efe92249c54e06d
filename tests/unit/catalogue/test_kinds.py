"""A kind of entry is found by its module's name, and nothing else is."""

from __future__ import annotations

import pytest

from bot.catalogue import employers
from bot.catalogue.kinds import UnknownKindError, kind_named


def test_a_module_with_a_kind_is_a_kind() -> None:
    assert kind_named("employers") is employers.KIND


@pytest.mark.parametrize(
    "name", ["", "programmes_of_tomorrow", "search", "kinds", "..settings", "os", "employers.x", "a b"]
)
def test_nothing_else_is(name) -> None:
    with pytest.raises(UnknownKindError):
        kind_named(name)
