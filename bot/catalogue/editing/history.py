"""What staff did to an entry, and which entries an automatic import leaves as staff have made them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.catalogue.editing.cells import Cells, Key, cells_of, read_values, record_of, sheet_of
from bot.catalogue.editing.tables import CatalogueEdit
from bot.catalogue.exchange.directory import Directory
from bot.catalogue.exchange.entries import EntryKind
from bot.catalogue.exchange.records import Record, canonical

MOST_EDITS = 100
_CHECKED, _RESTORED = "checked", "restored"


@dataclass(frozen=True)
class Change:
    """One cell that an edit changed, by its heading."""

    heading: str
    before: str
    after: str


@dataclass(frozen=True)
class Edit:
    """One line of an entry's history."""

    number: int
    at: datetime
    name: str
    deed: str
    before: Cells | None
    after: Cells
    undone: bool
    changes: tuple[Change, ...]

    @property
    def can_be_undone(self) -> bool:
        """Whether there is something to go back to."""
        return self.before is not None and self.deed not in (_CHECKED, _RESTORED) and not self.undone


async def history_of(engine: AsyncEngine, kind: EntryKind, key: Key) -> list[Edit]:
    """The newest edits of an entry first, `MOST_EDITS` at most."""
    wanted = {"kind": kind.name, "source": key[0], "source_id": key[1]}
    query = select(CatalogueEdit.__table__).filter_by(**wanted).order_by(CatalogueEdit.number.desc()).limit(MOST_EDITS)
    async with engine.connect() as connection:
        rows = (await connection.execute(query)).mappings().all()
    names = ("number", "at", "name", "deed", "before", "after", "undone")
    return [
        Edit(**{name: row[name] for name in names}, changes=changes(kind, row["before"] or {}, row["after"]))
        for row in rows
    ]


def newest_undoable(edits: list[Edit]) -> Edit | None:
    """The edit that can be taken back now: the newest that has not been."""
    return next((edit for edit in edits if edit.can_be_undone), None)


def changes(kind: EntryKind, before: Cells, after: Cells) -> tuple[Change, ...]:
    """The cells that differ, in the order of the sheet."""
    columns = sheet_of(kind).columns
    pairs = [(column.heading, before.get(column.attribute, ""), after.get(column.attribute, "")) for column in columns]
    return tuple(Change(*pair) for pair in pairs if pair[1] != pair[2])


async def as_staff_left_it(engine: AsyncEngine, kind: EntryKind, source: str, records: list[Record]) -> list[Record]:
    """The records of an automatic import, those that staff have changed replaced by what the catalogue says.

    What staff only confirmed keeps the day of that, as long as it says the same.
    """
    async with engine.connect() as connection:
        edits = await _edited(connection, kind)
        return [await _left(connection, kind, canonical(record, source), edits) for record in records]


async def _edited(connection: AsyncConnection, kind: EntryKind) -> dict[Key, bool]:
    """Entries with edits that stand, and whether one changed more than the day of the check."""
    table = CatalogueEdit.__table__.c
    query = select(table.source, table.source_id, table.deed).where(
        table.kind == kind.name, table.undone.is_(False), table.deed != _RESTORED
    )
    found: dict[Key, bool] = {}
    for source, source_id, deed in await connection.execute(query):
        found[source, source_id] = found.get((source, source_id), False) or deed != _CHECKED
    return found


async def _left(connection: AsyncConnection, kind: EntryKind, record: Record, edits: dict[Key, bool]) -> Record:
    key = (record.source, record.source_id)
    if key not in edits:
        return record
    values = await read_values(connection, kind, key)
    cells = cells_of(sheet_of(kind), values) if values else {}
    read, _ = record_of(sheet_of(kind), cells, record.source, Directory())
    if read is None:
        return record
    current = canonical(read, record.source)
    confirmed = replace(record, checked_on=current.checked_on) == current
    return current if edits[key] or confirmed else record
