"""The gazetteer: complete, consistent with itself, and right where an atlas can tell."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import gazetteer

NRW = {"south": 50.3, "north": 52.6, "west": 5.8, "east": 9.5}


def test_all_of_north_rhine_westphalia_is_there() -> None:
    assert len(gazetteer.municipalities()) == 396
    assert len(gazetteer.kreise()) == 53
    assert sum(kreis.is_city for kreis in gazetteer.kreise().values()) == 22
    assert len(gazetteer.postal_codes()) >= 864
    assert gazetteer.postal_code("58730") is not None


def test_population_is_that_of_the_state() -> None:
    assert 17.8e6 < sum(town.population for town in gazetteer.municipalities().values()) < 18.1e6


def test_every_municipality_has_a_kreis_a_postal_code_and_a_place_in_the_state() -> None:
    with_code = {code.ags for code in gazetteer.postal_codes().values()}
    for ags, town in gazetteer.municipalities().items():
        assert ags[:5] in gazetteer.kreise()
        assert ags in with_code or town.name in ("Selfkant", "Waldfeucht")  # share theirs with a larger neighbour
        assert NRW["south"] < town.lat < NRW["north"]
        assert NRW["west"] < town.lon < NRW["east"]


def test_every_kreis_has_members() -> None:
    assert sorted(code for ags in gazetteer.kreise() for code in gazetteer.members(ags)) == sorted(
        gazetteer.municipalities()
    )


def test_every_postal_code_lies_near_its_municipality() -> None:
    for code, entry in gazetteer.postal_codes().items():
        town = gazetteer.municipality(entry.ags)
        assert gazetteer.distance_km((entry.lat, entry.lon), (town.lat, town.lon)) < 20, code


def test_every_quarter_lies_near_its_municipality() -> None:
    for quarter in gazetteer.districts():
        town = gazetteer.municipality(quarter.ags)
        assert gazetteer.distance_km((quarter.lat, quarter.lon), (town.lat, town.lon)) < 15, quarter.name


def test_every_municipality_of_both_regions_that_has_quarters_lists_some() -> None:
    listed = {quarter.ags for quarter in gazetteer.districts()}
    regions = ("05913", "05915", "05978", "05513", "05512", "05562")
    assert {ags for ags in gazetteer.municipalities() if ags.startswith(regions)} <= listed


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("05913000", "Dortmund"),
        ("05978012", "Fröndenberg"),
        ("05562016", "Haltern"),
        ("05978", "Kreis Unna"),
        ("05913", "Dortmund"),
        ("05962", "Märkischer Kreis"),
    ],
)
def test_names_are_those_of_everyday(code: str, name: str) -> None:
    assert gazetteer.name_of(code) == name


def test_official_names_are_kept() -> None:
    assert gazetteer.municipality("05978012").official == "Fröndenberg/Ruhr"
    assert gazetteer.kreis("05978012").name == "Kreis Unna"


@pytest.mark.parametrize("code", ["09162000", "00000", "", "05978999"])
def test_an_unknown_code_is_a_key_error(code: str) -> None:
    with pytest.raises(KeyError):
        gazetteer.name_of(code)


def test_postal_codes_tell_where_they_lie() -> None:
    found = gazetteer.postal_code("44263")
    assert found is not None
    assert found[0] == "05913000"
    assert gazetteer.postal_code("10115") is None


@pytest.mark.parametrize("place", ["05978024", "05978", "44532", "Hörde", "hörde", "Bockum Hövel"])
def test_coordinates_of_every_kind_of_place(place: str) -> None:
    found = gazetteer.coordinates(place)
    assert found is not None
    assert NRW["south"] < found[0] < NRW["north"]


def test_coordinates_of_a_quarter_depend_on_its_town() -> None:
    holzen = {ags: gazetteer.coordinates("Holzen", ags) for ags in ("05913000", "05978028")}
    assert holzen["05913000"] != holzen["05978028"]
    assert gazetteer.coordinates("Holzen", "05512000") is None
    assert gazetteer.coordinates("Entenhausen") is None
    assert gazetteer.coordinates("99999") is None


def test_distance_between_known_towns() -> None:
    dortmund, hamm = gazetteer.coordinates("05913000"), gazetteer.coordinates("05915000")
    assert dortmund is not None
    assert hamm is not None
    assert gazetteer.distance_km(dortmund, hamm) == pytest.approx(30.5, abs=2)
    assert gazetteer.distance_km(dortmund, dortmund) == 0


@given(st.tuples(st.floats(-80, 80), st.floats(-180, 180)), st.tuples(st.floats(-80, 80), st.floats(-180, 180)))
def test_distance_is_the_same_both_ways_and_at_most_half_the_earth(
    start: tuple[float, float], end: tuple[float, float]
) -> None:
    there, back = gazetteer.distance_km(start, end), gazetteer.distance_km(end, start)
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= math.pi * gazetteer.EARTH_RADIUS_KM + 1


def test_neighbours_come_nearest_first_and_without_oneself() -> None:
    around = gazetteer.neighbours("05978024", km=15)
    assert around[0] == "05978004"
    assert "05913000" in around
    assert "05978024" not in around
    assert set(around) <= set(gazetteer.neighbours("05978024", km=30))


def test_neighbours_of_a_kreis_are_outside_it() -> None:
    assert not any(ags.startswith("05978") for ags in gazetteer.neighbours("05978", km=30))


def test_within_nothing_is_nothing() -> None:
    assert gazetteer.within(0.0, 0.0, 50) == ()


@pytest.mark.parametrize(
    ("name", "code", "ags"),
    [
        ("Lünen", None, "05978024"),
        ("LÜNEN", None, "05978024"),
        ("Luenen", None, "05978024"),
        ("59174 Kamen", None, "05978020"),
        ("D-59174 Kamen", None, "05978020"),
        ("Fröndenberg/Ruhr", None, "05978012"),
        ("Fröndenberg", None, "05978012"),
        ("Fröndenberg / Ruhr", None, "05978012"),
        ("Dortmund-Hörde", None, "05913000"),
        ("Dortmund-Irgendwo", None, "05913000"),
        ("Hörde", None, "05913000"),
        ("Hagen (Westf.)", None, "05914000"),
        ("Hagen, Westf", None, "05914000"),
        ("Unna, Westfalen", None, "05978036"),
        ("Haltern am See", None, "05562016"),
        ("Haltern", None, "05562016"),
        ("Castrop Rauxel", None, "05562004"),
        ("Wetter (Ruhr)", None, "05954032"),
        ("Mülheim a.d. Ruhr", None, "05117000"),
        ("Halle (Westf.)", None, "05754012"),
        ("Halle (Saale)", None, None),
        ("Essen (Oldenburg)", None, None),
        ("Halle", "06108", None),
        ("Frankfurt", None, None),
        ("Kleinkleckersdorf", None, None),
        ("Kleinkleckersdorf", "59423", "05978036"),
        ("Stockum", "59368", "05978040"),
        ("Stockum", "58454", "05954036"),
        ("", "44135", "05913000"),
        (None, None, None),
        ("", "", None),
        ("Wickede", "44319", "05913000"),
        ("Wickede", None, "05974056"),
    ],
)
def test_places_as_lists_write_them(name: str | None, code: str | None, ags: str | None) -> None:
    assert gazetteer.ags_of(name, code) == ags


def test_every_official_and_everyday_name_is_known_to_imports() -> None:
    for ags, town in gazetteer.municipalities().items():
        codes = [entry.code for entry in gazetteer.postal_codes().values() if entry.ags == ags] or [""]
        for name in (town.official, town.name, town.official.upper(), f"{codes[0]} {town.official}"):
            assert gazetteer.ags_of(name) == ags, name
