"""A chip's command comes from outside: only the contract's keys and codes may change the search."""

import json

import pytest

from actions.chips import Chip, criteria_after, parse_chip


def test_a_chip_sends_its_value_as_a_command() -> None:
    assert Chip("kleine Betriebe", "search", "size=small").payload() == '/search{"chip": "size=small"}'


def test_a_chip_without_a_value_sends_the_intent_alone() -> None:
    assert Chip("Weitere zeigen", "more").payload() == "/more"


def test_the_payload_comes_back_as_an_entity() -> None:
    value = json.loads(Chip("", "search", "radius_km=20").payload().removeprefix("/search"))["chip"]
    chip = parse_chip([{"entity": "place", "value": ["05978024"]}, {"entity": "chip", "value": value}])
    assert chip is not None
    assert criteria_after({"place": ["05978024"]}, chip) == {"place": ["05978024"], "radius_km": 20.0}


def test_a_message_without_a_chip_has_none() -> None:
    assert parse_chip([{"entity": "place", "value": ["05978024"]}]) is None


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ({}, "offer=apprenticeship", {"offer": ["apprenticeship"]}),
        ({"size": ["large"]}, "size=micro,small", {"size": ["micro", "small"]}),
        ({"size": ["large"], "offer": ["job"]}, "-size", {"offer": ["job"]}),
        ({"place": ["05913000"], "district": "Hörde", "radius_km": 5}, "-place", {}),
        ({"place": ["05913000"], "postal_code": "44263"}, "place=05915000", {"place": ["05915000"]}),
        ({"features": ["part_time"]}, "-size", {"features": ["part_time"]}),
    ],
)
def test_a_tap_sets_or_drops_one_key(before: dict, value: str, after: dict) -> None:
    assert criteria_after(before, Chip("", "", value)) == after


@pytest.mark.parametrize(
    "value",
    [
        "",
        "=",
        "size",
        "size=",
        "size=gigantic",
        "colour=red",
        "radius_km=-5",
        "radius_km=nan",
        "radius_km=inf",
        "radius_km=viel",
        "place=Lünen",
        "offer=apprenticeship,<script>",
        "not=size",
        "occupation=99999999",
        "__class__=x",
    ],
)
def test_a_forged_value_changes_nothing(value: str) -> None:
    before = {"size": ["small"], "place": ["05913000"]}
    assert criteria_after(before, Chip("", "", value)) == before
