"""What is known about a person, as facts of `bot.catalogue.conditions`; nothing here is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.catalogue.conditions import FACTS, NO, YES

GROWN_UP = 18
"""From this age the ten years of full-time school (Schulgesetz NRW § 37) are over for everybody."""
_SCHOOLED = ("student", "in_training", "school_training", "broken_off", "employed")
"""Situations that come after full-time school."""


class Person(Mapping[str, str | int]):
    """Facts by name with their values; what is not known is absent. Immutable; `with_fact` gives a new one.

    Raises:
        ValueError: there is no such fact, or it cannot have that value.
    """

    def __init__(self, facts: Mapping[str, str | int] | None = None) -> None:
        self._said = {name: _value(name, value) for name, value in (facts or {}).items()}
        self._facts = self._said | _implied(self._said)

    def __getitem__(self, name: str) -> str | int:
        return self._facts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def __hash__(self) -> int:
        return hash(frozenset(self._facts.items()))

    @property
    def said(self) -> dict[str, str | int]:
        """What was said, without what follows from it; for a slot."""
        return dict(self._said)

    def with_fact(self, name: str, value: str | int) -> Person:
        """The same person with one more or another fact."""
        return Person({**self._said, name: value})


def _value(name: str, value: str | int) -> str | int:
    fact = FACTS.get(name)
    if fact is None:
        raise ValueError(f"{name!r} is no fact; there are {', '.join(FACTS)}")
    if fact.kind == "number":
        number = int(value)
        if number < 0:
            raise ValueError(f"{name}: {value!r} is no number from 0")
        return number
    if value not in fact.codes:
        raise ValueError(f"{name}: {value!r} is none of {', '.join(fact.codes)}")
    return value


def _implied(said: Mapping[str, str | int]) -> dict[str, str | int]:
    """What follows from what was said; never against it."""
    found: dict[str, str | int] = {}
    if said.get("single_parent") == YES:
        found["child"] = YES
    if said.get("child") == NO:
        found["single_parent"] = NO
    if int(said.get("age", 0)) >= GROWN_UP or said.get("situation") in _SCHOOLED:
        found["school_duty_done"] = YES
    if said.get("residence") in ("german", "eu"):
        found["may_work"] = YES
    return {name: value for name, value in found.items() if name not in said}
