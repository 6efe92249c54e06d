"""Conditions as staff write them in German, to and from the language of `bot.catalogue.conditions`."""

from __future__ import annotations

import re
from functools import cache

from bot.catalogue.conditions import FACTS, ConditionError, Fact, Test, canonical_condition, read_condition
from bot.language.text import fold
from bot.phrases import entry

_OPERATORS = {"at_least": ">=", "at_most": "<=", "is": "in"}


def read_written(text: str) -> str | None:
    """The canonical condition of a text in German or in the language itself; None where it is neither."""
    tests = re.split(re.escape(entry("eligibility.written.or")), f"{text}")
    translated = [_translated(test.strip()) for test in tests]
    try:
        return canonical_condition(" or ".join(translated) if all(translated) else text)
    except ConditionError:
        return None


def write_condition(text: str) -> str:
    """A canonical condition in German."""
    return str(entry("eligibility.written.or")).join(map(_written, read_condition(text)))


def _written(test: Test) -> str:
    words = entry("eligibility.written")
    name, codes = words["facts"][test.fact], _codes(FACTS[test.fact])
    values = words["values"].join(codes.get(value, value) for value in test.values)
    if test.operator in ("=", "in"):
        return f"{name}{words['is']} {values}"
    return f"{name} {words['at_least' if test.operator == '>=' else 'at_most']} {values}"


def _translated(text: str) -> str:
    """One test in the language; empty where it is not in German."""
    for name, fact in _facts().items():
        rest = fold(text)
        if not rest.startswith(name):
            continue
        for key, operator in _OPERATORS.items():
            word = fold(entry("eligibility.written")[key])
            after = rest.removeprefix(name).lstrip()
            if after.startswith(word):
                return _test(fact, operator, after.removeprefix(word).strip())
    return ""


def _test(fact: Fact, operator: str, values: str) -> str:
    known = {fold(word): code for code, word in _codes(fact).items()}
    parts = [part.strip() for part in values.split(str(entry("eligibility.written.values")).strip())]
    codes = [known.get(part, part) for part in parts]
    single = "=" if operator == "in" and len(codes) == 1 else operator
    return f"{fact.name} {single} {', '.join(codes)}"


@cache
def _facts() -> dict[str, Fact]:
    """Facts by their folded German name, longer names first."""
    names = {fold(word): FACTS[name] for name, word in entry("eligibility.written.facts").items()}
    return dict(sorted(names.items(), key=lambda each: -len(each[0])))


def _codes(fact: Fact) -> dict[str, str]:
    table: dict[str, dict[str, str]] = entry("eligibility.written.codes")
    return table.get("yes_no" if fact.kind == "yes_no" else fact.name, {})
