"""Figures of the catalogue: how many entries there are, where they come from, how fresh they are and where they lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, String, case, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.catalogue.exchange.entries import KINDS, EntryKind
from bot.catalogue.reviews import open_reviews

CHECKED_WITHIN_DAYS = (30, 90, 180, 365)
OLDER = "older"
NOWHERE = ""


@dataclass(frozen=True)
class KindStats:
    """Figures of one kind of entry. `expired` ones count no longer; `current` are the others."""

    total: int
    current: int
    expired: int
    sample: int
    by_source: Mapping[str, int]
    by_checked: Mapping[str, int]
    """By age of `checked_on`: at most so many days ("30", "90", "180", "365"), or "older"."""
    by_municipality: Mapping[str, int]
    """By AGS; "" for entries without one."""
    by_kind: Mapping[str, int]
    """Offers, places and events by their kind; empty for others."""
    needs_review: int
    """Entries with something that staff have to confirm."""

    def as_dict(self) -> dict[str, Any]:
        """The figures as JSON-able data."""
        return asdict(self)


async def catalogue_stats(engine: AsyncEngine, today: date) -> dict[str, KindStats]:
    """Figures of each kind of entry by its name ("employers", "offers", "programmes" …), as of a day."""
    async with engine.connect() as connection:
        waiting = Counter(review.kind for review in await open_reviews(connection))
        return {kind.name: await _kind_stats(connection, kind, today, waiting[kind.name]) for kind in KINDS}


async def _kind_stats(connection: AsyncConnection, kind: EntryKind, today: date, needs_review: int) -> KindStats:
    table = kind.table.__table__
    source: FromClause = table
    ags: ColumnElement[str | None] = table.c.ags if "ags" in table.c else literal(None, String)
    if kind.parent:
        parent = kind.parent.kind.table.__table__
        source = table.join(parent, table.c[kind.parent.column] == parent.c.id)
        ags = func.coalesce(table.c.ags, parent.c.ags)
    expired = func.count(case((table.c.valid_until < today, 1)))
    sample = func.count(case((table.c.sample, 1)))
    total, ended, samples = (await connection.execute(select(func.count(), expired, sample).select_from(table))).one()

    async def grouped(by: ColumnElement[Any]) -> dict[str, int]:
        query = select(by, func.count()).select_from(source).group_by(by).order_by(func.count().desc(), by)
        return {str(key or NOWHERE): count for key, count in await connection.execute(query)}

    return KindStats(
        total=total,
        current=total - ended,
        expired=ended,
        sample=samples,
        by_source=await grouped(table.c.source),
        by_checked=await grouped(_age(table.c.checked_on, today)),
        by_municipality=await grouped(ags) if "ags" in table.c else {},
        by_kind=await grouped(table.c.kind) if "kind" in table.c else {},
        needs_review=needs_review,
    )


def _age(checked_on: ColumnElement[date], today: date) -> ColumnElement[str]:
    steps = [(checked_on >= today - timedelta(days=days), str(days)) for days in CHECKED_WITHIN_DAYS]
    return case(*steps, else_=OLDER)
