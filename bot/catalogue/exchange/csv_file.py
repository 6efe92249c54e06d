"""Reads CSV as it comes: any usual encoding, semicolons, commas, tabs or bars, line ends inside quotes."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from bot.catalogue.exchange.columns import heading_key
from bot.catalogue.exchange.file_kinds import encoding_of
from bot.catalogue.exchange.problems import UnreadableFileError
from bot.catalogue.exchange.raw_table import MOST_COLUMNS, MOST_ROWS, RawTable
from bot.catalogue.exchange.sheets import SHEETS

DELIMITERS = ";,\t|"
SNIFFED_CHARACTERS = 1 << 16
SNIFFED_ROWS = 20
MOST_CELL_CHARACTERS = 1 << 20


def read_csv(path: Path) -> RawTable:
    """The table in a CSV file.

    Raises:
        UnreadableFileError: it is no text. While the rows are read also: it breaks off, or its quotes do not match.
    """
    encoding = encoding_of(path)
    with _decoding(encoding), path.open(encoding=encoding, newline="") as file:
        delimiter = _delimiter(file.read(SNIFFED_CHARACTERS))
    return RawTable(path.name, None, _rows(path, encoding, delimiter), separated=True)


@contextmanager
def _decoding(encoding: str) -> Iterator[None]:
    try:
        yield
    except UnicodeError as error:
        raise UnreadableFileError("damaged" if "utf" in encoding else "encoding") from error


def _delimiter(start: str) -> str:
    """The delimiter under which some row holds most headings that are known."""
    known = {key for sheet in SHEETS for column in sheet.columns for key in column.headings}

    def score(delimiter: str) -> int:
        rows = islice(csv.reader(start.splitlines(keepends=True), delimiter=delimiter), SNIFFED_ROWS)
        try:
            return max((sum(heading_key(cell) in known for cell in row) for row in rows), default=0)
        except csv.Error:
            return 0

    return max(DELIMITERS, key=score)


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(MOST_CELL_CHARACTERS)
    number, width = 0, 0
    row: list[str] = []
    try:
        with _decoding(encoding), path.open(encoding=encoding, newline="") as file:
            for number, row in enumerate(csv.reader(file, delimiter=delimiter, strict=True), start=1):
                if len(row) > MOST_COLUMNS and any(row[MOST_COLUMNS:]):
                    raise UnreadableFileError("too_wide", limit=MOST_COLUMNS)
                if number > MOST_ROWS:
                    raise UnreadableFileError("too_long", limit=MOST_ROWS)
                yield number, row
                width = max(width, len(row)) if number < SNIFFED_ROWS else width
    except csv.Error as error:
        raise UnreadableFileError("quotes", row=number + 1) from error
    if 0 < len(row) < width and not _ends_with_line(path):
        raise UnreadableFileError("truncated", row=number)


def _ends_with_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-min(4, path.stat().st_size), 2)
        return file.read().rstrip(b"\x00")[-1:] in (b"\n", b"\r")
