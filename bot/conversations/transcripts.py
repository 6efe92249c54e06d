"""Transcripts: what has been said, and which messages still wait for their answer.

A person's message is written down first and answered then. What is written down is the queue as well: after a restart
whatever has no answer is answered next.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Literal

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.conversations.tables import TranscriptMessage as Row
from bot.conversations.tables import WebSession

MOST_ENTRIES = 60
"""Messages and answers kept of one conversation; older ones go first."""
CUT_EVERY = 10
"""Older ones are deleted so many at a time, which saves most turns a statement."""
MOST_WAITING = 20
"""Messages of one conversation that may wait for their answers; all of them are among the newest entries."""

Direction = Literal["person", "assistant"]

_LAST = select(func.coalesce(func.max(Row.sequence), 0)).where(Row.conversation_key == bindparam("key"))
_WRITE = insert(Row).values(sequence=_LAST.scalar_subquery() + 1).returning(Row.sequence)
_COLUMNS = (Row.sequence, Row.direction, Row.client_id, Row.final, Row.payload, Row.created_at)
_ENTRIES = (
    select(*_COLUMNS)
    .where(Row.conversation_key == bindparam("key"), Row.sequence > bindparam("after"))
    .order_by(Row.sequence.desc())
    .limit(MOST_ENTRIES)
)
_ONE = select(*_COLUMNS).where(
    Row.conversation_key == bindparam("key"),
    Row.client_id == bindparam("client_id"),
    Row.direction == bindparam("direction"),
)
_UNANSWERED = (Row.direction == "person", Row.final.is_(False))
_WAITING = select(*_COLUMNS).where(Row.conversation_key == bindparam("key"), *_UNANSWERED).order_by(Row.sequence)
_MARK_ANSWERED = update(Row).values(final=True)
_TOUCH = update(WebSession)


class OtherWords(ValueError):
    """An id came again with other words."""


class Ended(LookupError):
    """The conversation's session is over, so nothing more is stored of it."""


class TooManyWaiting(RuntimeError):
    """`MOST_WAITING` messages have no answer yet."""


@dataclass(frozen=True)
class Said:
    """What a person sent. `payload` is set when it was a tap on a button that the assistant had offered.

    `channel` is the messenger it came by; empty for the website.
    """

    client_id: str
    text: str
    payload: str | None = None
    channel: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As it is stored."""
        more = {"payload": self.payload, "channel": self.channel}
        return {"text": self.text, **{name: value for name, value in more.items() if value}}


@dataclass(frozen=True)
class Entry:
    """One stored message or answer; `direction`, `final` and `payload` as in the table.

    `place` counts upwards within the conversation and is never given twice.
    """

    place: int
    direction: Direction
    client_id: str
    final: bool
    payload: dict[str, Any]
    at: datetime


class Transcripts:
    """The stored chats. Calls that write to one conversation must come one after the other."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def accept(self, key: str, said: Said, now: datetime) -> Entry:
        """Store a person's message; the same message once more gives the first one.

        `now` is the time by which sessions are reckoned.

        Raises:
            OtherWords: another message has this id.
            TooManyWaiting: the message is not stored.
            Ended: the conversation has no session any more.
        """
        async with self._engine.begin() as connection:
            if known := await _one(connection, key, said.client_id, "person"):
                if known.payload != said.as_dict():
                    raise OtherWords
                return known
            if len((await connection.execute(_WAITING, {"key": key})).all()) >= MOST_WAITING:
                raise TooManyWaiting
            touched = await connection.execute(_TOUCH.where(WebSession.conversation_key == key).values(used_at=now))
            if not touched.rowcount:
                raise Ended
            return await _append(connection, key, said.client_id, "person", said.as_dict())

    async def answer(self, key: str, client_id: str, messages: list[dict[str, Any]]) -> Entry | None:
        """Store the answer to a message, once: a second one gives the first. None when the message is gone."""
        async with self._engine.begin() as connection:
            if known := await _one(connection, key, client_id, "assistant"):
                return known
            asked = (Row.conversation_key == key, Row.client_id == client_id, Row.direction == "person")
            if not (await connection.execute(_MARK_ANSWERED.where(*asked))).rowcount:
                return None
            entry = await _append(connection, key, client_id, "assistant", {"messages": messages})
            if entry.place > MOST_ENTRIES and entry.place % CUT_EVERY <= 1:
                old = (Row.conversation_key == key, Row.sequence <= entry.place - MOST_ENTRIES)
                await connection.execute(delete(Row).where(*old))
            return entry

    async def entries(self, key: str, after: int = -1) -> list[Entry]:
        """The transcript from behind a place on, oldest first."""
        async with self._engine.connect() as connection:
            rows = (await connection.execute(_ENTRIES, {"key": key, "after": after})).all()
        return [_entry(row) for row in reversed(rows)]

    async def reply(self, key: str, client_id: str) -> Entry | None:
        """The stored answer to a message, or None when it has none yet."""
        async with self._engine.connect() as connection:
            return await _one(connection, key, client_id, "assistant")

    async def waiting(self, key: str) -> list[Entry]:
        """The messages that have no answer yet, oldest first."""
        async with self._engine.connect() as connection:
            return [_entry(row) for row in (await connection.execute(_WAITING, {"key": key})).all()]

    async def waiting_keys(self) -> list[str]:
        """The conversations in which a message has no answer yet."""
        async with self._engine.connect() as connection:
            return list(await connection.scalars(select(Row.conversation_key).where(*_UNANSWERED).distinct()))


def offered(entries: Iterable[Entry]) -> dict[str, str]:
    """All buttons that the assistant offered in a transcript: payload -> title."""
    return {
        button["payload"]: button["title"]
        for entry in entries
        if entry.direction == "assistant"
        for message in entry.payload["messages"]
        for button in message.get("buttons", [])
    }


async def _one(connection: AsyncConnection, key: str, client_id: str, direction: Direction) -> Entry | None:
    which = {"key": key, "client_id": client_id, "direction": direction}
    row = (await connection.execute(_ONE, which)).one_or_none()
    return _entry(row) if row else None


async def _append(
    connection: AsyncConnection, key: str, client_id: str, direction: Direction, payload: dict[str, Any]
) -> Entry:
    """Write an entry after the conversation's last one."""
    now = datetime.now(timezone.utc)
    row = {
        "key": key,
        "conversation_key": key,
        "direction": direction,
        "client_id": client_id,
        "final": direction == "assistant",
        "payload": payload,
        "created_at": now,
    }
    place = (await connection.execute(_WRITE, row)).scalar_one()
    return Entry(place, direction, client_id, direction == "assistant", payload, now)


def _entry(row: Any) -> Entry:
    place, direction, client_id, final, payload, at = row
    # SQLite gives times back without their zone.
    at = at.replace(tzinfo=timezone.utc) if at.tzinfo is None else at
    return Entry(place, direction, client_id, final, payload, at)
