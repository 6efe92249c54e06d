"""Personal data that shows by its form: numbers, addresses, dates, links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.conversations.redaction.spans import Piece, Span, overlaps

_TABLE = Path(__file__).with_name("patterns.yml")
_PART = re.compile(r"\{([a-z_]+)\}")
_HIDDEN = "\0"
"""Stands for each sign that a kind never takes, so that the search goes on right after it."""
_THE_PART_THAT_COUNTS = "it"


@dataclass(frozen=True)
class _Kind:
    name: str
    find: tuple[re.Pattern[str], ...]
    never: tuple[re.Pattern[str], ...]


def find_forms(text: str) -> list[Piece]:
    """The pieces of each kind, in the table's order of kinds; no two share a character."""
    found: list[Piece] = []
    for kind in _kinds():
        searched = text
        for pattern in kind.never:
            searched = pattern.sub(lambda match: _HIDDEN * len(match.group()), searched)
        for pattern in kind.find:
            for span in map(_span, pattern.finditer(searched)):
                if not overlaps(span, [piece.span for piece in found]):
                    found.append(Piece(kind.name, *span))
    return found


def _span(match: re.Match[str]) -> Span:
    return match.span(_THE_PART_THAT_COUNTS if _THE_PART_THAT_COUNTS in match.re.groupindex else 0)


@cache
def _kinds() -> list[_Kind]:
    table = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return [
        _Kind(name, *(_compiled(patterns.get(key, ()), table["parts"]) for key in ("find", "never")))
        for name, patterns in table["kinds"].items()
    ]


def _compiled(patterns: Any, parts: dict[str, str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_filled(pattern, parts), re.IGNORECASE) for pattern in patterns)


def _filled(pattern: str, parts: dict[str, str]) -> str:
    """The pattern with its named parts, and theirs, put in."""
    while _PART.search(pattern):
        pattern = _PART.sub(lambda name: parts[name.group(1)], pattern)
    return pattern
