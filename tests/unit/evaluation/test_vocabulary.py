"""The official lists as cases, the typing errors put into them, and how what was found is judged."""

from __future__ import annotations

import random
from itertools import islice

import pytest
from rapidfuzz.distance import OSA

from bot.evaluation.vocabulary import (
    Case,
    check,
    misspelt,
    misspelt_cases,
    occupation_cases,
    occupation_codes,
    only_this,
    place_cases,
    place_codes,
    postal_code_cases,
    said_postal_codes,
    same_group,
)
from bot.language.occupations import training_occupations
from bot.language.places_data import municipalities, postal_codes


def test_every_occupation_is_a_case_in_several_forms() -> None:
    cases = list(occupation_cases())
    assert {case.code for case in cases} == {occupation.kldb for occupation in training_occupations()}
    assert len(cases) > 8 * len(training_occupations())


def test_forms_stand_alone_and_in_sentences() -> None:
    title = training_occupations()[0].title_short
    texts = [case.text for case in islice(occupation_cases(), 200)]
    assert title in texts
    assert sum(text.endswith(".") for text in texts) == 50


def test_every_place_is_a_case() -> None:
    assert {case.code for case in place_cases()} == set(municipalities())
    assert {case.code.split()[1] for case in postal_code_cases()} == set(postal_codes())


def test_misspelt_cases_are_the_same_at_each_call() -> None:
    assert list(islice(misspelt_cases(), 300)) == list(islice(misspelt_cases(), 300))


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("text", ["Tischler", "Koch", "Kaufmann für Büromanagement", "Mittwoch-Messe", "Aal"])
def test_one_error_and_no_more(text: str, seed: int) -> None:
    slipped = misspelt(text, random.Random(seed))
    assert OSA.distance(text, slipped) == (0 if text == "Aal" else 1)
    assert slipped[0] == text[0]


def test_errors_are_of_all_kinds() -> None:
    chance = random.Random(1)
    lengths = {len(misspelt("Tischler", chance)) - len("Tischler") for _ in range(60)}
    assert lengths == {-1, 0, 1}


@pytest.mark.parametrize(
    ("expected", "found", "right"),
    [
        ("25212", ["25212"], True),
        ("25212", ["25213"], True),
        ("25212", ["11102", "2521"], True),
        ("25212", ["252"], False),
        ("25212", ["25222"], False),
        ("25212", [], False),
    ],
)
def test_the_group_has_four_digits(expected: str, found: list[str], right: bool) -> None:
    assert same_group(expected, found) is right


def test_a_place_is_right_alone_only() -> None:
    assert only_this("05978036", ["05978036"])
    assert not only_this("05978036", ["05978036", "05978020"])
    assert not only_this("05978036", [])


def test_misses_say_what_was_found_instead() -> None:
    cases = iter([Case("a", "1"), Case("b", "2"), Case("c", "3"), Case("d", "4")])
    found = check("letters", 0.9, cases, lambda text: {"a": ["1"], "b": ["2"], "c": ["1"]}.get(text, []), only_this)
    assert found.misses == [
        {"text": "c", "expected": "3", "found": ["1"]},
        {"text": "d", "expected": "4", "found": []},
    ]
    assert found.bar.value == 0.5
    assert not found.bar.ok


def test_nothing_checked_is_nothing_met() -> None:
    assert not check("nothing", 0.5, iter([]), occupation_codes, same_group).bar.ok


def test_codes_are_read_from_texts() -> None:
    assert occupation_codes("Ausbildung zum Tischler") == ["22342"]
    assert place_codes("gibts in Lünen noch was?") == ["05978024"]
    assert place_codes("nicht in Lünen") == []
    assert said_postal_codes("Ausbildung in 44532") == ["05978024 44532"]
