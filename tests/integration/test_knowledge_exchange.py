"""Programmes, places, events and occupations out of the catalogue and in again: spreadsheets and HSDS 3."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.catalogue.exchange.entries import PLACES, PROGRAMMES
from bot.catalogue.exchange.exporting import export_catalogue
from bot.catalogue.exchange.files import FileImport, FileImportOutcome, import_files
from bot.catalogue.exchange.hsds_writing import export_hsds
from bot.catalogue.exchange.problems import UnreadableFileError
from bot.catalogue.knowledge_tables import Event, Place, Programme
from bot.catalogue.stock import fill_stock, read_stock
from bot.database import create_engine
from bot.settings import PROJECT_ROOT

TODAY = date(2026, 11, 24)
SCHEMAS = PROJECT_ROOT.parent / "shared" / "reference" / "hsds_schema"
"""The published schema of HSDS 3; a checkout of the project alone has none."""
REQUIRED = {
    "service": {"id", "name", "status"},
    "organization": {"id", "name", "description"},
    "location": {"id", "location_type"},
    "addresses": {"id", "address_1", "city", "state_province", "postal_code", "country", "address_type"},
    "phones": {"id", "number"},
    "taxonomy_term": {"id", "name", "description"},
}
"""What HSDS 3.0 asks of each object, for every checkout."""


async def import_file(engine: AsyncEngine, path: Path, **how: Any) -> FileImportOutcome:
    return await import_files(engine, [path], FileImport(today=TODAY, **how))


async def rows(engine: AsyncEngine, table: type) -> list[dict[str, Any]]:
    async with engine.connect() as connection:
        found = await connection.execute(select(table.__table__).order_by("source", "source_id"))
        return [{key: value for key, value in row._mapping.items() if key != "id"} for row in found]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
async def test_a_spreadsheet_brings_everything_back(
    engine: AsyncEngine, sqlite_template: Path, tmp_path: Path, ending: str
) -> None:
    await fill_stock(engine, TODAY)
    path = tmp_path / f"alles.{ending}"
    written = await export_catalogue(engine, path, ending)  # type: ignore[arg-type]
    filled = [file for file, count in written.items() if count]
    again = await import_files(engine, filled, FileImport(today=TODAY, complete=True))
    assert again.problems.rejected_rows == 0
    assert again.outcome is not None
    assert again.outcome.touched == 0
    assert sum(counts.unchanged for counts in again.outcome.counts.values()) == sum(written.values())


async def test_what_staff_write_by_hand(engine: AsyncEngine, tmp_path: Path) -> None:
    path = tmp_path / "hilfen.csv"
    cells = {
        "Titel": "Eigene Hilfe",
        "Wer hilft": "Stadt",
        "Anspruch": "Recht",
        "Themen": "Geld, Wohnen",
        "Text": "Text.",
        "Text in einfacher Sprache": "Kurz.",
        "So geht es": "Fragen.",
        "Bedingungen": '"Alter höchstens 24; Kind: ja oder Situation: Schule"',
        "Rechtsgrundlage": '"SGB III § 56; § 3 WoGG"',
        "Für wen (Orte)": '"Lünen; Kreis Unna"',
    }
    path.write_text(";".join(cells) + "\n" + ";".join(cells.values()) + "\n", encoding="utf-8")
    outcome = await import_file(engine, path)
    assert [str(problem) for problem in outcome.problems.kept] == []
    [row] = await rows(engine, Programme)
    assert row["topics"] == ["finance", "housing"]
    assert row["conditions"] == ["age <= 24", "child = yes or situation = pupil"]
    assert row["basis"] == ["sgb3 56", "wogg 3"]
    assert row["serves"] == ["05978024", "05978"]
    assert (row["entitlement"], row["source"]) == ("right", "agentur")


async def test_an_event_by_hand_ends_with_its_day(engine: AsyncEngine, tmp_path: Path) -> None:
    path = tmp_path / "termine.csv"
    path.write_text(
        "Titel;Art;Beginnt am;Beginn (Uhrzeit);Text;Text in einfacher Sprache;Ort\n"
        "Messe;Messe;14.03.2027;9.00;Text.;Kurz.;Lünen\n",
        encoding="utf-8",
    )
    outcome = await import_file(engine, path)
    assert outcome.problems.rejected_rows == 0
    [row] = await rows(engine, Event)
    assert (row["valid_until"], row["starts_at"], row["ags"]) == (date(2027, 3, 14), "09:00", "05978024")


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("Bedingungen", "wenn man will", "Diese Bedingung ist nicht lesbar"),
        ("Rechtsgrundlage", "irgendwo", "Das ist kein Paragraf"),
        ("Themen", "Wetter", "Dieses Thema ist nicht bekannt"),
        ("Für wen (Orte)", "München", "ist in Nordrhein-Westfalen nicht bekannt"),
        ("Fundstellen", "im Internet", "Das ist keine Fundstelle"),
        ("Beträge mit Fundstelle", "160 Euro", "fehlt der Paragraf"),
        ("Anspruch", "vielleicht", "Dieses Wort ist hier nicht bekannt"),
    ],
)
async def test_a_wrong_cell_is_told(engine: AsyncEngine, tmp_path: Path, column: str, value: str, said: str) -> None:
    cells = {
        "Titel": "T",
        "Wer hilft": "W",
        "Anspruch": "Recht",
        "Themen": "Geld",
        "Text": "T.",
        "Text in einfacher Sprache": "K.",
        "So geht es": "F.",
        column: value,
    }
    path = tmp_path / "hilfen.csv"
    path.write_text(";".join(cells) + "\n" + ";".join(cells.values()) + "\n", encoding="utf-8")
    outcome = await import_file(engine, path)
    assert outcome.outcome is None
    assert any(said in problem.message for problem in outcome.problems.kept)


async def exported(engine: AsyncEngine, path: Path) -> dict[str, Any]:
    await fill_stock(engine, TODAY)
    count = await export_hsds(engine, path, TODAY)
    page: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    assert count == page["total_items"] == len(page["contents"])
    return page


def objects(value: Any, name: str = "service") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of a service by the key it stands under."""
    if isinstance(value, dict):
        yield name, value
        for key, part in value.items():
            yield from objects(part, key)
    elif isinstance(value, list):
        for part in value:
            yield from objects(part, name)


async def test_hsds_has_what_it_asks_for(engine: AsyncEngine, tmp_path: Path) -> None:
    page = await exported(engine, tmp_path / "hsds.json")
    stock = read_stock(TODAY)
    assert page["total_items"] == len(stock[PROGRAMMES]) + len(stock[PLACES])
    for service in page["contents"]:
        for name, each in objects(service):
            assert REQUIRED.get(name, set()) <= each.keys()
            assert None not in each.values()
    ids = [service["id"] for service in page["contents"]]
    assert len(set(ids)) == len(ids)


async def test_hsds_fits_the_published_schema(engine: AsyncEngine, tmp_path: Path) -> None:
    page = await exported(engine, tmp_path / "hsds.json")
    if not SCHEMAS.is_dir():
        return
    files = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in SCHEMAS.glob("*.json")}
    registry: Registry = Registry().with_resources(
        (name, Resource.from_contents(schema, default_specification=DRAFT202012)) for name, schema in files.items()
    )
    validator = jsonschema.Draft202012Validator(
        files["service.json"], registry=registry, format_checker=jsonschema.FormatChecker()
    )
    wrong = [error.message for service in page["contents"] for error in validator.iter_errors(service)]
    assert wrong == []


async def test_hsds_says_the_important_in_its_own_fields(engine: AsyncEngine, tmp_path: Path) -> None:
    page = await exported(engine, tmp_path / "hsds.json")
    by_name = {service["name"]: service for service in page["contents"]}
    careleaver = by_name["Hilfe für junge Volljährige"]
    assert (careleaver["minimum_age"], careleaver["maximum_age"]) == (18, 20)
    assert careleaver["assured_date"] == "2026-11-24"
    assert "Alter mindestens 18" in careleaver["eligibility_description"]
    assert careleaver["organization"]["name"] == "Jugendamt"
    assert careleaver["status"] == "active"
    office = by_name["Jugendamt Lünen"]
    assert office["service_at_locations"][0]["location"]["addresses"][0]["city"] == "Lünen"
    assert office["service_areas"][0]["name"] == "Lünen"
    line = by_name["TelefonSeelsorge"]
    assert line["service_at_locations"][0]["location"]["location_type"] == "virtual"
    assert line["phones"][0]["number"] == "0800 111 0 111"


async def test_hsds_brings_everything_back(
    engine: AsyncEngine, sqlite_template: Path, tmp_path: Path, sqlite_url: str
) -> None:
    path = tmp_path / "hsds.json"
    await exported(engine, path)
    again = await import_file(engine, path, complete=True)
    assert again.outcome is not None
    assert again.outcome.touched == 0
    other = create_engine(sqlite_url)
    try:
        await import_file(other, path)
        assert await rows(other, Programme) == await rows(engine, Programme)
        assert await rows(other, Place) == await rows(engine, Place)
    finally:
        await other.dispose()


FOREIGN = {
    "id": "ac148810-d857-441c-9679-408f346de14b",
    "name": "Fremde Hilfe",
    "description": "Hilft.",
    "status": "active",
    "minimum_age": 12,
    "maximum_age": 20.0,
    "assured_date": "2026-10-01",
    "url": "not a url",
    "organization": {"id": "o", "name": "Verein", "description": "V"},
    "attributes": [{"id": "a", "taxonomy_term": {"id": "t", "code": "housing", "name": "H", "description": "d"}}],
}
AT = {
    "id": "l",
    "schedules": [{"id": "s", "byday": "MO,TU", "opens_at": "09:00Z", "closes_at": "12:00Z"}, {"id": "x"}],
    "location": {
        "id": "l",
        "location_type": "physical",
        "latitude": 100,
        "longitude": 7,
        "addresses": [{"id": "a", "address_1": "Weg 1", "city": "Lünen", "postal_code": "44532"}],
    },
}


async def test_a_foreign_service_without_a_place_is_a_programme(engine: AsyncEngine, tmp_path: Path) -> None:
    path = tmp_path / "fremd.json"
    path.write_text(json.dumps([FOREIGN]), encoding="utf-8")
    await import_file(engine, path)
    [row] = await rows(engine, Programme)
    assert (row["title"], row["provider"], row["source"], row["url"]) == ("Fremde Hilfe", "Verein", "hsds", None)
    assert (row["conditions"], row["topics"]) == (["age >= 12", "age <= 20"], ["housing"])
    assert row["checked_on"] == date(2026, 10, 1)
    assert row["needs_review"]


async def test_a_foreign_service_at_a_location_is_a_place(engine: AsyncEngine, tmp_path: Path) -> None:
    path = tmp_path / "fremd.json"
    path.write_text(json.dumps(FOREIGN | {"service_at_locations": [AT], "application_process": "Ruf an."}))
    await import_file(engine, path, source="verband")
    [row] = await rows(engine, Place)
    assert (row["name"], row["ags"], row["lat"], row["source"]) == ("Fremde Hilfe", "05978024", None, "verband")
    assert row["hours"] == ["monday 09:00-12:00", "tuesday 09:00-12:00"]


@pytest.mark.parametrize("service", [FOREIGN | {"email": "no mail"}, FOREIGN | {"name": "n" * 300}])
async def test_a_service_that_cannot_be_held_stops_the_import(engine: AsyncEngine, tmp_path: Path, service) -> None:
    path = tmp_path / "fremd.json"
    path.write_text(json.dumps({"contents": [FOREIGN | {"id": "1"}, service]}), encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="lässt sich nicht übernehmen"):
        await import_file(engine, path)
    assert await rows(engine, Programme) == []
