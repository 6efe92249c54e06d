"""Danger in a message, by patterns: a classifier alone misses short ones, and cries at figures of speech."""

from __future__ import annotations

import re
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


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    figures, danger = (re.compile("|".join(f"(?:{line})" for line in table[key])) for key in ("figures", "danger"))
    return figures, danger


def danger_in(text: str) -> Danger:
    """Whether a message names danger to somebody, only plays with its words, or neither."""
    figures, danger = _patterns()
    flat = _SPACES.sub(" ", _PUNCTUATION.sub(" ", fold(text))).strip()
    without_figures = figures.sub(" ", flat)
    if danger.search(without_figures):
        return Danger.DANGER
    return Danger.FIGURE if without_figures != flat else Danger.NONE
