"""Changes of single entries: each goes the way of an imported row, in one transaction with its line of history."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from functools import partial

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.catalogue.editing.cells import (
    Cells,
    Key,
    cells_of,
    key_of,
    number_of,
    read_values,
    record_of,
    sheet_of,
    version_of,
    without_stale,
)
from bot.catalogue.editing.tables import CatalogueEdit
from bot.catalogue.exchange.cells import written_day
from bot.catalogue.exchange.directory import Directory, read_directory
from bot.catalogue.exchange.entries import EntryKind
from bot.catalogue.exchange.files import STAFF_SOURCE
from bot.catalogue.exchange.importing import count_on, import_kinds
from bot.catalogue.exchange.problems import Problem
from bot.catalogue.exchange.sheets import Values
from bot.catalogue.reviews import settle

FIXED = ("source_id", "source")
"""What an entry is recognised by; it never changes."""


class GoneError(LookupError):
    """There is no such entry."""


class ConflictError(Exception):
    """The entry is not as it was when the form was made; `now` is what it says, `number` which one it is."""

    def __init__(self, number: int, now: Cells) -> None:
        super().__init__("somebody else was quicker")
        self.number = number
        self.now = now


@dataclass(frozen=True)
class Entry:
    """One entry as staff see it."""

    kind: EntryKind
    number: int
    key: Key
    values: Values
    cells: Cells

    @property
    def version(self) -> str:
        """What a form carries, so that it is noticed when somebody else was quicker."""
        return version_of(self.cells)


@dataclass(frozen=True)
class Saved:
    """What became of a change: the entry's number, or what is wrong."""

    number: int | None
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Deed:
    """What is done to an entry, by whom, and what is expected to be there: a version, or None for nothing."""

    what: str
    name: str
    version: str | None
    undoes: int | None = None
    """Number of the edit that it takes back."""


async def read_entry(engine: AsyncEngine, kind: EntryKind, number: int) -> Entry:
    """An entry by its number.

    Raises:
        GoneError: there is none.
    """
    async with engine.connect() as connection:
        key = await key_of(connection, kind, number)
        values = await read_values(connection, kind, key) if key else None
    if key is None or values is None:
        raise GoneError(f"{kind.name} {number}")
    return Entry(kind, number, key, values, cells_of(sheet_of(kind), values))


async def add_entry(engine: AsyncEngine, kind: EntryKind, given: Cells, name: str, today: date) -> Saved:
    """Make an entry of the agency's own.

    Raises:
        ConflictError: there is one already with that number, or with the same name and address.
    """
    return await _write(engine, kind, given | {"source": ""}, Deed("new", name, None), today)


async def change_entry(engine: AsyncEngine, entry: Entry, given: Cells, version: str, name: str, today: date) -> Saved:
    """Change an entry to what the cells say.

    Raises:
        ConflictError: it is no longer of that version.
    """
    sheet = sheet_of(entry.kind)
    cells = without_stale(sheet, entry.cells | given, entry.cells, entry.values) | fixed_cells(entry)
    return await _write(engine, entry.kind, cells, Deed("changed", name, version), today)


async def end_entry(engine: AsyncEngine, entry: Entry, version: str, name: str, today: date) -> Saved:
    """Let an entry count until yesterday.

    Raises:
        ConflictError: it is no longer of that version.
    """
    cells = entry.cells | {"valid_until": written_day(today - timedelta(days=1))}
    return await _write(engine, entry.kind, cells, Deed("ended", name, version), today)


async def undo_edit(
    engine: AsyncEngine, entry: Entry, edit: int, before: Cells, version: str, name: str, today: date
) -> Saved:
    """Bring back what an entry was before an edit.

    Raises:
        ConflictError: it is no longer of that version.
    """
    return await _write(engine, entry.kind, before, Deed("restored", name, version, edit), today)


async def check_entry(engine: AsyncEngine, entry: Entry, version: str, name: str, today: date) -> None:
    """Confirm that an entry is right today; what was to be reviewed is settled.

    Raises:
        ConflictError: it is no longer of that version.
    """
    table = entry.kind.table.__table__
    async with engine.begin() as connection:
        await count_on(connection)
        async with _remembered(entry.kind, entry.key, Deed("checked", name, version), connection):
            this = update(entry.kind.table).where(table.c.id == entry.number)
            await connection.execute(this.values(checked_on=today))
            if note := entry.values.get("needs_review"):
                await settle(connection, entry.kind.name, entry.key, note, today)


def fixed_cells(entry: Entry) -> Cells:
    """The cells that no form changes."""
    return {name: entry.cells[name] for name in FIXED}


async def _write(engine: AsyncEngine, kind: EntryKind, cells: Cells, deed: Deed, today: date) -> Saved:
    directory = await read_directory(engine) if kind.parent else Directory()
    record, problems = record_of(sheet_of(kind), cells, STAFF_SOURCE, directory)
    if record is None:
        return Saved(None, problems)
    key = (record.source, record.source_id)
    beside = partial(_remembered, kind, key, deed)
    await import_kinds(engine, STAFF_SOURCE, {kind: [record]}, today=today, beside=beside)
    async with engine.connect() as connection:
        return Saved(await number_of(connection, kind, key), problems)


@asynccontextmanager
async def _remembered(kind: EntryKind, key: Key, deed: Deed, connection: AsyncConnection) -> AsyncIterator[None]:
    """Make sure that nobody was quicker, and write the line of history."""
    before = await _cells(connection, kind, key)
    if (version_of(before) if before else None) != deed.version:
        number = await number_of(connection, kind, key)
        if before is None or number is None:
            raise GoneError(f"{kind.name} {key}")
        raise ConflictError(number, before)
    yield
    if deed.undoes is not None:
        taken_back = update(CatalogueEdit).where(CatalogueEdit.number == deed.undoes)
        await connection.execute(taken_back.values(undone=True))
    source, source_id = key
    key_row = {"kind": kind.name, "source": source, "source_id": source_id}
    who = {"name": deed.name[:64], "deed": deed.what, "at": datetime.now(timezone.utc)}
    what = {"before": before, "after": await _cells(connection, kind, key), "undone": False}
    await connection.execute(insert(CatalogueEdit).values(**key_row, **who, **what))


async def _cells(connection: AsyncConnection, kind: EntryKind, key: Key) -> Cells | None:
    values = await read_values(connection, kind, key)
    return None if values is None else cells_of(sheet_of(kind), values)
