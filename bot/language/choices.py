"""Numbers of list items ("mehr zum zweiten", "1 und 3", "der letzte") and ages; words in `tables/choices.yml`."""

from __future__ import annotations

import re
from functools import cache

from bot.language.line import Line
from bot.language.patterns import compiled, expression, table
from bot.language.text import fold

HIGHEST = 12
"""More items than this are never shown at once; a higher number alone is an age."""
OLDEST = 99


def find_choices(line: Line) -> tuple[int, ...]:
    """The items meant, from 1, in the order of the text; -1 is the last."""
    parts = line.normal.split(" ")
    numbers = {index: number for index, part in enumerate(parts) if (number := _number(part))}
    chosen: list[int] = []
    for index in numbers:
        joined = bool(chosen) and chosen[-1] in _joined(parts, index)
        if not _counts_something(parts, index) and (joined or _introduced(parts, index)):
            chosen.append(index)
    if not chosen and _only_numbers(parts, numbers):
        chosen = list(numbers)
    return tuple(dict.fromkeys(numbers[index] for index in chosen))


def find_age(line: Line) -> int | None:
    """The person's age in years, if said."""
    match = _age().search(line.normal)
    if match:
        return int(match.group(match.lastindex or 0))
    match = _spelled_age().search(line.normal)
    if match:
        return _spelled()[match.group(match.lastindex or 0)]
    bare = line.normal.isdecimal() and HIGHEST < int(line.normal) <= OLDEST
    return int(line.normal) if bare else None


def _number(part: str) -> int | None:
    if part.isdecimal():
        return int(part) if 0 < int(part) <= HIGHEST else None
    return next((number for number, pattern in _numbers() if pattern.fullmatch(part)), None)


def _counts_something(parts: list[str], index: int) -> bool:
    return index + 1 < len(parts) and bool(_words("after").fullmatch(parts[index + 1]))


def _introduced(parts: list[str], index: int) -> bool:
    return bool(_before().search(" ".join(["", *parts[max(0, index - 6) : index], ""])))


def _joined(parts: list[str], index: int) -> set[int]:
    """Places of numbers that "und", "die" … join to the one at `index`."""
    place = index - 1
    while place >= 0 and (_words("joins").fullmatch(parts[place]) or _words("around").fullmatch(parts[place])):
        place -= 1
    return {place} if place < index - 1 else set()


def _only_numbers(parts: list[str], numbers: dict[int, int]) -> bool:
    allowed = (_words("around"), _words("joins"))
    rest = [part for index, part in enumerate(parts) if index not in numbers]
    return bool(numbers) and all(any(pattern.fullmatch(part) for pattern in allowed) for part in rest)


@cache
def _numbers() -> tuple[tuple[int, re.Pattern[str]], ...]:
    return tuple((number, compiled(words)) for number, words in table("choices")["numbers"].items())


@cache
def _words(name: str) -> re.Pattern[str]:
    return compiled([table("choices")[name]])


@cache
def _before() -> re.Pattern[str]:
    alternatives = "|".join(expression(item) for item in table("choices")["before"])
    return re.compile(rf"(?<!\S)(?:{alternatives})\s*$")


@cache
def _age() -> re.Pattern[str]:
    return compiled(table("choices")["age"])


@cache
def _spelled_age() -> re.Pattern[str]:
    return compiled(table("choices")["age_words"], {"spelled": "|".join(sorted(_spelled(), key=len, reverse=True))})


@cache
def _spelled() -> dict[str, int]:
    return {fold(word): years for word, years in table("choices")["spelled"].items()}
