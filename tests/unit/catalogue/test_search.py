"""The search's meaning, by example and against a slow, obvious search."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from small_catalogue import (
    TODAY,
    YESTERDAY,
    A,
    B,
    C,
    D,
    catalogues,
    employer,
    found,
    matcher_of,
    obviously,
    offer,
    searches,
)

from bot.catalogue.building import build_index


@settings(max_examples=400, deadline=None)
@given(catalogues(), searches())
def test_it_finds_what_an_obvious_search_finds(records, criteria) -> None:
    assert found(records, criteria) == obviously(records, criteria)


@settings(max_examples=80, deadline=None)
@given(catalogues(), searches())
def test_what_is_ruled_out_only_takes_away(records, criteria) -> None:
    without = {key: value for key, value in criteria.items() if key != "not"}
    assert found(records, criteria) <= found(records, without)


def test_without_criteria_all_employers_fit() -> None:
    assert found(([employer(1), employer(2)], [offer(1, 2)]), {}) == {1, 2}


def test_nothing_is_found_in_an_empty_catalogue() -> None:
    assert found(([], []), {"offer": ["job"], "not": {"place": [A]}}) == set()


def test_one_offer_must_have_all_that_is_asked_of_an_offer() -> None:
    records = (
        [employer(1), employer(2)],
        [
            offer(1, 1, kind="internship", kldb="26312"),
            offer(2, 1, kind="apprenticeship", kldb="81302"),
            offer(3, 2, kind="apprenticeship", kldb="26312"),
        ],
    )
    assert found(records, {"offer": ["apprenticeship"], "occupation": ["26312"]}) == {2}
    assert found(records, {"offer": ["apprenticeship", "internship"], "occupation": ["26312"]}) == {1, 2}


def test_what_is_trained_for_counts_as_an_apprenticeship_without_an_offer() -> None:
    records = [employer(1, trains=["26312"])], []
    assert found(records, {"offer": ["apprenticeship"], "occupation": ["263"]}) == {1}
    assert found(records, {"occupation": ["26312"]}) == {1}
    assert found(records, {"offer": ["internship"], "occupation": ["26312"]}) == set()


def test_features_are_the_offers_or_the_employers() -> None:
    records = (
        [employer(1, features=["family_friendly"]), employer(2), employer(3)],
        [
            offer(1, 1),
            offer(2, 2, features=["family_friendly"]),
            offer(3, 3),
        ],
    )
    assert found(records, {"offer": ["apprenticeship"], "features": ["family_friendly"]}) == {1, 2}
    assert found(records, {"features": ["family_friendly"]}) == {1, 2}


@pytest.mark.parametrize(
    ("certificate", "general", "fits"),
    [
        ("none", [], True),
        (None, [], False),
        ("middle", [], False),
        (None, ["no_certificate"], True),
        ("middle", ["no_certificate"], False),
    ],
)
def test_an_offer_without_certificate_is_one_that_asks_for_none(certificate, general, fits) -> None:
    records = [employer(1, features=general)], [offer(1, 1, certificate=certificate)]
    criteria = {"offer": ["apprenticeship"], "features": ["no_certificate"]}
    assert found(records, criteria) == ({1} if fits else set())


def test_leading_zeros_of_occupations_count() -> None:
    records = [employer(1, trains=["01104"]), employer(2, trains=["11104"])], []
    assert found(records, {"occupation": ["01"]}) == {1}
    assert found(records, {"occupation": ["0"]}) == {1}
    assert found(records, {"occupation": ["1"]}) == {2}


def test_the_offers_own_place_wins() -> None:
    records = [employer(1, ags=A)], [offer(1, 1, ags=B)]
    assert found(records, {"place": [B], "offer": ["apprenticeship"]}) == {1}
    assert found(records, {"place": [A], "offer": ["apprenticeship"]}) == set()
    assert found(records, {"place": [A]}) == {1}


def test_a_kreis_holds_its_municipalities() -> None:
    records = [employer(1, ags=A), employer(2, ags=C), employer(3, ags=D)], []
    assert found(records, {"place": ["05111"]}) == {2, 3}
    assert found(records, {"place": ["05111", A]}) == {1, 2, 3}


def test_a_radius_is_measured_from_the_middle_of_the_place() -> None:
    records = [employer(1, ags=A), employer(2, ags=B), employer(3, ags=C), employer(4, ags=None)], []
    assert found(records, {"place": [A], "radius_km": 10}) == {1}
    assert found(records, {"place": [A], "radius_km": 12}) == {1, 2}
    assert found(records, {"place": [A], "radius_km": 25}) == {1, 2, 3}
    assert found(records, {"place": [D], "radius_km": 25}) == {3}


def test_a_radius_around_a_kreis_takes_all_of_it_in() -> None:
    records = [employer(1, ags=A), employer(2, ags=B), employer(3, ags=C), employer(4, ags=D)], []
    assert found(records, {"place": ["05111"], "radius_km": 12}) == {2, 3, 4}


def test_a_postal_code_without_radius_keeps_the_municipality() -> None:
    records = [employer(1, ags=A), employer(2, ags=B)], []
    assert found(records, {"place": [A], "postal_code": "44001"}) == {1}
    assert found(records, {"postal_code": "44001"}) == {1}


def test_a_radius_around_a_district_starts_there() -> None:
    near = employer(1, ags=A, lat=51.49, lon=7.48)
    far = employer(2, ags=A, lat=51.55, lon=7.55)
    assert found(([near, far], []), {"place": [A], "district": "Oldtown", "radius_km": 3}) == {1}


def test_a_postal_code_beyond_the_atlas_is_compared() -> None:
    records = [employer(1, postal_code="10115", ags=None), employer(2)], []
    assert found(records, {"postal_code": "10115"}) == {1}


def test_sections_hold_their_divisions_and_divisions_their_classes() -> None:
    records = [employer(1, industry="45.20"), employer(2, industry="47"), employer(3, industry="G"), employer(4)], []
    assert found(records, {"industry": ["45"]}) == {1}
    assert found(records, {"industry": ["G"]}) == {1, 2, 3}
    assert found(records, {"industry": ["G"], "not": {"industry": ["47"]}}) == {1, 3}


def test_values_of_a_key_are_alternatives_and_keys_add_up() -> None:
    records = [employer(1, size="micro", industry="45"), employer(2, size="small"), employer(3, size="large")], []
    assert found(records, {"size": ["micro", "small"]}) == {1, 2}
    assert found(records, {"size": ["micro", "small"], "industry": ["45"]}) == {1}


def test_records_that_have_ended_never_appear() -> None:
    records = (
        [employer(1, valid_until=YESTERDAY, trains=["26312"]), employer(2), employer(3, valid_until=TODAY)],
        [
            offer(1, 1),
            offer(2, 2, valid_until=YESTERDAY),
            offer(3, 2, apply_until=YESTERDAY),
            offer(4, 3, apply_until=TODAY, valid_until=TODAY),
        ],
    )
    assert found(records, {}) == {2, 3}
    assert found(records, {"offer": ["apprenticeship"]}) == {3}


def test_an_employer_ruled_out_takes_its_offers_elsewhere_along() -> None:
    records = (
        [employer(1, ags=A), employer(2, ags=B)],
        [offer(1, 1, ags=B), offer(2, 2, ags=A), offer(3, 2, kind="job")],
    )
    assert found(records, {"not": {"place": [A]}}) == {2}
    assert found(records, {"offer": ["apprenticeship"], "not": {"place": [A]}}) == set()
    assert found(records, {"offer": ["job"], "not": {"place": [A]}}) == {2}


def test_an_employer_of_which_all_is_ruled_out_is_out() -> None:
    records = (
        [employer(1), employer(2), employer(3, trains=["26312"])],
        [
            offer(1, 1, kind="job"),
            offer(2, 3, kind="job"),
        ],
    )
    assert found(records, {"not": {"offer": ["job"]}}) == {2, 3}
    assert found(records, {"not": {"offer": ["job", "apprenticeship"]}}) == {2}


def test_a_ruled_out_district_leaves_the_rest_of_its_town() -> None:
    inside, outside = employer(1, lat=51.491, lon=7.481), employer(2, lat=51.55, lon=7.55)
    assert found(([inside, outside], []), {"place": [A], "not": {"place": [A], "district": "Oldtown"}}) == {2}


def test_a_ruled_out_postal_code_leaves_the_rest_of_its_town() -> None:
    records = [employer(1, postal_code="44001"), employer(2, postal_code="44003")], []
    assert found(records, {"not": {"place": [A], "postal_code": "44001"}}) == {2}


def test_unknown_codes_find_nothing_and_break_nothing() -> None:
    records = [employer(1, trains=["26312"])], []
    assert found(records, {"occupation": ["99999"]}) == set()
    assert found(records, {"place": ["05999999"]}) == set()
    assert found(records, {"place": ["05999999"], "radius_km": 10}) == set()
    assert found(records, {"not": {"place": ["05999999"]}}) == {1}


def test_any_agrees_with_matches() -> None:
    index = build_index([employer(1, size="micro")], [])
    matcher = matcher_of(index)
    assert matcher.any({"size": ["micro"]}) and not matcher.any({"size": ["large"]})
    assert matcher.matches({"size": ["micro"]}).employers.tolist() == [0]
    assert matcher.matches({"size": ["large"]}).employers.tolist() == []
