"""Every programme of the stock: met, not met and open, at the borders too, against cases written by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.catalogue.conditions import FACTS, read_condition
from bot.catalogue.eligibility import judge
from bot.catalogue.exchange.entries import PROGRAMMES
from bot.catalogue.person import Person
from bot.catalogue.stock import read_stock

CASES = yaml.safe_load((Path(__file__).parent / "eligibility_cases.yml").read_text(encoding="utf-8"))
STOCK = {record.source_id: record for record in read_stock(date(2026, 11, 24))[PROGRAMMES]}
LISTED = [
    (name, outcome, facts)
    for name, outcomes in CASES.items()
    for outcome, persons in outcomes.items()
    for facts in persons
]


@pytest.mark.parametrize(
    ("name", "outcome", "facts"), LISTED, ids=[f"{name}-{outcome}-{facts}" for name, outcome, facts in LISTED]
)
def test_a_case(name: str, outcome: str, facts: dict) -> None:
    assert judge(STOCK[name].conditions, Person(facts)).outcome == outcome


def test_every_programme_has_cases_and_no_other() -> None:
    assert CASES.keys() == STOCK.keys()


@pytest.mark.parametrize("name", STOCK)
def test_every_condition_is_what_keeps_somebody_out(name: str) -> None:
    """Each condition fails in a case; where it is the only reason or not, it is one."""
    failed = {
        condition
        for facts in CASES[name].get("not_met", [])
        for condition in judge(STOCK[name].conditions, Person(facts)).not_met
    }
    assert failed == set(map(read_condition, STOCK[name].conditions))


@pytest.mark.parametrize("name", STOCK)
def test_every_limit_is_tried_on_both_sides(name: str) -> None:
    persons = [Person(facts) for outcomes in CASES[name].values() for facts in outcomes]
    for text in STOCK[name].conditions:
        for test in read_condition(text):
            if FACTS[test.fact].kind != "number":
                continue
            limit = int(test.values[0])
            beyond = limit + 1 if test.operator == "<=" else limit - 1
            tried = {person[test.fact] for person in persons if test.fact in person}
            assert {limit, beyond} <= tried, (name, str(test))


def test_nobody_is_decided_on_when_nothing_is_known() -> None:
    outcomes = {name: judge(record.conditions, Person()).outcome for name, record in STOCK.items()}
    assert all(outcome == ("open" if STOCK[name].conditions else "met") for name, outcome in outcomes.items())
