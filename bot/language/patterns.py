"""Patterns of the vocabulary tables: a short notation for variants of a phrase, compiled to regular expressions.

The notation is a regular expression over a `Line` with these differences, so that people without Python can read it:
`ä ö ü ß` match every spelling of the letter; `*` is the rest of a word (after `)` or `]` it repeats); ` _ ` is up to
three words in between; `<…>` is the part that counts when the rest is context; `{name}` is a named part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

TABLES = Path(__file__).parent / "tables"
_LETTERS = {"ä": "ae?", "ö": "oe?", "ü": "ue?", "ß": "ss?", "<": "(", ">": ")", "(": "(?:", "(?=": "(?=", "(?!": "(?!"}
_LETTERS |= {"(?<!": "(?<!"}
_LETTERS |= {"*": r"\w*", ")*": ")*", "]*": "]*", " _ ": r" (?:[^ .,?]+ ){0,3}"}
_NOTATION = re.compile("|".join(re.escape(sign) for sign in sorted(_LETTERS, key=len, reverse=True)))


@cache
def table(name: str) -> dict[str, Any]:
    """A table of `bot/language/tables/`, read once."""
    loaded: dict[str, Any] = yaml.safe_load((TABLES / f"{name}.yml").read_text(encoding="utf-8"))
    return loaded


def expression(pattern: str, parts: Mapping[str, str] | None = None) -> str:
    """A pattern as a regular expression; `parts` are expressions for its `{names}`."""
    pieces = re.split(r"\{(\w+)\}", pattern)
    named = {} if parts is None else parts
    return "".join(
        named[piece] if index % 2 else _NOTATION.sub(lambda sign: _LETTERS[sign.group()], piece)
        for index, piece in enumerate(pieces)
    )


def compiled(patterns: Iterable[str], parts: Mapping[str, str] | None = None) -> re.Pattern[str]:
    """One expression for all patterns, at word borders. The first that fits at a place wins."""
    return re.compile(rf"(?<!\S)(?:{'|'.join(expression(item, parts) for item in patterns)})(?!\S)")


def spans(pattern: re.Pattern[str], normal: str) -> Iterator[tuple[int, int]]:
    """Where a pattern fits: its `<…>` part, or all of it."""
    for match in pattern.finditer(normal):
        yield match.span(match.lastindex or 0)


def outside(found: Iterable[tuple[int, int]], never: re.Pattern[str] | None, normal: str) -> list[tuple[int, int]]:
    """The spans that share nothing with a place where `never` fits."""
    traps = [] if never is None else [match.span() for match in never.finditer(normal)]
    return [(start, end) for start, end in found if not any(start < last and first < end for first, last in traps)]
