"""The order of results: each rule against the one below it, and pages that neither lose nor double."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from small_catalogue import ATLAS, TODAY, YESTERDAY, A, B, C, D, catalogues, employer, matcher_of, offer, searches

from bot.catalogue.areas import area_of
from bot.catalogue.building import build_index
from bot.catalogue.ranking import Wish, day_of, page, ranks

SOON, LATER = date(2027, 2, 1), date(2027, 8, 1)


def order(employers, offers, criteria=None, region=(), offset=0, limit=99) -> list[int]:
    """Ids of employers as a search without widening would list them."""
    criteria = criteria or {}
    index = build_index(employers, offers)
    matcher = matcher_of(index, criteria.get("not"))
    matches = matcher.matches({key: value for key, value in criteria.items() if key != "wished"})
    occupation = criteria.get("wished", criteria.get("occupation", ()))
    wish = Wish(tuple(occupation), tuple(criteria.get("features", ())), area_of(criteria, ATLAS), frozenset(region))
    found = ranks(matcher.masks, day_of(index, TODAY), matches.ways, wish)
    return [int(index.employers.id[each.employer]) for each in page(matches, found, offset, limit)]


def test_the_occupation_asked_for_comes_before_its_neighbours_the_nearer_the_sooner() -> None:
    codes = {1: "51311", 2: "26999", 3: "26399", 4: "26319", 5: "26312"}
    employers = [employer(number) for number in codes]
    offers = [offer(number, number, kldb=code, positions=9 - number) for number, code in codes.items()]
    assert order(employers, offers, {"offer": ["apprenticeship"], "wished": ["26312"]}) == [5, 4, 3, 2, 1]


def test_all_of_a_wished_field_is_equally_near() -> None:
    offers = [offer(1, 1, kldb="26399", positions=1), offer(2, 2, kldb="26312", positions=2)]
    assert order([employer(1), employer(2)], offers, {"occupation": ["263"]}) == [2, 1]


def test_an_open_offer_comes_before_what_is_only_trained_for() -> None:
    employers = [employer(1, trains=["26312"], ags=A), employer(2, ags=B)]
    offers = [offer(1, 2, kldb="26312")]
    assert order(employers, offers, {"occupation": ["26312"], "place": [A], "radius_km": 20}) == [2, 1]


def test_an_employer_with_an_offer_comes_before_one_without() -> None:
    assert order([employer(1), employer(2, trains=["26312"]), employer(3)], [offer(1, 3)]) == [3, 2, 1]


def test_more_of_the_wished_features_come_first() -> None:
    employers = [employer(1, features=["part_time"]), employer(2, features=["part_time", "childcare"])]
    assert order(employers, [], {"features": ["part_time", "childcare"]}) == [2, 1]


def test_nearer_comes_first() -> None:
    employers = [employer(1, ags=C), employer(2, ags=A), employer(3, ags=B)]
    assert order(employers, [], {"place": [A], "radius_km": 50}) == [2, 3, 1]
    assert order(employers, [], {"place": [B, C], "radius_km": 50}) == [1, 3, 2]


def test_a_postal_code_ranks_within_its_town() -> None:
    employers = [employer(1, lat=51.45, lon=7.45), employer(2, lat=51.52, lon=7.52)]
    assert order(employers, [], {"place": [A], "postal_code": "44001"}) == [2, 1]


def test_without_a_place_the_region_comes_first() -> None:
    employers = [employer(1, ags=D), employer(2, ags=None), employer(3, ags=A)]
    assert order(employers, [], {}, region=[A, B]) == [3, 1, 2]
    assert order(employers, [], {"place": [D, A]}, region=[A, B]) == [1, 3]


def test_more_free_places_come_before_an_earlier_start() -> None:
    offers = [offer(1, 1, positions=1, starts_on=SOON), offer(2, 2, positions=3, starts_on=LATER)]
    assert order([employer(1), employer(2)], offers) == [2, 1]


def test_the_soonest_future_start_comes_first_then_the_past_and_the_unknown() -> None:
    starts = {1: None, 2: LATER, 3: SOON, 4: YESTERDAY, 5: TODAY}
    offers = [offer(number, number, starts_on=day) for number, day in starts.items()]
    assert order([employer(number) for number in starts], offers) == [5, 3, 2, 1, 4]


def test_what_was_checked_lately_comes_first_and_equals_keep_their_order() -> None:
    employers = [employer(1, checked_on=TODAY - timedelta(days=400)), employer(2), employer(3)]
    assert order(employers, []) == [2, 3, 1]


@pytest.mark.parametrize("positions", [-5, 0, 255, 256, 32_767])
def test_no_number_of_places_reaches_into_the_distance(positions) -> None:
    employers = [employer(1, ags=A), employer(2, ags=B)]
    offers = [offer(1, 1, positions=0), offer(2, 2, positions=positions)]
    assert order(employers, offers, {"place": [A], "radius_km": 50}) == [1, 2]


def test_no_age_and_no_start_reaches_into_the_free_places() -> None:
    old, far = date(1970, 1, 1), date(2999, 1, 1)
    offers = [offer(1, 1, positions=1, checked_on=TODAY), offer(2, 2, positions=2, checked_on=old, starts_on=far)]
    assert order([employer(1), employer(2)], offers) == [2, 1]


def test_the_best_way_of_an_employer_stands_for_it_and_comes_first_among_its_ways() -> None:
    index = build_index([employer(1, trains=["26312"])], [offer(1, 1, positions=1), offer(2, 1, positions=2)])
    matcher = matcher_of(index)
    matches = matcher.matches({})
    (only,) = page(matches, ranks(matcher.masks, day_of(index, TODAY), matches.ways, Wish()), 0, 5)
    assert index.ways.offer_id[list(only.ways)].tolist() == [2, 1, 0, 0]
    assert index.ways.kind[only.ways[2]] > 0 and index.ways.kind[only.ways[3]] == 0


def test_a_page_beyond_the_end_is_empty() -> None:
    assert order([employer(1)], [], offset=1) == []
    assert order([], []) == []


@settings(max_examples=80, deadline=None)
@given(catalogues(), searches())
def test_pages_put_together_are_the_whole_list(records, criteria) -> None:
    whole = order(*records, criteria)
    pages = [
        number for offset in range(0, len(whole) + 1, 2) for number in order(*records, criteria, offset=offset, limit=2)
    ]
    assert pages == whole
    assert len(set(whole)) == len(whole)
