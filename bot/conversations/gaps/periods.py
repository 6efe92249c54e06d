"""Spans of months that are counted together. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.settings import SettingError, variable

LENGTHS = (1, 3, 6, 12)
"""Months that a period may have, so that each lies in one year."""
CLOSES_AFTER = timedelta(days=2)
"""From a period's end until it is counted for good: a conversation may go over midnight, a turn may come late."""


def checked_length(months: int) -> int:
    """The setting's months.

    Raises:
        SettingError: a period cannot be so long.
    """
    if months not in LENGTHS:
        raise SettingError(
            f"{variable('gaps_months')}={months} does not work: it takes {', '.join(map(str, LENGTHS))}."
        )
    return months


@dataclass(frozen=True, order=True)
class Period:
    """Some whole months. `start` is the first day of the first one."""

    start: date
    months: int

    @property
    def end(self) -> date:
        """The first day after it."""
        return _plus(self.start, self.months)

    @property
    def month_names(self) -> list[str]:
        """ "2026-11" and so on."""
        return [_plus(self.start, number).strftime("%Y-%m") for number in range(self.months)]

    @property
    def days_needed(self) -> int:
        """Days that the log has to be kept, so that the first conversation is still there when it is closed."""
        return (self.end - self.start + CLOSES_AFTER).days + 1

    @property
    def next(self) -> Period:
        """The one after it."""
        return Period(self.end, self.months)

    def overlaps(self, other: Period) -> bool:
        """Whether some day lies in both."""
        return self.start < other.end and other.start < self.end


def period_of(day: date, months: int) -> Period:
    """The period of that length in which a day lies."""
    first = (day.month - 1) // months * months + 1
    return Period(date(day.year, first, 1), months)


def periods_between(first: date, last: date, months: int) -> Iterator[Period]:
    """All periods from one day's to another's."""
    period = period_of(first, months)
    while period.start <= last:
        yield period
        period = period.next


def _plus(month: date, months: int) -> date:
    number = month.year * 12 + month.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
