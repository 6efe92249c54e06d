"""Answers of the job search on their way into the catalogue, beside what the agency itself knows."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.catalogue.exchange import EmployerRecord, import_records
from bot.catalogue.exchange.files import FileImport, FileImportOutcome, import_files
from bot.catalogue.exchange.importing import Counts
from bot.catalogue.exchange.problems import UnreadableFileError
from bot.catalogue.tables import Employer, JobOffer

FETCHED = date(2026, 11, 2)
TODAY = date(2026, 11, 22)


def offer(number: int, firm: str, **changes: Any) -> dict[str, Any]:
    """An offer in the shape of version 6."""
    address = {
        "plz": "59065",
        "ort": "Hamm",
        "strasse": "Erdachter Ring",
        "hausnummer": "4",
        "region": "NORDRHEIN_WESTFALEN",
    }
    return {
        "referenznummer": f"99009-{number}-S",
        "stellenangebotsart": "AUSBILDUNG",
        "stellenangebotsTitel": "Ausbildung Tischler (m/w/d)",
        "hauptberuf": "Tischler/in",
        "firma": firm,
        "stellenlokationen": [{"adresse": address, "breite": 51.68, "laenge": 7.82}],
        **changes,
    }


def answer(folder: Path, *offers: dict[str, Any], name: str = "v6.json", fetched: date = FETCHED) -> Path:
    path = folder / name
    content = (
        {"ergebnisliste": list(offers), "maxErgebnisse": len(offers)} if offers else {"maxErgebnisse": 0, "page": 1}
    )
    path.write_text(json.dumps(content), encoding="utf-8")
    noon = (fetched - date(1970, 1, 1)).days * 86400 + 43200
    os.utime(path, (noon, noon))
    return path


async def take(engine: AsyncEngine, *paths: Path, **how: Any) -> FileImportOutcome:
    return await import_files(engine, paths, FileImport(today=TODAY, **how))


async def rows(engine: AsyncEngine, *columns: Any) -> list[tuple[Any, ...]]:
    async with engine.connect() as connection:
        query = select(*columns).join_from(JobOffer, Employer).order_by(JobOffer.source_id)
        return [tuple(row) for row in await connection.execute(query)]


async def test_an_answer_twice(engine: AsyncEngine, tmp_path: Path) -> None:
    path = answer(tmp_path, offer(1, "Erdachte Möbel GmbH"), offer(2, "ERDACHTE MÖBEL"), offer(3, "Andere Möbel KG"))
    done = await take(engine, path)
    assert done.outcome
    assert done.outcome.counts == {"employers": Counts(new=2), "offers": Counts(new=3)}
    found = await rows(engine, JobOffer.source, JobOffer.kldb, JobOffer.ags, JobOffer.checked_on, Employer.name)
    assert found[0] == ("ba-jobsuche", "22342", "05915000", FETCHED, "Erdachte Möbel GmbH")
    assert [row[-1] for row in found] == ["Erdachte Möbel GmbH", "Erdachte Möbel GmbH", "Andere Möbel KG"]
    again = await take(engine, path)
    assert again.outcome
    assert again.outcome.counts == {"employers": Counts(unchanged=2), "offers": Counts(unchanged=3)}


async def test_a_newer_answer_confirms_what_it_still_has(engine: AsyncEngine, tmp_path: Path) -> None:
    await take(engine, answer(tmp_path, offer(1, "Erdachte Möbel GmbH"), offer(2, "Andere Möbel KG")))
    later = date(2026, 11, 20)
    done = await take(engine, answer(tmp_path, offer(1, "Erdachte Möbel GmbH"), fetched=later), complete=True)
    assert done.outcome
    assert done.outcome.counts == {"employers": Counts(changed=1, ended=1), "offers": Counts(changed=1, ended=1)}
    assert await rows(engine, JobOffer.checked_on, JobOffer.valid_until) == [
        (later, date(2027, 1, 19)),
        (FETCHED, date(2026, 11, 21)),
    ]


async def test_employers_of_the_agency_are_used_and_examples_are_not(engine: AsyncEngine, tmp_path: Path) -> None:
    known = EmployerRecord(
        source_id="17", name="Erdachte Möbel GmbH & Co. KG", postal_code="59065", street="Erdachter Ring 4"
    )
    sample = EmployerRecord(source_id="s", source="beispiel", name="Andere Möbel KG", postal_code="59065", sample=True)
    gone = EmployerRecord(source_id="g", name="Dritte Möbel", postal_code="59065", valid_until=date(2026, 1, 1))
    await import_records(engine, "agentur", [known, sample, gone], None, today=TODAY)
    firms = ("Erdachte Möbel", "Andere Möbel", "Dritte Möbel")
    done = await take(engine, answer(tmp_path, *(offer(number, firm) for number, firm in enumerate(firms))))
    assert done.outcome
    assert done.outcome.counts["employers"] == Counts(new=2)
    assert await rows(engine, Employer.source) == [("agentur",), ("ba-jobsuche",), ("ba-jobsuche",)]
    assert await take(engine, answer(tmp_path, offer(0, "Erdachte Möbel"), fetched=TODAY))


async def test_both_versions_and_a_spreadsheet_in_one_go(engine: AsyncEngine, tmp_path: Path) -> None:
    older = {
        "stellenangebote": [
            {
                "refnr": "99009-9-S",
                "titel": "Praktikum Büro (w/m/d)",
                "beruf": "Kaufmann/-frau - Büromanagement",
                "arbeitgeber": "Erdachte Möbel",
                "arbeitsort": {"plz": 59065, "ort": "Hamm", "region": "Nordrhein-Westfalen"},
            }
        ]
    }
    (tmp_path / "v4.json").write_text(json.dumps(older), encoding="utf-8")
    (tmp_path / "b.csv").write_text("Name;PLZ;Ort\nEigene GmbH;44532;Lünen\n", encoding="utf-8")
    paths = (answer(tmp_path, offer(1, "Erdachte Möbel GmbH")), tmp_path / "v4.json", tmp_path / "b.csv")
    done = await take(engine, *paths)
    assert done.outcome
    assert done.outcome.counts == {"employers": Counts(new=2), "offers": Counts(new=2)}
    assert await rows(engine, JobOffer.kind, Employer.name) == [
        ("apprenticeship", "Erdachte Möbel GmbH"),
        ("internship", "Erdachte Möbel GmbH"),
    ]


async def test_what_is_left_out_is_listed_and_the_rest_comes_in(engine: AsyncEngine, tmp_path: Path) -> None:
    far = [{"adresse": {"plz": "80331", "ort": "München", "region": "BAYERN"}}]
    done = await take(engine, answer(tmp_path, offer(1, "Erdachte Möbel"), offer(2, "Ferne AG", stellenlokationen=far)))
    assert done.outcome
    assert done.outcome.counts["offers"] == Counts(new=1)
    assert (done.problems.skipped, done.problems.rejected_rows) == (1, 0)
    [notice] = done.problems.kept
    assert (notice.place.file, notice.place.row) == ("v6.json", 2)
    assert notice.value == "99009-2-S, Ausbildung Tischler (m/w/d), Ferne AG, 80331, München"


async def test_no_hits(engine: AsyncEngine, tmp_path: Path) -> None:
    done = await take(engine, answer(tmp_path))
    assert done.outcome
    assert done.outcome.counts == {}
    with pytest.raises(UnreadableFileError, match="würden alle"):
        await take(engine, answer(tmp_path), complete=True)


async def test_another_name_for_the_source(engine: AsyncEngine, tmp_path: Path) -> None:
    await take(engine, answer(tmp_path, offer(1, "Erdachte Möbel")), source="ba-hamm")
    assert await rows(engine, JobOffer.source, Employer.source) == [("ba-hamm", "ba-hamm")]
