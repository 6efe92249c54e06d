"""Whether a programme's conditions are met for what is known about a person, and which question settles most.

Pure functions over data. Nothing here decides a claim: that is the provider's part.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bot.catalogue.conditions import FACTS, Condition, Test, read_condition
from bot.catalogue.person import Person

Outcome = Literal["met", "not_met", "open"]
MOST_QUESTIONS = 3
ASKED_ONLY_FOR: dict[str, frozenset[str]] = {
    "disability": frozenset({"inclusion"}),
    "residence": frozenset({"migration", "language"}),
    "months_in_germany": frozenset({"migration", "language"}),
    "may_work": frozenset({"migration", "language"}),
}
"""Facts that are asked for only in a talk about these topics; unasked they stay open and are said to be."""


@dataclass(frozen=True)
class Verdict:
    """What is known of a programme's conditions for a person."""

    outcome: Outcome
    met: tuple[Condition, ...] = ()
    not_met: tuple[Condition, ...] = ()
    open: tuple[Condition, ...] = ()

    def open_facts(self, person: Person) -> tuple[str, ...]:
        """Facts that are not known and that an open condition turns on."""
        names = (test.fact for condition in self.open for test in condition if test.fact not in person)
        return tuple(dict.fromkeys(names))


def judge(conditions: Sequence[str], person: Person) -> Verdict:
    """How each condition stands; all have to hold.

    Raises:
        ConditionError: a condition cannot be read.
    """
    return _judge(tuple(conditions), person)


@lru_cache(maxsize=4096)
def _judge(conditions: tuple[str, ...], person: Person) -> Verdict:
    found: dict[Outcome, list[Condition]] = {"met": [], "not_met": [], "open": []}
    for text in conditions:
        condition = read_condition(text)
        found[_condition(condition, person)].append(condition)
    outcome: Outcome = "not_met" if found["not_met"] else "open" if found["open"] else "met"
    return Verdict(outcome, tuple(found["met"]), tuple(found["not_met"]), tuple(found["open"]))


def _condition(condition: Condition, person: Person) -> Outcome:
    outcomes = {_test(test, person) for test in condition}
    return "met" if "met" in outcomes else "open" if "open" in outcomes else "not_met"


def _test(test: Test, person: Person) -> Outcome:
    if test.fact not in person:
        return "open"
    return "met" if test.holds(person[test.fact]) else "not_met"


def next_question(
    programmes: Iterable[Sequence[str]],
    person: Person,
    asked: Collection[str] = (),
    topics: Collection[str] = (),
) -> str | None:
    """The fact whose answer changes most of these programmes' verdicts; None when no answer changes any.

    Args:
        programmes: the conditions of each programme in question.
        person: what is known.
        asked: facts that were asked already, answered or skipped; at most `MOST_QUESTIONS` are asked.
        topics: what the talk is about, contract.md; some facts are asked for only where they belong.
    """
    if len(asked) >= MOST_QUESTIONS:
        return None
    listed = [tuple(conditions) for conditions in programmes]
    still_open = [each for each in listed if _judge(each, person).outcome == "open"]
    weights = {name: _weight(name, still_open, person) for name in _askable(person, asked, topics)}
    best = max(weights, key=lambda name: weights[name], default=None)
    return best if best is not None and weights[best] > (0, 0.0) else None


def _askable(person: Person, asked: Collection[str], topics: Collection[str]) -> list[str]:
    return [
        name
        for name in FACTS
        if name not in person
        and name not in asked
        and (name not in ASKED_ONLY_FOR or ASKED_ONLY_FOR[name] & set(topics))
    ]


def _weight(name: str, programmes: Sequence[tuple[str, ...]], person: Person) -> tuple[int, float]:
    """Programmes whose verdict depends on the answer; then how many get settled by an answer on average."""
    depends, settled = 0, 0
    answers = values_that_differ(name, programmes)
    for conditions in programmes:
        outcomes = [_judge(conditions, person.with_fact(name, value)).outcome for value in answers]
        depends += len(set(outcomes)) > 1
        settled += sum(outcome != "open" for outcome in outcomes)
    return depends, settled / max(len(answers), 1)


def values_that_differ(name: str, programmes: Iterable[Sequence[str]]) -> list[str | int]:
    """Values of a fact that can make a difference: all codes, or the numbers at and beside each limit."""
    if FACTS[name].codes:
        return list(FACTS[name].codes)
    limits = {
        int(test.values[0])
        for conditions in programmes
        for text in conditions
        for test in read_condition(text)
        if test.fact == name
    }
    return sorted({number for limit in limits for number in (limit - 1, limit, limit + 1) if number >= 0})
