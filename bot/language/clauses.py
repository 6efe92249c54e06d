"""Clauses of a message, and which of them only tell: what was, what others do, what others think best.

A clause is a run of words of a skeleton (`scopes.py`); `tables/clauses.yml` says where one begins and what it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.language.line import MARKS
from bot.language.patterns import compiled, expression, table

PAST, OTHERS, IDEA, WISHES, SILENT = "told", "heard", "thought", "wishes", "silent"
TOLD = (PAST, OTHERS, IDEA)
_LEAST_TOLD = 3
"""Words beside the mentions from which a clause is a sentence of its own."""
"""Kinds of clauses that only tell."""
_SECTIONS = (
    ("asks", WISHES),
    ("thought", IDEA),
    ("others", OTHERS),
    ("told", PAST),
    ("wished", WISHES),
    ("people", OTHERS),
    ("past", PAST),
)
"""Sections of the table in the order in which they decide on a clause, and its kind: the writer's past, other people
and their views, an idea the writer had."""


@dataclass(frozen=True)
class Clause:
    """Part of a sentence: its words with the placeholders of mentions, and the mark before it."""

    line: str
    mark: str

    @property
    def mentions(self) -> dict[int, str]:
        """Letters of the mentions by their numbers."""
        return {int(number): letter for letter, number in re.findall(r"§(\w)(\d+)", self.line)}


def told(skeleton: str) -> dict[int, str]:
    """The mentions that are only told, by number, with the kind of their clause (`TOLD`)."""
    found: dict[int, str] = {}
    before = SILENT
    judged: list[tuple[Clause, str]] = []
    for clause in clauses(skeleton):
        kind = _kind(clause, before)
        if judged and clause.mark == "," and _rules()["saying"].search(judged[-1][0].line):
            kind = IDEA
        judged.append((clause, kind))
        if kind in TOLD:
            found |= dict.fromkeys(clause.mentions, kind)
        before = OTHERS if kind in (SILENT, PAST) and _rules()["of"].search(clause.line) else kind
    return found | dict.fromkeys(_beside(judged), IDEA)


def _beside(judged: Sequence[tuple[Clause, str]]) -> list[int]:
    """What to do, as whole clauses without a word of wish name it beside clauses that have one."""
    wished = [clause for clause, kind in judged if _names_wish(clause, kind)]
    reasons = [clause for clause in wished if _rules()["reason"].match(clause.line)]
    silent = [clause for clause, kind in judged if kind == SILENT and clause not in wished and _tells(clause)]
    aside = [*silent, *reasons] if len(wished) > len(reasons) else []
    return [number for clause in aside for number, letter in clause.mentions.items() if letter == "w"]


def _names_wish(clause: Clause, kind: str) -> bool:
    letters = set(clause.mentions.values())
    return "w" in letters and (kind == WISHES or (kind == SILENT and "o" in letters))


def _tells(clause: Clause) -> bool:
    """Whether a clause is a sentence about somebody rather than a keyword with its small words."""
    words = len(clause.line.split()) - len(clause.mentions)
    return words >= _LEAST_TOLD and bool(_rules()["about"].search(clause.line))


def clauses(skeleton: str) -> list[Clause]:
    """The clauses of a skeleton in their order; a list of mentions stays whole."""
    found: list[Clause] = []
    for part in _parts(skeleton):
        if found and part.mark == "," and _continues_list(found[-1], part):
            found[-1] = Clause(f"{found[-1].line} , {part.line}", found[-1].mark)
        else:
            found.append(part)
    return found


def _parts(skeleton: str) -> Iterator[Clause]:
    words: list[str] = []
    mark = "."
    pieces = skeleton.split()
    for index, piece in enumerate(pieces):
        if piece in MARKS or (len(words) > 1 and _begins(" ".join(pieces[index : index + 3]))):
            if words:
                yield Clause(" ".join(words), mark)
                mark = ""
            words = []
        if piece in MARKS:
            mark = piece
        else:
            words.append(piece)
    if words:
        yield Clause(" ".join(words), mark)


def _begins(start: str) -> bool:
    return bool(_rules()["starts"].match(start))


def _continues_list(before: Clause, part: Clause) -> bool:
    """ "Unna , Kamen oder Hamm": a part that holds nothing but more mentions of the kind that the last one ended on."""
    letters = list(before.mentions.values())[-1:]
    return set(part.mentions.values()) == set(letters) and bool(_rules()["list"].fullmatch(part.line))


def _kind(clause: Clause, before: str) -> str:
    for section, kind in _SECTIONS:
        if _rules()[section].search(clause.line):
            return kind
    ends = clause.mark in (".", "?")
    if before in TOLD and not ends and _rules()["continues"].match(clause.line + " "):
        return before
    if before == OTHERS and _rules()["they" if ends else "about_them"].match(clause.line + " "):
        return before
    return SILENT


@cache
def _rules() -> dict[str, re.Pattern[str]]:
    listed = table("clauses")
    parts = {
        name: expression(listed[name]) for name in ("b", "between", "person", "done", "says", "once", "finite")
    } | {"X": r"§[a-z]\d+"}
    parts["of"] = expression(listed["of"], parts)
    parts |= {letter.upper(): rf"§{letter}\d+" for letter in "wpofsr"}
    listed = listed | {"of": [listed["of"]]}
    single = ("of", "about", "saying", "reason", "starts", "continues", "about_them", "they")
    names = (*single, *(section for section, _ in _SECTIONS))
    rules = {name: compiled(listed[name], parts) for name in names}
    small = rf"(?:{parts['between']})*"
    return rules | {"list": re.compile(rf"(?:{small}(?:(?:oder|oda|und|u|bzw|noch|auch) )?{small}§\w\d+ ?)+")}
