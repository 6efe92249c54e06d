"""The German tables behind the sample catalogue: every code is official, every kind of firm is complete."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from bot.catalogue.codes import CERTIFICATES
from bot.catalogue.samples.firms import words
from bot.catalogue.samples.kinds import WAYS, kinds, occupations
from bot.catalogue.samples.places import sample_municipalities, spots
from bot.language.criteria import FEATURES, OFFERS, SIZES
from bot.language.gazetteer import distance_km, district, municipalities, municipality, postal_code
from bot.language.industries import is_wz
from bot.language.occupations import is_kldb
from bot.region import load_region

GERMAN_SENTENCE = re.compile(r"([A-ZÄÖÜ]|\{count\})[^{}]*(\{(count|next|district|minutes)\}[^{}]*)*\.")
SHIPPED_REGIONS = ("westfaelisches-ruhrgebiet", "emscher-lippe")


def sentences(table):
    """All sentences of a nested table."""
    if isinstance(table, str):
        return [table]
    parts = table.values() if isinstance(table, dict) else table
    return [sentence for part in parts for sentence in sentences(part)]


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("occupation", occupations().values(), ids=lambda occupation: occupation.title)
def test_occupation_has_official_codes(occupation):
    assert len(occupation.kldb) == 5
    assert is_kldb(occupation.kldb)
    assert occupation.asks in CERTIFICATES
    assert all(1 <= month <= 12 for month in occupation.months)
    assert not (occupation.required and occupation.asks == "none")


def test_every_title_is_used_by_a_kind_of_firm():
    used = {occupation.title for kind in kinds() for choices in kind.ways.values() for occupation in choices}
    assert used == set(occupations())


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
def test_kind_is_complete(kind):
    assert is_wz(kind.industry) and len(kind.industry) == 2
    assert set(kind.sizes) <= set(SIZES) and sum(kind.sizes.values()) > 0
    assert kind.weight > 0
    assert kind.trains, "every kind trains, as the sentences about it take for granted"
    assert kind.profile in words("sentences")["profiles"]
    assert all(placeholders(pattern) == {"root"} for pattern in kind.patterns)
    for sentence in kind.weeks:
        assert isinstance(sentence, str), "a colon makes a mapping of it"
        assert GERMAN_SENTENCE.fullmatch(sentence) and not placeholders(sentence)


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
def test_kind_repeats_no_occupation(kind):
    for choices in kind.ways.values():
        assert len(choices) == len(set(choices))


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
def test_levels_of_occupations_fit_what_is_offered(kind):
    """Fifth digit of the KldB: 1 helpers, 2 skilled, 3 specialists, 4 experts."""
    assert all(occupation.kldb[4] in "34" or "Pflege" in occupation.title for occupation in kind.ways["dual_study"])
    assert all(occupation.kldb[4] != "4" for occupation in kind.trains)
    assert all(occupation.kldb[4] in "12" for occupation in kind.ways["job"])
    assert all(occupation.asks in ("technical", "higher") for occupation in kind.ways["dual_study"])
    assert all(
        occupation.asks == "none" for way in ("job", "side_job", "voluntary_year") for occupation in kind.ways[way]
    )


def test_many_kinds_of_firms_in_many_industries():
    assert len(kinds()) >= 60
    assert len({kind.industry for kind in kinds()}) >= 35
    assert len({kind.name for kind in kinds()}) == len(kinds())
    assert set(WAYS.values()) | {"internship", "entry_qualification"} == set(OFFERS)


def test_voluntary_years_are_named_as_such():
    offered = [occupation.title for kind in kinds() for occupation in kind.ways["voluntary_year"]]
    assert {title.split()[0] for title in offered} == {"FSJ", "BFD", "FÖJ"}


def test_profiles_know_only_features_of_the_contract():
    profiles = words("sentences")["profiles"]
    assert {feature for chances in profiles.values() for feature in chances} == set(FEATURES)
    assert all(0 < percent <= 100 for chances in profiles.values() for percent in chances.values())
    assert set(words("sentences")["features"]) == set(FEATURES)


@pytest.mark.parametrize("section", ["team", "district", "features", "how_to_apply"])
def test_sentences_are_whole(section):
    for sentence in sentences(words("sentences")[section]):
        assert GERMAN_SENTENCE.fullmatch(sentence), sentence
        assert len(sentence) <= 120, sentence


def test_there_is_a_way_to_apply_for_each_kind_of_offer():
    assert set(words("sentences")["how_to_apply"]) == {*OFFERS, "in_person"}
    assert set(words("sentences")["team"]) == set(SIZES)


def test_in_person_sentences_need_no_email():
    assert not any("E-Mail" in sentence for sentence in words("sentences")["how_to_apply"]["in_person"])


def test_streets_read_as_invented():
    assert all(re.search("Beispiel|Muster|Probe|beispiel", street) for street in words("names")["streets"])


def test_places_are_those_of_both_shipped_regions():
    regions = [load_region(name) for name in SHIPPED_REGIONS]
    covered = {ags for ags in municipalities() if any(region.covers(ags) for region in regions)}
    assert set(sample_municipalities()) == covered


@pytest.mark.parametrize("ags", sample_municipalities())
def test_spots_lie_in_their_municipality(ags):
    town = municipality(ags)
    for spot in spots(ags):
        found = postal_code(spot.postal_code)
        assert found and found[0] == ags
        assert distance_km((town.lat, town.lon), (spot.lat, spot.lon)) < 16
        if spot.district:
            quarter = district(spot.district, ags)
            assert quarter and quarter.ags == ags


def test_large_towns_use_many_postal_codes():
    assert len({spot.postal_code for spot in spots("05913000")}) == 27
    assert len({spot.district for spot in spots("05513000")}) > 10
