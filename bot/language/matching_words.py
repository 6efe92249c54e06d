"""Words of a text as a vocabulary compares them: one spelling, one gender, one number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.language.text import Token, bare_fold, fold

TABLES = Path(__file__).parent / "tables"
_CASE_ENDINGS = ("en", "es", "em", "n", "s", "e")
_LEAST_STEM = 4
_ADJECTIVE = re.compile(r"(?<=isch|lich|llte|ellt|eamt|ragt)er$")
_TIE = re.compile(r"[/*:_·(\-|!.,]*[/*:_·(][/*:_·(\-|!.,]*|\s?\(|\s?/\s?-")


@dataclass(frozen=True)
class Word:
    """A word ready to be compared: `raw` in one spelling, `stem` without gender, number and case."""

    raw: str
    stem: str
    start: int
    end: int
    filler: bool
    """Says nothing about which occupation it is; a title is read past it."""
    tied: bool
    """The second half of a written gender ("/in", "*innen", "(m/w/d)")."""


@cache
def matching_table(name: str) -> Any:
    """A section of `tables/matching.yml`."""
    return _tables()[name]


@cache
def _tables() -> dict[str, Any]:
    sets = ("fillers", "gender_marks")
    return {name: frozenset(value) if name in sets else value for name, value in yaml_table("matching.yml").items()}


def yaml_table(name: str) -> dict[str, Any]:
    """A table in YAML; libyaml's loader is ten times as fast and part of every PyYAML wheel."""
    loaded: dict[str, Any] = yaml.load((TABLES / name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return loaded


def table_rows(name: str) -> Iterator[list[str]]:
    """The rows of a table with semicolons, without its comments and its line of column names."""
    lines = (TABLES / name).read_text(encoding="utf-8").splitlines()
    rows = (line for line in lines if line and not line.startswith("#"))
    next(rows)
    return (line.replace('"', "").split(";") for line in rows)


@lru_cache(maxsize=20_000)
def canonical(word: str) -> str:
    """A word in lower case without umlauts, so that "Bäcker", "Baecker" and "Backer" are one."""
    return bare_fold(fold(word))


@lru_cache(maxsize=20_000)
def stem(raw: str) -> str:
    """A canonical word without gender, number and case: "kauffrauen" -> "kaufmann", "malern" -> "maler"."""
    irregular = matching_table("irregular")
    if raw in irregular:
        return str(irregular[raw])
    if raw not in matching_table("person_exceptions"):
        for ending, person in matching_table("person_endings").items():
            if raw.endswith(ending) and len(raw) > len(ending) + 2:
                return raw[: -len(ending)] + str(person)
    return _without_case(_ADJECTIVE.sub("", _without_gender(raw)))


def _without_gender(raw: str) -> str:
    for ending in ("innen", "in"):
        if raw.endswith(ending) and len(raw) >= len(ending) + _LEAST_STEM:
            return raw[: -len(ending)]
    return raw


def _without_case(raw: str) -> str:
    for ending in _CASE_ENDINGS:
        if raw.endswith(ending) and len(raw) >= len(ending) + _LEAST_STEM:
            return raw[: -len(ending)]
    return raw


def prepare(text: str, tokens: list[Token]) -> list[Word]:
    """The words of a text with their stems; halves of a written gender are marked as tied to the word before."""
    words: list[Word] = []
    for token in tokens:
        raw = bare_fold(token.folded)
        before = words[-1] if words else None
        tied = before is not None and _is_tied(text[before.end : token.start], raw, before)
        filler = tied or raw.isdigit() or raw in matching_table("fillers")
        words.append(Word(raw, stem(raw), token.start, token.end, filler, tied))
    return words


def _is_tied(gap: str, raw: str, before: Word) -> bool:
    if not _TIE.fullmatch(gap):
        return False
    if raw in matching_table("gender_marks"):
        return True
    # "Pflanzentechnologe/-technologin" repeats the end of the word before.
    return not gap.endswith(" ") and len(raw) > len("in") and before.stem.endswith(stem(raw))
