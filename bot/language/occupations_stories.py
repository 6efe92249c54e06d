"""Stories: which occupations of a text are only told (what was, what others do) beside one that is wished."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.language.matching_words import yaml_table
from bot.language.patterns import compiled, expression
from bot.language.reading import Mention
from bot.language.text import Token, fold

_BREAK = re.compile(r"[.!?;:,\n()]|\s[-–—]+\s")
_SENTENCE = re.compile(r"[.!?\n]")
_MENTION = "§"
_TELLS, _WISHES, _SILENT = "tells", "wishes", "silent"


@dataclass(frozen=True)
class Clause:
    """Part of a sentence: its characters in the text, its words in one line, whether it begins a sentence."""

    start: int
    end: int
    line: str
    opens: bool


def without_background(text: str, words: Sequence[Token], found: Sequence[Mention]) -> list[Mention]:
    """The mentions without those that are only told, unless nothing else is left."""
    if len({(mention.start, mention.end) for mention in found}) < 2:
        return list(found)
    told = _told(clauses(text, words, found))
    wished = [mention for mention in found if not any(start <= mention.start < end for start, end in told)]
    return wished or list(found)


def clauses(text: str, words: Sequence[Token], found: Sequence[Mention]) -> list[Clause]:
    """The clauses of a text, each mention of it written as one sign."""
    groups: list[tuple[list[Token], bool]] = []
    for index, word in enumerate(words):
        gap = text[words[index - 1].end : word.start] if index else "."
        inside = any(mention.start < word.start < mention.end for mention in found)
        fresh = bool(groups) and len(groups[-1][0]) == 1
        if not index or (not inside and (_BREAK.search(gap) or (not fresh and _begins(words, index)))):
            groups.append(([], bool(_SENTENCE.search(gap))))
        groups[-1][0].append(word)
    return [Clause(part[0].start, part[-1].end, _line(part, found), opens) for part, opens in groups]


def _begins(words: Sequence[Token], index: int) -> bool:
    pair = " ".join(word.folded for word in words[index : index + 2])
    return words[index].folded in _starts() or bool(_rules()["clause_pairs"].match(pair))


def _line(words: Sequence[Token], found: Sequence[Mention]) -> str:
    written: list[str] = []
    for word in words:
        named = any(mention.start <= word.start < mention.end for mention in found)
        if not (named and written and written[-1] == _MENTION):
            written.append(_MENTION if named else word.folded)
    return " ".join(written) + " ."


def _told(parts: Sequence[Clause]) -> list[tuple[int, int]]:
    spans = []
    before = _SILENT
    for part in parts:
        kind = _kind(part.line)
        if kind == _SILENT and not part.opens and before == _TELLS and _rules()["continues"].match(part.line):
            kind = _TELLS
        if kind == _TELLS:
            spans.append((part.start, part.end))
        before = kind
    return spans


def _kind(line: str) -> str:
    for section, kind in (("told", _TELLS), ("wished", _WISHES), ("past", _TELLS)):
        if _rules()[section].search(line):
            return kind
    return _SILENT


@cache
def _starts() -> frozenset[str]:
    return frozenset(fold(word) for word in _table()["clause_starts"])


@cache
def _rules() -> dict[str, re.Pattern[str]]:
    parts = {name: expression(_table()[name]) for name in ("person", "b")}
    rules = {section: compiled(_table()[section], parts) for section in ("told", "wished", "past")}
    rules["continues"] = compiled([_table()["continues"]])
    rules["clause_pairs"] = compiled(_table()["clause_pairs"])
    return rules


@cache
def _table() -> dict[str, Any]:
    return yaml_table("occupation_stories.yml")
