"""Figures of the log for a span of time; each can be looked up in the list of conversations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.orm import InstrumentedAttribute

from bot.conversations.inbox import UNNAMED_OUTCOMES, Filter, conditions
from bot.conversations.log_tables import LoggedConversation
from bot.conversations.records import aware, goals_in

TOP = 10
_DAYS_AT_ONCE = 100
ZONE = ZoneInfo("Europe/Berlin")
"""Whose days are meant."""


@dataclass(frozen=True)
class Overview:
    """Counts of conversations; `by_day` has only days with some."""

    conversations: int
    named: int
    """Ended with a named employer, programme or person."""
    not_understood: int
    """Have a message that was not understood."""
    by_day: dict[date, int]
    by_channel: dict[str, int]
    by_language: dict[str, int]
    by_outcome: dict[str, int]
    by_goal: dict[str, int]
    """Conversations with a message of that goal; the most frequent goals."""


async def overview(engine: AsyncEngine, wanted: Filter) -> Overview:
    """The figures of the conversations that a filter takes.

    One short statement for each part: each reads one index of the table, in its order, and no row.
    """
    conversation = LoggedConversation
    missed = select(func.count()).where(*conditions(wanted), conversation.fallbacks > 0)
    async with engine.connect() as connection:
        by_outcome = await _by(connection, conversation.outcome, wanted)
        return Overview(
            conversations=sum(by_outcome.values()),
            named=sum(count for outcome, count in by_outcome.items() if outcome not in UNNAMED_OUTCOMES),
            not_understood=await connection.scalar(missed) or 0,
            by_day=await _by_day(connection, wanted),
            by_channel=await _by(connection, conversation.channel, wanted),
            by_language=await _by(connection, conversation.language, wanted),
            by_outcome=by_outcome,
            by_goal=_most(await _by(connection, conversation.goals, wanted)),
        )


async def _by(connection: AsyncConnection, column: InstrumentedAttribute[str], wanted: Filter) -> dict[str, int]:
    query = select(column, func.count()).where(*conditions(wanted)).group_by(column)
    counts = [(row[0], row[1]) for row in await connection.execute(query)]
    return dict(sorted(counts, key=lambda pair: (-pair[1], pair[0])))


def _most(by_goals: Mapping[str, int]) -> dict[str, int]:
    counts = Counter[str]()
    for goals, count in by_goals.items():
        counts.update(dict.fromkeys(goals_in(goals), count))
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:TOP])


async def _by_day(connection: AsyncConnection, wanted: Filter) -> dict[date, int]:
    """Counted from midnight to midnight where the agency is, which no database has to know."""
    last_at, taken = LoggedConversation.last_at, conditions(wanted)
    first = await connection.scalar(select(func.min(last_at)).where(*taken))
    last = await connection.scalar(select(func.max(last_at)).where(*taken))
    if first is None or last is None:
        return {}
    start, end = (aware(moment).astimezone(ZONE).date() for moment in (first, last))
    days = [start + timedelta(days=number) for number in range((end - start).days + 1)]
    counts: dict[date, int] = {}
    for some in (days[place : place + _DAYS_AT_ONCE] for place in range(0, len(days), _DAYS_AT_ONCE)):
        each = union_all(*(_of_day(number, day, wanted) for number, day in enumerate(some)))
        counts |= {some[number]: count for number, count in await connection.execute(each) if count}
    return dict(sorted(counts.items()))


def _of_day(number: int, day: date, wanted: Filter) -> Select[tuple[int, int]]:
    """One lower and one upper bound each: of two, SQLite looks up the first and compares the other."""
    first, after = _midnight(day), _midnight(day, 1)
    since, until = max(first, wanted.since or first), min(after, wanted.until or after)
    return select(literal(number), func.count()).where(*conditions(replace(wanted, since=since, until=until)))


def _midnight(day: date, later: int = 0) -> datetime:
    return datetime.combine(day + timedelta(days=later), time(), ZONE).astimezone(timezone.utc)
