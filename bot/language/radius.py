"""Distances in what people write: a number of kilometres, "near me", nearer, wider (words in `tables/radius.yml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from bot.language.line import Line
from bot.language.patterns import compiled, expression, outside, spans, table
from bot.language.reading import Mention
from bot.language.text import Token

FARTHEST_KM = 300.0
BARE = "bare"
"""How a number without a unit was found: it can only change a radius."""


def find_radius(text: str, words: Sequence[Token]) -> list[Mention]:
    """The radius that a text asks for, in kilometres as the mention's code ("15"); of a span the larger."""
    line = Line(text, words)
    named = dict.fromkeys(spans(_pattern("radius"), line.normal), "exact")
    named = dict.fromkeys(spans(_pattern("bare"), line.normal), BARE) | named
    found = outside(named, _pattern("no_radius"), line.normal)
    mentions = (_mention(line, start, end, named[start, end]) for start, end in found)
    return [mention for mention in mentions if mention]


def _mention(line: Line, start: int, end: int, how: str) -> Mention | None:
    written = line.normal[start:end]
    kilometres = float(_numbers().get(written) or written.replace(",", "."))
    if not 0 < kilometres <= FARTHEST_KM:
        return None
    first, last = line.span(start, end)
    return Mention("radius_km", (f"{kilometres:g}",), first, last, f"{kilometres:g} km", how=how)


def says_near_me(text: str, words: Sequence[Token]) -> bool:
    """Whether the person means around their own home without naming it ("bei mir in der Nähe")."""
    return _says("near_me", Line(text, words))


def says_nearer(text: str, words: Sequence[Token]) -> bool:
    """Whether a smaller distance is asked for without a number ("näher dran", "nicht so weit weg")."""
    return _says("nearer", Line(text, words))


def says_wider(text: str, words: Sequence[Token]) -> bool:
    """Whether a larger distance is fine or asked for without a number ("weiter weg geht auch")."""
    return _says("wider", Line(text, words))


def _says(name: str, line: Line) -> bool:
    return bool(outside(spans(_pattern(name), line.normal), _pattern(f"no_{name}"), line.normal))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return compiled(table("radius")[name], _parts())


@cache
def _numbers() -> Mapping[str, int]:
    numbers: dict[str, int] = table("radius")["numbers"]
    return numbers


@cache
def _parts() -> dict[str, str]:
    parts = {name: expression(pattern) for name, pattern in table("radius")["parts"].items()}
    return parts | {"number": rf"(?:\d{{1,3}}(?:[.,]\d)?|{'|'.join(_numbers())})"}
