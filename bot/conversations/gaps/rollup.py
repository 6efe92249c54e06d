"""Counts the demand of each period, again and again while it runs and once for all when it is over.

What is stored is what may be shown (`protecting`), never a small number. A closed period is not counted again: a second
count after an erasure would differ by the erased conversation, and so tell of it. The counts of a period that is still
open come from the conversations that the log has, so that an erased one is in none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.conversations.gaps.asks import Ask
from bot.conversations.gaps.periods import CLOSES_AFTER, Period, periods_between
from bot.conversations.gaps.protecting import ENDINGS, Protected, protect
from bot.conversations.gaps.storing import ZONE
from bot.conversations.gaps.tables import GapCell, GapPeriod, LoggedAsk


@dataclass(frozen=True)
class Counted:
    """A period that was counted."""

    period: Period
    closed: bool
    cells: int


async def roll_up(engine: AsyncEngine, now: datetime, months: int) -> list[Counted]:
    """Count all periods that are not closed, and close those that are over.

    Args:
        engine: of the database.
        now: with time zone.
        months: how long a period is, of `periods.LENGTHS`.
    """
    counted = []
    async with engine.connect() as connection:
        periods = await _open_periods(connection, now.astimezone(ZONE).date(), months)
    for period in periods:
        closed = now.astimezone(ZONE).date() >= period.end + CLOSES_AFTER
        async with engine.begin() as connection:
            protected = protect(await _counts(connection, period))
            await _store(connection, period, protected, closed, now)
        counted.append(Counted(period, closed, len(protected.cells)))
    return counted


async def _open_periods(connection: AsyncConnection, today: date, months: int) -> list[Period]:
    """Those with conversations that overlap no closed one: two spans that share a month would tell their difference."""
    first = await connection.scalar(select(func.min(LoggedAsk.month)))
    if first is None:
        return []
    closed = select(GapPeriod.start, GapPeriod.months).where(GapPeriod.closed)
    taken = [Period(*row) for row in await connection.execute(closed)]
    wanted = periods_between(date.fromisoformat(f"{first}-01"), today, months)
    return [period for period in wanted if not any(map(period.overlaps, taken))]


async def _counts(connection: AsyncConnection, period: Period) -> dict[Ask, dict[int, int]]:
    ask = LoggedAsk
    grouped = (ask.dimension, ask.value, ask.ending)
    query = select(*grouped, func.count()).where(ask.month.in_(period.month_names)).group_by(*grouped)
    counts: dict[Ask, dict[int, int]] = {}
    for dimension, value, ending, count in await connection.execute(query):
        counts.setdefault((dimension, value), {})[ending] = count
    return counts


async def _store(
    connection: AsyncConnection, period: Period, protected: Protected, closed: bool, now: datetime
) -> None:
    await _forget_overlapping(connection, period)
    row = {"start": period.start, "months": period.months, "closed": closed, "made_at": now}
    await connection.execute(insert(GapPeriod).values(**row, conversations=protected.conversations))
    cells = [
        {"start": period.start, "dimension": dimension, "value": value, **dict.fromkeys(ENDINGS), **shown}
        for (dimension, value), shown in protected.cells.items()
    ]
    if cells:
        await connection.execute(insert(GapCell), cells)


async def _forget_overlapping(connection: AsyncConnection, period: Period) -> None:
    """The earlier count of this period, and of open ones of another length."""
    rows = await connection.execute(select(GapPeriod.start, GapPeriod.months).where(~GapPeriod.closed))
    starts: Sequence[date] = [start for start, months in rows if Period(start, months).overlaps(period)]
    await connection.execute(delete(GapCell).where(GapCell.start.in_(starts)))
    await connection.execute(delete(GapPeriod).where(GapPeriod.start.in_(starts)))
