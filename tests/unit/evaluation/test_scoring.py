from __future__ import annotations

from typing import Any

import pytest

from bot.evaluation.scoring import (
    CriteriaScore,
    KeyCounts,
    compare,
    most_missed,
    same_code,
    same_criteria,
    same_topics,
)

COOK = {"label": "Koch", "kldb": ["2930", "293"]}
CARE_JOB = {"label": "Pflege", "kldb": ["813", "821"]}
CARE_BRANCH = {"label": "Pflege", "wz": ["86", "87", "Q"]}
HOTEL = {"label": "Hotel", "wz": ["55", "I"]}


@pytest.mark.parametrize(
    ("expected", "found", "right"),
    [
        ({}, {}, True),
        ({"place": ["05978024"]}, {"place": ["05978024"]}, True),
        ({"place": ["05978024"]}, {}, False),
        ({}, {"place": ["05978024"]}, False),
        ({"place": ["1", "2"]}, {"place": ["2", "1"]}, True),
        ({"place": ["1", "2"]}, {"place": ["1"]}, False),
        ({"radius_km": 15}, {"radius_km": 15.0}, True),
        ({"radius_km": 15}, {"radius_km": 20}, False),
        ({"district": "Hörde"}, {"district": "hörde"}, True),
        ({"postal_code": "44135"}, {"postal_code": "44137"}, False),
        ({"size": ["micro", "small"]}, {"size": ["small"]}, True),
        ({"size": ["micro", "small"]}, {"size": ["small", "medium"]}, False),
        ({"size": ["large"]}, {"size": ["medium"]}, False),
        ({"occupation": [COOK]}, {"occupation": ["29302"]}, True),
        ({"occupation": [COOK]}, {"occupation": ["293"]}, True),
        ({"occupation": [COOK]}, {"occupation": ["29"]}, False),
        ({"occupation": [COOK]}, {"occupation": ["29302", "22342"]}, False),
        ({"occupation": [COOK, CARE_JOB]}, {"occupation": ["29302", "821"]}, True),
        ({"occupation": [COOK, CARE_JOB]}, {"occupation": ["29302"]}, False),
        ({"industry": [HOTEL]}, {"industry": ["55"]}, True),
        ({"industry": [HOTEL]}, {"industry": ["56"]}, False),
        ({"not": {"place": ["1"]}}, {"not": {"place": ["1"]}}, True),
        ({"not": {"place": ["1"]}}, {"place": ["1"]}, False),
        ({"not": {"occupation": [COOK]}}, {"not": {"occupation": ["29302"]}}, True),
    ],
)
def test_whole_criteria(expected: dict[str, Any], found: dict[str, Any], right: bool) -> None:
    assert same_criteria(expected, found) is right


@pytest.mark.parametrize(
    ("found", "right"),
    [
        ({"occupation": ["813"]}, True),
        ({"industry": ["86"]}, True),
        ({"occupation": ["813"], "industry": ["86"]}, True),
        ({}, False),
        ({"occupation": ["22342"], "industry": ["86"]}, False),
        ({"occupation": ["813"], "industry": ["55"]}, False),
    ],
)
def test_either_reading_of_one_label_suffices(found: dict[str, Any], right: bool) -> None:
    assert same_criteria({"occupation": [CARE_JOB], "industry": [CARE_BRANCH]}, found) is right


def test_different_labels_are_two_wishes() -> None:
    expected = {"occupation": [COOK], "industry": [HOTEL]}
    assert same_criteria(expected, {"occupation": ["29302"], "industry": ["55"]})
    assert not same_criteria(expected, {"occupation": ["29302"]})


@pytest.mark.parametrize(
    ("key", "expected", "found", "same"),
    [
        ("occupation", "2521", "25212", True),
        ("occupation", "25212", "252", True),
        ("occupation", "2521", "2522", False),
        ("occupation", "25", "252", False),
        ("occupation", "25", "25", True),
        ("industry", "45", "45", True),
        ("industry", "G", "45", False),
    ],
)
def test_codes(key: str, expected: str, found: str, same: bool) -> None:
    assert same_code(key, expected, found) is same


def test_counts_per_key() -> None:
    counts = compare({"place": ["1", "2"], "not": {"offer": ["job"]}}, {"place": ["2", "3"]})
    assert counts == {"place": KeyCounts(1, 1, 1), "not.offer": KeyCounts(0, 0, 1)}


def test_precision_and_recall() -> None:
    assert KeyCounts(3, 1, 2).precision == 0.75
    assert KeyCounts(3, 1, 2).recall == 0.6
    assert (KeyCounts().precision, KeyCounts().recall) == (1.0, 1.0)


def test_sums_over_messages() -> None:
    score = CriteriaScore()
    assert score.exact_share == 1.0
    assert score.add({"place": ["1"]}, {"place": ["1"]})
    assert not score.add({"place": ["1"], "offer": ["job"]}, {"place": ["2"]})
    assert (score.total, score.exact, score.exact_share) == (2, 1, 0.5)
    assert score.keys["place"] == KeyCounts(1, 1, 1)
    assert most_missed(score) == [("place", 2), ("offer", 1)]


def test_topics_in_any_order() -> None:
    assert same_topics(["finance", "housing"], ["housing", "finance"])
    assert not same_topics(["finance"], ["finance", "housing"])
