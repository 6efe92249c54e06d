"""Conditions of a programme as data: a small language over facts about a person.

A programme lists conditions that all have to hold. Each is one test, or several parted by "or":
"age <= 24", "situation in pupil, broken_off", "child = yes", "age >= 18 or child = yes", "german >= b1".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bot.catalogue.codes import CERTIFICATES

FactKind = Literal["number", "yes_no", "choice", "ordered"]
YES, NO = "yes", "no"
_TEST = re.compile(r"([a-z_]+) (<=|>=|=|in) (\S.*)")
_NUMBER = re.compile(r"\d{1,3}")


class ConditionError(ValueError):
    """A condition cannot be read; the message says why."""


@dataclass(frozen=True)
class Fact:
    """One thing that may be known about a person. `codes` are its values; of an ordered fact the lowest first."""

    name: str
    kind: FactKind
    codes: tuple[str, ...] = ()


_BOTH = (YES, NO)
FACTS = {
    fact.name: fact
    for fact in (
        Fact("age", "number"),
        Fact(
            "situation",
            "choice",
            (
                "pupil",
                "preparation",
                "in_training",
                "school_training",
                "student",
                "broken_off",
                "unemployed",
                "employed",
                "voluntary",
            ),
        ),
        Fact("certificate", "ordered", CERTIFICATES),
        Fact("with_parents", "yes_no", _BOTH),
        Fact("too_far", "yes_no", _BOTH),
        Fact("child", "yes_no", _BOTH),
        Fact("single_parent", "yes_no", _BOTH),
        Fact("trained", "yes_no", _BOTH),
        Fact("first_year", "yes_no", _BOTH),
        Fact("school_duty_done", "yes_no", _BOTH),
        Fact("benefit", "choice", ("none", "sgb2", "alg", "asylum", "housing")),
        Fact("german", "ordered", ("none", "a1", "a2", "b1", "b2", "c1")),
        Fact("residence", "choice", ("german", "eu", "permit", "tolerated", "procedure")),
        Fact("months_in_germany", "number"),
        Fact("may_work", "yes_no", _BOTH),
        Fact("disability", "ordered", ("none", "disability", "severe")),
    )
}
"""All facts, in the order in which equally useful questions are asked."""


@dataclass(frozen=True)
class Test:
    """One comparison: a fact, an operator and what it is compared with."""

    fact: str
    operator: Literal["<=", ">=", "=", "in"]
    values: tuple[str, ...]

    def holds(self, value: str | int) -> bool:
        """Whether a known value passes."""
        if self.operator in ("=", "in"):
            return str(value) in self.values
        mine, limit = self._rank(str(value)), self._rank(self.values[0])
        return mine <= limit if self.operator == "<=" else mine >= limit

    def _rank(self, value: str) -> int:
        codes = FACTS[self.fact].codes
        return codes.index(value) if codes else int(value)

    def __str__(self) -> str:
        return f"{self.fact} {self.operator} {', '.join(self.values)}"


Condition = tuple[Test, ...]
"""Tests of which at least one has to hold."""


@lru_cache(maxsize=2048)
def read_condition(text: str) -> Condition:
    """A condition from its text.

    Raises:
        ConditionError: it is not in the language above, or names a fact or value that there is not.
    """
    return tuple(_read_test(part.strip()) for part in text.split(" or "))


def canonical_condition(text: str) -> str:
    """The one way of writing a condition. Raises as `read_condition`."""
    return " or ".join(map(str, read_condition(" ".join(text.split()))))


def _read_test(text: str) -> Test:
    match = _TEST.fullmatch(text)
    if not match:
        raise ConditionError(f"{text!r}: write a fact, one of <= >= = in, and a value")
    name, operator, rest = match.groups()
    if name not in FACTS:
        raise ConditionError(f"{text!r}: the facts are {', '.join(FACTS)}")
    values = tuple(part.strip() for part in rest.split(","))
    _check(text, FACTS[name], operator, values)
    if operator == "in" and len(values) == 1:
        operator = "="
    return Test(name, operator, values)  # type: ignore[arg-type]


def _check(text: str, fact: Fact, operator: str, values: tuple[str, ...]) -> None:
    if fact.kind == "number":
        if operator == "in" or len(values) != 1 or not _NUMBER.fullmatch(values[0]):
            raise ConditionError(f"{text!r}: {fact.name} is compared with one whole number")
        return
    unknown = [value for value in values if value not in fact.codes]
    if unknown:
        raise ConditionError(f"{text!r}: {fact.name} is one of {', '.join(fact.codes)}, not {unknown[0]!r}")
    if operator in ("<=", ">=") and fact.kind != "ordered":
        raise ConditionError(f"{text!r}: {fact.name} has no order; use = or in")
    if operator != "in" and len(values) != 1:
        raise ConditionError(f"{text!r}: several values need in")
