"""An entry as the cells of a spreadsheet's row, in texts; and back, by the reader that imports use."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.catalogue.exchange.cells import plain
from bot.catalogue.exchange.columns import Column
from bot.catalogue.exchange.directory import Directory
from bot.catalogue.exchange.entries import EntryKind
from bot.catalogue.exchange.exporting import query_of, row_of, values_of
from bot.catalogue.exchange.headings import Header
from bot.catalogue.exchange.problems import CellError, Problem
from bot.catalogue.exchange.raw_table import RawTable
from bot.catalogue.exchange.records import Record
from bot.catalogue.exchange.rows import Reading, Table, records
from bot.catalogue.exchange.sheets import SHEETS, Sheet, Values
from bot.catalogue.exchange.writing import csv_text

Cells = dict[str, str]
"""Texts by attribute, as staff read and write them."""
Key = tuple[str, str]
"""Source and the source's id."""
_WHERE = ("street", "postal_code", "city")


def sheet_of(kind: EntryKind) -> Sheet:
    """The sheet of a kind."""
    return next(sheet for sheet in SHEETS if sheet.kind == kind)


async def read_values(connection: AsyncConnection, kind: EntryKind, key: Key) -> Values | None:
    """An entry as parsed cells, or None."""
    table = kind.table.__table__
    query: Select[Any] = query_of(kind).where(table.c.source == key[0], table.c.source_id == key[1])
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else values_of(kind, row)


async def key_of(connection: AsyncConnection, kind: EntryKind, number: int) -> Key | None:
    """Source and id of the entry with a number of the database's own."""
    table = kind.table.__table__
    query = select(table.c.source, table.c.source_id).where(table.c.id == number)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else (row[0], row[1])


async def number_of(connection: AsyncConnection, kind: EntryKind, key: Key) -> int | None:
    """The database's own number of an entry."""
    table = kind.table.__table__
    query = select(table.c.id).where(table.c.source == key[0], table.c.source_id == key[1])
    found: int | None = await connection.scalar(query)
    return found


def cells_of(sheet: Sheet, values: Values) -> Cells:
    """An entry as texts; reading them gives the same entry."""
    written = zip(sheet.columns, row_of(sheet, values), strict=True)
    return {column.attribute: _shown(column, csv_text(cell)) for column, cell in written}


def _shown(column: Column, text: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from calculating, where the text can be read without it."""
    bare = plain(text)
    try:
        return bare if column.parse(bare) == column.parse(text) else text
    except CellError:
        return text


def version_of(cells: Cells) -> str:
    """What changes with any cell, whoever changed it and how."""
    return hashlib.sha256(json.dumps(cells, sort_keys=True).encode()).hexdigest()[:16]


def record_of(
    sheet: Sheet, cells: Mapping[str, str], source: str, directory: Directory
) -> tuple[Record | None, list[Problem]]:
    """The record of a row, or what is wrong with it in the words of an import's report."""
    columns = dict(enumerate(sheet.columns))
    header = Header(sheet, 0, columns, {}, [])
    row = (1, [cells.get(column.attribute, "") for column in sheet.columns])
    raw = RawTable("", sheet.title, (), separated=False)
    reading = Reading(source, directory)
    found = list(records(Table(raw, header, iter([row]), has_rows=True), reading))
    return (found[0] if found else None), reading.problems.kept


def without_stale(sheet: Sheet, given: Cells, before: Cells, values: Values) -> Cells:
    """The given cells, less what was worked out from others that have changed, so that it is worked out anew."""
    names = [column.attribute for column in sheet.columns if column.filled]
    moved = any(given.get(name, "") != before.get(name, "") for name in _WHERE)
    worked_out = _worked_out(sheet, values, names)
    stale = {
        name
        for name in names
        if given.get(name) == before[name] and ((moved and name != "kldb") or worked_out.get(name) == values[name])
    }
    return {name: "" if name in stale else text for name, text in given.items()}


def _worked_out(sheet: Sheet, values: Values, names: list[str]) -> Values:
    try:
        return sheet.fill(values | dict.fromkeys(names))
    except CellError:
        return {}
