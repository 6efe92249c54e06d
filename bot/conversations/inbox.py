"""The log as staff look through it: filtered lists of conversations, and one with all its turns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.log_tables import LoggedConversation, LoggedTurn
from bot.conversations.records import aware

PAGE = 50
_NAMED = ("employers", "programmes", "places", "events", "occupations", "person")
NAMED = "named"
"""Filter value: ended with something or somebody named."""


@dataclass(frozen=True)
class Filter:
    """Which conversations are wanted; None stands for all."""

    since: datetime | None = None
    until: datetime | None = None
    """Both with time zone; `until` is the first moment that is left out."""
    channel: str | None = None
    language: str | None = None
    outcome: str | None = None
    """Of `records.OUTCOMES`, or `NAMED`."""
    goal: str | None = None
    fallback: bool | None = None
    below: float | None = None
    """Some message was understood with less confidence than this, 0 to 1."""


@dataclass(frozen=True)
class Conversation:
    """One line of the list."""

    key: str
    channel: str
    language: str
    started_at: datetime
    last_at: datetime
    turns: int
    fallbacks: int
    lowest_confidence: float
    outcome: str


@dataclass(frozen=True)
class LoggedMessage:
    """One message with what was understood and shown."""

    number: int
    at: datetime
    text: str
    redacted: dict[str, int]
    language: str
    goal: str
    confidence: float
    criteria: dict[str, Any]
    topics: list[str]
    results: list[dict[str, Any]]
    answers: list[dict[str, Any]]
    fallback: bool
    outcome: str
    milliseconds: int


_COLUMNS = [getattr(LoggedConversation, field.name) for field in fields(Conversation)]
_TURN_COLUMNS = [getattr(LoggedTurn, field.name) for field in fields(LoggedMessage)]
Position = tuple[datetime, str]
"""Of the last line seen: its time and key."""


async def find_conversations(engine: AsyncEngine, wanted: Filter, after: Position | None = None) -> list[Conversation]:
    """The newest conversations that fit, those after a position when one is given; `PAGE` and one more at most."""
    conversation = LoggedConversation
    query = select(*_COLUMNS).where(*conditions(wanted))
    if after is not None:
        last_at, key = _utc(after[0]), after[1]
        earlier = and_(conversation.last_at == last_at, conversation.key < key)
        query = query.where(conversation.last_at <= last_at, or_(conversation.last_at < last_at, earlier))
    newest = query.order_by(conversation.last_at.desc(), conversation.key.desc()).limit(PAGE + 1)
    async with engine.connect() as connection:
        return [_conversation(row) for row in (await connection.execute(newest)).mappings()]


async def read_conversation(engine: AsyncEngine, key: str) -> tuple[Conversation, list[LoggedMessage]] | None:
    """A conversation with its turns in order, or None."""
    query = select(*_COLUMNS).where(LoggedConversation.key == key)
    turns = select(*_TURN_COLUMNS).where(LoggedTurn.conversation_key == key).order_by(LoggedTurn.number)
    async with engine.connect() as connection:
        row = (await connection.execute(query)).mappings().one_or_none()
        if row is None:
            return None
        messages = [
            LoggedMessage(**{**turn, "at": aware(turn["at"])}) for turn in (await connection.execute(turns)).mappings()
        ]
    return _conversation(row), messages


def conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    """The filter as conditions on logged conversations."""
    conversation = LoggedConversation
    found: list[ColumnElement[bool] | None] = [
        None if wanted.since is None else conversation.last_at >= _utc(wanted.since),
        None if wanted.until is None else conversation.last_at < _utc(wanted.until),
        None if wanted.channel is None else conversation.channel == wanted.channel,
        None if wanted.language is None else conversation.language == wanted.language,
        None if wanted.outcome is None else outcome_is(wanted.outcome),
        None if wanted.fallback is None else (conversation.fallbacks > 0) == wanted.fallback,
        None if wanted.below is None else conversation.lowest_confidence < wanted.below,
        None if wanted.goal is None else _has_goal(wanted.goal),
    ]
    return [condition for condition in found if condition is not None]


def outcome_is(outcome: str) -> ColumnElement[bool]:
    """Conversations of an outcome, or of any that is named."""
    return LoggedConversation.outcome.in_(_NAMED) if outcome == NAMED else LoggedConversation.outcome == outcome


def _utc(moment: datetime) -> datetime:
    """SQLite compares what was written, which is UTC, and drops the zone of what it is given."""
    return moment.astimezone(timezone.utc)


def _has_goal(goal: str) -> ColumnElement[bool]:
    its_turns = LoggedTurn.conversation_key == LoggedConversation.key
    return select(LoggedTurn.number).where(its_turns, LoggedTurn.goal == goal).exists()


def _conversation(row: Mapping[Any, Any]) -> Conversation:
    times = {name: aware(row[name]) for name in ("started_at", "last_at")}
    return Conversation(**{**row, **times})
