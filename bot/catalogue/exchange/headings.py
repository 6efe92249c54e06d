"""Finds the row with the headings, wherever it is, and which sheet and columns it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.catalogue.exchange.cells import Cell
from bot.catalogue.exchange.columns import Column, heading_key
from bot.catalogue.exchange.problems import UnreadableFileError
from bot.catalogue.exchange.sheets import SHEETS, Sheet

SEARCHED_ROWS = 20
LEAST_KNOWN = 2
"""So many known headings make a row the row with the headings."""


@dataclass(frozen=True)
class Header:
    """Which column stands where. `row` is the place in the searched rows."""

    sheet: Sheet
    row: int
    columns: dict[int, Column]
    unknown: dict[int, str]
    double: list[str]

    @property
    def width(self) -> int:
        """Columns with a heading reach this far."""
        return max((*self.columns, *self.unknown)) + 1


def find_header(rows: Sequence[Sequence[Cell]], name: str | None, kind: str | None) -> Header | None:
    """The headings among the first rows of a table, or None when none is there.

    Args:
        rows: the first rows of the table.
        name: name of the sheet; decides the kind where it is known.
        kind: name of the kind, where the caller knows it.

    Raises:
        UnreadableFileError: required headings are missing, or one stands twice.
    """
    found = [
        header
        for sheet in _sheets(name, kind)
        for number, row in enumerate(rows[:SEARCHED_ROWS])
        if (header := _header(sheet, number, _with_merged(rows, number)))
    ]
    if not found:
        return None
    best = max(found, key=lambda header: (not _missing(header), len(header.columns), -header.row))
    if missing := _missing(best):
        raise UnreadableFileError("missing_columns", headings=", ".join(column.heading for column in missing))
    if best.double:
        raise UnreadableFileError("double_columns", headings=", ".join(best.double))
    return best


def _sheets(name: str | None, kind: str | None) -> list[Sheet]:
    if kind:
        return [sheet for sheet in SHEETS if sheet.kind.name == kind]
    named = [sheet for sheet in SHEETS if name and heading_key(name) in sheet.titles]
    return named or list(SHEETS)


def _with_merged(rows: Sequence[Sequence[Cell]], number: int) -> list[str]:
    """The row's texts; an empty cell has the one above it, as when two cells of a heading are merged."""
    row = [_text(cell) for cell in rows[number]]
    above = [_text(cell) for cell in rows[number - 1]] if number else []
    return [text or (above[place] if place < len(above) else "") for place, text in enumerate(row)]


def _text(cell: Cell) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def _header(sheet: Sheet, number: int, texts: list[str]) -> Header | None:
    by_heading = {heading: column for column in sheet.columns for heading in column.headings}
    keys = [heading_key(text) for text in texts]
    places: dict[Column, list[int]] = {}
    for place, key in enumerate(keys):
        if key in by_heading:
            places.setdefault(by_heading[key], []).append(place)
    # The proper heading goes before another word for it, which is then a column of its own.
    columns = {
        min(found, key=lambda place: (keys[place] != heading_key(column.heading), place)): column
        for column, found in places.items()
    }
    double = [texts[place] for place in columns if keys.count(keys[place]) > 1]
    unknown = {place: text for place, text in enumerate(texts) if text and place not in columns}
    return Header(sheet, number, columns, unknown, double) if len(columns) >= LEAST_KNOWN else None


def _missing(header: Header) -> list[Column]:
    return [column for column in header.sheet.columns if column.required and column not in header.columns.values()]
