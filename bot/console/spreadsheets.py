"""A table as a workbook or as CSV that a German Excel opens; no cell is taken for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from bot.catalogue.exchange.cells import neutralised

FORMS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Form of a file -> its media type."""
_TIME_FORMAT = "dd.mm.yyyy hh:mm"
_NARROWEST, _WIDEST = 10, 60
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML has no place for."""
_ESCAPE = re.compile(r"_x(?=[0-9A-Fa-f]{4}_)")


def spreadsheet(form: str, title: str, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """A file of one of `FORMS` with a heading and rows of texts, numbers and times (without zone, as they are read)."""
    return _xlsx(title, headings, rows) if form == "xlsx" else _csv(headings, rows)


def _csv(headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([_csv_text(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + file.getvalue().encode("utf-8", "replace")


def _csv_text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%d.%m.%Y %H:%M}"
    return neutralised(cell.lstrip()) if isinstance(cell, str) else str(cell)


def _xlsx(title: str, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    workbook = Workbook(write_only=True)
    page: Any = workbook.create_sheet(title)
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{len(rows) + 1}"
    for number, heading in enumerate(headings, start=1):
        longest = max((len(str(row[number - 1])) for row in rows[:200]), default=0)
        width = min(max(len(heading) + 4, longest, _NARROWEST), _WIDEST)
        page.column_dimensions[get_column_letter(number)].width = width
    page.append([_cell(page, heading, font=Font(bold=True)) for heading in headings])
    for row in rows:
        page.append([_xlsx_value(page, value) for value in row])
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _xlsx_value(page: Any, value: Any) -> Any:
    if isinstance(value, datetime):
        return _cell(page, value, number_format=_TIME_FORMAT)
    if not isinstance(value, str):
        return value
    safe = _ESCAPE.sub("_x005F_x", _UNWRITABLE.sub("", neutralised(value.lstrip())))
    return _cell(page, safe, alignment=Alignment(wrap_text=True, vertical="top")) if "\n" in safe else safe


def _cell(page: Any, value: Any, **style: Any) -> Any:
    cell = WriteOnlyCell(page, value)
    for name, part in style.items():
        setattr(cell, name, part)
    return cell
