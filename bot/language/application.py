"""Which part of application help a message is about (`tables/application.yml`)."""

from __future__ import annotations

import re
from functools import cache

from bot.language.patterns import compiled, table
from bot.language.short_answers import is_whole, line_of, whole

_NEXT = "next"


def part_in(text: str) -> str | None:
    """The part that a message names: letter, cv, interview, deadlines, no_experience or checklist."""
    normal = line_of(text).normal
    return next((part for part, pattern in _parts().items() if pattern.search(normal)), None)


def goes_on(text: str) -> bool:
    """Whether a message, as a whole, asks for the next step."""
    return is_whole(line_of(text), whole(table("application")[_NEXT]))


@cache
def _parts() -> dict[str, re.Pattern[str]]:
    return {part: compiled(words) for part, words in table("application").items() if part != _NEXT}
