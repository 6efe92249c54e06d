"""Writes sheets as a workbook or as CSV, for templates, exports and reports: whole files or none."""

from __future__ import annotations

import csv
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from bot.catalogue.exchange.cells import DAY_FORMAT, written_day
from bot.catalogue.exchange.columns import Column
from bot.catalogue.exchange.sheets import Sheet
from bot.phrases import phrase

Append = Callable[[Sequence[Any]], None]
VALIDATED_ROWS = 10_000
FIRST_ROW = 3
"""Below the headings and the help row."""
_ESCAPE = re.compile(r"_x(?=[0-9A-Fa-f]{4}_)")
NARROWEST, WIDEST = 12, 40
_HEADING = {"font": Font(bold=True, color="FFFFFF"), "fill": PatternFill("solid", fgColor="1F4E79")}
_HELP = {
    "font": Font(italic=True, color="595959"),
    "fill": PatternFill("solid", fgColor="EDEDED"),
    "alignment": Alignment(wrap_text=True, vertical="top"),
}


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A path to write to that takes the place of `path` when all went well."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def help_row(sheet: Sheet) -> list[str]:
    """What to write in each column; the mark in the first cell lets an import skip the row."""
    first, *others = (column.help for column in sheet.columns)
    return [f"{phrase('exchange.help_mark')} {first}", *others]


@contextmanager
def csv_writers(paths: Mapping[Sheet, Path]) -> Iterator[dict[Sheet, Append]]:
    """A function for each sheet that appends a row to its CSV file, as a German Excel opens it."""
    with ExitStack() as stack:
        appends: dict[Sheet, Append] = {}
        for sheet, path in paths.items():
            temporary = stack.enter_context(whole_file(path))
            file = stack.enter_context(temporary.open("w", encoding="utf-8-sig", newline=""))
            writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
            appends[sheet] = lambda cells, writer=writer: writer.writerow(map(csv_text, cells))  # type: ignore[misc]
            appends[sheet]([column.heading for column in sheet.columns])
            appends[sheet](help_row(sheet))
        yield appends


def csv_text(cell: Any) -> str:
    """A cell as a German CSV has it: decimal comma, 01.08.2027."""
    if isinstance(cell, date):
        return written_day(cell)
    return f"{cell:.6f}".rstrip("0").rstrip(".").replace(".", ",") if isinstance(cell, float) else str(cell)


@contextmanager
def xlsx_writers(path: Path, sheets: Sequence[Sheet]) -> Iterator[dict[Sheet, Append]]:
    """A function for each sheet that appends a row to it; one workbook with lists to choose from."""
    with whole_file(path) as temporary:
        workbook = Workbook(write_only=True)
        lists = [column for sheet in sheets for column in sheet.columns if column.type.choices()]
        appends = {sheet: _xlsx_sheet(workbook, sheet, lists) for sheet in sheets}
        _write_lists(workbook, lists)
        yield appends
        workbook.save(temporary)


def _xlsx_sheet(workbook: Workbook, sheet: Sheet, lists: Sequence[Column]) -> Append:
    page: Any = workbook.create_sheet(sheet.title)
    page.freeze_panes = f"B{FIRST_ROW}"
    for number, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(number)
        page.column_dimensions[letter].width = min(max(len(column.heading) + 4, NARROWEST), WIDEST)
        page.column_dimensions[letter].number_format = column.type.format
        if column in lists:
            page.data_validations.append(_validation(column, letter, lists.index(column) + 1))
    page.append([_styled(page, column.heading, _HEADING) for column in sheet.columns])
    page.append([_styled(page, text, _HELP) for text in help_row(sheet)])
    return lambda cells: page.append([_dated(page, cell) for cell in cells])


def _styled(page: Any, value: Any, style: Mapping[str, Any]) -> Any:
    cell = WriteOnlyCell(page, value)
    for name, part in style.items():
        setattr(cell, name, part)
    return cell


def _dated(page: Any, value: Any) -> Any:
    if isinstance(value, date):
        return _styled(page, value, {"number_format": DAY_FORMAT})
    # What looks like one of Excel's own escapes ("_x000D_") is escaped, or it would be read as one.
    return _ESCAPE.sub("_x005F_x", value) or None if isinstance(value, str) else value


def _validation(column: Column, letter: str, place: int) -> DataValidation:
    """A list to choose from; columns that take other values as well only offer it."""
    where = get_column_letter(place)
    name = phrase("exchange.lists_sheet")
    prompt = phrase("exchange.choices_prompt" if column.type.open else "exchange.choice_prompt")
    return DataValidation(
        type="list",
        formula1=f"{name}!${where}$1:${where}${len(column.type.choices())}",
        allow_blank=True,
        showErrorMessage=not column.type.open,
        error=prompt,
        errorTitle=column.heading,
        showInputMessage=True,
        prompt=prompt,
        promptTitle=column.heading,
        sqref=f"{letter}{FIRST_ROW}:{letter}{VALIDATED_ROWS}",
    )


def _write_lists(workbook: Workbook, lists: Sequence[Column]) -> None:
    page: Any = workbook.create_sheet(phrase("exchange.lists_sheet"))
    page.sheet_state = "hidden"
    choices = [column.type.choices() for column in lists]
    for row in range(max(map(len, choices), default=0)):
        page.append([words[row] if row < len(words) else None for words in choices])
