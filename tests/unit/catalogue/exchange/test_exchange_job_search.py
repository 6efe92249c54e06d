"""Both shapes of the job search's answers, written by hand with invented firms."""

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.catalogue.exchange.job_search import Posting, read_job_search
from bot.catalogue.exchange.job_search_records import JobSearchRecords, KnownEmployers, cleaned_title
from bot.catalogue.exchange.problems import Problems, UnreadableFileError
from bot.catalogue.exchange.records import EmployerRecord, canonical

FETCHED = date(2026, 11, 2)


def v6(reference: str = "99001-1-S", **changes: Any) -> dict[str, Any]:
    """An offer in the shape of version 6."""
    address = {"plz": "44532", "ort": "Lünen", "region": "NORDRHEIN_WESTFALEN", "land": "DEUTSCHLAND"}
    return {
        "stellenangebotsart": "AUSBILDUNG",
        "ausbildungsart": "AUSBILDUNG",
        "stellenangebotsTitel": "Azubi Autowerkstatt (m/w/d) gesucht",
        "eintrittszeitraum": {"von": "2027-08-01"},
        "verguetungsangabe": "KEINE_ANGABEN",
        "stellenlokationen": [{"adresse": address, "breite": 51.61, "laenge": 7.52}],
        "veroeffentlichungszeitraum": {"von": "2026-10-30"},
        "externeURL": "https://stellen.example/17",
        "hauptberuf": "Kraftfahrzeugmechatroniker/in - PKW-Technik",
        "firma": "Erfundene Autowelt GmbH",
        "referenznummer": reference,
        "alleBerufe": ["Kraftfahrzeugmechatroniker/in - PKW-Technik"],
        **changes,
    }


def v4(reference: str = "99001-1-S", **changes: Any) -> dict[str, Any]:
    """An offer in the shape of version 4."""
    place = {
        "plz": 44532,
        "ort": "Lünen",
        "strasse": "Ausgedachter Weg 3",
        "region": "Nordrhein-Westfalen",
        "land": "Deutschland",
    }
    return {
        "beruf": "Tischler/in",
        "titel": "Ausbildung zum Tischler (w/m/d)",
        "refnr": reference,
        "arbeitgeber": "Erfundene Holzwerke e.K.",
        "eintrittsdatum": "2027-09-01",
        "arbeitsort": {**place, "koordinaten": {"lat": 51.6, "lon": 7.5}},
        "externeUrl": None,
        **changes,
    }


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def written(data: Any, name: str = "antwort.json") -> Path:
        path = tmp_path / name
        path.write_text(json.dumps(data), encoding="utf-8")
        noon = 1793620800  # 2 November 2026
        os.utime(path, (noon, noon))
        return path

    return written


def taken(postings: list[Posting], known: KnownEmployers | None = None) -> JobSearchRecords:
    records = JobSearchRecords("ba-jobsuche", known or KnownEmployers(), Problems())
    records.add(postings)
    for record in (*records.employers.values(), *records.offers.values()):
        canonical(record, "ba-jobsuche")
    return records


def notices(records: JobSearchRecords) -> list[str]:
    return [problem.message for problem in records.problems.kept]


def test_an_offer_of_version_6(write: Any) -> None:
    [posting] = read_job_search(write({"ergebnisliste": [v6()], "maxErgebnisse": 1}))
    records = taken([posting])
    [offer] = records.offers.values()
    assert (offer.source, offer.source_id) == ("ba-jobsuche", "99001-1-S")
    assert (offer.kind, offer.title, offer.kldb) == ("apprenticeship", "Azubi Autowerkstatt gesucht", "25212")
    assert (offer.postal_code, offer.ags, offer.lat, offer.lon) == ("44532", "05978024", 51.61, 7.52)
    assert (offer.starts_on, offer.checked_on, offer.valid_until) == (date(2027, 8, 1), FETCHED, date(2027, 1, 1))
    assert (offer.pay, offer.url) == (None, "https://stellen.example/17")
    [employer] = records.employers.values()
    assert offer.employer == employer.source_id
    assert (employer.name, employer.size, employer.industry) == ("Erfundene Autowelt GmbH", None, None)
    assert notices(records) == []


def test_an_offer_of_version_4(write: Any) -> None:
    [posting] = read_job_search(write({"stellenangebote": [v4()], "maxErgebnisse": "1"}))
    [offer] = taken([posting]).offers.values()
    assert (offer.kind, offer.title, offer.kldb) == ("apprenticeship", "Ausbildung zum Tischler", "22342")
    assert (offer.street, offer.postal_code, offer.ags) == ("Ausgedachter Weg 3", "44532", "05978024")
    assert offer.url == "https://www.arbeitsagentur.de/jobsuche/jobdetail/99001-1-S"


@pytest.mark.parametrize(
    "empty",
    [
        {"maxErgebnisse": 0, "page": 1, "facetten": {}},
        {"ergebnisliste": None, "maxErgebnisse": 0},
        {"stellenangebote": []},
    ],
)
def test_a_search_without_hits(write: Any, empty: dict[str, Any]) -> None:
    assert read_job_search(write(empty)) == []


def test_several_pages_and_answers_under_a_name(write: Any) -> None:
    pages = [{"ergebnisliste": [v6("a"), v6("b")]}, {"ergebnisliste": [v6("c")]}]
    assert [posting.reference for posting in read_job_search(write(pages))] == ["a", "b", "c"]
    assert [posting.reference for posting in read_job_search(write({"suche": pages[1]}))] == ["c"]


def test_what_says_that_nothing_was_said(write: Any) -> None:
    item = v6(
        verguetungsangabe="KEINE_ANGABE",
        geforderterBildungsabschluss="NICHT_RELEVANT",
        hauptberuf="KEINE_ANGABE",
        externeURL="KEINE_ANGABEN",
        eintrittszeitraum={"von": "KEINE_ANGABE"},
    )
    [offer] = taken(read_job_search(write({"ergebnisliste": [item]}))).offers.values()
    assert (offer.pay, offer.certificate, offer.starts_on) == (None, None, None)
    assert offer.url and offer.url.startswith("https://www.arbeitsagentur.de/")


def test_details_where_an_answer_has_them(write: Any) -> None:
    item = v6(
        verguetungsangabe="AUSBILDUNGSVERGUETUNG_NACH_JAHREN",
        ausbildungsverguetungJahr1=1120,
        ausbildungsverguetungJahr2=1200,
        geforderterBildungsabschluss="HAUPTSCHULABSCHLUSS",
        anzahlOffeneStellen=2,
        arbeitszeitmodelle=["VOLLZEIT", "TEILZEIT"],
        veroeffentlichungszeitraum={"von": "2026-10-30", "bis": "2027-03-31"},
    )
    [offer] = taken(read_job_search(write({"ergebnisliste": [item]}))).offers.values()
    assert (offer.pay, offer.certificate) == ("1. Jahr: 1120 €, 2. Jahr: 1200 €", "lower")
    assert (offer.positions, offer.features, offer.valid_until) == (2, ("part_time",), date(2027, 3, 31))


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        (v6(stellenangebotsart="ARBEIT", ausbildungsart=None, stellenangebotsTitel="Lagerhelfer (m/w/d)"), "job"),
        (
            v6(stellenangebotsart="ARBEIT", ausbildungsart=None, stellenangebotsTitel="Aushilfe (m/w/d) Verkauf"),
            "side_job",
        ),
        (
            v6(stellenangebotsart="PRAKTIKUM_TRAINEE", ausbildungsart=None, stellenangebotsTitel="Praktikum Büro"),
            "internship",
        ),
        (
            v6(stellenangebotsart="PRAKTIKUM_TRAINEE", ausbildungsart=None, stellenangebotsTitel="Trainee (m/w/d)"),
            "job",
        ),
        (v6(ausbildungsart="DUALES_STUDIUM"), "dual_study"),
        (v6(stellenangebotsTitel="Duales Studium Informatik (m/w/d)"), "dual_study"),
        (v6(stellenangebotsTitel="Einstiegsqualifizierung Handel"), "entry_qualification"),
        (
            v6(stellenangebotsart="ARBEIT", ausbildungsart=None, stellenangebotsTitel="FSJ im Altenheim"),
            "voluntary_year",
        ),
        (v6(stellenangebotsart="SELBSTAENDIGKEIT", ausbildungsart=None), None),
    ],
)
def test_kinds_of_offers(write: Any, item: dict[str, Any], kind: str | None) -> None:
    [posting] = read_job_search(write({"ergebnisliste": [item]}))
    assert posting.kind == kind


def test_version_4_says_the_kind_only_in_its_counts(write: Any) -> None:
    items = [v4(titel="Tischler (m/w/d)")]
    counted = {"stellenangebote": items, "maxErgebnisse": 1, "facetten": {"ausbildungsart": {"maxCount": 1}}}
    assert [posting.kind for posting in read_job_search(write(counted))] == ["apprenticeship"]
    uncounted = {"stellenangebote": items, "maxErgebnisse": 1, "facetten": [{"ausbildungsart": {"maxCount": 0}}]}
    assert [posting.kind for posting in read_job_search(write(uncounted))] == ["job"]


@pytest.mark.parametrize(
    ("title", "clean"),
    [
        ("Elektroniker (m/w/d)", "Elektroniker"),
        ("Elektroniker (w/m/x) in Vollzeit", "Elektroniker in Vollzeit"),
        ("Elektroniker m/w/d", "Elektroniker"),
        ("Elektroniker (m|w|d)", "Elektroniker"),
        ("Elektroniker (gn) - ", "Elektroniker"),
        ("Elektroniker (all genders)", "Elektroniker"),
        ("Maler/in (Lackierer/in)", "Maler/in (Lackierer/in)"),
        ("(m/w/d)", "(m/w/d)"),
    ],
)
def test_titles_lose_their_genders(title: str, clean: str) -> None:
    assert cleaned_title(title) == clean


def place(**address: Any) -> list[dict[str, Any]]:
    return [{"adresse": address}]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"stellenlokationen": place(plz="88400", ort="Musterstadt", region="BADEN_WUERTTEMBERG")}, "außerhalb"),
        ({"stellenlokationen": place(plz="10115", ort="Berlin")}, "außerhalb"),
        ({"stellenlokationen": place(ort="Venlo", land="NIEDERLANDE")}, "außerhalb"),
        ({"stellenlokationen": place(ort="Nirgendheim", region="NORDRHEIN_WESTFALEN")}, "keiner Gemeinde"),
        ({"stellenlokationen": []}, "keiner Gemeinde"),
        ({"firma": None}, "keinen Betrieb"),
        ({"referenznummer": None}, "Referenznummer oder der Titel"),
        ({"stellenangebotsTitel": " "}, "Referenznummer oder der Titel"),
        ({"stellenangebotsart": "SELBSTAENDIGKEIT", "ausbildungsart": None}, "führt der Katalog nicht"),
    ],
)
def test_what_is_listed_and_not_imported(write: Any, changes: dict[str, Any], message: str) -> None:
    records = taken(read_job_search(write({"ergebnisliste": [v6(**changes)]})))
    assert (records.offers, records.employers, records.problems.skipped) == ({}, {}, 1)
    assert message in notices(records)[0]


def test_the_first_place_in_the_state_counts(write: Any) -> None:
    places = [*place(plz="10115", ort="Berlin"), *place(plz="59065", ort="Hamm")]
    [offer] = taken(read_job_search(write({"ergebnisliste": [v6(stellenlokationen=places)]}))).offers.values()
    assert offer.city == "Hamm"
    assert offer.lat and 51.5 < offer.lat < 51.9


def test_a_point_far_from_its_town_is_not_believed(write: Any) -> None:
    wrong = v6()
    wrong["stellenlokationen"][0]["breite"] = 48.1
    [offer] = taken(read_job_search(write({"ergebnisliste": [wrong]}))).offers.values()
    assert offer.lat and 51.5 < offer.lat < 51.7


def test_an_occupation_without_a_code_is_listed_and_imported(write: Any) -> None:
    item = v6(hauptberuf="Raumfahrtschamane", alleBerufe=[], stellenangebotsTitel="Raumfahrtschamane")
    records = taken(read_job_search(write({"ergebnisliste": [item]})))
    assert [offer.kldb for offer in records.offers.values()] == [None]
    assert records.problems.skipped == 0
    assert "KldB" in notices(records)[0]


def test_spellings_of_one_employer_become_one(write: Any) -> None:
    items = [v4("a"), v4("b", arbeitgeber="ERFUNDENE HOLZWERKE"), v4("c"), v4("d")]
    del items[2]["arbeitsort"]["strasse"]
    items[3]["arbeitsort"]["strasse"] = "Ausgedachter Weg 77"
    records = taken(read_job_search(write({"stellenangebote": items})))
    employers = [records.offers[reference].employer for reference in "abcd"]
    assert employers[0] == employers[1] == employers[2] != employers[3]
    assert len(records.employers) == 2


def test_the_order_of_offers_does_not_matter(write: Any) -> None:
    items = [v4("a"), v4("b")]
    del items[1]["arbeitsort"]["strasse"]
    once = taken(read_job_search(write({"stellenangebote": items})))
    again = taken(read_job_search(write({"stellenangebote": items[::-1]})))
    assert once.employers == again.employers


def test_an_employer_that_another_source_has_is_not_doubled(write: Any) -> None:
    known = KnownEmployers()
    known.add(EmployerRecord(source="agentur", source_id="17", name="Erfundene Holzwerke GmbH", postal_code="44532"))
    records = taken(read_job_search(write({"stellenangebote": [v4()]})), known)
    [offer] = records.offers.values()
    assert (offer.employer_source, offer.employer) == ("agentur", "17")
    assert records.employers == {}


def test_an_employer_of_an_earlier_answer_keeps_its_id_and_gains_a_street(write: Any) -> None:
    known = KnownEmployers()
    known.add(EmployerRecord(source="ba-jobsuche", source_id="alt", name="Erfundene Holzwerke", postal_code="44532"))
    records = taken(read_job_search(write({"stellenangebote": [v4("a"), v4("b")]})), known)
    assert {offer.employer for offer in records.offers.values()} == {"alt"}
    assert records.employers["alt"].street == "Ausgedachter Weg 3"


def test_one_offer_on_two_pages_is_one(write: Any) -> None:
    assert len(taken(read_job_search(write([{"ergebnisliste": [v6()]}, {"ergebnisliste": [v6()]}]))).offers) == 1


@pytest.mark.parametrize("content", ['{"ergebnisliste": [', "[" * 100_000, "{'a': 1}"])
def test_broken_json(tmp_path: Path, content: str) -> None:
    path = tmp_path / "kaputt.json"
    path.write_text(content)
    with pytest.raises(UnreadableFileError, match="beschädigt"):
        read_job_search(path)


@pytest.mark.parametrize("content", ["{}", "[]", '{"jobs": [1]}', '[{"a": {"b": {"c": {"ergebnisliste": []}}}}]'])
def test_json_of_something_else(tmp_path: Path, content: str) -> None:
    path = tmp_path / "anderes.json"
    path.write_text(content)
    with pytest.raises(UnreadableFileError, match="weder eine Antwort der Jobsuche"):
        read_job_search(path)


def test_items_of_any_form_do_no_harm(write: Any) -> None:
    strange = [
        None,
        7,
        "x",
        {},
        {"firma": ["a"], "referenznummer": 5, "stellenlokationen": "hier", "stellenangebotsTitel": {}},
    ]
    records = taken(read_job_search(write({"ergebnisliste": strange, "facetten": "keine", "maxErgebnisse": None})))
    assert records.problems.skipped == 2
