"""Words that the kinds beside employers share in their cards and details."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from bot.language.topics import topics
from bot.phrases import counted, entry, phrase
from bot.region import WEEKDAYS


def topic_label(code: str) -> str:
    """The word for a topic of the contract."""
    return next(topic.label for topic in topics() if topic.code == code)


def topics_in_words(codes: Iterable[str]) -> str:
    """Topics as a list in words."""
    return joined(map(topic_label, codes))


def joined(words: Iterable[str]) -> str:
    """Words parted by commas."""
    return str(entry("knowledge.join")).join(words)


def words_of(table: str, codes: Iterable[str]) -> str:
    """The words for codes of a list in `knowledge.yml`, parted by commas."""
    words = entry(f"knowledge.{table}")
    return joined(words[code] for code in codes)


def sections_in_words(basis: Sequence[str]) -> str:
    """Sections of law as people write them: "§ 56 SGB III"."""
    laws = entry("knowledge.laws")
    parts = (each.split() for each in basis)
    return joined(phrase("knowledge.law", section=section, law=laws.get(law, law.upper())) for law, section in parts)


def contact_lines(row: Any) -> Iterator[str]:
    """Channels, after the address where there is one."""
    if getattr(row, "street", None):
        town = " ".join(filter(None, (row.postal_code, row.city)))
        yield phrase("catalogue.detail.address", address=joined(filter(None, (row.street, town))))
    for name in ("phone", "email", "url"):
        value = getattr(row, name)
        if value:
            yield phrase(f"catalogue.detail.{name}", **{name: value})


def review_lines(row: Any) -> Iterator[str]:
    """A word of warning where staff have not confirmed everything."""
    if row.needs_review:
        yield phrase("knowledge.detail.unconfirmed")


def hours_lines(hours: Sequence[str]) -> Iterator[str]:
    """Opening hours, a weekday a line."""
    names = entry("knowledge.weekdays")
    for each in hours:
        weekday, spans = each.split(" ", 1)
        told = joined(
            phrase("knowledge.detail.span", start=span.split("-")[0], end=span.split("-")[1])
            for span in spans.split(", ")
        )
        yield phrase("knowledge.detail.hours", weekday=names[weekday], spans=told)


def day_words(row: Any) -> str:
    """When an event is."""
    short: list[str] = entry("knowledge.weekday_short")
    first, last = row.starts_on, row.ends_on
    if last and last != first:
        when = phrase(
            "knowledge.reason.days",
            weekday=short[first.weekday()],
            day=first,
            last_weekday=short[last.weekday()],
            last=last,
        )
    else:
        when = phrase("knowledge.reason.day", weekday=short[first.weekday()], day=first)
    if not row.starts_at:
        return when
    key = "times" if row.ends_at else "time"
    return phrase(f"knowledge.reason.{key}", when=when, start=row.starts_at, end=row.ends_at)


def duration_words(months: int) -> str:
    """How long something takes: months below a year, else years and half years."""
    if months < 12 or months % 6:
        return counted("knowledge.duration.months", months)
    if months % 12:
        return phrase("knowledge.duration.years_and_half", count=months // 12)
    return counted("knowledge.duration.years", months // 12)


def open_today(hours: Sequence[str], today: date) -> str | None:
    """The opening hours of a day; None where they are not known or it is closed."""
    name = WEEKDAYS[today.weekday()]
    return next((line for line in hours_lines([each for each in hours if each.startswith(name)])), None)
