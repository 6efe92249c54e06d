"""The sample catalogue: enough of everything, plausible, marked, and the same wherever it is made."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from datetime import date

import pytest

from bot.catalogue.exchange.records import canonical
from bot.catalogue.samples import REFERENCE_DATE, SOURCE, firms, generate, sample_municipalities
from bot.catalogue.samples.kinds import kinds
from bot.language.criteria import FEATURES, OFFERS, SIZES
from bot.language.gazetteer import coordinates, distance_km, municipality
from bot.settings import PROJECT_ROOT

LUENEN, DORTMUND, HOLZWICKEDE = "05978024", "05913000", "05978016"
LATE_2027 = date(2027, 10, 31)
RESERVED = re.compile(r"[a-z0-9-]+@example\.(org|com|net)")
HOLES = re.compile(r"[{}]|None|  |\.\.| ,| \.|\bnan\b|\bnull\b|\b0 (Leute|Minuten)")
CERTIFICATE_FREE = ("internship", "job", "side_job", "entry_qualification", "voluntary_year")


@pytest.fixture(scope="module")
def made():
    return firms()


@pytest.fixture(scope="module")
def catalogue():
    return generate()


@pytest.fixture(scope="module")
def employers(catalogue):
    return catalogue[0]


@pytest.fixture(scope="module")
def offers(catalogue):
    return catalogue[1]


@pytest.fixture(scope="module")
def employer_of(employers):
    return {employer.source_id: employer for employer in employers}


def digest(catalogue) -> str:
    return hashlib.sha256(repr(catalogue).encode()).hexdigest()


def test_enough_of_everything(employers, offers):
    assert len(employers) >= 400
    assert len(offers) >= 1200
    assert len({employer.industry for employer in employers}) >= 35
    assert len({offer.kldb for offer in offers}) >= 150


def test_every_municipality_has_at_least_eight_and_more_by_population(employers):
    counts = Counter(employer.ags for employer in employers)
    assert set(counts) == set(sample_municipalities())
    assert min(counts.values()) >= 8
    assert counts[DORTMUND] > 5 * counts[LUENEN] > 5 * counts[HOLZWICKEDE]


def test_every_municipality_has_training_work_and_a_taste_of_it(offers, employer_of):
    by_town = defaultdict(set)
    for offer in offers:
        by_town[employer_of[offer.employer].ags].add(offer.kind)
    for ags, offered in by_town.items():
        assert {"apprenticeship", "internship", "job"} <= offered, ags
    kfz = {employer.ags for employer in employer_of.values() if "25212" in employer.trains}
    nursing = {employer.ags for employer in employer_of.values() if "81302" in employer.trains}
    assert kfz == nursing == set(sample_municipalities())


@pytest.mark.parametrize("feature", FEATURES)
def test_features_are_frequent_enough_to_be_found(feature, employers):
    assert sum(feature in employer.features for employer in employers) >= 15


@pytest.mark.parametrize("size", SIZES)
def test_sizes_are_frequent_enough_to_be_found(size, employers):
    assert sum(employer.size == size for employer in employers) >= 15


@pytest.mark.parametrize("kind", OFFERS)
def test_kinds_of_offers_are_frequent_enough_to_be_found(kind, offers):
    assert sum(offer.kind == kind for offer in offers) >= 15


def test_most_firms_are_small(employers):
    sizes = Counter(employer.size for employer in employers)
    assert sizes["micro"] + sizes["small"] > 2 * (sizes["medium"] + sizes["large"])


def test_every_kind_of_firm_occurs(made):
    assert {firm.kind.name for firm in made} == {kind.name for kind in kinds()}


def test_records_fit_the_catalogue_as_they_are(employers, offers):
    for record in (*employers, *offers):
        kept = canonical(record, "another")
        assert kept.source == SOURCE
        assert sorted(kept.features) == sorted(record.features)


def test_all_are_marked_as_samples(employers, offers):
    for record in (*employers, *offers):
        assert record.sample
        assert record.source == SOURCE == "beispiel"
        assert record.checked_on == REFERENCE_DATE


def test_ids_are_stable_and_speak_for_themselves(employers, offers):
    assert [employer.source_id for employer in employers[:2]] == ["b-0001", "b-0002"]
    assert [offer.source_id for offer in offers[:2]] == ["s-00001", "s-00002"]
    assert len({record.source_id for record in (*employers, *offers)}) == len(employers) + len(offers)


def test_every_offer_has_its_employer_and_every_employer_an_offer(offers, employer_of):
    assert {offer.employer for offer in offers} == set(employer_of)


def test_offers_are_what_such_a_firm_really_has(made, offers):
    firm_of = {firm.record.source_id: firm for firm in made}
    for offer in offers:
        firm = firm_of[offer.employer]
        from_training = offer.kind in ("apprenticeship", "internship", "entry_qualification")
        possible = firm.trains if from_training else firm.kind.ways[offer.kind]
        assert (offer.title, offer.kldb) in {(each.title, each.kldb) for each in possible}
        assert not from_training or offer.kldb in firm.record.trains


def test_firms_train_for_occupations_of_their_kind_with_the_typical_one_first(made):
    for firm in made:
        assert set(firm.trains) <= set(firm.kind.trains)
        assert firm.record.trains[0] == firm.kind.trains[0].kldb
        assert firm.record.industry == firm.kind.industry
        assert firm.record.size in firm.kind.sizes


def test_no_firm_offers_the_same_twice(offers):
    assert max(Counter((offer.employer, offer.kind, offer.title) for offer in offers).values()) == 1


def test_bakery_is_a_bakery(made, offers):
    bakeries = {firm.record.source_id for firm in made if firm.kind.name == "bakery"}
    trained = {offer.kldb for offer in offers if offer.employer in bakeries and offer.kind == "apprenticeship"}
    assert len(bakeries) >= len(sample_municipalities())
    assert trained == {"29222", "62312"}


def test_certificates(made, offers):
    required = {
        each.title: each.asks for kind in kinds() for ways in kind.ways.values() for each in ways if each.required
    }
    for offer in offers:
        if offer.kind in CERTIFICATE_FREE:
            assert offer.certificate == "none"
        elif offer.title in required:
            assert offer.certificate == required[offer.title]
    asked = Counter(offer.certificate for offer in offers if offer.kind == "apprenticeship")
    assert all(asked[certificate] > 40 for certificate in ("none", "lower", "middle", None))


def test_who_needs_no_certificate_has_a_training_place_without_one(made):
    for firm in made:
        if "no_certificate" in firm.record.features:
            assert firm.trains[0].asks in ("none", "lower")
            assert not firm.trains[0].required


def test_a_handful_of_people_runs_no_childcare(employers):
    assert not any("childcare" in employer.features for employer in employers if employer.size == "micro")


def test_dual_study_needs_more_than_a_handful_of_people(offers, employer_of):
    assert not any(employer_of[offer.employer].size == "micro" for offer in offers if offer.kind == "dual_study")


def test_nothing_is_expired_before_late_2027(employers, offers):
    for record in (*employers, *offers):
        assert record.valid_until >= LATE_2027
    assert all(offer.apply_until is None or offer.apply_until >= LATE_2027 for offer in offers)


def test_deadlines_come_before_the_start(offers):
    with_deadline = [offer for offer in offers if offer.apply_until]
    assert len(with_deadline) > 50
    assert all(offer.apply_until < offer.starts_on for offer in with_deadline)


def test_training_starts_when_training_starts(offers):
    starts = Counter(offer.starts_on for offer in offers if offer.kind == "apprenticeship")
    usual = sum(count for day, count in starts.items() if day.month in (8, 9))
    assert min(starts) >= date(2027, 4, 1)
    assert usual > 0.9 * sum(starts.values())
    assert {day.year for day in starts} == {2027, 2028}
    assert starts[date(2027, 8, 1)] > starts[date(2027, 9, 1)] > starts[date(2028, 9, 1)]


def test_other_offers_start_soon_or_at_once(offers):
    for offer in offers:
        if offer.kind in ("internship", "job", "side_job", "entry_qualification"):
            assert offer.starts_on is None or REFERENCE_DATE < offer.starts_on < LATE_2027
        if offer.title.startswith("Ferienaushilfe"):
            assert offer.starts_on.month in (7, 8)


def test_places_and_pay(offers):
    assert {offer.positions for offer in offers} == {1, 2, 3, 4, 5, 6}
    assert all(offer.pay is None for offer in offers), "pay would be guessed"


def test_names_are_unique(employers):
    assert len({employer.name for employer in employers}) == len(employers)


def test_names_join_well(employers):
    for employer in employers:
        invented = employer.name.split()[-1].lower()
        assert not re.search(r"(.)\1\1", invented), employer.name
        assert not re.search(r"([a-zäöüß]{4,})\1", invented), employer.name


def test_contacts_are_reserved_for_examples(employers, offers):
    addresses = [employer.email for employer in employers if employer.email]
    assert all(RESERVED.fullmatch(address) for address in addresses)
    assert len(set(addresses)) == len(addresses)
    assert all(employer.phone is None for employer in employers)
    urls = {record.url for record in (*employers, *offers) if record.url}
    assert urls and all(url.startswith("https://example.org/") for url in urls)
    assert sum(employer.url is None and employer.email is None for employer in employers) >= 15


def test_who_has_no_email_is_asked_for_in_person(offers, employer_of):
    for record in (*employer_of.values(), *offers):
        employer = record if hasattr(record, "email") else employer_of[record.employer]
        assert ("E-Mail" in record.how_to_apply) == bool(employer.email)


def test_texts_have_no_holes(employers, offers):
    for text in [employer.description for employer in employers] + [record.how_to_apply for record in offers]:
        assert not HOLES.search(text), text
        assert text[0].isupper() or text[0].isdigit()
        assert text.endswith(".")
        assert len(text) < 260


def test_descriptions_differ(employers):
    assert len({employer.description for employer in employers}) == len(employers)


def test_descriptions_promise_only_what_the_firm_has(employers):
    for employer in employers:
        if "Teilzeit" in employer.description:
            assert "part_time" in employer.features
        if re.search(r"Der Bus |[Hh]altestelle ", employer.description):
            assert "public_transport" in employer.features


def test_size_told_is_the_size_meant(employers):
    limits = {"micro": (3, 10), "small": (10, 50), "medium": (50, 250), "large": (250, 5000)}
    for employer in employers:
        told = re.search(r"(\d+) (Leute|Menschen|Kolleginnen)", employer.description)
        if told:
            lowest, highest = limits[employer.size]
            assert lowest <= int(told.group(1)) <= highest


def test_coordinates_are_near_their_postal_code_or_town_and_not_on_top_of_each_other(employers, offers):
    for record in (*employers, *(offer for offer in offers if offer.ags)):
        town = municipality(record.ags)
        assert record.city == town.official
        assert distance_km((town.lat, town.lon), (record.lat, record.lon)) < 16
        assert coordinates(record.postal_code) is not None
    assert len({(employer.lat, employer.lon) for employer in employers}) == len(employers)


def test_firms_of_a_large_town_are_spread_over_its_postal_codes(employers):
    assert len({employer.postal_code for employer in employers if employer.ags == DORTMUND}) >= 25


def test_some_offers_of_large_firms_are_at_a_second_site(offers, employer_of):
    away = [offer for offer in offers if offer.ags]
    assert len(away) >= 10
    for offer in away:
        assert employer_of[offer.employer].size == "large"
        assert offer.ags != employer_of[offer.employer].ags
        assert offer.ags in sample_municipalities()


def test_parents_find_training_as_a_car_mechanic_around_luenen(offers, employer_of):
    """The sentence with which the project was asked for."""
    town = municipality(LUENEN)
    near = [
        offer
        for offer in offers
        if offer.kind == "apprenticeship"
        and offer.kldb == "25212"
        and distance_km((town.lat, town.lon), (employer_of[offer.employer].lat, employer_of[offer.employer].lon)) < 20
    ]
    assert len(near) >= 5
    assert any("family_friendly" in employer_of[offer.employer].features for offer in near)


def test_the_same_seed_makes_the_same_catalogue(catalogue):
    assert digest(generate()) == digest(catalogue)


def test_another_process_makes_the_same_catalogue(catalogue):
    code = (
        "import hashlib; from bot.catalogue.samples import generate; "
        "print(hashlib.sha256(repr(generate()).encode()).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "TZ": "Pacific/Auckland", "LC_ALL": "C"}
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT_ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == digest(catalogue)


def test_another_seed_makes_another_catalogue(catalogue):
    assert digest(generate(seed=1)) != digest(catalogue)


def test_a_few_municipalities_only():
    employers, offers = generate([LUENEN, HOLZWICKEDE])
    assert {employer.ags for employer in employers} == {LUENEN, HOLZWICKEDE}
    assert {offer.ags for offer in offers} <= {None, LUENEN, HOLZWICKEDE}


def test_unknown_municipality_is_refused():
    with pytest.raises(KeyError):
        generate(["05111000"])


def test_it_takes_less_than_three_seconds_of_work():
    started = time.process_time()
    generate()
    assert time.process_time() - started < 3
