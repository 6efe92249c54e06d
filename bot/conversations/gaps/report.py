"""The demand of some periods as staff and the council read it: sums of counts that are shown, and of nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.conversations.gaps.asks import ALL, CROSSED, DIMENSIONS, PAIR, SINGLE, Ask
from bot.conversations.gaps.periods import Period
from bot.conversations.gaps.protecting import ENDINGS
from bot.conversations.gaps.tables import GapCell, GapPeriod
from bot.conversations.records import aware


class Count(NamedTuple):
    """Conversations. `number` is None when it is hidden in every period, `whole` says that it is shown in all."""

    number: int | None
    whole: bool

    @property
    def least(self) -> int:
        """At least so many."""
        return self.number or 0


@dataclass(frozen=True)
class Row:
    """The counts of one value."""

    value: str
    found: Count
    widened: Count
    none: Count

    @property
    def missing(self) -> Count:
        """Not there as asked: nothing, or only after widening."""
        return together([self.widened, self.none])

    @property
    def asked(self) -> Count:
        """All of them."""
        return together([self.found, self.widened, self.none])

    @property
    def weight(self) -> tuple[int, int, str]:
        """For an order by what is missing, most first, then by what was asked for."""
        return (-self.missing.least, -self.asked.least, self.value)


class Known(NamedTuple):
    """A period that was counted. `shown` says that some number of it is."""

    period: Period
    closed: bool
    shown: bool


@dataclass(frozen=True)
class PeriodCount:
    """One period with the counts of all its conversations."""

    period: Period
    closed: bool
    made_at: datetime
    conversations: int | None
    all: Row


@dataclass(frozen=True)
class Report:
    """The counts of some periods."""

    periods: tuple[PeriodCount, ...]
    all: Row
    conversations: Count
    tables: Mapping[str, tuple[Row, ...]]
    """By dimension, `SINGLE` and `CROSSED`; what is missing most comes first."""

    def crossed(self, dimension: str, value: str) -> dict[str, list[Row]]:
        """The pairs of a value, by dimension, each row with the other half as its value."""
        found: dict[str, list[Row]] = {}
        for crossed, other in CROSSED.items():
            side = 0 if dimension == "place" else 1 if dimension == other else None
            if side is not None:
                rows = [_half(row, 1 - side) for row in self.tables[crossed] if row.value.split(PAIR)[side] == value]
                found[other if side == 0 else "place"] = rows
        return found

    def row(self, dimension: str, value: str) -> Row | None:
        """The counts of a value, or None when none is shown."""
        return next((row for row in self.tables[dimension] if row.value == value), None)


async def available(engine: AsyncEngine) -> list[Known]:
    """All periods, the oldest first."""
    shown = select(GapCell.start).where(GapCell.start == GapPeriod.start).exists()
    query = select(GapPeriod.start, GapPeriod.months, GapPeriod.closed, shown).order_by(GapPeriod.start)
    async with engine.connect() as connection:
        return [Known(Period(row[0], row[1]), row[2], bool(row[3])) for row in await connection.execute(query)]


async def read_report(
    engine: AsyncEngine, starts: Sequence[date], dimensions: Sequence[str] = DIMENSIONS, pairs_of: Ask | None = None
) -> Report:
    """The counts of the periods that start on these days, summed.

    Args:
        engine: of the database.
        starts: of the periods.
        dimensions: those that are needed.
        pairs_of: a value whose pairs are needed beside them.
    """
    wanted = GapCell.dimension.in_([ALL, *dimensions])
    async with engine.connect() as connection:
        cells = await _cells(connection, starts, or_(wanted, _is_pair_of(pairs_of)) if pairs_of else wanted)
        query = select(GapPeriod.__table__).where(GapPeriod.start.in_(starts)).order_by(GapPeriod.start)
        rows = (await connection.execute(query)).all()
    every = {cell.start: cell for cell in cells.get((ALL, ""), [])}
    periods = [
        PeriodCount(Period(row.start, row.months), row.closed, aware(row.made_at), row.conversations, all_of_it)
        for row in rows
        for all_of_it in [_row("", [every[row.start]] if row.start in every else [], 1)]
    ]
    tables: dict[str, list[Row]] = {dimension: [] for dimension in (*SINGLE, *CROSSED)}
    for (dimension, value), its_cells in cells.items():
        if dimension != ALL:
            tables[dimension].append(_row(value, its_cells, len(periods)))
    return Report(
        tuple(periods),
        _row("", list(every.values()), len(periods)),
        together(Count(period.conversations, period.conversations is not None) for period in periods),
        {dimension: tuple(sorted(rows, key=lambda row: row.weight)) for dimension, rows in tables.items()},
    )


def _is_pair_of(ask: Ask) -> ColumnElement[bool]:
    dimension, value = ask
    if dimension == "place":
        return and_(GapCell.dimension.in_(CROSSED), GapCell.value.startswith(value + PAIR, autoescape=True))
    crossed = [name for name, other in CROSSED.items() if other == dimension]
    return and_(GapCell.dimension.in_(crossed), GapCell.value.endswith(PAIR + value, autoescape=True))


async def history(engine: AsyncEngine, dimension: str, value: str, starts: Sequence[date]) -> dict[date, Row]:
    """The counts of one value by the start of the period."""
    async with engine.connect() as connection:
        cells = await _cells(connection, starts, GapCell.dimension == dimension, GapCell.value == value)
    its_cells = cells.get((dimension, value), [])
    return {start: _row(value, [cell for cell in its_cells if cell.start == start], 1) for start in starts}


def together(counts: Iterable[Count]) -> Count:
    """The sum of some counts; not whole when one is not."""
    several = list(counts)
    known = [count.number for count in several if count.number is not None]
    return Count(sum(known) if known else None, bool(several) and all(count.whole for count in several))


async def _cells(
    connection: AsyncConnection, starts: Sequence[date], *further: ColumnElement[bool]
) -> dict[Ask, list[Any]]:
    """Rows of the table by dimension and value."""
    columns = (GapCell.dimension, GapCell.value, GapCell.start, *(getattr(GapCell, ending) for ending in ENDINGS))
    cells: dict[Ask, list[Any]] = {}
    for row in await connection.execute(select(*columns).where(GapCell.start.in_(starts), *further)):
        cells.setdefault((row[0], row[1]), []).append(row)
    return cells


def _row(value: str, cells: Sequence[Any], periods: int) -> Row:
    counts = {}
    for ending in ENDINGS:
        known = [number for cell in cells if (number := getattr(cell, ending)) is not None]
        counts[ending] = Count(sum(known) if known else None, len(known) == periods)
    return Row(value, **counts)


def _half(row: Row, side: int) -> Row:
    return Row(row.value.split(PAIR)[side], row.found, row.widened, row.none)
