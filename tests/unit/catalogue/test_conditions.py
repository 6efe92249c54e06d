"""The language of conditions: what it reads, writes and refuses."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalogue.conditions import FACTS, ConditionError, canonical_condition, read_condition
from bot.catalogue.exchange.written_conditions import read_written, write_condition


@st.composite
def single_tests(draw) -> str:
    fact = draw(st.sampled_from(list(FACTS.values())))
    if fact.kind == "number":
        return f"{fact.name} {draw(st.sampled_from(['<=', '>=', '=']))} {draw(st.integers(0, 999))}"
    codes = draw(st.lists(st.sampled_from(fact.codes), min_size=1, unique=True))
    if fact.kind == "ordered" and draw(st.booleans()):
        return f"{fact.name} {draw(st.sampled_from(['<=', '>=']))} {codes[0]}"
    return f"{fact.name} in {', '.join(codes)}"


CONDITIONS = st.lists(single_tests(), min_size=1, max_size=4).map(" or ".join)


@given(CONDITIONS)
def test_the_canonical_form_is_its_own(text: str) -> None:
    canonical = canonical_condition(text)
    assert canonical_condition(canonical) == canonical
    assert read_condition(canonical) == read_condition(text)


@settings(deadline=None)  # the first example loads the phrases
@given(CONDITIONS)
def test_german_and_back(text: str) -> None:
    canonical = canonical_condition(text)
    assert read_written(write_condition(canonical)) == canonical


def test_staff_write_german() -> None:
    assert read_written("Alter höchstens 24") == "age <= 24"
    assert read_written("situation: Schule / arbeitslos") == "situation in pupil, unemployed"
    assert read_written("Kind: ja oder Alter mindestens 18") == "child = yes or age >= 18"
    assert read_written("age <= 24") == "age <= 24"
    assert read_written("Haarfarbe: rot") is None
    assert write_condition("disability >= severe") == "Behinderung mindestens schwerbehindert"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "write a fact"),
        ("age", "write a fact"),
        ("hair = red", "the facts are"),
        ("age <= young", "one whole number"),
        ("age in 1, 2", "one whole number"),
        ("child = maybe", "is one of yes, no"),
        ("situation >= pupil", "has no order"),
        ("child = yes, no", "several values need in"),
        ("child = yes or", "is one of yes, no"),
        ("child = yes or ", "write a fact"),
        ("age < 25", "write a fact"),
    ],
)
def test_what_is_refused(text: str, said: str) -> None:
    with pytest.raises(ConditionError, match=said):
        read_condition(text)


@pytest.mark.parametrize(
    ("text", "value", "holds"),
    [
        ("age <= 24", 24, True),
        ("age <= 24", 25, False),
        ("age >= 15", 15, True),
        ("age >= 15", 14, False),
        ("german >= b1", "b1", True),
        ("german >= b1", "a2", False),
        ("german <= b1", "b2", False),
        ("certificate >= middle", "higher", True),
        ("situation in pupil, student", "student", True),
        ("situation in pupil, student", "employed", False),
        ("age = 18", 18, True),
    ],
)
def test_a_test_holds(text: str, value, holds: bool) -> None:
    assert read_condition(text)[0].holds(value) is holds
