"""Writes the catalogue, or an empty template, as spreadsheets that an import reads back without loss."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.catalogue.exchange.columns import UNKNOWN
from bot.catalogue.exchange.entries import EntryKind
from bot.catalogue.exchange.problems import CellError
from bot.catalogue.exchange.sheets import SHEETS, Sheet, Values
from bot.catalogue.exchange.writing import Append, csv_writers, xlsx_writers

Format = Literal["csv", "xlsx"]


def sheets_of(kind: str | None) -> tuple[Sheet, ...]:
    """The sheet of a kind by its name, or all."""
    return tuple(sheet for sheet in SHEETS if kind in (None, sheet.kind.name))


def paths_of(path: Path, form: Format, sheets: Sequence[Sheet]) -> dict[Sheet, Path]:
    """Where each sheet is written: a workbook holds all, a CSV file one."""
    if form == "xlsx" or len(sheets) == 1:
        return dict.fromkeys(sheets, path)
    return {sheet: path.with_name(f"{path.stem}-{sheet.title}{path.suffix or '.csv'}") for sheet in sheets}


def _writers(path: Path, form: Format, sheets: Sequence[Sheet]) -> AbstractContextManager[dict[Sheet, Append]]:
    return xlsx_writers(path, sheets) if form == "xlsx" else csv_writers(paths_of(path, form, sheets))


def write_template(path: Path, form: Format, kind: str | None = None) -> list[Path]:
    """Write empty sheets with headings and a help row; returns the files written."""
    sheets = sheets_of(kind)
    with _writers(path, form, sheets):
        pass
    return list(dict.fromkeys(paths_of(path, form, sheets).values()))


async def export_catalogue(engine: AsyncEngine, path: Path, form: Format, kind: str | None = None) -> dict[Path, int]:
    """Write all entries, ended ones too; returns the files written with their number of entries."""
    sheets = sheets_of(kind)
    counts = dict.fromkeys(paths_of(path, form, sheets).values(), 0)
    with _writers(path, form, sheets) as appends:
        for sheet, append in appends.items():
            async for values in entries_of(engine, sheet.kind):
                append(row_of(sheet, values))
                counts[paths_of(path, form, sheets)[sheet]] += 1
    return counts


def row_of(sheet: Sheet, values: Values) -> list[Any]:
    """The cells of an entry. What an import would fill in although it is not known is said to be unknown."""
    marked = values | dict.fromkeys(_would_fill(sheet, values), UNKNOWN)
    return [column.write(marked[column.attribute]) for column in sheet.columns]


def _would_fill(sheet: Sheet, values: Values) -> list[str]:
    empty = [column.attribute for column in sheet.columns if column.filled and values[column.attribute] is None]
    if not empty:
        return []
    try:
        filled = sheet.fill(values)
    except CellError:
        return empty
    return [name for name in empty if filled.get(name) is not None]


async def entries_of(engine: AsyncEngine, kind: EntryKind) -> AsyncIterator[Values]:
    """All entries of a kind, ended ones too, in the order of source and id."""
    async with engine.connect() as connection:
        async for row in await connection.stream(query_of(kind)):
            yield values_of(kind, row)


def values_of(kind: EntryKind, row: Row[Any]) -> Values:
    """A row of `query_of` as parsed cells."""
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in row._mapping.items()}
    if kind.parent and values[kind.parent.source_attribute] == values["source"]:
        values[kind.parent.source_attribute] = None
    return values


def query_of(kind: EntryKind) -> Select[Any]:
    """Select: all that a spreadsheet holds of the entries of a kind, in the order of source and id."""
    table = kind.table.__table__
    query = select(*(table.c[name] for name in kind.columns)).order_by(table.c.source, table.c.source_id)
    if not kind.parent:
        return query
    parent = kind.parent.kind.table.__table__
    return query.join_from(table, parent, table.c[kind.parent.column] == parent.c.id).add_columns(
        parent.c.source_id.label(kind.parent.id_attribute),
        parent.c.source.label(kind.parent.source_attribute),
        parent.c.name.label(kind.parent.name_attribute),
    )
