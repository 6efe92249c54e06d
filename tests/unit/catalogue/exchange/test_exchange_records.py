"""What the catalogue accepts as a record, wherever it comes from."""

from dataclasses import replace
from datetime import date

import pytest

from bot.catalogue.exchange.entries import EMPLOYERS, OFFERS
from bot.catalogue.exchange.records import LONG_TEXT, EmployerRecord, OfferRecord, RecordError, canonical, max_lengths

EMPLOYER = EmployerRecord(source_id="1", name="Beispielbetrieb GmbH")
OFFER = OfferRecord(source_id="1", employer="7", kind="apprenticeship", title="Tischler/in")


def test_texts_are_cleaned_and_empty_ones_dropped() -> None:
    record = canonical(replace(EMPLOYER, name=" Ba\u0308ckerei ", phone="  ", street="a\r\nb\x00"), "agentur")
    assert (record.name, record.phone, record.street) == ("Bäckerei", None, "a\nb")


def test_sources_are_filled_in_but_not_replaced() -> None:
    assert canonical(EMPLOYER, "agentur").source == "agentur"
    assert canonical(replace(EMPLOYER, source="kammer"), "agentur").source == "kammer"
    assert canonical(OFFER, "agentur").employer_source == "agentur"
    assert canonical(replace(OFFER, employer_source="kammer"), "agentur").employer_source == "kammer"


def test_features_are_put_in_order_and_doubles_dropped() -> None:
    record = canonical(
        replace(EMPLOYER, features=("inclusive", "part_time", "inclusive"), trains=("25212", "25212")), "a"
    )
    assert record.features == ("part_time", "inclusive")
    assert record.trains == ("25212",)


def test_coordinates_are_rounded_to_a_decimetre() -> None:
    record = canonical(replace(EMPLOYER, lat=51.123456789, lon=7), "a")
    assert (record.lat, record.lon) == (51.123457, 7)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "},
        {"source_id": ""},
        {"name": "x" * 201},
        {"description": "x" * (LONG_TEXT + 1)},
        {"size": "tiny"},
        {"features": ("schön",)},
        {"industry": "04"},
        {"trains": ("99999",)},
        {"trains": ("25",)},
        {"ags": "05978"},
        {"ags": "09162000"},
        {"postal_code": "4453"},
        {"url": "javascript:alert(1)"},
        {"email": "post"},
        {"lat": 51.5},
        {"lat": 91.0, "lon": 7.0},
        {"lat": float("nan"), "lon": 7.0},
        {"checked_on": date(1999, 1, 1)},
        {"source": "x" * 81},
    ],
)
def test_what_an_employer_cannot_have(changes: dict[str, object]) -> None:
    with pytest.raises(RecordError, match=next(iter(changes))):
        canonical(replace(EMPLOYER, **changes), "agentur")


@pytest.mark.parametrize(
    "changes", [{"kind": "hobby"}, {"certificate": "doctor"}, {"positions": -1}, {"kldb": "2521x"}, {"employer": ""}]
)
def test_what_an_offer_cannot_have(changes: dict[str, object]) -> None:
    with pytest.raises(RecordError, match=next(iter(changes))):
        canonical(replace(OFFER, **changes), "agentur")


def test_a_record_in_full_is_accepted() -> None:
    full = replace(
        EMPLOYER,
        industry="45.20",
        size="small",
        ags="05978024",
        postal_code="44532",
        lat=51.6,
        lon=7.5,
        trains=("25212", "252"),
    )
    assert canonical(full, "agentur").trains == ("25212", "252")


def test_every_column_of_the_tables_is_written() -> None:
    """A column that an import forgot would be lost on export and import."""
    for kind in (EMPLOYERS, OFFERS):
        parent = {kind.parent.column} if kind.parent else set()
        assert set(kind.columns) | {"id"} | parent == {column.name for column in kind.table.__table__.columns}


def test_lengths_come_from_the_tables() -> None:
    assert max_lengths(EmployerRecord)["name"] == 200
    assert max_lengths(OfferRecord)["source_id"] == 120
