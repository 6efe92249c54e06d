"""What goes out comes back in: whatever the catalogue holds survives export and import, and no cell is a formula."""

from __future__ import annotations

import csv
import string
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.catalogue.codes import CERTIFICATES
from bot.catalogue.exchange import EmployerRecord, OfferRecord, import_records
from bot.catalogue.exchange.exporting import Format, export_catalogue, write_template
from bot.catalogue.exchange.files import FileImport, import_files
from bot.catalogue.exchange.importing import Counts
from bot.catalogue.exchange.records import FIRST_DAY, LAST_DAY, clean_text
from bot.catalogue.exchange.sheets import SHEETS
from bot.catalogue.tables import Employer, JobOffer
from bot.database import Base, create_engine
from bot.language.criteria import FEATURES, OFFERS, SIZES

TODAY = date(2026, 11, 22)
EMPLOYER = EmployerRecord(source_id="1", name="Beispiel GmbH", postal_code="44532", city="Lünen", ags="05978024")
OFFER = OfferRecord(source_id="a", employer="1", kind="job", title="Tischler/in", kldb="22342")
CODES = ("25212", "22342", "62102", "252", "01104")

FORMULAS = ["=1+1", "+49 2306", "-", "@x", "'", "''=a", "'=a"]
MARKS = ["a;b", 'a"b', "a\nb", "_x000D_", "x005F_", "unbekannt", "Hinweis: x", "00123", "1e5", "ja", "01.08.2027"]
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
tricky = st.sampled_from([*FORMULAS, *MARKS])
some_text = texts | tricky
named = some_text.filter(clean_text)
ids = named.map(clean_text)
days = st.dates(FIRST_DAY, LAST_DAY)
optional = {"street": some_text, "city": some_text, "valid_until": days, "checked_on": days}
several = st.lists(st.sampled_from(FEATURES), max_size=4).map(tuple)
points = st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180))
addresses = st.sampled_from(["https://www.example.org/?a=b&c", "HTTP://example.org/ä"])


@st.composite
def employers(draw: st.DrawFn) -> EmployerRecord:
    lat, lon = draw(points) or (None, None)
    return EmployerRecord(
        source_id=draw(ids),
        source=draw(st.sampled_from(["agentur", "kammer", "=quelle"])),
        name=draw(named),
        lat=lat,
        lon=lon,
        sample=draw(st.booleans()),
        postal_code=draw(st.none() | st.sampled_from(["44532", "10115", "01067"])),
        ags=draw(st.none() | st.sampled_from(["05978024", "05913000"])),
        industry=draw(st.none() | st.sampled_from(["A", "01", "45.20", "45.20.1"])),
        size=draw(st.none() | st.sampled_from(SIZES)),
        features=draw(several),
        trains=draw(st.lists(st.sampled_from(CODES), max_size=3).map(tuple)),
        url=draw(st.none() | addresses),
        email=draw(st.none() | st.just("+post@example.org")),
        **{name: draw(st.none() | some_text) for name in ("description", "phone", "how_to_apply")},
        **{name: draw(st.none() | values) for name, values in optional.items()},
    )


@st.composite
def offers(draw: st.DrawFn, employer: EmployerRecord) -> OfferRecord:
    lat, lon = draw(points) or (None, None)
    return OfferRecord(
        source_id=draw(ids),
        source=draw(st.sampled_from([employer.source, "ba-jobsuche"])),
        employer=employer.source_id,
        employer_source=employer.source,
        kind=draw(st.sampled_from(OFFERS)),
        title=draw(named | st.just("Tischler/in")),
        lat=lat,
        lon=lon,
        sample=draw(st.booleans()),
        postal_code=draw(st.none() | st.sampled_from(["44532", "10115"])),
        ags=draw(st.none() | st.just("05978024")),
        kldb=draw(st.none() | st.sampled_from(CODES)),
        certificate=draw(st.none() | st.sampled_from(CERTIFICATES)),
        features=draw(several),
        positions=draw(st.none() | st.integers(0, 9999)),
        url=draw(st.none() | addresses),
        **{name: draw(st.none() | some_text) for name in ("pay", "how_to_apply")},
        **{name: draw(st.none() | days) for name in ("starts_on", "apply_until")},
        **{name: draw(st.none() | values) for name, values in optional.items()},
    )


@st.composite
def catalogues(draw: st.DrawFn) -> tuple[list[EmployerRecord], list[OfferRecord]]:
    some = draw(st.lists(employers(), min_size=1, max_size=4, unique_by=lambda one: (one.source, one.source_id)))
    key = st.sampled_from(some)
    work = draw(st.lists(key.flatmap(offers), max_size=4, unique_by=lambda one: (one.source, one.source_id)))
    return some, work


@asynccontextmanager
async def fresh(path: Path) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(f"sqlite+aiosqlite:///{path}")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield engine
    await engine.dispose()


async def contents(engine: AsyncEngine) -> dict[str, list[dict[str, Any]]]:
    """Everything but the numbers that a database gives."""
    found = {}
    async with engine.connect() as connection:
        for table in (Employer, JobOffer):
            query = select(table.__table__).order_by(table.source, table.source_id)
            rows = [dict(row._mapping) for row in await connection.execute(query)]
            found[table.__tablename__] = [
                {k: v for k, v in row.items() if k not in ("id", "employer_id")} for row in rows
            ]
    return found


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@given(catalogue=catalogues())
@example(
    catalogue=([replace(EMPLOYER, ags=None, city=None, postal_code=None)], [replace(OFFER, kldb=None, title="Quux")])
)
@example(catalogue=([replace(EMPLOYER, name="=cmd|'/c calc'!A1", source_id="Hinweis: 1")], []))
@example(catalogue=([replace(EMPLOYER, lat=1e-06, lon=-0.0, description="a\n\n=b\t ;")], [OFFER]))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
async def test_nothing_is_lost(form: Format, catalogue: tuple[list[EmployerRecord], list[OfferRecord]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"katalog.{form}"
        async with fresh(Path(folder) / "a.sqlite") as first, fresh(Path(folder) / "b.sqlite") as second:
            await import_records(first, "agentur", *catalogue, today=TODAY)
            written = list(await export_catalogue(first, path, form))
            again = await import_files(first, written, FileImport(complete=True))
            assert again.problems.kept == []
            assert again.outcome
            assert again.outcome.touched == 0
            elsewhere = await import_files(second, written, FileImport())
            assert elsewhere.outcome
            assert await contents(second) == await contents(first)


async def test_no_cell_of_an_export_is_a_formula(engine: AsyncEngine, tmp_path: Path) -> None:
    nasty = dict.fromkeys(("name", "street", "description", "phone", "how_to_apply"), "=HYPERLINK(1)")
    await import_records(engine, "@agentur", [replace(EMPLOYER, source_id="+1", **nasty)], None, today=TODAY)  # type: ignore[arg-type]
    [workbook] = await export_catalogue(engine, tmp_path / "e.xlsx", "xlsx", "employers")
    page = load_workbook(workbook).worksheets[0]
    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n", "d"}
    [table] = await export_catalogue(engine, tmp_path / "e.csv", "csv", "employers")
    with table.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file, delimiter=";") for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []
    assert "'=HYPERLINK(1)" in cells
    assert "'+1" in cells


async def test_exports_of_both_kinds_and_of_one(engine: AsyncEngine, tmp_path: Path) -> None:
    await import_records(engine, "agentur", [EMPLOYER], [OFFER, replace(OFFER, source_id="b")], today=TODAY)
    assert await export_catalogue(engine, tmp_path / "k.xlsx", "xlsx") == {tmp_path / "k.xlsx": 3}
    assert await export_catalogue(engine, tmp_path / "k.csv", "csv") == {
        tmp_path / "k-Betriebe.csv": 1,
        tmp_path / "k-Stellen.csv": 2,
        **{tmp_path / f"k-{sheet.title}.csv": 0 for sheet in SHEETS[2:]},
    }
    assert await export_catalogue(engine, tmp_path / "s.csv", "csv", "offers") == {tmp_path / "s.csv": 2}
    assert (tmp_path / "s.csv").read_bytes() == (tmp_path / "k-Stellen.csv").read_bytes()


async def test_an_export_that_fails_leaves_the_older_file(engine: AsyncEngine, tmp_path: Path) -> None:
    await import_records(engine, "agentur", [EMPLOYER], None, today=TODAY)
    path = tmp_path / "k.csv"
    path.write_text("älter", encoding="utf-8")
    await engine.dispose()
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: Base.metadata.tables["offers"].drop(sync))
    with pytest.raises(Exception, match="offers"):
        await export_catalogue(engine, path, "csv", "offers")
    assert path.read_text(encoding="utf-8") == "älter"
    assert list(tmp_path.glob(".k*")) == []


def template_sheets(path: Path) -> Iterator[tuple[Any, Any]]:
    workbook = load_workbook(path)
    for sheet in SHEETS:
        yield sheet, workbook[sheet.title]


def test_a_template_has_headings_help_lists_and_room(tmp_path: Path) -> None:
    [path] = write_template(tmp_path / "v.xlsx", "xlsx")
    for sheet, page in template_sheets(path):
        assert [cell.value for cell in page[1]] == [column.heading for column in sheet.columns]
        assert page["A2"].value.startswith("Hinweis: ")
        assert all(cell.value for cell in page[2])
        assert page.freeze_panes == "B3"
        listed = {str(rule.sqref).split(":")[0].rstrip(string.digits) for rule in page.data_validations.dataValidation}
        letters = [cell.column_letter for cell in page[1]]
        chosen = {letter for letter, column in zip(letters, sheet.columns, strict=True) if column.type.choices()}
        assert listed == chosen
        number = letters[[column.attribute for column in sheet.columns].index("source_id")]
        assert page.column_dimensions[number].number_format == "@"


def test_the_lists_of_a_template_hold_the_words_that_are_understood(tmp_path: Path) -> None:
    [path] = write_template(tmp_path / "v.xlsx", "xlsx")
    lists = load_workbook(path)["Listen"]
    assert lists.sheet_state == "hidden"
    for sheet, page in template_sheets(path):
        for rule in page.data_validations.dataValidation:
            area = rule.formula1.split("!")[1].replace("$", "")
            words = [cell.value for (cell,) in lists[area]]
            place = page[str(rule.sqref).split(":")[0]].column - 1
            column = sheet.columns[place]
            assert words == list(column.type.choices())
            assert [column.parse(word) for word in words]
            assert rule.showErrorMessage is not column.type.open


@pytest.mark.parametrize("form", ["xlsx", "csv"])
async def test_a_filled_template_is_imported_without_its_help_row(
    engine: AsyncEngine, tmp_path: Path, form: Format
) -> None:
    written = write_template(tmp_path / f"v.{form}", form)
    done = await import_files(engine, written, FileImport())
    assert done.outcome
    assert (done.outcome.counts, done.problems.kept) == ({}, [])
    if form == "xlsx":
        workbook = load_workbook(written[0])
        workbook["Betriebe"].append(["1", "Muster GmbH", None, "44532", "Lünen"])
        workbook.save(written[0])
    else:
        with written[0].open("a", encoding="utf-8") as file:
            file.write("1;Muster GmbH;;44532;Lünen" + ";" * 16 + "\r\n")
    done = await import_files(engine, written, FileImport())
    assert done.outcome
    assert done.outcome.counts == {"employers": Counts(new=1)}
