"""Slips of the finger are put right before anything is looked for, and ordinary words stay as they are."""

from __future__ import annotations

import pytest

from bot.language.patterns import table
from bot.language.slips import respelled


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("prakitkum", "praktikum"),
        ("ausblidung", "ausbildung"),
        ("fuhrersschein", "fuehrerschein"),
        ("malerausbldung", "malerausbildung"),
        ("nihct", "nicht"),
        ("homofice", "homeoffice"),
        ("lgaer", "lager"),
        ("kohc", "koch"),
        ("dohc", "doch"),
        ("wichtich", "wichtig"),
        ("getz", "jetzt"),
    ],
)
def test_typing_errors_in_words_of_the_tables(typed: str, meant: str) -> None:
    assert respelled(typed) == meant


@pytest.mark.parametrize("word", ["schulen", "arbeiter", "konzerten", "lehrer", "tisch", "herne", "ausbilder"])
def test_other_words_stay_as_they_are(word: str) -> None:
    assert respelled(word) == word


def test_no_guarded_word_is_also_looked_for() -> None:
    listed = table("spelling")
    assert not set(listed["words"]) & set(listed["other_words"])


def test_spelling_lists_are_folded() -> None:
    listed = table("spelling")
    for word in (*listed["words"], *listed["other_words"], *listed["tails"]):
        assert word.isascii() and word == word.lower(), word
