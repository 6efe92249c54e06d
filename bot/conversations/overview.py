"""Figures of the log for a span of time; each can be looked up in the list of conversations."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.orm import InstrumentedAttribute

from bot.conversations.inbox import NAMED, Filter, conditions, outcome_is
from bot.conversations.log_tables import LoggedConversation, LoggedTurn
from bot.conversations.records import aware

TOP = 10
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
    """Messages, not conversations; the most frequent goals."""


async def overview(engine: AsyncEngine, wanted: Filter) -> Overview:
    """The figures of the conversations that a filter takes."""
    conversation = LoggedConversation
    named = func.sum(case((outcome_is(NAMED), 1), else_=0))
    missed = func.sum(case((conversation.fallbacks > 0, 1), else_=0))
    whole = select(func.count(), named, missed).where(*conditions(wanted))
    async with engine.connect() as connection:
        count, with_name, with_miss = (await connection.execute(whole)).one()
        return Overview(
            conversations=count,
            named=with_name or 0,
            not_understood=with_miss or 0,
            by_day=await _by_day(connection, wanted),
            by_channel=await _by(connection, conversation.channel, wanted),
            by_language=await _by(connection, conversation.language, wanted),
            by_outcome=await _by(connection, conversation.outcome, wanted),
            by_goal=await _by_goal(connection, wanted),
        )


async def _by(connection: AsyncConnection, column: InstrumentedAttribute[str], wanted: Filter) -> dict[str, int]:
    most = func.count().desc()
    query = select(column, func.count()).where(*conditions(wanted)).group_by(column).order_by(most, column)
    return {row[0]: row[1] for row in await connection.execute(query)}


async def _by_day(connection: AsyncConnection, wanted: Filter) -> dict[date, int]:
    """By hour in the database and by day here, because SQLite knows no time zones."""
    last_at, days = LoggedConversation.last_at, Counter[date]()
    at_sqlite = connection.dialect.name == "sqlite"
    hour = func.strftime("%Y-%m-%d %H:00", last_at) if at_sqlite else func.date_trunc("hour", last_at)
    query = select(hour.label("hour"), func.count()).where(*conditions(wanted)).group_by("hour")
    for moment, count in await connection.execute(query):
        read = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        days[aware(read).astimezone(ZONE).date()] += count
    return dict(sorted(days.items()))


async def _by_goal(connection: AsyncConnection, wanted: Filter) -> dict[str, int]:
    turns = select(LoggedTurn.goal, func.count()).join(
        LoggedConversation, LoggedConversation.key == LoggedTurn.conversation_key
    )
    query = turns.where(*conditions(wanted)).group_by(LoggedTurn.goal)
    most = query.order_by(func.count().desc(), LoggedTurn.goal).limit(TOP)
    return {row[0]: row[1] for row in await connection.execute(most)}
