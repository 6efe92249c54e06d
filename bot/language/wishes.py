"""Finds offers, sizes and features in a message (contract.md; words in `tables/wishes.yml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from bot.language.line import Line
from bot.language.patterns import compiled, expression, outside, spans, table
from bot.language.reading import Mention

_KEYS = ("offer", "size", "features")
_KINDS = ("words", "weak", "vague", "bare", "beside", "never")


@dataclass(frozen=True)
class Wish:
    """One code (or codes) of a key with the patterns that name it."""

    key: str
    codes: tuple[str, ...]
    label: str
    unless: tuple[str, ...]
    """Codes of the same key beside which its weak wording is only the reason for them."""
    patterns: Mapping[str, re.Pattern[str]]


@cache
def wishes() -> tuple[Wish, ...]:
    """The vocabulary, compiled once."""
    listed = table("wishes")
    groups = {name: expression(value) for name, value in listed.items() if isinstance(value, str)}
    groups |= {"W": r"§w\d+", "P": r"§p\d+"}
    found = []
    for key in _KEYS:
        for codes, entry in listed[key].items():
            patterns = {kind: compiled(entry[kind], groups) for kind in _KINDS if kind in entry}
            found.append(Wish(key, tuple(codes.split(", ")), entry["label"], tuple(entry.get("unless", ())), patterns))
    return tuple(found)


@cache
def _employer() -> re.Pattern[str]:
    return compiled([table("wishes")["employer"]])


def names_employer(line: Line) -> bool:
    """Whether a message speaks of firms, those that it asks for or one that the writer has."""
    return bool(_employer().search(line.normal))


def find_wishes(line: Line) -> list[Mention]:
    """Offers, sizes and features named in a line; how is exact, weak, vague or bare by how sure the wording is."""
    found: list[Mention] = []
    for wish in wishes():
        for kind, how in (("words", "exact"), ("weak", "weak"), ("vague", "vague"), ("bare", "bare")):
            if kind in wish.patterns:
                found += _named(wish, kind, how, line)
    return found


def find_beside(skeleton: str) -> list[tuple[Wish, int, int]]:
    """Wishes that only their neighbours reveal ("kleine" before `§w1`), as places in a skeleton (`scopes.py`)."""
    return [
        (wish, start, end)
        for wish in wishes()
        if "beside" in wish.patterns
        for start, end in spans(wish.patterns["beside"], skeleton)
    ]


def _named(wish: Wish, kind: str, how: str, line: Line) -> list[Mention]:
    found = outside(spans(wish.patterns[kind], line.normal), wish.patterns.get("never"), line.normal)
    extra = (("unless", wish.unless),) if how == "weak" and wish.unless else ()
    return [Mention(wish.key, wish.codes, *line.span(start, end), wish.label, 1.0, how, extra) for start, end in found]
