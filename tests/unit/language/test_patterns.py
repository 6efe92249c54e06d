from __future__ import annotations

import pytest

from bot.language.patterns import compiled, expression, outside, respelled, spans, table


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("führerschein", "fuehrerschein", True),
        ("führerschein", "fuhrerschein", True),
        ("groß", "gross", True),
        ("groß", "gros", True),
        ("praktik*", "praktikums", True),
        ("praktikum", "praktikumsplatz", False),
        ("hab _ kind", "hab ein kleines kind", True),
        ("hab _ kind", "hab ein sehr liebes kleines kind", False),
        ("hab _ kind", "hab hunger , das kind", False),
        ("(sehr )*klein", "sehr sehr klein", True),
        ("{what} gesucht", "stelle gesucht", True),
    ],
)
def test_notation(pattern: str, text: str, fits: bool) -> None:
    assert bool(compiled([pattern], {"what": "(?:stelle|job)"}).search(text)) is fits


def test_only_the_marked_part_counts() -> None:
    pattern = compiled(["mit dem <kind>", "baby"])
    assert list(spans(pattern, "mit dem kind oder baby")) == [(8, 12), (18, 22)]


def test_groups_are_silent_so_that_only_the_mark_captures() -> None:
    assert compiled(["(a|b) <(c|d)>"]).groups == 1


def test_an_unknown_part_is_an_error() -> None:
    with pytest.raises(KeyError):
        expression("{missing}")


def test_outside_drops_what_touches_a_trap() -> None:
    assert outside([(0, 4), (6, 10)], compiled(["an der stelle"]), "an der stelle") == []
    assert outside([(0, 4)], None, "text") == [(0, 4)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("prakitkum", "praktikum"),
        ("ausblidung", "ausbildung"),
        ("fuhrerschein", "fuehrerschein"),
        ("malerausbldung", "malerausbildung"),
        ("nihct", "nicht"),
        ("homofice", "homofice"),
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
