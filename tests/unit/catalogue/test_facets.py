"""Facets: a count is what the search finds when the value is chosen."""

from __future__ import annotations

from hypothesis import given, settings
from small_catalogue import A, B, C, D, catalogues, employer, found, matcher_of, offer, searches

from bot.catalogue.building import build_index
from bot.catalogue.facets import MOST, MOST_OF_A_KEY, facets
from bot.language.criteria import FEATURES, OFFERS


def counts(records, criteria) -> dict[tuple[str, str], int]:
    index = build_index(*records)
    matcher = matcher_of(index, criteria.get("not"))
    listed = facets(matcher, criteria, matcher.matches(criteria))
    assert len({(each.key, each.value) for each in listed}) == len(listed)
    return {(each.key, each.value): each.employers for each in listed}


def chosen(criteria, key: str, value: str):
    """The search after a tap on a chip; a place replaces all that was said about where."""
    where = ("place", "postal_code", "district", "radius_km")
    kept = {name: held for name, held in criteria.items() if name != key and not (key == "place" and name in where)}
    return {**kept, key: [value]}


@settings(max_examples=200, deadline=None)
@given(catalogues(), searches())
def test_choosing_a_facet_leaves_as_many_as_it_says(records, criteria) -> None:
    total = len(found(records, criteria))
    for (key, value), count in counts(records, criteria).items():
        assert len(found(records, chosen(criteria, key, value))) == count
        assert 0 < count < total


@settings(max_examples=60, deadline=None)
@given(catalogues(), searches())
def test_what_is_in_force_is_not_offered_again(records, criteria) -> None:
    for key, value in counts(records, criteria):
        assert value not in criteria.get(key, [])


def test_all_keys_are_offered_with_their_counts() -> None:
    records = (
        [
            employer(1, size="small", industry="45", features=["childcare"]),
            employer(2, size="large", industry="C", ags=B, trains=["81302"]),
        ],
        [offer(1, 1, kldb="26312")],
    )
    assert counts(records, {}) == {
        ("occupation", "263"): 1,
        ("occupation", "813"): 1,
        ("features", "childcare"): 1,
        ("place", A): 1,
        ("place", B): 1,
        ("size", "small"): 1,
        ("size", "large"): 1,
        ("industry", "C"): 1,
        ("industry", "G"): 1,
    }


def test_the_feature_must_belong_to_an_offer_that_fits() -> None:
    records = (
        [employer(1), employer(2)],
        [
            offer(1, 1, kind="job", features=["part_time"]),
            offer(2, 1, kind="internship"),
            offer(3, 2, kind="internship", features=["childcare"]),
        ],
    )
    assert counts(records, {"offer": ["internship"]}) == {("features", "childcare"): 1}


def test_a_field_is_narrowed_to_its_occupations_and_an_occupation_not_at_all() -> None:
    records = (
        [employer(1), employer(2)],
        [offer(1, 1, kldb="26312"), offer(2, 2, kldb="26303"), offer(3, 2, kldb="26303")],
    )
    assert counts(records, {"occupation": ["263"]}) == {("occupation", "26303"): 1, ("occupation", "26312"): 1}
    assert counts(records, {"occupation": ["2631", "2630"]}) == {}


def test_a_section_is_narrowed_to_its_divisions() -> None:
    records = [employer(1, industry="45"), employer(2, industry="47"), employer(3, industry="G")], []
    assert counts(records, {"industry": ["G"]}) == {("industry", "45"): 1, ("industry", "47"): 1}
    assert counts(records, {"industry": ["45", "47"]}) == {}


def test_a_kreis_is_narrowed_to_its_towns_and_a_circle_to_the_towns_in_it() -> None:
    records = [employer(1, ags=A), employer(2, ags=C), employer(3, ags=C), employer(4, ags=D)], []
    assert counts(records, {"place": ["05111"]}) == {("place", C): 2, ("place", D): 1}
    assert counts(records, {"place": [B], "radius_km": 15}) == {("place", A): 1, ("place", C): 2}


def test_a_town_counts_an_employer_once_for_itself_and_its_offers() -> None:
    records = (
        [employer(1, ags=A), employer(2, ags=B)],
        [
            offer(1, 1, ags=B),
            offer(2, 1, ags=B),
            offer(3, 1),
            offer(4, 2, ags=B),
        ],
    )
    assert counts(records, {}) == {("place", A): 1}


def test_one_result_needs_no_narrowing() -> None:
    assert counts(([employer(1, size="small")], [offer(1, 1)]), {}) == {}


def test_the_list_stays_short_and_every_key_has_its_share() -> None:
    employers = [
        employer(number, size=size, industry=industry, features=list(FEATURES[: number % 9]), ags=town)
        for number, (size, industry, town) in enumerate(
            zip(
                ["micro", "small", "medium", "large"] * 5,
                ["C", "45", "86", "56", "62"] * 4,
                [A, B, C, D] * 5,
                strict=True,
            ),
            1,
        )
    ]
    offers = [offer(number, number, kind=OFFERS[number % 7], kldb=f"{20 + number}302") for number in range(1, 21)]
    listed = counts((employers, offers), {})
    assert len(listed) == MOST
    per_key = [sum(key == name for key, _ in listed) for name in ("offer", "occupation", "features", "place", "size")]
    assert all(1 <= count <= MOST_OF_A_KEY for count in per_key)
