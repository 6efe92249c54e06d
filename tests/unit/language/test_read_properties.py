"""What must not change the criteria: casing, umlaut spelling, chatter around, and the order of sentences."""

from __future__ import annotations

import json
from itertools import permutations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bot.language.criteria import CRITERIA_SCHEMA
from bot.language.dialogue import apply
from bot.language.goals import GOALS
from bot.language.read import read
from bot.language.reading import Reading

SENTENCES = (
    "Ich suche eine Ausbildung",
    "Am liebsten als Tischler",
    "Gerne in Lünen oder Schwerte",
    "Ich habe keinen Führerschein",
    "Bitte kein großer Konzern",
    "Nicht in Gelsenkirchen",
    "Es darf gern ein kleiner Betrieb sein",
    "Homeoffice wäre schön",
    "Kein Büro",
    "Teilzeit passt mir am besten",
    "Ich bin schwerbehindert",
    "Ein Praktikum wäre auch möglich",
)
GREETINGS = ("hi", "Moin moin,", "Hallo zusammen!", "ey", "Guten Tag,", "hallo, ich bin neu hier.", "😀", "tach")
FAREWELLS = ("danke", "Danke schön!", "vielen dank im voraus", "mfg", "lg", "bitte", ":)", "merci")
VALIDATOR = Draft202012Validator(CRITERIA_SCHEMA)


def criteria(text: str) -> dict[str, Any]:
    found = dict(apply({}, read(text), "search"))
    return {key: sorted(value) if isinstance(value, list) else value for key, value in found.items()}


def message(sentences: list[str]) -> str:
    return ". ".join(sentences) + "."


some_sentences = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4, unique=True)


@given(sentences=some_sentences, case=st.sampled_from((str.lower, str.upper, str.capitalize)))
@settings(deadline=None, max_examples=60)
def test_casing(sentences: list[str], case: Any) -> None:
    text = message(sentences)
    assert criteria(case(text)) == criteria(text)


@given(sentences=some_sentences)
@settings(deadline=None, max_examples=40)
def test_umlaut_spelling(sentences: list[str]) -> None:
    text = message(sentences)
    written_out = text.translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}))
    assert criteria(written_out) == criteria(text)


@given(sentences=some_sentences, greeting=st.sampled_from(GREETINGS), farewell=st.sampled_from(FAREWELLS))
@settings(deadline=None, max_examples=60)
def test_chatter_around(sentences: list[str], greeting: str, farewell: str) -> None:
    text = message(sentences)
    assert criteria(f"{greeting} {text} {farewell}") == criteria(text)


@given(sentences=some_sentences.filter(lambda sentences: len(sentences) > 1))
@settings(deadline=None, max_examples=20)
def test_order_of_sentences(sentences: list[str]) -> None:
    assert len({json.dumps(criteria(message(list(order))), sort_keys=True) for order in permutations(sentences)}) == 1


@given(sentences=some_sentences)
@settings(deadline=None, max_examples=20)
def test_commas_for_full_stops(sentences: list[str]) -> None:
    assert criteria(", ".join(sentences)) == criteria(message(sentences))


@given(text=st.text(max_size=80))
@settings(deadline=None, max_examples=150)
def test_anything_can_be_read(text: str) -> None:
    reading = read(text)
    assert Reading.from_dict(json.loads(json.dumps(reading.as_dict()))) == reading
    for mention in reading.mentions:
        assert 0 <= mention.start < mention.end <= len(text)


@given(turns=st.lists(st.tuples(some_sentences, st.sampled_from(GOALS)), min_size=1, max_size=5))
@settings(deadline=None, max_examples=40)
def test_criteria_are_always_valid(turns: list[tuple[list[str], str]]) -> None:
    state: Any = {}
    for sentences, goal in turns:
        state = apply(state, read(message(sentences)), goal)
        VALIDATOR.validate(state)
