"""What is known about a person, and what follows from it."""

from __future__ import annotations

import pytest

from bot.catalogue.person import Person


@pytest.mark.parametrize(
    ("said", "follows"),
    [
        ({"single_parent": "yes"}, {"child": "yes"}),
        ({"child": "no"}, {"single_parent": "no"}),
        ({"age": 18}, {"school_duty_done": "yes"}),
        ({"age": 17}, {}),
        ({"situation": "in_training"}, {"school_duty_done": "yes"}),
        ({"situation": "pupil"}, {}),
        ({"residence": "eu"}, {"may_work": "yes"}),
        ({"residence": "permit"}, {}),
    ],
)
def test_what_follows(said: dict, follows: dict) -> None:
    assert dict(Person(said)) == said | follows
    assert Person(said).said == said


def test_nothing_follows_against_what_was_said() -> None:
    assert Person({"age": 19, "school_duty_done": "no"})["school_duty_done"] == "no"


def test_an_answer_replaces_an_earlier_one() -> None:
    person = Person({"age": 17}).with_fact("age", 18)
    assert person["age"] == 18
    assert person == Person({"age": 18})
    assert hash(person) == hash(Person({"age": 18}))


@pytest.mark.parametrize("facts", [{"hair": "red"}, {"age": "young"}, {"age": -1}, {"child": "maybe"}])
def test_what_is_no_fact(facts: dict) -> None:
    with pytest.raises(ValueError):
        Person(facts)


def test_numbers_may_come_as_text() -> None:
    assert Person({"age": "19"})["age"] == 19
