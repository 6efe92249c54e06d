"""Danger in a message, by patterns: a classifier alone misses short ones, and cries at figures of speech."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

import yaml

from bot.language.text import fold

_TABLE = Path(__file__).parent / "tables" / "crisis.yml"
_PUNCTUATION = re.compile(r"[^\w\s]+")
_SPACES = re.compile(r"\s+")


class Danger(Enum):
    """What a message's words say about danger."""

    DANGER = "danger"
    FIGURE = "figure"
    """A figure of speech ("mein Lehrer bringt mich um, wenn …") and nothing else."""
    NONE = "none"


@dataclass(frozen=True)
class _Patterns:
    """Each line of the table by itself: one expression of all of them would take ten times as long."""

    figures: tuple[re.Pattern[str], ...]
    danger: tuple[re.Pattern[str], ...]
    unless_work: tuple[re.Pattern[str], ...]
    work: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    table = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    parts = table["parts"]
    compiled = {
        key: tuple(re.compile(fold(_with(parts, line))) for line in table[key])
        for key in ("figures", "danger", "unless_work")
    }
    return _Patterns(**compiled, work=re.compile(parts["work"]))


def _with(parts: dict[str, str], pattern: str) -> str:
    for name, part in parts.items():
        pattern = pattern.replace(f"{{{name}}}", part)
    return pattern


def danger_in(text: str) -> Danger:
    """Whether a message names danger to somebody, only plays with its words, or neither."""
    patterns = _patterns()
    flat = _flat(_PUNCTUATION.sub(" ", fold(text)))
    rest = flat
    for figure in patterns.figures:
        rest = figure.sub(" ", rest)
    rest = _flat(rest)
    if _any(patterns.danger, rest) or (_any(patterns.unless_work, rest) and not patterns.work.search(rest)):
        return Danger.DANGER
    return Danger.FIGURE if rest != flat else Danger.NONE


def _flat(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def _any(patterns: tuple[re.Pattern[str], ...], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)
