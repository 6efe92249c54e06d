"""Periods, values and counts of the demand in German words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversations.gaps.periods import Period
from bot.conversations.gaps.report import Count
from bot.language.wording import word_for
from bot.phrases import entry, phrase


def label_of(dimension: str, value: str) -> str:
    """The word for a value of one of `asks.SINGLE`; a code that the tables no longer have stands for itself."""
    try:
        if dimension in ("topic", "relaxed"):
            return str(entry("console.topics" if dimension == "topic" else "gaps.relaxed")[value])
        return word_for(dimension, value)
    except KeyError:
        return value


def period_name(period: Period) -> str:
    """ "September 2026", or "3. Quartal 2026"."""
    month = period.start.month
    return str(entry("gaps.spans")[period.months]).format(
        month=entry("gaps.months")[month - 1],
        quarter=(month + 2) // 3,
        half=(month + 5) // 6,
        year=period.start.year,
    )


def span_name(periods: Sequence[Period]) -> str:
    """The first and the last of some periods."""
    first, last = period_name(periods[0]), period_name(periods[-1])
    return first if first == last else phrase("gaps.from_to", first=first, last=last)


def count_words(count: Count) -> str:
    """A count as it is shown."""
    if count.number is None:
        return phrase("gaps.hidden")
    return str(count.number) if count.whole else phrase("gaps.least", count=count.number)
