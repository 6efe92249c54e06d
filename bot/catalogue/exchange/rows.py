"""Turns the rows of a table into records, and what is wrong with them into problems with their place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from bot.catalogue.exchange.cells import Cell
from bot.catalogue.exchange.directory import Directory
from bot.catalogue.exchange.headings import SEARCHED_ROWS, Header, find_header
from bot.catalogue.exchange.matching import ID_PREFIX
from bot.catalogue.exchange.problems import CellError, Place, Problems, UnreadableFileError
from bot.catalogue.exchange.raw_table import RawTable, is_blank
from bot.catalogue.exchange.records import EmployerRecord, Record
from bot.catalogue.exchange.sheets import SHEETS, Sheet, Values
from bot.phrases import phrase

PROGRESS_ROWS = 10_000
Seen = dict[tuple[str, str, str], tuple[str, int]]
"""File and row in which an id of a kind and source stands."""
Errors = list[tuple[str | None, CellError]]
"""What is wrong with a row, by attribute of the column at fault."""


def no_progress(rows: int) -> None:
    """Say nothing about how many rows were read."""


@dataclass
class Reading:
    """One import of files while it runs."""

    source: str
    directory: Directory
    problems: Problems = field(default_factory=Problems)
    progress: Callable[[int], None] = no_progress
    rows: int = 0
    seen: Seen = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """A table whose headings are known; `rows` are those below them."""

    raw: RawTable
    header: Header
    rows: Iterator[tuple[int, Sequence[Cell]]]
    has_rows: bool

    @property
    def sheet(self) -> Sheet:
        """The kind of sheet that it is."""
        return self.header.sheet


def understand(raw: RawTable, kind: str | None, problems: Problems) -> Table | None:
    """Find the headings of a table; None for a sheet that holds something else.

    Raises:
        UnreadableFileError: the table cannot be used.
    """
    rows = iter(raw.rows)
    first = list(islice(rows, SEARCHED_ROWS))
    header = find_header([cells for _, cells in first], raw.name, kind)
    place = (raw.file, raw.name)
    if header is None:
        filled = any(not is_blank(cells) for _, cells in first)
        if raw.name is None:
            raise UnreadableFileError("no_headings" if filled else "empty", headings=_all_headings(kind))
        if filled:
            problems.notice("unknown_sheet", Place(*place))
        return None
    missing = [column.heading for column in header.sheet.columns if column not in header.columns.values()]
    for text in header.unknown.values():
        problems.notice("unknown_column", Place(*place, first[header.row][0], text), text, candidates=missing)
    below = _below(chain(first[header.row + 1 :], rows))
    one = list(islice(below, 1))
    return Table(raw, header, chain(one, below), has_rows=bool(one))


def _all_headings(kind: str | None) -> str:
    sheets = [sheet for sheet in SHEETS if kind in (None, sheet.kind.name)]
    return "; ".join(f"{sheet.title}: {', '.join(column.heading for column in sheet.columns)}" for sheet in sheets)


def _below(rows: Iterator[tuple[int, Sequence[Cell]]]) -> Iterator[tuple[int, Sequence[Cell]]]:
    """The rows below the headings, without blank ones and without the help row."""
    mark = phrase("exchange.help_mark")
    filled = ((number, cells) for number, cells in rows if not is_blank(cells))
    for count, (number, cells) in enumerate(filled):
        written = next(cell for cell in cells if cell not in (None, ""))
        if count or not str(written).strip().startswith(mark):
            yield number, cells


def records(table: Table, reading: Reading) -> Iterator[Record]:
    """The records of a table; rows that cannot be taken become problems."""
    for number, cells in table.rows:
        reading.rows += 1
        if reading.rows % PROGRESS_ROWS == 0:
            reading.progress(reading.rows)
        record = _record(table, number, cells, reading)
        if record is not None:
            yield record


def _record(table: Table, number: int, cells: Sequence[Cell], reading: Reading) -> Record | None:
    values, errors = _parse(table, cells)
    record: Record | None = None
    if errors:
        errors += _also_wrong(table, values, errors)
    else:
        try:
            record = table.sheet.record(values, reading.source, reading.directory)
            _check_unseen(table, number, record, reading)
        except CellError as error:
            errors = [(error.attribute, error)]
    if errors:
        _reject(table, number, cells, values, errors, reading)
        return None
    if isinstance(record, EmployerRecord):
        reading.directory.add((record.source, record.source_id), record.name, record.postal_code)
    return record


def _parse(table: Table, cells: Sequence[Cell]) -> tuple[Values, Errors]:
    values: Values = {column.attribute: column.type.empty for column in table.sheet.columns}
    errors: Errors = []
    for place, column in table.header.columns.items():
        try:
            values[column.attribute] = column.parse(cells[place] if place < len(cells) else None)
        except CellError as error:
            errors.append((column.attribute, error))
    if table.raw.separated and not is_blank(cells[table.header.width :]):
        errors.append((None, CellError("extra_cells")))
    return values, errors


def _also_wrong(table: Table, values: Values, errors: Errors) -> Errors:
    """What would be wrong with a rejected row once its cells are mended, so that staff see all of it at once."""
    if any(not values[column.attribute] for column in table.sheet.columns if column.required):
        return []
    try:
        table.sheet.fill(values)
    except CellError as error:
        return [] if error.attribute in dict(errors) else [(error.attribute, error)]
    return []


def _check_unseen(table: Table, number: int, record: Record, reading: Reading) -> None:
    key = (table.sheet.kind.name, record.source, record.source_id)
    if key in reading.seen:
        file, row = reading.seen[key]
        derived = record.source_id.startswith(ID_PREFIX)
        raise CellError("duplicate_derived" if derived else "duplicate", attribute="source_id", file=file, row=row)
    reading.seen[key] = (table.raw.file, number)


def _reject(
    table: Table,
    number: int,
    cells: Sequence[Cell],
    values: Values,
    errors: Errors,
    reading: Reading,
) -> None:
    places = {column.attribute: place for place, column in table.header.columns.items()}
    for attribute, error in errors:
        heading = table.sheet.column(attribute).heading if attribute else None
        place = places.get(attribute or "", len(cells))
        value: Any = cells[place] if place < len(cells) else ""
        reading.problems.error(Place(table.raw.file, table.raw.name, number, heading), value, error)
    reading.problems.rejected[table.sheet.kind.name] += 1
    if table.sheet.kind.record is EmployerRecord:
        reading.directory.reject(values.get("source_id"), values.get("name"))
