"""Places of the criteria become areas, and areas hold points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_catalogue import ATLAS, DISTRICTS, POSTAL_CODES, TOWNS, A, B, C, D, distance, employer

from bot.catalogue.areas import (
    DISTRICT_RADIUS_KM,
    Area,
    Centre,
    among,
    area_of,
    distances,
    inside,
    ruled_out_area,
)
from bot.catalogue.building import build_index
from bot.catalogue.masks import Masks

POSTAL_CENTRE = POSTAL_CODES["44001"][0]
DISTRICT_CENTRE = DISTRICTS["Oldtown"][0]
NRW = st.tuples(st.floats(50.3, 52.6), st.floats(5.8, 9.5))


@given(NRW, NRW)
def test_distances_are_great_circle_distances(start, end) -> None:
    points = build_index([employer(1, ags=None, lat=start[0], lon=start[1])], []).points
    measured = distances(points, (Centre("", *end),))[0]
    assert measured == pytest.approx(distance(start, end), abs=0.005)


def test_the_nearest_centre_counts_and_unknown_is_infinitely_far() -> None:
    points = build_index([employer(1, ags=A), employer(2, ags=None)], []).points
    here, nowhere = distances(points, (TOWNS[D], TOWNS[B]))
    assert here == pytest.approx(distance((51.5, 7.5), (51.6, 7.5)), abs=0.005)
    assert nowhere == np.inf


def test_no_centre_is_infinitely_far() -> None:
    points = build_index([employer(1)], []).points
    assert distances(points, ()).tolist() == [np.inf]


def test_distances_and_areas_are_computed_once() -> None:
    masks = Masks(build_index([employer(1)], []))
    assert masks.distances((TOWNS[A],)) is masks.distances((TOWNS[A],))
    assert masks.inside(Area((A,))) is masks.inside(Area((A,)))


def test_no_place_is_no_area() -> None:
    assert area_of({"offer": ["job"]}, ATLAS) is None
    assert ruled_out_area({"offer": ["job"]}, ATLAS) is None
    assert area_of({"district": "Nowhere"}, ATLAS) is None


def test_a_place_alone_is_its_municipality() -> None:
    assert area_of({"place": [A, B]}, ATLAS) == Area((A, B))


def test_a_radius_is_a_circle_around_each_place() -> None:
    area = area_of({"place": [A, B], "radius_km": 7}, ATLAS)
    assert area == Area((), (), (TOWNS[A], TOWNS[B]), 7, (TOWNS[A], TOWNS[B]))


def test_a_kreis_with_a_radius_is_itself_and_what_surrounds_its_towns() -> None:
    area = area_of({"place": ["05111"], "radius_km": 7}, ATLAS)
    assert area == Area(("05111",), (), (TOWNS[C], TOWNS[D]), 7, (TOWNS[C], TOWNS[D]))


def test_a_postal_code_only_ranks_until_a_radius_is_said() -> None:
    said = {"place": [A], "postal_code": "44001"}
    assert area_of(said, ATLAS) == Area((A,), near=(POSTAL_CENTRE,))
    circles = area_of({**said, "place": [A, B], "radius_km": 3}, ATLAS)
    assert circles == Area((), (), (POSTAL_CENTRE, TOWNS[B]), 3, (POSTAL_CENTRE, TOWNS[B]))


def test_a_district_without_its_town_stands_for_it() -> None:
    assert area_of({"district": "Oldtown"}, ATLAS) == Area((A,), near=(DISTRICT_CENTRE,))


def test_an_unknown_town_is_compared_by_its_code() -> None:
    assert area_of({"place": ["05999999"], "radius_km": 5}, ATLAS) == Area(("05999999",), (), (), 5, ())


@pytest.mark.parametrize(
    ("said", "area"),
    [
        ({"place": [A]}, Area((A,))),
        ({"place": [A], "radius_km": 4}, Area((A,), (), (TOWNS[A],), 4)),
        ({"place": [A], "postal_code": "44001"}, Area((), (44001,))),
        ({"place": [A], "district": "Oldtown"}, Area((), (), (DISTRICT_CENTRE,), DISTRICT_RADIUS_KM)),
        ({"district": "Nowhere", "place": [A]}, Area((A,))),
    ],
)
def test_what_is_ruled_out_is_as_small_as_what_was_named(said, area) -> None:
    assert ruled_out_area(said, ATLAS) == area


def test_an_area_holds_what_any_of_its_parts_holds() -> None:
    points = build_index([employer(1, ags=A), employer(2, ags=C, postal_code="59002"), employer(3, ags=D)], []).points

    def held(area: Area) -> list[bool]:
        return inside(points, area, lambda centres: distances(points, centres)).tolist()

    assert held(Area((A,))) == [True, False, False]
    assert held(Area((), (59002,))) == [False, True, False]
    assert held(Area((A,), (), (TOWNS[D],), 1)) == [True, False, True]
    assert held(Area()) == [False, False, False]


def test_kreise_hold_their_municipalities_and_nothing_holds_the_unknown() -> None:
    points = build_index([employer(1, ags=A), employer(2, ags=C), employer(3, ags=None)], []).points
    assert among(points, ["05111"])[points.municipality].tolist() == [False, True, False]
    assert among(points, [A])[points.municipality].tolist() == [True, False, False]
