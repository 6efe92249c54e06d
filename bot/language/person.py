"""Facts that a person tells about themselves, for the conditions of programmes (`tables/person.yml`).

Names and values are those of `bot.catalogue.conditions.FACTS`. "age" and "months_in_germany" are numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from bot.language.choices import find_age
from bot.language.patterns import compiled, expression, outside, spans, table
from bot.language.short_answers import is_whole, line_of, says_yes_or_no, skips, whole

Facts = dict[str, str | int]
_SPELLED = ("zwei", "drei", "vier", "fuenf", "sechs", "sieben", "acht", "neun", "zehn")
_YEARS = re.compile(rf"(?<!\S)(\d{{1,2}}|eine?[mn]?|{'|'.join(_SPELLED)}) (jahr|monat)\w*(?!\S)")
_HERE = re.compile(r"(?<!\S)(?:in deutschland|hier|seit)(?!\S)")
_NUMBER = re.compile(r"\b(\d{1,3})\b")
_YES_OR_NO = {True: "yes", False: "no"}
_MOST_WORDS, _FEW_WORDS = 6, 3
_TOLD_UNASKED = ("certificate", "residence")
_AGES = range(10, 100)


@dataclass(frozen=True)
class _Value:
    code: str
    words: re.Pattern[str] | None
    bare: re.Pattern[str]
    never: re.Pattern[str] | None


def facts_in(text: str) -> Facts:
    """All facts that a message tells by itself."""
    line = line_of(text)
    found: Facts = {}
    for fact, values in _table().items():
        code = next((value.code for value in values if _tells(value, line.normal)), None)
        if code is not None:
            found[fact] = code
    age, months = find_age(line), _months(line.normal)
    if age is not None:
        found["age"] = age
    if months is not None and _HERE.search(line.normal) and "deutschland" in line.normal:
        found["months_in_germany"] = months
    return found


def answer_in(text: str, fact: str) -> str | int | None:
    """The value that a whole message gives for a fact that was asked for; None when it is no answer to that."""
    line = line_of(text)
    if fact == "age":
        return _age_in(text)
    if fact == "months_in_germany":
        return _months(line.normal)
    values = _table()[fact]
    bare = next((value.code for value in values if is_whole(line, value.bare)), None)
    # "nee, in ner WG": the first word answers a question for yes or no.
    is_yes_or_no = {value.code for value in values} == set(_YES_OR_NO.values())
    short = 0 < len(line.words) <= _MOST_WORDS
    opening = says_yes_or_no(line.words[0].text) if bare is None and is_yes_or_no and short else None
    return bare if opening is None else _YES_OR_NO[opening]


def plain_word_in(text: str) -> Facts:
    """The fact that a single answer tells unasked: "Hauptschule", "Duldung"; a yes or a no tells none."""
    line = line_of(text)
    age = _age_in(text) if len(line.words) <= _FEW_WORDS else None
    if age is not None:
        return {"age": age}
    for fact in _TOLD_UNASKED:
        values = (value for value in _table()[fact] if value.code != "none")
        code = next((value.code for value in values if is_whole(line, value.bare)), None)
        if code is not None and says_yes_or_no(text) is None:
            return {fact: code}
    return {}


def is_skipped(text: str) -> bool:
    """Whether the person leaves a question open."""
    return skips(text)


def _tells(value: _Value, normal: str) -> bool:
    return value.words is not None and bool(outside(spans(value.words, normal), value.never, normal))


def _age_in(text: str) -> int | None:
    told = find_age(line_of(text))
    if told is not None:
        return told
    numbers = [int(number) for number in _NUMBER.findall(text)]
    return numbers[0] if len(numbers) == 1 and numbers[0] in _AGES else None


def _months(normal: str) -> int | None:
    match = _YEARS.search(normal)
    if not match:
        return None
    word = match.group(1)
    number = int(word) if word.isdecimal() else _SPELLED.index(word) + 2 if word in _SPELLED else 1
    return number * (12 if match.group(2) == "jahr" else 1)


@cache
def _table() -> Mapping[str, tuple[_Value, ...]]:
    listed = table("person")
    parts = {name: expression(value) for name, value in listed["parts"].items()}
    return {
        fact: tuple(
            _Value(
                str(code),
                compiled(entry["words"], parts) if entry["words"] else None,
                whole(entry["bare"], parts),
                compiled(entry["never"], parts) if "never" in entry else None,
            )
            for code, entry in values.items()
        )
        for fact, values in listed.items()
        if fact != "parts"
    }
