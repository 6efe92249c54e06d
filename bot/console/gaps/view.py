"""What the report's templates show, ready made: rows with bars, columns over time. Lengths are percent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.conversations.gaps.periods import Period
from bot.conversations.gaps.report import Count, Row
from bot.conversations.gaps.words import label_of, period_name

Address = Callable[[str], str]
"""The address of a value's page."""


@dataclass(frozen=True)
class Part:
    """One part of a bar: `name` is the ending's."""

    name: str
    start: float
    length: float


@dataclass(frozen=True)
class Line:
    """A row of a table with its bar; `address` may be empty."""

    label: str
    code: str
    address: str
    row: Row
    parts: tuple[Part, ...]


def lines(dimension: str, rows: Sequence[Row], address: Address | None = None) -> list[Line]:
    """The rows of one table in their order."""
    longest = max((row.asked.least for row in rows), default=0)
    return [
        Line(
            label_of(dimension, row.value),
            row.value,
            address(row.value) if address else "",
            row,
            parts([("none", row.none), ("widened", row.widened), ("found", row.found)], longest),
        )
        for row in rows
    ]


def columns(by_period: Iterable[tuple[Period, Row]]) -> list[Line]:
    """What is missing in each period, for columns over time."""
    pairs = list(by_period)
    longest = max((row.missing.least for _, row in pairs), default=0)
    return [
        Line(period_name(period), "", "", row, parts([("none", row.none), ("widened", row.widened)], longest))
        for period, row in pairs
    ]


def parts(counts: Sequence[tuple[str, Count]], longest: int) -> tuple[Part, ...]:
    """The parts of a bar one after the other; hidden ones have no length."""
    found, start = [], 0.0
    for name, count in counts:
        if count.number and longest:
            length = 100 * count.number / longest
            found.append(Part(name, round(start, 2), round(length, 2)))
            start += length
    return tuple(found)


def most_missing(tables: dict[str, list[Line]], most: int = 3) -> dict[str, list[Line]]:
    """The first lines of each table with something missing."""
    top = {name: [line for line in table if line.row.missing.least][:most] for name, table in tables.items()}
    return {name: some for name, some in top.items() if some}
