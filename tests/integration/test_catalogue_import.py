"""Bringing records and spreadsheets into a real database: once, again, changed, complete, in part, or not at all."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.catalogue.exchange import EmployerRecord, OfferRecord, RecordError, import_records
from bot.catalogue.exchange.exporting import export_catalogue
from bot.catalogue.exchange.files import FileImport, FileImportOutcome, import_files
from bot.catalogue.exchange.importing import BATCH_ROWS, Counts
from bot.catalogue.exchange.problems import UnreadableFileError
from bot.catalogue.tables import CatalogueRevision, Employer, JobOffer
from bot.database import create_engine

TODAY = date(2026, 11, 22)
EMPLOYER = EmployerRecord(
    source_id="1",
    name="Beispielbetrieb GmbH",
    street="Musterweg 1",
    postal_code="44532",
    city="Lünen",
    ags="05978024",
    lat=51.6,
    lon=7.5,
    industry="45.20",
    size="small",
    features=("part_time", "inclusive"),
    trains=("25212",),
)
OFFER = OfferRecord(source_id="a", employer="1", kind="apprenticeship", title="Kfz-Mechatroniker/in", kldb="25212")


async def rows(engine: AsyncEngine, table: Any, *names: str) -> list[tuple[Any, ...]]:
    async with engine.connect() as connection:
        query = select(*(getattr(table, name) for name in names)).order_by(table.source, table.source_id)
        return [tuple(row) for row in await connection.execute(query)]


async def revision(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(select(CatalogueRevision.number)) or 0


async def bring(
    engine: AsyncEngine, employers: Any = (EMPLOYER,), offers: Any = (OFFER,), **how: Any
) -> dict[str, Counts]:
    outcome = await import_records(engine, "agentur", employers, offers, **{"today": TODAY, **how})
    assert outcome.revision == await revision(engine)
    return dict(outcome.counts)


async def test_the_second_time_nothing_changes(engine: AsyncEngine) -> None:
    assert await bring(engine) == {"employers": Counts(new=1), "offers": Counts(new=1)}
    before = await rows(engine, Employer, "id", "checked_on", "features", "trains", "match_key")
    assert before == [(1, TODAY, ["part_time", "inclusive"], ["25212"], "beispielbetrieb|44532|musterweg1")]
    assert await bring(engine, today=date(2026, 12, 24)) == {
        "employers": Counts(unchanged=1),
        "offers": Counts(unchanged=1),
    }
    assert await rows(engine, Employer, "id", "checked_on", "features", "trains", "match_key") == before
    assert await revision(engine) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"phone": "02306 1"},
        {"features": ("part_time",)},
        {"lat": 51.7},
        {"size": None},
        {"sample": True},
        {"trains": ()},
    ],
)
async def test_a_change_changes_that_row_only(engine: AsyncEngine, changes: dict[str, Any]) -> None:
    other = replace(EMPLOYER, source_id="2")
    await bring(engine, (EMPLOYER, other))
    counts = await bring(engine, (replace(EMPLOYER, **changes), other), today=date(2026, 12, 1))
    assert counts["employers"] == Counts(changed=1, unchanged=1)
    assert await rows(engine, Employer, "source_id", "checked_on") == [("1", date(2026, 12, 1)), ("2", TODAY)]
    assert await revision(engine) == 2


async def test_a_newer_check_is_a_change_and_no_check_is_none(engine: AsyncEngine) -> None:
    await bring(engine, (replace(EMPLOYER, checked_on=date(2026, 10, 1)),))
    assert (await bring(engine))["employers"] == Counts(unchanged=1)
    assert (await bring(engine, (replace(EMPLOYER, checked_on=date(2026, 11, 1)),)))["employers"] == Counts(changed=1)
    assert await rows(engine, Employer, "checked_on") == [(date(2026, 11, 1),)]


async def test_complete_ends_what_is_gone_and_nothing_else(engine: AsyncEngine) -> None:
    await bring(
        engine, [replace(EMPLOYER, source_id=str(number)) for number in range(3)], [replace(OFFER, employer="0")]
    )
    await import_records(engine, "kammer", [replace(EMPLOYER, source_id="9")], None, today=TODAY)
    ended = replace(EMPLOYER, source_id="7", valid_until=date(2026, 1, 1))
    await bring(engine, [ended], None)
    counts = await bring(engine, [replace(EMPLOYER, source_id="0")], None, complete=True)
    assert counts == {"employers": Counts(unchanged=1, ended=2)}
    yesterday = date(2026, 11, 21)
    assert await rows(engine, Employer, "source_id", "valid_until") == [
        ("0", None),
        ("1", yesterday),
        ("2", yesterday),
        ("7", date(2026, 1, 1)),
        ("9", None),
    ]
    assert await rows(engine, JobOffer, "valid_until") == [(None,)]
    again = await bring(engine, [replace(EMPLOYER, source_id="0")], None, complete=True)
    assert again == {"employers": Counts(unchanged=1)}


async def test_what_was_ended_counts_again_when_it_comes_back(engine: AsyncEngine) -> None:
    await bring(engine)
    await bring(engine, None, [], complete=True)
    assert await rows(engine, JobOffer, "valid_until") == [(date(2026, 11, 21),)]
    assert (await bring(engine))["offers"] == Counts(changed=1)
    assert await rows(engine, JobOffer, "valid_until") == [(None,)]


async def test_a_dry_run_says_the_same_and_changes_nothing(engine: AsyncEngine) -> None:
    await bring(engine, (EMPLOYER, replace(EMPLOYER, source_id="2")))
    plan = ([replace(EMPLOYER, phone="1"), replace(EMPLOYER, source_id="3")], [OFFER])
    before = await rows(engine, Employer, "id", "phone", "valid_until")
    dry = await bring(engine, *plan, complete=True, dry_run=True)
    assert await rows(engine, Employer, "id", "phone", "valid_until") == before
    assert await bring(engine, *plan, complete=True) == dry
    assert dry["employers"] == Counts(new=1, changed=1, ended=1)


async def test_an_offer_moves_to_another_employer(engine: AsyncEngine) -> None:
    await bring(engine, (EMPLOYER, replace(EMPLOYER, source_id="2")))
    assert (await bring(engine, None, [replace(OFFER, employer="2")]))["offers"] == Counts(changed=1)
    [(number,)] = await rows(engine, JobOffer, "employer_id")
    assert dict(await rows(engine, Employer, "source_id", "id"))["2"] == number


async def test_an_offer_of_an_employer_of_another_source(engine: AsyncEngine) -> None:
    await bring(engine, offers=None)
    offer = replace(OFFER, employer_source="agentur")
    outcome = await import_records(engine, "ba-jobsuche", None, [offer], today=TODAY)
    assert outcome.counts["offers"] == Counts(new=1)
    assert await rows(engine, JobOffer, "source") == [("ba-jobsuche",)]


@pytest.mark.parametrize(
    ("employers", "offers", "message"),
    [
        ([EMPLOYER, EMPLOYER], None, "twice"),
        ([EMPLOYER], [replace(OFFER, employer="77")], "known employer: \\['a'\\]"),
        ([replace(EMPLOYER, name="x" * 300)], None, "name="),
        ([EMPLOYER], [replace(OFFER, kind="hobby")], "kind="),
    ],
)
async def test_what_does_not_fit_undoes_everything(
    engine: AsyncEngine, employers: Any, offers: Any, message: str
) -> None:
    with pytest.raises(RecordError, match=message):
        await bring(engine, employers, offers)
    assert await rows(engine, Employer, "id") == []
    assert await revision(engine) == 0
    assert (await bring(engine))["employers"] == Counts(new=1)


async def test_a_failure_while_records_are_read_undoes_everything(engine: AsyncEngine) -> None:
    def breaking() -> Iterator[EmployerRecord]:
        for number in range(BATCH_ROWS + 1):
            yield replace(EMPLOYER, source_id=str(number))
        raise OSError("the file is gone")

    with pytest.raises(OSError, match="gone"):
        await bring(engine, breaking(), None)
    assert await rows(engine, Employer, "id") == []
    assert await bring(engine)


async def test_reading_slowly_locks_nobody_out(engine: AsyncEngine) -> None:
    """While records still come in, others can write: a conversation never waits for an import."""
    other = replace(EMPLOYER, source="anderswo", source_id="x")

    url = engine.url.render_as_string(hide_password=False)

    def write_apart() -> None:
        async def write() -> None:
            apart = create_engine(url)
            await import_records(apart, "anderswo", [other], None, today=TODAY)
            await apart.dispose()

        asyncio.run(write())

    def slow() -> Iterator[EmployerRecord]:
        for number in range(2 * BATCH_ROWS):
            yield replace(EMPLOYER, source_id=str(number))
        with ThreadPoolExecutor(1) as pool:
            pool.submit(write_apart).result(timeout=60)

    counts = await bring(engine, slow(), None)
    assert counts["employers"] == Counts(new=2 * BATCH_ROWS)
    assert await revision(engine) == 2


HEADINGS = ["Nummer", "Name", "PLZ", "Ort", "Größe"]


def write_csv(path: Path, table: list[list[Any]], headings: list[str] = HEADINGS, encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=";").writerows([headings, *table])
    return path


def write_xlsx(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, table in sheets.items():
        page = workbook.create_sheet(title)
        for row in table:
            page.append(row)
    workbook.save(path)
    return path


async def take(engine: AsyncEngine, *paths: Path, **how: Any) -> FileImportOutcome:
    return await import_files(engine, paths, FileImport(today=TODAY, **how))


def messages(done: FileImportOutcome) -> list[tuple[int | None, str | None, str]]:
    return [(problem.place.row, problem.place.column, problem.message) for problem in done.problems.kept]


async def test_a_workbook_as_staff_write_it(engine: AsyncEngine, tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "agentur.xlsx",
        {
            "Betriebe": [
                ["Unsere Betriebe", None, None, None],
                ["Nummer", " NAME ", "plz", "Ort", "Größe", "Ausbildungsberufe", "Telefon"],
                ["Hinweis: so füllen Sie aus", "…", "…", "…", None, None, None],
                [17, "Autowelt Muster GmbH", 44532, "Lünen", "klein", "Kfz-Mechatroniker/in; 22342", "'+49 2306 1"],
                [None, None, None, None],
                [None, "Bäckerei Beispiel", "58730", "Fröndenberg", "sehr klein", None, None],
            ],
            "Stellen": [
                ["Betrieb", "Betriebsnummer", "Art", "Beruf", "Beginn", "Freie Plätze", "Schulabschluss"],
                [None, 17, "Ausbildung", "Kfz-Mechatroniker/in", date(2027, 8, 1), 2, "Hauptschulabschluss"],
                ["Bäckerei Beispiel", None, "Praktikum", "Bäcker/in", 46600, None, None],
            ],
            "Notizen": [["Bitte nicht löschen"]],
        },
    )
    done = await take(engine, path)
    assert done.outcome
    assert done.outcome.counts == {"employers": Counts(new=2), "offers": Counts(new=2)}
    assert [problem.place.sheet for problem in done.problems.kept] == ["Notizen"]
    found = await rows(engine, Employer, "source", "name", "postal_code", "ags", "size", "trains", "phone")
    assert found[0] == (
        "agentur",
        "Autowelt Muster GmbH",
        "44532",
        "05978024",
        "small",
        ["25212", "22342"],
        "+49 2306 1",
    )
    assert found[1][3:5] == ("05978012", "micro")
    offers = await rows(engine, JobOffer, "kind", "kldb", "starts_on", "positions", "certificate")
    assert ("apprenticeship", "25212", date(2027, 8, 1), 2, "lower") in offers
    again = await take(engine, path)
    assert again.outcome
    assert again.outcome.counts == {"employers": Counts(unchanged=2), "offers": Counts(unchanged=2)}


async def test_rejected_rows_keep_everything_out_unless_asked_otherwise(engine: AsyncEngine, tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv",
        [
            ["1", "Gut GmbH", "44532", "Lünen", "klein"],
            ["2", "Schlecht GmbH", "", "Frödenberg", "winzig"],
            ["3", "", "44532", "", ""],
        ],
    )
    done = await take(engine, path)
    assert done.outcome is None
    assert done.problems.rejected == {"employers": 2}
    assert messages(done) == [
        (3, "Größe", "Dieses Wort ist hier nicht bekannt."),
        (3, "Ort", "Dieser Ort ist in Nordrhein-Westfalen nicht bekannt."),
        (4, "Name", "Pflichtangabe fehlt."),
    ]
    assert "Meinten Sie „Fröndenberg“?" in done.problems.kept[1].advice
    assert await rows(engine, Employer, "id") == []
    assert await revision(engine) == 0
    done = await take(engine, path, partial=True)
    assert done.outcome
    assert done.outcome.counts == {"employers": Counts(new=1)}
    assert await rows(engine, Employer, "name") == [("Gut GmbH",)]


async def test_several_files_go_in_together_or_not_at_all(engine: AsyncEngine, tmp_path: Path) -> None:
    good = write_csv(tmp_path / "gut.csv", [["1", "Gut GmbH", "44532", "Lünen", ""]])
    bad = write_csv(tmp_path / "schlecht.csv", [["2", "Schlecht GmbH", "", "", ""]])
    assert (await take(engine, good, bad)).outcome is None
    assert await rows(engine, Employer, "id") == []
    missing = tmp_path / "fehlt.csv"
    with pytest.raises(UnreadableFileError) as caught:
        await take(engine, good, missing, partial=True)
    assert caught.value.file == "fehlt.csv"
    assert await rows(engine, Employer, "id") == []


async def test_employers_in_one_file_and_their_offers_in_another_before_it(engine: AsyncEngine, tmp_path: Path) -> None:
    offers = write_csv(tmp_path / "s.csv", [["Gut", "Arbeit", "Tischler/in"]], ["Betrieb", "Art", "Beruf"])
    employers = write_csv(tmp_path / "b.csv", [["1", "Gut GmbH", "44532", "Lünen", ""]])
    done = await take(engine, offers, employers)
    assert done.outcome
    assert done.outcome.counts == {"employers": Counts(new=1), "offers": Counts(new=1)}
    later = write_csv(tmp_path / "t.csv", [["1", "Praktikum", "Tischler/in"]], ["Betriebsnummer", "Art", "Beruf"])
    assert (await take(engine, later)).outcome


async def test_offers_of_a_rejected_employer_say_so(engine: AsyncEngine, tmp_path: Path) -> None:
    offers = write_csv(tmp_path / "s.csv", [["1", "Arbeit", "Tischler/in"]], ["Betriebsnummer", "Art", "Beruf"])
    employers = write_csv(tmp_path / "b.csv", [["1", "Schlecht GmbH", "", "", ""]])
    done = await take(engine, employers, offers, partial=True)
    assert [message for _, _, message in messages(done)] == [
        "Es fehlt, wo der Betrieb liegt.",
        "Die Zeile dieses Betriebs wurde abgelehnt.",
    ]


async def test_doubles_name_the_row_that_was_first(engine: AsyncEngine, tmp_path: Path) -> None:
    first = write_csv(
        tmp_path / "a.csv", [["1", "Eins GmbH", "44532", "Lünen", ""], ["", "Zwei GmbH", "44532", "Lünen", ""]]
    )
    second = write_csv(
        tmp_path / "b.csv", [["1", "Drei GmbH", "44532", "Lünen", ""], ["", "Zwei", "44532", "Lünen", ""]]
    )
    assert [message for _, _, message in messages(await take(engine, first, second))] == [
        "Diese Nummer steht schon in a.csv, Zeile 2.",
        "Der gleiche Eintrag steht schon in a.csv, Zeile 3.",
    ]


async def test_the_same_numbers_in_two_sources_are_two(engine: AsyncEngine, tmp_path: Path) -> None:
    table = [["1", "Eins GmbH", "44532", "Lünen", "", ""], ["1", "Zwei GmbH", "44532", "Lünen", "", "kammer"]]
    done = await take(engine, write_csv(tmp_path / "a.csv", table, [*HEADINGS, "Quelle"]), source="innung")
    assert done.outcome
    assert await rows(engine, Employer, "source") == [("innung",), ("kammer",)]


async def test_complete_leaves_alone_what_the_files_say_nothing_about(engine: AsyncEngine, tmp_path: Path) -> None:
    await bring(engine, (EMPLOYER, replace(EMPLOYER, source_id="2")))
    path = write_xlsx(
        tmp_path / "a.xlsx",
        {"Betriebe": [["Nummer", "Name", "PLZ"], ["2", "Neu GmbH", "44532"]], "Stellen": [["Betrieb", "Art", "Beruf"]]},
    )
    done = await take(engine, path, complete=True)
    assert done.outcome
    assert done.outcome.counts == {"employers": Counts(changed=1, ended=1)}
    assert await rows(engine, JobOffer, "valid_until") == [(None,)]


async def test_complete_with_nothing_in_the_file_is_refused(engine: AsyncEngine, tmp_path: Path) -> None:
    await bring(engine)
    with pytest.raises(UnreadableFileError, match="würden alle"):
        await take(engine, write_csv(tmp_path / "a.csv", []), complete=True)
    assert await rows(engine, Employer, "valid_until") == [(None,)]
    with pytest.raises(ValueError, match="partial"):
        FileImport(complete=True, partial=True)


async def test_a_file_of_headings_only_changes_nothing(engine: AsyncEngine, tmp_path: Path) -> None:
    done = await take(engine, write_csv(tmp_path / "a.csv", []))
    assert done.outcome
    assert done.outcome.counts == {}
    assert await revision(engine) == 0


async def test_progress_is_told_every_ten_thousand_rows(engine: AsyncEngine, tmp_path: Path) -> None:
    told: list[int] = []
    path = write_csv(tmp_path / "a.csv", [[str(number), f"B{number}", "", "Lünen", ""] for number in range(10_500)])
    assert (await take(engine, path, dry_run=True, progress=told.append)).outcome
    assert told == [10_000]


async def test_an_import_after_an_export_changes_nothing_whatever_the_source(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await bring(engine)
    await import_records(
        engine, "ba-jobsuche", None, [replace(OFFER, employer_source="agentur", kldb=None)], today=TODAY
    )
    await export_catalogue(engine, tmp_path / "e.xlsx", "xlsx")
    done = await take(engine, tmp_path / "e.xlsx", complete=True)
    assert done.outcome
    assert done.outcome.counts == {"employers": Counts(unchanged=1), "offers": Counts(unchanged=2)}
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(JobOffer)) == 2
