"""Short answers to what was asked last, as whole messages: yes, no, "egal", back, stop (`tables/answers.yml`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from bot.language.line import Line
from bot.language.patterns import compiled, expression, table
from bot.language.slips import put_right
from bot.language.text import tokens

_MOST_WORDS = 9
"""A longer message is no bare answer."""


@lru_cache(maxsize=64)
def line_of(text: str) -> Line:
    """A message as the patterns of the tables see it."""
    return Line(text, put_right(tokens(text)))


def says_yes_or_no(text: str) -> bool | None:
    """What a bare yes or no says; None when the message is neither."""
    for name, value in (("no", False), ("yes", True)):
        if is_whole(line_of(text), _listed(name)):
            return value
    return None


def skips(text: str) -> bool:
    """Whether a message leaves the question open: "egal", "weiß nicht", "weiter"."""
    return is_whole(line_of(text), _listed("skip"))


def goes_back(text: str) -> bool:
    """Whether a message asks for the question before."""
    return is_whole(line_of(text), _listed("back"))


def wants_employers(text: str) -> bool:
    """Whether a message, as a whole, asks for the employers of the search again."""
    return is_whole(line_of(text), _listed("employers"))


def stops(text: str) -> bool:
    """Whether a message ends what is going on: "abbrechen", "reicht", "lass gut sein"."""
    return is_whole(line_of(text), _listed("stop"))


def is_whole(line: Line, pattern: re.Pattern[str]) -> bool:
    """Whether a pattern of `whole` fits all of a short message but words that may stand around an answer."""
    return len(line.words) <= _MOST_WORDS and bool(pattern.fullmatch(line.normal))


def whole(patterns: Iterable[str], parts: Mapping[str, str] | None = None) -> re.Pattern[str]:
    """The patterns with words around them that say nothing by themselves."""
    around = expression(table("answers")["around"])
    inner = "|".join(expression(item, parts) for item in patterns)
    return re.compile(rf"(?:{around} )*(?:{inner})(?: (?:{around}|{inner}))*")


@cache
def _listed(name: str) -> re.Pattern[str]:
    return whole(table("answers")[name])


@cache
def filler() -> re.Pattern[str]:
    """Words that may stand around an answer."""
    return compiled([table("answers")["around"]])
