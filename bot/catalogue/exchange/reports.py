"""What an import found, for staff: as text, and as a spreadsheet to work through."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from bot.catalogue.exchange.cells import neutralised
from bot.catalogue.exchange.files import FileImportOutcome
from bot.catalogue.exchange.problems import Place, Problem, Problems
from bot.catalogue.exchange.records import clean_text
from bot.catalogue.exchange.writing import whole_file
from bot.phrases import entry, phrase

REPORT_SUFFIXES = (".txt", ".csv", ".xlsx")
LISTED_PROBLEMS = 200


def text_lines(problems: Problems, limit: int | None = None) -> Iterator[str]:
    """One line for each problem; beyond the limit only how many more there are."""
    shown = problems.kept[:limit]
    for problem in shown:
        value = phrase("exchange.report.value", value=problem.value) if problem.value else ""
        severity = phrase(f"exchange.report.{problem.severity}")
        where = f"{severity}, {_where(problem.place)}{value}"
        yield phrase("exchange.report.line", where=where, message=problem.message, advice=problem.advice)
    if problems.total > len(shown):
        yield phrase("exchange.report.more", count=problems.total - len(shown))


def _where(place: Place) -> str:
    row = phrase("exchange.report.where_row", row=place.row) if place.row else None
    column = phrase("exchange.report.where_column", column=place.column) if place.column else None
    return ", ".join(part for part in (place.file, place.sheet, row, column) if part)


def outcome_as_dict(done: FileImportOutcome) -> dict[str, Any]:
    """What an import found and did, as JSON-able data; the first `LISTED_PROBLEMS` word for word."""
    counts = done.outcome.counts if done.outcome else {}
    problems = done.problems
    return {
        "imported": bool(done.outcome and not done.outcome.dry_run),
        "dry_run": bool(done.outcome and done.outcome.dry_run),
        "counts": {name: asdict(each) for name, each in counts.items()},
        "rejected": dict(problems.rejected),
        "skipped": problems.skipped,
        "total": problems.total,
        "problems": [asdict(problem) for problem in problems.kept[:LISTED_PROBLEMS]],
    }


def write_report(problems: Problems, path: Path) -> None:
    """Write all that was kept, as the path's suffix says (one of `REPORT_SUFFIXES`)."""
    with whole_file(path) as temporary:
        if path.suffix == ".txt":
            temporary.write_text("".join(f"{line}\n" for line in text_lines(problems)), encoding="utf-8")
        elif path.suffix == ".csv":
            with temporary.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(_rows(problems))
        else:
            _write_workbook(problems, temporary)


def _write_workbook(problems: Problems, path: Path) -> None:
    workbook = Workbook(write_only=True)
    page = workbook.create_sheet(phrase("exchange.report.sheet"))
    page.freeze_panes = "A2"
    for row in _rows(problems):
        page.append(row)
    workbook.save(path)


def _rows(problems: Problems) -> Iterator[list[str | int]]:
    yield list(entry("exchange.report.headings"))
    for problem in problems.kept:
        yield [neutralised(clean_text(cell)) if isinstance(cell, str) else cell for cell in _cells(problem)]
    if problems.total > len(problems.kept):
        yield [phrase("exchange.report.more", count=problems.total - len(problems.kept))]


def _cells(problem: Problem) -> list[str | int]:
    place = problem.place
    severity = phrase(f"exchange.report.{problem.severity}")
    where = (place.file, place.sheet or "", place.row or "", place.column or "")
    return [severity, *where, problem.value, problem.message, problem.advice]
