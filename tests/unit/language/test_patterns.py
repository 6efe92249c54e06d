from __future__ import annotations

import pytest

from bot.language.patterns import compiled, expression, outside, spans


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
