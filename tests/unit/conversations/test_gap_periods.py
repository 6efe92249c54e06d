"""Periods: whole months that never lie in two years."""

from __future__ import annotations

from datetime import date

import pytest

from bot.conversations.gaps.periods import LENGTHS, Period, checked_length, period_of, periods_between
from bot.settings import SettingError


@pytest.mark.parametrize("months", LENGTHS)
def test_every_day_of_a_year_lies_in_exactly_one_period(months: int) -> None:
    periods = list(periods_between(date(2026, 1, 1), date(2026, 12, 31), months))
    assert len(periods) == 12 // months
    assert periods[0].start == date(2026, 1, 1) and periods[-1].end == date(2027, 1, 1)
    assert not any(a.overlaps(b) for a in periods for b in periods if a != b)
    assert [month for period in periods for month in period.month_names] == [f"2026-{n:02}" for n in range(1, 13)]


def test_a_period_is_found_by_any_of_its_days() -> None:
    assert period_of(date(2026, 11, 24), 3) == Period(date(2026, 10, 1), 3)
    assert period_of(date(2026, 12, 31), 1).next == Period(date(2027, 1, 1), 1)


def test_the_log_has_to_outlast_the_period() -> None:
    assert Period(date(2026, 1, 1), 1).days_needed == 34
    assert Period(date(2026, 1, 1), 3).days_needed == 93


def test_lengths_that_would_cross_a_year_are_refused() -> None:
    assert [checked_length(months) for months in LENGTHS] == list(LENGTHS)
    with pytest.raises(SettingError, match="KUMPEL_GAPS_MONTHS=5"):
        checked_length(5)
