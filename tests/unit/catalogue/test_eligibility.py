"""Verdicts, the question that settles most, and both in words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.conditions import FACTS
from bot.catalogue.eligibility import ASKED_ONLY_FOR, MOST_QUESTIONS, judge, next_question, values_that_differ
from bot.catalogue.exchange.entries import PROGRAMMES
from bot.catalogue.person import Person
from bot.catalogue.stock import read_stock
from bot.catalogue.verdict_words import answers, question, verdict_reasons, verdict_text
from bot.language.criteria import TOPICS

STOCK = [record.conditions for record in read_stock(date(2026, 11, 24))[PROGRAMMES]]
BY_TOPIC = {
    topic: [record.conditions for record in read_stock(date(2026, 11, 24))[PROGRAMMES] if topic in record.topics]
    for topic in TOPICS
}


@st.composite
def persons(draw) -> Person:
    facts = draw(st.lists(st.sampled_from(list(FACTS.values())), unique=True))
    values = {f.name: draw(st.integers(0, 70)) if f.kind == "number" else draw(st.sampled_from(f.codes)) for f in facts}
    return Person(values)


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({}, "open"),
        ({"age": 20}, "open"),
        ({"age": 30}, "not_met"),
        ({"age": 20, "child": "yes"}, "met"),
        ({"age": 20, "child": "no", "benefit": "sgb2"}, "met"),
        ({"age": 20, "child": "no"}, "open"),
        ({"age": 20, "child": "no", "benefit": "none"}, "not_met"),
    ],
)
def test_all_conditions_and_one_of_each(facts: dict, outcome: str) -> None:
    assert judge(["age <= 24", "child = yes or benefit = sgb2"], Person(facts)).outcome == outcome


@given(persons())
def test_knowing_more_settles_and_never_unsettles(person: Person) -> None:
    """What is met or not met by what is known stays so whatever else is learnt."""
    less = Person(dict(list(person.said.items())[:1]))
    if any(person[name] != less[name] for name in less):
        return
    for conditions in STOCK:
        before = judge(conditions, less).outcome
        if before != "open":
            assert judge(conditions, person).outcome == before


def test_the_question_that_parts_most_is_asked() -> None:
    programmes = [["age <= 24"], ["age >= 18"], ["child = yes"]]
    assert next_question(programmes, Person()) == "age"
    assert next_question(programmes, Person({"age": 20})) == "child"
    assert next_question(programmes, Person({"age": 20, "child": "no"})) is None


def test_a_question_that_changes_nothing_is_not_asked() -> None:
    assert next_question([["age <= 24", "child = yes"]], Person({"child": "no"})) is None
    assert next_question([[]], Person()) is None


def test_skipped_questions_are_not_asked_again_and_three_are_enough() -> None:
    asked: list[str] = []
    while (name := next_question(STOCK, Person(), asked)) is not None:
        assert name not in asked
        asked.append(name)
    assert len(asked) == MOST_QUESTIONS


@pytest.mark.parametrize("topic", TOPICS)
def test_an_answer_to_a_question_changes_a_verdict(topic: str) -> None:
    """Whatever is asked in a talk about a topic, two of its answers lead to different results."""
    asked: list[str] = []
    person = Person()
    while (name := next_question(BY_TOPIC[topic], person, asked, [topic])) is not None:
        results = {
            tuple(judge(conditions, person.with_fact(name, value)).outcome for conditions in BY_TOPIC[topic])
            for value in values_that_differ(name, BY_TOPIC[topic])
        }
        assert len(results) > 1
        asked.append(name)


@pytest.mark.parametrize("topic", sorted(set(TOPICS) - {"inclusion", "migration", "language"}))
def test_what_is_private_is_not_asked_where_it_does_not_belong(topic: str) -> None:
    asked: list[str] = []
    while (name := next_question(BY_TOPIC[topic], Person(), asked, [topic])) is not None:
        assert name not in ASKED_ONLY_FOR
        asked.append(name)


def test_every_fact_has_a_question_with_answers_that_it_takes() -> None:
    for name in FACTS:
        assert question(name).endswith("?")
        for value in answers(name):
            assert name in Person({name: value})


def test_numbers_that_differ_lie_at_the_limits() -> None:
    assert values_that_differ("age", [["age <= 24"], ["age >= 18 or child = yes"]]) == [17, 18, 19, 23, 24, 25]


def said(conditions: list[str], facts: dict) -> str:
    person = Person(facts)
    return verdict_text(judge(conditions, person), person, "Agentur für Arbeit")


def test_verdicts_in_words() -> None:
    assert (
        said(["age <= 24", "with_parents = no"], {"age": 20})
        == "passt, weil du unter 25 bist; offen: wohnst du bei deinen Eltern?"
    )
    assert said(["age >= 18"], {"age": 18}) == "passt, weil du mindestens 18 bist"
    assert said(["age <= 24"], {"age": 25}) == "passt eher nicht, weil du schon 25 oder älter bist"
    assert said(["age >= 18"], {"age": 17}) == "passt eher nicht, weil du noch nicht 18 bist"
    assert said([], {}) == "offen für alle"
    assert (
        said(["situation in in_training", "child = yes"], {"situation": "in_training", "child": "yes"})
        == "passt, weil du eine Ausbildung im Betrieb machst und ein Kind hast"
    )


def test_private_facts_are_left_to_the_office() -> None:
    assert said(["disability >= disability"], {}) == "Einzelheiten prüft: Agentur für Arbeit"


@given(persons(), st.sampled_from(STOCK))
def test_there_are_words_for_every_verdict(person: Person, conditions: tuple[str, ...]) -> None:
    told = verdict_reasons(judge(conditions, person), person, "Jobcenter")
    assert told
    assert all(told)
    assert all("{" not in text for text in told)
