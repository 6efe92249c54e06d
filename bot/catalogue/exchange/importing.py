"""`import_records`: bring records into the catalogue so that importing the same ones again changes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from itertools import islice
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.schema import CreateTable, DropTable

from bot.catalogue.exchange.entries import EMPLOYERS, KINDS, OFFERS, EntryKind
from bot.catalogue.exchange.records import EmployerRecord, OfferRecord, Record, RecordError, canonical
from bot.catalogue.exchange.staging import Staging
from bot.catalogue.tables import CatalogueRevision

BATCH_ROWS = 1000
NAMED_ORPHANS = 5


@dataclass(frozen=True)
class Counts:
    """What an import did with one kind of entry."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    ended: int = 0

    @property
    def touched(self) -> int:
        """Entries that are no longer as they were."""
        return self.new + self.changed + self.ended


@dataclass(frozen=True)
class ImportOutcome:
    """What an import did, or with `dry_run` would do, by the name of the kind ("employers", "offers")."""

    counts: Mapping[str, Counts] = field(default_factory=dict)
    revision: int = 0
    """The catalogue's revision afterwards; it counts on only when something changed."""
    dry_run: bool = False

    @property
    def touched(self) -> int:
        """Entries of all kinds that are no longer as they were."""
        return sum(counts.touched for counts in self.counts.values())


async def import_records(
    engine: AsyncEngine,
    source: str,
    employers: Iterable[EmployerRecord] | None,
    offers: Iterable[OfferRecord] | None,
    *,
    complete: bool = False,
    dry_run: bool = False,
    today: date | None = None,
) -> ImportOutcome:
    """Insert or update employers and their offers by (source, source_id), in one transaction.

    Iterables are read once, in batches, employers first; an exception they raise undoes everything. An offer's
    employer is in this import or in the catalogue already.

    Args:
        engine: a migrated database.
        source: source of all records that name none themselves.
        employers: None when this import says nothing about employers.
        offers: None when this import says nothing about offers.
        complete: end what the imported sources no longer have, for the kinds that are not None.
        dry_run: work everything out and undo it.
        today: the day that counts as today.

    Raises:
        RecordError: a record does not fit the catalogue, an id occurs twice, an offer's employer is unknown.
    """
    given: dict[EntryKind, Iterable[Record] | None] = {EMPLOYERS: employers, OFFERS: offers}
    return await import_kinds(engine, source, given, complete=complete, dry_run=dry_run, today=today)


async def import_kinds(
    engine: AsyncEngine,
    source: str,
    given: Mapping[EntryKind, Iterable[Record] | None],
    *,
    complete: bool = False,
    dry_run: bool = False,
    today: date | None = None,
    beside: Callable[[AsyncConnection], AbstractAsyncContextManager[object]] = nullcontext,
) -> ImportOutcome:
    """`import_records` for any kinds of entry; parameters and errors as there.

    `beside` is entered before anything is brought in and left after it, in the same transaction and while nobody else
    can change the catalogue; an exception it raises undoes everything.
    """
    stagings = [Staging(kind, engine.dialect.name) for kind in KINDS if given.get(kind) is not None]
    async with _temporary_tables(engine, stagings) as connection:
        for staging in stagings:
            await _stage(connection, staging, given[staging.kind] or (), source)
        # The first statement on the catalogue is a write: on SQLite a read before it could not be turned into one.
        revision = await count_on(connection)
        counts: dict[str, Counts] = {}
        async with beside(connection):
            for staging in stagings:
                counts[staging.kind.name] = await _apply(
                    connection, staging, source if complete else None, today or date.today()
                )
        outcome = ImportOutcome(counts, revision, dry_run)
        if outcome.touched and not dry_run:
            await connection.commit()
            return outcome
        await connection.rollback()
        return ImportOutcome(counts, revision - 1, dry_run)


@asynccontextmanager
async def _temporary_tables(engine: AsyncEngine, stagings: list[Staging]) -> AsyncIterator[AsyncConnection]:
    async with engine.connect() as connection:
        try:
            for staging in stagings:
                await connection.execute(CreateTable(staging.table))
            yield connection
        finally:
            # SQLite keeps a temporary table beyond a rollback, as long as the pooled connection lives.
            await connection.rollback()
            for staging in stagings:
                await connection.execute(DropTable(staging.table, if_exists=True))
            await connection.commit()


async def _stage(connection: AsyncConnection, staging: Staging, records: Iterable[Record], source: str) -> None:
    seen: set[tuple[str, str]] = set()
    for batch in _batches(records):
        rows = []
        for record in batch:
            cleaned = canonical(record, source)
            key = (cleaned.source, cleaned.source_id)
            if key in seen:
                raise RecordError(f"{staging.kind.name}: the id {key!r} occurs twice")
            seen.add(key)
            rows.append(staging.kind.row(cleaned))
        await connection.execute(insert(staging.table), rows)


def _batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    iterator = iter(records)
    while batch := list(islice(iterator, BATCH_ROWS)):
        yield batch


async def _apply(connection: AsyncConnection, staging: Staging, ends_source: str | None, today: date) -> Counts:
    if staging.kind.parent:
        orphans = (await connection.scalars(staging.orphans(NAMED_ORPHANS))).all()
        if orphans:
            raise RecordError(f"{staging.kind.name} without a known {staging.kind.parent.id_attribute}: {orphans}")
    imported, known, changed = (await connection.execute(staging.counts())).one()
    if changed or imported > known:
        await connection.execute(staging.bring_in(today))
    ended = 0
    if ends_source is not None:
        ended = (await connection.execute(staging.end_missing(ends_source, today))).rowcount
    return Counts(new=imported - known, changed=changed, unchanged=known - changed, ended=ended)


async def count_on(connection: AsyncConnection) -> int:
    """Tell readers that the catalogue has changed; returns its new revision."""
    table = CatalogueRevision.__table__
    values: dict[str, Any] = {"id": 1, "number": 1, "changed_at": datetime.now(timezone.utc)}
    statement = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(CatalogueRevision)
    statement = statement.values(values)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["id"], set_={"number": table.c.number + 1, "changed_at": statement.excluded.changed_at}
        )
    )
    number: int = (await connection.execute(select(table.c.number))).scalar_one()
    return number
