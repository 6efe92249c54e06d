from __future__ import annotations

import pytest

from bot.language.line import Line
from bot.language.text import tokens


def line(text: str) -> Line:
    return Line(text, tokens(text))


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Moin!  Such was in Lünen", "moin . such was in luenen"),
        ("FOS-Praktikum, Größe egal", "fos praktikum , groesse egal"),
        ("kfz (lünen)", "kfz , luenen"),
        ("Büro - nein danke", "buero , nein danke"),
        ("Nr. 4 bitte", "nr 4 bitte"),
        ("am 1. August", "am 1 august"),
        ("geht das?", "geht das ?"),
        ("geht das? dann ja", "geht das ? dann ja"),
        ("erst so\ndann so", "erst so . dann so"),
        ("...", ""),
        ("", ""),
    ],
)
def test_normal_form(text: str, normal: str) -> None:
    assert line(text).normal == normal


def test_a_span_of_the_normal_form_leads_back_to_the_text() -> None:
    text = "Größe egal, FÜHRERSCHEIN fehlt."
    found = line(text)
    start = found.normal.index("fuehrerschein")
    first, last = found.span(start, start + len("fuehrerschein"))
    assert text[first:last] == "FÜHRERSCHEIN"


def test_a_span_of_several_words_covers_the_marks_between() -> None:
    text = "kein Führerschein, kein Auto"
    found = line(text)
    first, last = found.span(0, len(found.normal))
    assert text[first:last] == text


def test_words_within_a_part_of_the_text() -> None:
    text = "Ausbildung in Lünen, oder Unna"
    start = text.index("Lünen")
    assert line(text).words_within(start, start + 5) == range(2, 3)
    assert line(text).words_within(len(text), len(text) + 3) == range(0)


def test_spelling_is_put_right_without_moving_words() -> None:
    text = "ein prakitkum bitte"
    found = Line(text, tokens(text), lambda word: "praktikum" if word == "prakitkum" else word)
    start = found.normal.index("praktikum")
    assert text[slice(*found.span(start, start + 9))] == "prakitkum"
