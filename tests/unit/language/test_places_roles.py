"""Home, school or wanted: what a place is to the person who names it."""

from __future__ import annotations

import pytest

from bot.language.places import find_places
from bot.language.text import tokens


def roles(text: str) -> list[tuple[str, str]]:
    return [(text[found.start : found.end], found.get("role")) for found in find_places(text, tokens(text))]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ich wohne in Lünen", "Lünen"),
        ("wohne in Unna", "Unna"),
        ("Wohnort: Kamen", "Kamen"),
        ("ich komme aus Hamm", "Hamm"),
        ("komm aus lünen", "lünen"),
        ("ich komm ausm schönen Bergkamen", "Bergkamen"),
        ("bin aus Unna", "Unna"),
        ("bin 17 aus Hamm", "Hamm"),
        ("ich bin 16, aus Selm", "Selm"),
        ("lebe in Dortmund", "Dortmund"),
        ("weil ich in Kamen wohne", "Kamen"),
        ("in Schwerte wohne ich", "Schwerte"),
        ("aus Unna komm ich", "Unna"),
        ("ich bin Dortmunder", "Dortmunder"),
        ("ich whone in hamm", "hamm"),
        ("Meine Familie und ich wohnen seit zwei Jahren in Marl.", "Marl"),
        ("zuhause in Werne", "Werne"),
    ],
)
def test_home(text: str, name: str) -> None:
    assert roles(text) == [(name, "home")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("geh in Lünen zur Schule", "Lünen"),
        ("ich gehe noch in Kamen auf die Gesamtschule", "Kamen"),
        ("bin auf der Gesamtschule in Kamen", "Kamen"),
        ("ich mache Abi in Werl", "Werl"),
        ("Schülerin am Gymnasium in Selm", "Selm"),
        ("ich arbeite gerade in Hamm", "Hamm"),
        ("Klasse 10, Realschule Bönen", "Bönen"),
    ],
)
def test_school_or_work_now(text: str, name: str) -> None:
    assert roles(text) == [(name, "school")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ausbildung in Lünen", "Lünen"),
        ("Hamm", "Hamm"),
        ("eine Firma aus Dortmund", "Dortmund"),
        ("ich möchte in Unna arbeiten", "Unna"),
        ("rund um Schwerte", "Schwerte"),
        ("gibts was bei Lünen?", "Lünen"),
        ("max 15 km von Lünen", "Lünen"),
        ("ich will als Lehrer an eine Schule, gibt es Praktika in Kamen", "Kamen"),
        ("Betriebe aus Bergkamen bitte", "Bergkamen"),
    ],
)
def test_wanted(text: str, name: str) -> None:
    assert roles(text) == [(name, "wanted")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ich wohne in Unna und suche in Dortmund was", [("Unna", "home"), ("Dortmund", "wanted")]),
        ("wohne in Kamen, Ausbildung in Dortmund", [("Kamen", "home"), ("Dortmund", "wanted")]),
        ("Suche Ausbildung in Hamm, wohne in Werl", [("Hamm", "wanted"), ("Werl", "home")]),
        ("komm aus Lünen, würd aber auch nach Dortmund fahren", [("Lünen", "home"), ("Dortmund", "wanted")]),
        (
            "Ich gehe in Selm zur Schule und hätte gern ein Praktikum in Lünen",
            [("Selm", "school"), ("Lünen", "wanted")],
        ),
        (
            "bin aus Herten. Such was in Marl oder Dorsten",
            [("Herten", "home"), ("Marl", "wanted"), ("Dorsten", "wanted")],
        ),
        ("Bin in Selm geboren, wohn aber jetzt in Herten", [("Selm", "origin"), ("Herten", "home")]),
        ("mein Bruder arbeitet in Dortmund, ich will aber nach Hamm", [("Dortmund", "wanted"), ("Hamm", "wanted")]),
        ("wohne in Unna aber in Dortmund wär auch gut", [("Unna", "home"), ("Dortmund", "wanted")]),
        ("ich wohne in Unna oder Kamen", [("Unna", "home"), ("Kamen", "home")]),
        ("Ich mache Abi in Werl. Werl selber hat nicht so viel", [("Werl", "school"), ("Werl", "school")]),
        ("ausbildung in hamm, ich wohn in bönen", [("hamm", "wanted"), ("bönen", "home")]),
    ],
)
def test_each_place_has_its_own_role(text: str, expected: list[tuple[str, str]]) -> None:
    assert roles(text) == expected
