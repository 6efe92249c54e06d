"""A verdict in words: why it fits, what speaks against it, what is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.catalogue.conditions import FACTS, Condition, Test
from bot.catalogue.eligibility import ASKED_ONLY_FOR, Verdict
from bot.catalogue.person import Person
from bot.phrases import entry, phrase

MOST_REASONS = 3
MOST_OPEN = 2


def verdict_reasons(verdict: Verdict, person: Person, provider: str) -> tuple[str, ...]:
    """Why it fits and what is open, as reasons of a card; that it is for all where it asks nothing."""
    if verdict.not_met:
        return (phrase("eligibility.fits_not", reasons=_joined(_against(verdict.not_met, person))),)
    told = []
    reasons = _for(verdict.met, person)
    if reasons:
        told.append(phrase("eligibility.fits", reasons=_joined(reasons)))
    if verdict.open:
        told.append(_open(verdict, person, provider))
    return tuple(told) or (phrase("eligibility.for_all"),)


def verdict_text(verdict: Verdict, person: Person, provider: str) -> str:
    """The same as one sentence."""
    return str(entry("eligibility.part_join")).join(verdict_reasons(verdict, person, provider))


def _open(verdict: Verdict, person: Person, provider: str) -> str:
    """The questions that are open; where they are none to be asked unprompted, who settles them."""
    first = (next(test.fact for test in condition if test.fact not in person) for condition in verdict.open)
    questions = [question(name) for name in dict.fromkeys(first) if name not in ASKED_ONLY_FOR][:MOST_OPEN]
    if not questions:
        return phrase("eligibility.rest_open", provider=provider)
    return phrase("eligibility.open", questions=" ".join(questions))


def question(name: str) -> str:
    """The question for a fact, beginning small so that it can stand within a sentence."""
    return str(entry("eligibility.questions")[name]["ask"])


def answers(name: str) -> dict[str, str]:
    """Answers to tap: the fact's values with their labels."""
    return {str(value): str(label) for value, label in entry("eligibility.questions")[name]["answers"].items()}


def _for(conditions: Iterable[Condition], person: Person) -> list[str]:
    """The test of each condition that holds, in words; what everybody fulfils goes without saying."""
    passed = (next(test for test in condition if _holds(test, person)) for condition in conditions)
    return list(dict.fromkeys(_reason(test, person) for test in passed))[:MOST_REASONS]


def _against(conditions: Sequence[Condition], person: Person) -> list[str]:
    tests = (condition[0] for condition in conditions)
    return list(dict.fromkeys(_reason(test, person) for test in tests))[:MOST_REASONS]


def _holds(test: Test, person: Person) -> bool:
    return test.fact in person and test.holds(person[test.fact])


def _reason(test: Test, person: Person) -> str:
    words = entry(f"eligibility.reason.{test.fact}")
    if FACTS[test.fact].kind != "number":
        return str(words[str(person[test.fact])])
    limit = int(test.values[0])
    side = "at_least" if test.operator == ">=" else "at_most"
    key = side if _holds(test, person) else f"not_{side}"
    return str(words[key]).format(limit=limit, above=limit + 1)


def _joined(words: Sequence[str]) -> str:
    """One sentence of several; what begins with the same subject does not repeat it."""
    subject = str(entry("eligibility.subject"))
    if words and words[0].startswith(subject):
        words = [words[0], *(word.removeprefix(subject) for word in words[1:])]
    if len(words) < 2:
        return "".join(words)
    return str(entry("eligibility.last_join")).join((str(entry("eligibility.join")).join(words[:-1]), words[-1]))
