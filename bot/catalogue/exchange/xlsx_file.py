"""Reads the sheets of a workbook row by row, whatever is wrong with it.

openpyxl understands styles, dates and formulas; rows and strings are parsed here with the parser in C, because the
library goes through defusedxml in Python, which takes three times as long. `guard` has made sure that nothing
declares entities.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from string import digits
from typing import IO, Any
from xml.etree.ElementTree import Element, iterparse

from defusedxml import DefusedXmlException
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet._reader import DATA_TAG, FORMULA_TAG, INLINE_STRING, ROW_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from bot.catalogue.exchange.cells import Cell
from bot.catalogue.exchange.problems import UnreadableFileError
from bot.catalogue.exchange.raw_table import MOST_COLUMNS, MOST_ROWS, RawTable
from bot.catalogue.exchange.xlsx_guard import guard

STRINGS_TAG, STRING_TAG, RUN_TAG, TEXT_TAG = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("sst", "si", "r", "t"))
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@contextmanager
def open_xlsx(path: Path) -> Iterator[list[RawTable]]:
    """The visible sheets of a workbook, to be read while it is open.

    Raises:
        UnreadableFileError: it is damaged or dangerous; also while rows are read.
    """
    guard(path)
    with _translated():
        reader = ExcelReader(str(path), read_only=True, keep_links=False)
    with reader.archive:
        with _translated():
            parts = _sheets(reader)
            strings = _shared_strings(reader)
        yield [RawTable(path.name, name, _rows(reader, part, strings), separated=False) for name, part in parts]


@contextmanager
def _translated() -> Iterator[None]:
    """Whatever the library stumbles over in a foreign file is the file's fault; its warnings concern looks only."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except DefusedXmlException as error:
        raise UnreadableFileError("entities") from error
    except Exception as error:
        raise UnreadableFileError("damaged") from error


def _sheets(reader: ExcelReader) -> list[tuple[str, str]]:
    """Name and part of each visible sheet with cells."""
    reader.read_manifest()
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    found = reader.parser.find_sheets()
    return [(s.name, rel.target) for s, rel in found if s.state == "visible" and rel.Type.endswith("/worksheet")]


def _shared_strings(reader: ExcelReader) -> list[str]:
    package: Any = reader.package
    part = package.find(SHARED_STRINGS)
    if part is None:
        return []
    with reader.archive.open(part.PartName[1:]) as source:
        return [_text(element) for element in _elements(source, STRING_TAG, STRINGS_TAG)]


def _elements(source: IO[bytes], tag: str, container: str) -> Iterator[Element]:
    """The elements of a container one by one; none is kept."""
    parent: Element | None = None
    for event, element in iterparse(source, ("start", "end")):  # noqa: S314 - no part declares entities
        if event == "start":
            parent = element if element.tag == container else parent
        elif element.tag == tag:
            yield element
            if parent is not None:
                parent.clear()
        elif element.tag == container:
            return


def _text(element: Element) -> str:
    """The text of a string, whole or in runs of one look each; hints on pronunciation are left out."""
    plain = len(element) == 1 and element[0].tag == TEXT_TAG
    parts = element if plain else (*element.findall(TEXT_TAG), *element.findall(f"{RUN_TAG}/{TEXT_TAG}"))
    text = "".join([part.text or "" for part in parts])
    return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text) if "_x" in text else text


@lru_cache(maxsize=1024)
def _column_number(letters: str) -> int:
    return column_index_from_string(letters)


class _RowParser(WorkSheetParser):
    """Takes the short way for texts, which most cells are."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        kind = element.get("t")
        if kind not in ("s", "inlineStr") or element.find(FORMULA_TAG) is not None:
            cell: dict[str, Any] = super().parse_cell(element)
            return cell
        coordinate = element.get("r")
        self.col_counter = _column_number(coordinate.rstrip(digits)) if coordinate else self.col_counter + 1
        if kind == "s":
            number = element.findtext(VALUE_TAG)
            return {"column": self.col_counter, "value": self.shared_strings[int(number)] if number else None}
        inline = element.find(INLINE_STRING)
        return {"column": self.col_counter, "value": None if inline is None else _text(inline)}


def _rows(reader: ExcelReader, part: str, strings: list[str]) -> Iterator[tuple[int, Sequence[Cell]]]:
    book: Any = reader.wb
    formats = {"date_formats": book._date_formats, "timedelta_formats": book._timedelta_formats}
    with reader.archive.open(part) as source:
        parser: Any = _RowParser(source, strings, epoch=book.epoch, **formats)
        elements = _elements(source, ROW_TAG, DATA_TAG)
        while True:
            with _translated():
                element = next(elements, None)
                number, cells = (0, []) if element is None else parser.parse_row(element)
            if not number:
                return
            if number > MOST_ROWS:
                raise UnreadableFileError("too_long", limit=MOST_ROWS)
            yield number, _in_columns(cells)


def _in_columns(cells: list[dict[str, Any]]) -> list[Cell]:
    filled = {cell["column"]: cell["value"] for cell in cells if cell["value"] not in (None, "")}
    width = max(filled, default=0)
    if width > MOST_COLUMNS:
        raise UnreadableFileError("too_wide", limit=MOST_COLUMNS)
    return [filled.get(column) for column in range(1, width + 1)]
