"""The word tables of places hold what the code looks up: folded words, once each, about names that exist."""

from __future__ import annotations

import pytest

from bot.language.places_names import index, lookalikes, table, traps
from bot.language.text import fold

LISTS = {name: words for name, words in table("place_words").items() if isinstance(words, list)}


@pytest.mark.parametrize("name", sorted(LISTS))
def test_words_are_folded_and_stand_once(name: str) -> None:
    words = LISTS[name]
    assert words == [fold(word) for word in words]
    assert sorted(words) == sorted(set(words))


def test_every_trap_and_exception_is_about_a_name() -> None:
    names = {words[0] for words in index().names if len(words) == 1} | set(index().inflected)
    assert set(traps()) <= names
    assert set(table("place_words")["ruled_out"]) <= names


def test_a_lookalike_is_no_name_itself() -> None:
    assert not {(word,) for word in lookalikes()} & set(index().names)
