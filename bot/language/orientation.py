"""Answers to the questions of the orientation in a person's own words (`tables/orientation.yml`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from bot.language.patterns import compiled, table
from bot.language.short_answers import is_whole, line_of, skips, whole

_CONTROLS = ("enough", "next")
_MOST_WORDS = 10
"""A longer message tells more than an answer to tap would."""


def option_in(text: str, question: str) -> str | None:
    """The option of a question that a message names; the first that fits."""
    line = line_of(text)
    if len(line.words) > _MOST_WORDS:
        return None
    return next((option for option, words in _options()[question].items() if words.search(line.normal)), None)


def options_told(text: str, questions: Sequence[str] = ("with_what", "where")) -> dict[str, str]:
    """The options of some questions that a message names by itself ("keine Ahnung, irgendwas mit Tieren")."""
    normal = line_of(text).normal
    told: dict[str, str] = {}
    for question in questions:
        for option, words in _options()[question].items():
            if words.search(normal):
                told.setdefault(question, option)
    return told


def has_enough(text: str) -> bool:
    """Whether a message asks for the suggestions now."""
    return is_whole(line_of(text), whole(table("orientation")["enough"]))


def goes_past(text: str) -> bool:
    """Whether a message leaves a question out."""
    return skips(text) or is_whole(line_of(text), whole(table("orientation")["next"]))


@cache
def _options() -> dict[str, dict[str, re.Pattern[str]]]:
    listed = table("orientation")
    return {
        question: {option: compiled(words) for option, words in options.items()}
        for question, options in listed.items()
        if question not in _CONTROLS
    }
