"""The schema of `criteria` accepts what contract.md allows and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.language.criteria import CRITERIA_SCHEMA, FEATURES, LIST_KEYS, OFFERS, SIZES, TOPICS

VALIDATOR = Draft202012Validator(CRITERIA_SCHEMA)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(CRITERIA_SCHEMA)


@pytest.mark.parametrize(
    "criteria",
    [
        {},
        {"offer": ["apprenticeship"]},
        {"occupation": ["25212"], "industry": ["45", "G"]},
        {"occupation": ["813"]},
        {"place": ["05978024", "05978"], "radius_km": 15},
        {"place": ["05913000"], "district": "Hörde", "postal_code": "44135"},
        {"radius_km": 7.5},
        {"size": ["micro", "small"], "features": list(FEATURES)},
        {"not": {"place": ["05915000"], "offer": ["job"]}},
        {"not": {"district": "Hörde"}},
    ],
)
def test_allowed(criteria: dict[str, Any]) -> None:
    VALIDATOR.validate(criteria)


@pytest.mark.parametrize(
    "criteria",
    [
        {"offer": []},
        {"offer": ["apprenticeship", "apprenticeship"]},
        {"offer": ["Ausbildung"]},
        {"offer": "apprenticeship"},
        {"occupation": ["Koch"]},
        {"occupation": ["251234"]},
        {"industry": ["Z"]},
        {"industry": ["451"]},
        {"place": ["5978024"]},
        {"place": ["Dortmund"]},
        {"postal_code": "4413"},
        {"district": ""},
        {"radius_km": 0},
        {"radius_km": "15"},
        {"size": ["klein"]},
        {"features": ["shift_work"]},
        {"topics": ["finance"]},
        {"not": {}},
        {"not": {"not": {"place": ["05915000"]}}},
    ],
)
def test_forbidden(criteria: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(criteria)


def test_the_code_lists_are_those_of_the_contract() -> None:
    assert (len(OFFERS), len(SIZES), len(FEATURES), len(TOPICS)) == (7, 4, 9, 16)
    assert set(LIST_KEYS) == {"offer", "occupation", "industry", "place", "size", "features"}
