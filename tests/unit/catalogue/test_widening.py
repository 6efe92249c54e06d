"""Widening: what is let go of first, that no more is let go of than needed, and that `not` never is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from small_catalogue import A, B, C, D, catalogues, employer, found, matcher_of, offer, searches

from bot.catalogue.building import build_index
from bot.catalogue.widening import RADII_KM, Step, circles_of, fields_of, steps_between, widen


def widened(records, criteria) -> tuple[set[int], list[Step]]:
    """Ids that the widened search finds, and its steps."""
    after, steps = widen(criteria, matcher_of(build_index(*records), criteria.get("not")).any)
    return found(records, after), steps


def test_a_place_gets_a_circle_no_wider_than_needed() -> None:
    records = [employer(1, ags=B), employer(2, ags=D)], []
    assert widened(records, {"place": [A]}) == ({1}, [Step("radius_km", None, 20)])


def test_a_circle_grows_from_what_was_said() -> None:
    records = [employer(1, ags=C)], []
    assert widened(records, {"place": [A], "radius_km": 5}) == ({1}, [Step("radius_km", 5, 35)])
    assert [level["radius_km"] for level in circles_of({"place": [A], "radius_km": 20})] == [35, 50]


def test_circles_come_before_related_occupations() -> None:
    records = [employer(1, ags=A), employer(2, ags=B)], [offer(1, 1, kldb="26319"), offer(2, 2, kldb="26312")]
    assert widened(records, {"place": [A], "occupation": ["26312"]}) == ({2}, [Step("radius_km", None, 20)])


def test_related_occupations_come_step_by_step_and_before_wishes() -> None:
    records = (
        [employer(1, size="small"), employer(2, size="large"), employer(3, size="small")],
        [
            offer(1, 1, kldb="26319"),
            offer(2, 2, kldb="26312"),
            offer(3, 3, kldb="26399"),
        ],
    )
    assert widened(records, {"occupation": ["26312"], "size": ["small"]}) == (
        {1},
        [Step("occupation", ["26312"], ["2631"])],
    )


def test_fields_stop_before_everything_is_related() -> None:
    assert [level["occupation"] for level in fields_of({"occupation": ["26312", "813"]})] == [
        ["2631", "813"],
        ["263", "813"],
        ["26", "81"],
    ]
    assert fields_of({"occupation": ["26"]}) == []


@pytest.mark.parametrize("key", ["features", "size", "industry", "offer"])
def test_a_single_wish_is_let_go_of(key) -> None:
    asked = {"features": ["childcare"], "size": ["small"], "industry": ["45"], "offer": ["apprenticeship"]}
    held = {"features": ["childcare"], "size": "small", "industry": "45"}
    held.pop(key, None)
    kind = "job" if key == "offer" else "apprenticeship"
    records = [employer(1, **held)], [offer(1, 1, kind=kind)]
    assert widened(records, asked) == ({1}, [Step(key, asked[key], None)])


def test_features_go_before_size_before_industry_before_the_kind_of_offer() -> None:
    full = {"features": ["childcare"], "size": "small", "industry": "45"}
    employers = [
        employer(number, **{**full, **less}) for number, less in enumerate(({"features": []}, {"size": None}), 1)
    ]
    offers = [offer(1, 1), offer(2, 2)]
    asked = {"features": ["childcare"], "size": ["small"], "industry": ["45"], "offer": ["apprenticeship"]}
    assert widened((employers, offers), asked) == ({1}, [Step("features", ["childcare"], None)])


def test_a_combination_keeps_all_that_can_be_kept() -> None:
    records = [employer(1, ags=D, industry="45")], [offer(1, 1, kind="apprenticeship", kldb="26399")]
    asked = {
        "offer": ["apprenticeship"],
        "occupation": ["26312"],
        "industry": ["45"],
        "size": ["small"],
        "place": [A],
    }
    assert widened(records, asked) == (
        {1},
        [Step("radius_km", None, 50), Step("occupation", ["26312"], ["263"]), Step("size", ["small"], None)],
    )


def test_at_last_the_place_and_the_occupation_are_let_go_of() -> None:
    records = [employer(1, ags=None, trains=["81302"])], []
    assert widened(records, {"occupation": ["26312"], "place": [A], "radius_km": 20}) == (
        {1},
        [Step("place", [A], None), Step("occupation", ["26312"], None)],
    )


def test_what_was_ruled_out_stays_out() -> None:
    records = [employer(1, ags=B), employer(2, ags=C)], []
    assert widened(records, {"place": [A], "not": {"place": [B]}}) == ({2}, [Step("radius_km", None, 35)])
    assert widened(records, {"place": [A], "not": {"place": [B, "05111"]}}) == (set(), [])


def test_nothing_to_find_is_no_step() -> None:
    assert widened(([], []), {"offer": ["job"], "place": [A]}) == (set(), [])


def test_steps_name_each_key_once_and_a_place_with_all_that_belongs_to_it() -> None:
    before = {"place": [A], "postal_code": "44001", "radius_km": 5, "size": ["small"]}
    assert steps_between(before, {"size": ["small"]}) == [Step("place", [A], None)]
    assert steps_between(before, before) == []


def test_circles_are_the_ones_that_chips_offer() -> None:
    from bot.phrases import entry

    assert list(RADII_KM) == entry("results.radius_steps")


@settings(max_examples=150, deadline=None)
@given(catalogues(), searches())
def test_it_finds_something_whenever_there_is_something_beyond_what_was_ruled_out(records, criteria) -> None:
    if found(records, criteria):
        return
    left = {"not": criteria["not"]} if "not" in criteria else {}
    possible = found(records, left)
    ids, steps = widened(records, criteria)
    assert bool(ids) == bool(possible)
    assert ids <= possible
    assert bool(steps) == bool(ids)


@settings(max_examples=100, deadline=None)
@given(catalogues(), searches())
def test_every_single_thing_let_go_of_was_in_the_way(records, criteria) -> None:
    if found(records, criteria):
        return
    after, steps = widen(criteria, matcher_of(build_index(*records), criteria.get("not")).any)
    for step in steps:
        keys = ("place", "postal_code", "district", "radius_km") if step.key == "place" else (step.key,)
        back = {key: value for key, value in after.items() if key not in keys}
        back |= {key: criteria[key] for key in keys if key in criteria}
        assert found(records, back) == set()
