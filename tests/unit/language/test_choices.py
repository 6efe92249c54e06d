from __future__ import annotations

import pytest

from bot.language.choices import HIGHEST, find_age, find_choices
from bot.language.line import Line
from bot.language.text import tokens


def line(text: str) -> Line:
    return Line(text, tokens(text))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("mehr zum zweiten", (2,)),
        ("die 3", (3,)),
        ("1 und 3", (1, 3)),
        ("den ersten und den dritten bitte", (1, 3)),
        ("der letzte", (-1,)),
        ("nr 4", (4,)),
        ("Nummer vier", (4,)),
        ("zeig mir den ersten", (1,)),
        ("vergleich mal 1 mit 3", (1, 3)),
        ("1 und 2 vergleichen", (1, 2)),
        ("wo ist der Unterschied zwischen Nummer 2 und 3?", (2, 3)),
        ("was ist besser, 1 oder 3", (1, 3)),
        ("details zum 2.", (2,)),
        ("erzähl mir was über Nummer 5", (5,)),
        ("was ist dass zweite", (2,)),
        ("wo ist das? das zweite", (2,)),
        ("2", (2,)),
        ("zwei bitte", (2,)),
        ("1, 2 und 4", (1, 2, 4)),
        ("das 2te", (2,)),
        ("der Betrieb an Platz 2", (2,)),
    ],
)
def test_items(text: str, numbers: tuple[int, ...]) -> None:
    assert find_choices(line(text)) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "im zweiten Lehrjahr",
        "am ersten August",
        "die 3 Monate",
        "2 Kinder",
        "die 10 Kilometer",
        "19",
        "Ausbildung in Lünen",
        "der zweite Bildungsweg",
        "max 15 km",
        "ab dem 1. september",
    ],
)
def test_numbers_that_count_something_else(text: str) -> None:
    assert find_choices(line(text)) == ()


def test_no_item_beyond_what_is_ever_shown() -> None:
    assert find_choices(line(f"nummer {HIGHEST}")) == (HIGHEST,)
    assert find_choices(line(f"nummer {HIGHEST + 1}")) == ()


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("bin 19", 19),
        ("ich bin 17 jahre alt", 17),
        ("17 Jahre", 17),
        ("ich werde bald 18", 18),
        ("werd im mai 16", 16),
        ("bin schon zwanzig", 20),
        ("siebzehn jahre alt", 17),
        ("19", 19),
        ("Ich bin jetzt 22, alleinerziehend", 22),
        ("mein alter ist 21", 21),
    ],
)
def test_age(text: str, years: int) -> None:
    assert find_age(line(text)) == years


@pytest.mark.parametrize(
    "text", ["2", "15 km", "nummer 14", "bin in 20 minuten da", "Ausbildung 2027", "20 Stunden die Woche"]
)
def test_no_age(text: str) -> None:
    assert find_age(line(text)) is None
