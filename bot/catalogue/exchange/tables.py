"""Writes plain tables as a workbook or as CSV, for reports: whole files, German, and no cell is a formula."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from bot.catalogue.exchange.cells import neutralised
from bot.catalogue.exchange.records import clean_text
from bot.catalogue.exchange.writing import csv_text, whole_file

TableCell = str | int | None
"""None is an empty cell."""
NARROWEST, WIDEST = 12, 90
_HEADING = {"font": Font(bold=True, color="FFFFFF"), "fill": PatternFill("solid", fgColor="1F4E79")}
_WRAPPED = Alignment(wrap_text=True, vertical="top")


@dataclass(frozen=True)
class Table:
    """One sheet."""

    title: str
    """At most 31 characters, which is what Excel takes."""
    headings: tuple[str, ...]
    rows: Sequence[Sequence[TableCell]]


def write_workbook(path: Path, tables: Sequence[Table]) -> None:
    """One workbook with a sheet for each table."""
    with whole_file(path) as temporary:
        workbook = Workbook(write_only=True)
        for table in tables:
            _write_sheet(workbook, table)
        workbook.save(temporary)


def write_csv(path: Path, tables: Sequence[Table], heading: str) -> None:
    """All tables below each other in one file; the first column, with that heading, names the table."""
    with whole_file(path) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        for table in tables:
            writer.writerow([_safe(cell) for cell in (heading, *table.headings)])
            writer.writerows([csv_text(_safe(cell)) for cell in (table.title, *row)] for row in table.rows)


def _write_sheet(workbook: Workbook, table: Table) -> None:
    page: Any = workbook.create_sheet(table.title)
    page.freeze_panes = "A2"
    for number, heading in enumerate(table.headings):
        longest = max((len(str(cell or "")) for row in table.rows for cell in row[number : number + 1]), default=0)
        width = min(max(len(heading) + 4, longest + 2, NARROWEST), WIDEST)
        page.column_dimensions[get_column_letter(number + 1)].width = width
    page.append([_heading(page, heading) for heading in table.headings])
    for row in table.rows:
        page.append([_cell(page, cell) for cell in row])


def _heading(page: Any, text: str) -> Any:
    cell = _cell(page, text)
    cell.font, cell.fill = _HEADING["font"], _HEADING["fill"]
    return cell


def _cell(page: Any, value: TableCell) -> Any:
    cell = WriteOnlyCell(page, _safe(value) if value not in ("", None) else None)
    if isinstance(value, str):
        cell.alignment = _WRAPPED
    return cell


def _safe(cell: TableCell) -> str | int:
    return neutralised(clean_text(cell)) if isinstance(cell, str) else "" if cell is None else cell
