"""The checks of facts find what is wrong, and nothing in the stock."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import chain

import pytest

from bot.catalogue.exchange.knowledge_records import OccupationRecord, PlaceRecord, ProgrammeRecord
from bot.catalogue.facts import RULES, fact_problems
from bot.catalogue.stock import read_stock

TODAY = date(2026, 11, 24)
PROGRAMME = ProgrammeRecord(
    source_id="beispiel",
    checked_on=TODAY,
    title="Beispiel",
    provider="Amt",
    entitlement="right",
    topics=("finance",),
    text="Geld.",
    plain="Du bekommst Geld.",
    how_to_apply="Frag das Amt.",
    basis=("sgb3 56",),
)
PLACE = PlaceRecord(
    source_id="ort",
    checked_on=TODAY,
    name="Ort",
    kind="advice",
    text="Rat.",
    plain="Hier gibt es Rat.",
    sources=("Ort <https://www.example.org>",),
)
OCCUPATION = OccupationRecord(
    source_id="beruf",
    checked_on=TODAY,
    title="Beruf",
    kldb="25212",
    training="dual",
    text="Autos.",
    plain="Du reparierst Autos.",
    sources=("Quelle <https://www.example.org>",),
)


def rules_broken(record) -> list[str]:
    return [problem.rule for problem in fact_problems([record], TODAY)]


@pytest.mark.parametrize("record", [PROGRAMME, PLACE, OCCUPATION], ids=["programme", "place", "occupation"])
def test_nothing_is_wrong_with_a_good_entry(record) -> None:
    assert rules_broken(record) == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"basis": (), "needs_review": "?"}, "grounds"),
        ({"basis": (), "sources": ("Amt <https://www.example.org>",)}, "grounds"),
        ({"basis": ("sgb3 59",)}, "sections"),
        ({"basis": ("sgb3 999",)}, "sections"),
        ({"basis": ("sgb3 56", "wogg 3")}, "sections"),
        ({"text": "Du bekommst 160 Euro."}, "amounts"),
        ({"plain": "Es sind 60 % davon."}, "amounts"),
        ({"also": ("Höchstens 1.200 € im Monat.",)}, "amounts"),
        ({"text": "Du bekommst 160 Euro.", "amounts": ("160 Euro: sgb3 64",)}, "amounts"),
        ({"checked_on": None}, "dates"),
        ({"checked_on": date(2026, 11, 25)}, "dates"),
        ({"checked_on": date(2025, 10, 19)}, "dates"),
        ({"valid_until": date(2026, 11, 1)}, "dates"),
        ({"url": "http://www.example.org"}, "links"),
        ({"url": "https://example"}, "links"),
        ({"sources": ("Amt <https://example>",)}, "links"),
        ({"phone": "ruf an"}, "links"),
        ({"plain": "Wenn du das hier lesen kannst dann ist der Satz viel zu lang."}, "plain"),
    ],
)
def test_what_is_wrong_is_found(changes: dict, rule: str) -> None:
    assert rules_broken(replace(PROGRAMME, **changes)) == [rule]


def test_an_amount_with_its_section_is_right() -> None:
    told = replace(
        PROGRAMME, text="Du bekommst 160 Euro.", amounts=("160 Euro: sgb3 64",), basis=("sgb3 56", "sgb3 64")
    )
    assert rules_broken(told) == []


def test_pay_needs_its_source() -> None:
    assert rules_broken(replace(OCCUPATION, pay="viel")) == ["amounts"]
    assert rules_broken(replace(OCCUPATION, pay="viel", pay_source="Tarif")) == []


def test_samples_need_no_grounds() -> None:
    assert rules_broken(replace(PLACE, sources=(), sample=True)) == []


@pytest.mark.parametrize("rule", RULES)
def test_the_stock_breaks_no_rule(rule: str) -> None:
    entries = list(chain.from_iterable(read_stock(TODAY).values()))
    assert [problem for problem in fact_problems(entries, TODAY) if problem.rule == rule] == []
