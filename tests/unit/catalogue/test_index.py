"""Records become columns."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from small_catalogue import TODAY, TOWNS, YESTERDAY, A, B, C, employer, offer

from bot.catalogue.building import build_index
from bot.catalogue.index import (
    FEATURE_BITS,
    FOREVER,
    KIND_BITS,
    NONE,
    SECTIONS,
    SIZE_BITS,
    industry_number,
    kldb_number,
    kldb_range,
    section_of,
)


@pytest.mark.parametrize(("prefix", "first", "last"), [("813", 81300, 81399), ("0", 0, 9999), ("26312", 26312, 26312)])
def test_a_kldb_prefix_is_a_range_of_codes(prefix, first, last) -> None:
    assert (kldb_range(prefix)[0], kldb_range(prefix)[-1]) == (first, last)
    assert kldb_number(prefix) == first


def test_wz_sections_cover_their_divisions_without_overlap() -> None:
    divisions = [division for section in SECTIONS.values() for division in section]
    assert divisions == list(range(1, 100))
    assert "".join(SECTIONS) == "ABCDEFGHIJKLMNOPQRSTU"


@pytest.mark.parametrize(
    ("division", "section"),
    [("01", "A"), ("33", "C"), ("35", "D"), ("45", "G"), ("62", "J"), ("84", "O"), ("86", "Q"), ("99", "U")],
)
def test_divisions_lie_in_their_official_section(division, section) -> None:
    assert section_of(industry_number(division)) == section
    assert section_of(industry_number(section)) == section


@pytest.mark.parametrize(("code", "number"), [("45.20.1", 45), ("45", 45), ("A", 100), ("", 0), (None, 0), ("?", 0)])
def test_industries_are_seen_by_division(code, number) -> None:
    assert industry_number(code) == number


def test_no_division_has_no_section() -> None:
    assert section_of(0) is None


def test_each_employer_has_itself_its_offers_and_what_it_trains_for_as_ways() -> None:
    index = build_index(
        [employer(7, trains=["81302", "26312"]), employer(3)],
        [offer(20, 7, kldb="51311", kind="job"), offer(10, 3)],
    )
    assert index.employers.id.tolist() == [3, 7]
    assert index.ways.employer.tolist() == [0, 0, 1, 1, 1, 1]
    assert index.ways.kldb.tolist() == [NONE, NONE, NONE, 26312, 51311, 81302]
    assert index.ways.offer_id.tolist() == [0, 10, 0, 0, 20, 0]
    train, job = KIND_BITS["apprenticeship"], KIND_BITS["job"]
    assert index.ways.kind.tolist() == [0, train, 0, train, job, train]
    assert index.first.tolist() == [0, 2]


def test_an_employer_that_trains_twice_for_the_same_has_one_way_for_it() -> None:
    index = build_index([employer(1, trains=["26312", "26312"])], [])
    assert index.ways.kldb.tolist() == [NONE, 26312]


def test_offers_of_an_unknown_employer_or_kind_are_left_out() -> None:
    index = build_index([employer(1)], [offer(1, 2), offer(2, 1, kind="lottery"), offer(3, 1)])
    assert index.ways.offer_id.tolist() == [0, 3]


def test_an_offer_ends_with_its_deadline_its_end_or_its_employer_whichever_is_first() -> None:
    later = date(2027, 1, 31)
    index = build_index(
        [employer(1, valid_until=TODAY), employer(2)],
        [offer(1, 1, valid_until=later), offer(2, 2, valid_until=later, apply_until=YESTERDAY), offer(3, 2)],
    )
    ends = dict(zip(index.ways.offer_id.tolist(), index.ways.valid_until.tolist(), strict=True))
    assert ends == {0: FOREVER, 1: TODAY.toordinal(), 2: YESTERDAY.toordinal(), 3: FOREVER}
    assert index.employers.valid_until.tolist() == [TODAY.toordinal(), FOREVER]


def test_features_and_sizes_are_bits() -> None:
    index = build_index(
        [employer(1, features=["inclusive"], size="small")], [offer(1, 1, features=["part_time", "inclusive"])]
    )
    assert index.employers.size.tolist() == [SIZE_BITS["small"]]
    both = FEATURE_BITS["inclusive"] | FEATURE_BITS["part_time"]
    assert index.ways.features.tolist() == [FEATURE_BITS["inclusive"], both]


def test_only_an_offer_with_a_place_of_its_own_has_a_point_of_its_own() -> None:
    index = build_index([employer(1, ags=A), employer(2, ags=B)], [offer(1, 1), offer(2, 2, ags=C)])
    points = index.points
    assert index.ways.point.tolist() == [0, 0, 1, 2]
    assert [int(points.municipalities[town]) for town in points.municipality] == [int(A), int(B), int(C)]
    assert index.elsewhere.tolist() == [3]


def test_an_unknown_place_has_no_code_and_no_coordinates() -> None:
    index = build_index([employer(1, ags=None)], [])
    assert index.points.municipalities[index.points.municipality[0]] == NONE
    assert np.isnan(index.points.lat[0])
    assert index.points.postal_code[0] == NONE


def test_missing_coordinates_are_asked_for_with_the_address() -> None:
    asked = []

    def locate(ags, postal_code):
        asked.append((ags, postal_code))
        return 51.0, 7.0

    index = build_index([employer(1, ags="05999999", postal_code="44001"), employer(2, ags=A)], [], locate)
    assert asked == [("05999999", "44001")]
    assert index.points.lat.tolist() == [51.0, pytest.approx(TOWNS[A].lat)]


def test_columns_do_not_depend_on_the_order_of_records() -> None:
    employers = [employer(number, trains=["26312"]) for number in (5, 1, 3)]
    offers = [offer(number, owner) for number, owner in ((9, 1), (2, 5), (4, 1))]
    forwards, backwards = build_index(employers, offers), build_index(employers[::-1], offers[::-1])
    assert forwards.ways.offer_id.tolist() == backwards.ways.offer_id.tolist()
    assert forwards.employers.id.tolist() == backwards.employers.id.tolist()


def test_many_free_places_are_capped_and_unknown_ones_are_none() -> None:
    index = build_index([employer(1)], [offer(1, 1, positions=1_000_000), offer(2, 1)])
    assert index.ways.positions.tolist() == [0, 32_767, 0]


def test_an_empty_catalogue_is_an_index_too() -> None:
    index = build_index([], [])
    assert len(index.employers.id) == len(index.ways.kind) == 0
    assert index.points.municipalities.tolist() == [NONE]
