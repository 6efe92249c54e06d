"""Facts that people tell about themselves, in any message and as the bare answer to a question."""

from __future__ import annotations

import pytest

from bot.catalogue.conditions import FACTS
from bot.catalogue.person import Person
from bot.language.patterns import table
from bot.language.person import answer_in, facts_in, is_skipped, plain_word_in

TOLD = [
    ("bin 19, alleinerziehend und hab keinen Abschluss", {"age": 19, "single_parent": "yes", "certificate": "none"}),
    ("ich wohne noch bei meinen Eltern", {"with_parents": "yes"}),
    ("wohne in ner WG", {"with_parents": "no"}),
    ("hab den Hauptschulabschluss", {"certificate": "lower"}),
    ("ich habe Realschulabschluss", {"certificate": "middle"}),
    ("hab Fachabi", {"certificate": "technical"}),
    ("hab Abi gemacht", {"certificate": "higher"}),
    ("bin Azubi im 2. Lehrjahr", {"situation": "in_training", "first_year": "no"}),
    ("hab die Lehre geschmissen", {"situation": "broken_off"}),
    ("ich bin arbeitslos", {"situation": "unemployed"}),
    ("gehe noch zur Schule", {"situation": "pupil"}),
    ("mache gerade ein FSJ", {"situation": "voluntary"}),
    ("ich habe eine kleine Tochter", {"child": "yes"}),
    ("habe keine Kinder", {"child": "no"}),
    ("ich bin schwanger", {"child": "yes"}),
    ("wir leben von Bürgergeld", {"benefit": "sgb2"}),
    ("meine Familie bekommt Wohngeld", {"benefit": "housing"}),
    ("mein Deutsch ist nicht so gut", {"german": "a2"}),
    ("hab B1 Deutsch und eine Aufenthaltserlaubnis", {"german": "b1", "residence": "permit"}),
    ("ich habe eine Duldung", {"residence": "tolerated"}),
    ("bin seit zwei Jahren in Deutschland", {"months_in_germany": 24}),
    ("ich sitze im Rollstuhl", {"disability": "disability"}),
    ("ich habe einen Schwerbehindertenausweis", {"disability": "severe"}),
    ("hab schon eine abgeschlossene Ausbildung", {"trained": "yes"}),
    ("ich darf noch nicht arbeiten", {"may_work": "no"}),
]
NOTHING = [
    "Ausbildung als Koch in Unna",
    "ich will was mit Kindern arbeiten",
    "suche eine eigene Wohnung",
    "kann ich eine Ausbildung in Teilzeit machen",
    "hab kein Abi",
    "ich will eine Ausbildung machen",
    "bist du blind",
    "Praktikum in einer Schule",
    "was macht ein Azubi den ganzen Tag",
]
ANSWERS = [
    ("age", "19", 19),
    ("age", "ich bin 19 Jahre alt", 19),
    ("age", "Dortmund", None),
    ("certificate", "Hauptschule", "lower"),
    ("certificate", "keinen", "none"),
    ("certificate", "mittlere Reife", "middle"),
    ("with_parents", "ja", "yes"),
    ("with_parents", "nein", "no"),
    ("with_parents", "nee, in ner WG", "no"),
    ("child", "ja eins", "yes"),
    ("situation", "ich suche", "unemployed"),
    ("situation", "Ausbildung", "in_training"),
    ("german", "b1", "b1"),
    ("residence", "Duldung", "tolerated"),
    ("benefit", "nein", "none"),
    ("disability", "ja", "disability"),
    ("months_in_germany", "8 Monate", 8),
    ("may_work", "Ausbildung als Koch in Unna", None),
]


@pytest.mark.parametrize(("text", "facts"), TOLD)
def test_what_is_told(text: str, facts: dict[str, str | int]) -> None:
    assert facts.items() <= facts_in(text).items()


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_fact_about_the_person(text: str) -> None:
    assert facts_in(text) == {}


@pytest.mark.parametrize(("fact", "text", "value"), ANSWERS)
def test_a_bare_answer(fact: str, text: str, value: str | int | None) -> None:
    assert answer_in(text, fact) == value


@pytest.mark.parametrize("text", ["egal", "weiß nicht", "keine Ahnung", "will ich nicht sagen"])
def test_a_question_can_be_left_open(text: str) -> None:
    assert is_skipped(text)
    assert answer_in(text, "child") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [("Hauptschule", {"certificate": "lower"}), ("Duldung", {"residence": "tolerated"}), ("ja", {}), ("nein", {})],
)
def test_one_word_that_answers_no_open_question(text: str, told: dict[str, str]) -> None:
    assert plain_word_in(text) == told


def test_the_table_knows_the_facts_and_values_of_the_catalogue() -> None:
    for fact, values in table("person").items():
        if fact != "parts":
            assert set(values) == set(FACTS[fact].codes), fact
    assert set(table("person")) - {"parts"} == {name for name, fact in FACTS.items() if fact.codes}


@pytest.mark.parametrize(("text", "_facts"), TOLD)
def test_every_fact_told_is_one_of_the_catalogue(text: str, _facts: dict[str, str | int]) -> None:
    Person(facts_in(text))
