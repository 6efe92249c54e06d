"""Reads the sheets of a workbook row by row, whatever is wrong with it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from defusedxml import DefusedXmlException
from openpyxl import load_workbook

from bot.catalogue.exchange.cells import Cell
from bot.catalogue.exchange.problems import UnreadableFileError
from bot.catalogue.exchange.raw_table import MOST_COLUMNS, MOST_ROWS, RawTable, is_blank
from bot.catalogue.exchange.xlsx_guard import guard


@contextmanager
def open_xlsx(path: Path) -> Iterator[list[RawTable]]:
    """The visible sheets of a workbook, to be read while it is open.

    Raises:
        UnreadableFileError: it is damaged or dangerous; also while rows are read.
    """
    guard(path)
    with _translated():
        workbook = load_workbook(path, read_only=True, keep_links=False)
    try:
        visible = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
        yield [RawTable(path.name, sheet.title, _rows(sheet), separated=False) for sheet in visible]
    finally:
        workbook.close()


@contextmanager
def _translated() -> Iterator[None]:
    """Whatever the library stumbles over in a foreign file is the file's fault; its warnings concern looks only."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (DefusedXmlException, UnreadableFileError) as error:
        raise error if isinstance(error, UnreadableFileError) else UnreadableFileError("entities") from error
    except Exception as error:
        raise UnreadableFileError("damaged") from error


def _rows(sheet: Any) -> Iterator[tuple[int, Sequence[Cell]]]:
    # The size that a sheet claims to have may be wrong, and rows are padded to it.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True)
    number = 0
    while True:
        with _translated():
            cells = next(rows, None)
        if cells is None:
            return
        number += 1
        if number > MOST_ROWS:
            raise UnreadableFileError("too_long", limit=MOST_ROWS)
        if len(cells) > MOST_COLUMNS and not is_blank(cells[MOST_COLUMNS:]):
            raise UnreadableFileError("too_wide", limit=MOST_COLUMNS)
        yield number, cells
