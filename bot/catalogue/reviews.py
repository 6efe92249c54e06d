"""What staff have to confirm: notes of `needs_review`, and how one is settled.

A settled note stays in its entry but counts no longer. Where a later version of the entry says something else, that
counts again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, delete, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.catalogue.exchange.entries import KINDS, EntryKind
from bot.catalogue.exchange.importing import count_on
from bot.catalogue.knowledge_tables import Review, is_settled


class NothingToReviewError(LookupError):
    """There is no such entry, or it has no note that is open."""


@dataclass(frozen=True)
class OpenReview:
    """A note that nobody has settled."""

    kind: str
    source: str
    source_id: str
    title: str
    note: str
    checked_on: date


def reviewed_kinds() -> tuple[EntryKind, ...]:
    """The kinds whose entries can have notes."""
    return tuple(kind for kind in KINDS if "needs_review" in kind.table.__table__.c)


async def open_reviews(connection: AsyncConnection, kind: str | None = None) -> list[OpenReview]:
    """All open notes, of one kind or of all, by kind and id."""
    found = []
    for each in reviewed_kinds():
        if kind in (None, each.name):
            found += [OpenReview(*row) for row in await connection.execute(_query(each))]
    return found


def _query(kind: EntryKind) -> Select[tuple[str, str, str, str, str, date]]:
    table = kind.table.__table__
    title = table.c.title if "title" in table.c else table.c.name
    query = select(
        literal(kind.name), table.c.source, table.c.source_id, title, table.c.needs_review, table.c.checked_on
    )
    return (
        query.select_from(table.outerjoin(Review.__table__, is_settled(table)))
        .where(table.c.needs_review.is_not(None), Review.kind.is_(None))
        .order_by(table.c.source_id)
    )


async def clear_review(engine: AsyncEngine, kind: str, source_id: str, today: date, source: str | None = None) -> int:
    """Settle the notes of an entry, of one source or of all that have it; returns how many.

    Raises:
        NothingToReviewError: it has no open note.
    """
    async with engine.begin() as connection:
        # A write first: on SQLite a read before it could not be turned into one.
        await count_on(connection)
        found = [
            review
            for review in await open_reviews(connection, kind)
            if review.source_id == source_id and source in (None, review.source)
        ]
        if not found:
            raise NothingToReviewError(f"{kind} {source_id}: nothing to review")
        for review in found:
            await settle(connection, kind, (review.source, source_id), review.note, today)
    return len(found)


async def settle(connection: AsyncConnection, kind: str, key: tuple[str, str], note: str, today: date) -> None:
    """Settle one note of the entry with that source and id."""
    row = {"kind": kind, "source": key[0], "source_id": key[1]}
    await connection.execute(delete(Review).filter_by(**row))
    await connection.execute(insert(Review).values(**row, note=note, cleared_on=today))
