"""The log as staff look through it: filtered lists of conversations, and one with all its turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import ColumnElement, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.log_tables import LoggedConversation, LoggedTurn
from bot.conversations.records import aware
from bot.conversations.review_tables import ConversationTag
from bot.conversations.word_index import has_words

PAGE = 50
UNNAMED_OUTCOMES = ("nothing_found", "not_understood", "talk")
NAMED = "named"
"""Filter value: ended with something or somebody named."""
NOBODY = "-"
"""Filter value: assigned to nobody."""


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
    flagged: bool | None = None
    reviewed: bool | None = None
    reviewer: str | None = None
    assignee: str | None = None
    """A name, or `NOBODY`."""
    tag: str | None = None
    text: str | None = None
    """Words that the person wrote, as `word_index.has_words` reads them."""


Position = tuple[datetime, str]
"""Of a line of the list: its time and key."""


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
    goals: str
    flagged: bool
    reviewed_by: str | None
    reviewed_at: datetime | None
    assignee: str | None

    @property
    def place(self) -> Position:
        """Where it stands in the list."""
        return self.last_at, self.key


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


@dataclass(frozen=True)
class Neighbours:
    """The keys of the conversations beside one in a filtered list."""

    newer: str | None
    older: str | None


_NEWEST = (LoggedConversation.last_at.desc(), LoggedConversation.key.desc())
_OLDEST = (LoggedConversation.last_at.asc(), LoggedConversation.key.asc())
_COLUMNS = [getattr(LoggedConversation, field.name) for field in fields(Conversation)]
_TURN_COLUMNS = [getattr(LoggedTurn, field.name) for field in fields(LoggedMessage)]


async def find_conversations(
    engine: AsyncEngine, wanted: Filter, after: Position | None = None, most: int = PAGE
) -> list[Conversation]:
    """The newest conversations that fit, those after a position when one is given; `most` and one more at most."""
    query = select(*_COLUMNS).order_by(*_NEWEST).limit(most + 1)
    async with engine.connect() as connection:
        fitting = query.where(*conditions(wanted), *await has_words(connection, wanted.text or ""))
        if after is not None:
            fitting = fitting.where(_beyond(after, older=True))
        return [_conversation(row) for row in (await connection.execute(fitting)).mappings()]


async def neighbours(engine: AsyncEngine, wanted: Filter, place: Position) -> Neighbours:
    """The next newer and the next older conversation that fit, seen from a place in the list."""
    query = select(LoggedConversation.key).limit(1)
    async with engine.connect() as connection:
        fitting = query.where(*conditions(wanted), *await has_words(connection, wanted.text or ""))
        newer = fitting.where(_beyond(place, older=False)).order_by(*_OLDEST)
        older = fitting.where(_beyond(place, older=True)).order_by(*_NEWEST)
        return Neighbours(await connection.scalar(newer), await connection.scalar(older))


async def previews(engine: AsyncEngine, keys: Sequence[str]) -> dict[str, str]:
    """Of each conversation what its line shows: the first message that was not understood, or else the first one."""
    turn = LoggedTurn
    query = select(turn.conversation_key, turn.text, turn.fallback).where(turn.conversation_key.in_(keys))
    shown: dict[str, str] = {}
    missed: dict[str, str] = {}
    async with engine.connect() as connection:
        for key, text, fallback in await connection.execute(query.order_by(turn.conversation_key, turn.number)):
            shown.setdefault(key, text)
            if fallback:
                missed.setdefault(key, text)
    return shown | missed


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
    """The filter as conditions on logged conversations, but for its text (`word_index.has_words`)."""
    conversation = LoggedConversation
    found: list[ColumnElement[bool] | None] = [
        None if wanted.since is None else conversation.last_at >= _utc(wanted.since),
        None if wanted.until is None else conversation.last_at < _utc(wanted.until),
        None if wanted.channel is None else conversation.channel == wanted.channel,
        None if wanted.language is None else conversation.language == wanted.language,
        None if wanted.outcome is None else outcome_is(wanted.outcome),
        None if wanted.fallback is None else (conversation.fallbacks > 0) == wanted.fallback,
        None if wanted.below is None else conversation.lowest_confidence < wanted.below,
        None if wanted.goal is None else conversation.goals.contains(f",{wanted.goal},", autoescape=True),
        None if wanted.flagged is None else conversation.flagged.is_(wanted.flagged),
        None if wanted.reviewed is None else conversation.reviewed_by.is_(None) != wanted.reviewed,
        None if wanted.reviewer is None else conversation.reviewed_by == wanted.reviewer,
        None if wanted.assignee is None else _assigned_to(wanted.assignee),
        None if wanted.tag is None else _has_tag(wanted.tag),
    ]
    return [condition for condition in found if condition is not None]


def outcome_is(outcome: str) -> ColumnElement[bool]:
    """Conversations of an outcome, or of any that is named."""
    column = LoggedConversation.outcome
    # Said by what it is not: SQLite would look up each of the others by itself and sort half the table.
    return column.not_in(UNNAMED_OUTCOMES) if outcome == NAMED else column == outcome


def _utc(moment: datetime) -> datetime:
    """SQLite compares what was written, which is UTC, and drops the zone of what it is given."""
    return moment.astimezone(timezone.utc)


def _assigned_to(name: str) -> ColumnElement[bool]:
    assignee = LoggedConversation.assignee
    return assignee.is_(None) if name == NOBODY else assignee == name


def _has_tag(tag: str) -> ColumnElement[bool]:
    return LoggedConversation.key.in_(select(ConversationTag.conversation_key).where(ConversationTag.tag == tag))


def _beyond(place: Position, *, older: bool) -> ColumnElement[bool]:
    here = tuple_(literal(_utc(place[0]), LoggedConversation.last_at.type), literal(place[1]))
    line = tuple_(LoggedConversation.last_at, LoggedConversation.key)
    return line < here if older else line > here


def _conversation(row: Mapping[Any, Any]) -> Conversation:
    times = {name: row[name] and aware(row[name]) for name in ("started_at", "last_at", "reviewed_at")}
    return Conversation(**{**row, **times})
