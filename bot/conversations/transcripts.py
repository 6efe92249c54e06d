"""Transcripts: what the page needs to show a chat again, and which messages still wait for an answer.

A person's message is written down first and answered then, so that a resend of the same id finds the first one.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Literal

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.tables import TranscriptMessage as Row

MOST_ENTRIES = 60
"""Messages and answers shown of one conversation; older ones go first."""
CUT_EVERY = 10
"""Older ones are deleted so many at a time, which saves most turns a statement."""

Direction = Literal["person", "assistant"]


@dataclass(frozen=True)
class Said:
    """What a person sent. `payload` is set when it was a tap on a button that the assistant had offered."""

    client_id: str
    text: str
    payload: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """As it is stored."""
        return {"text": self.text, **({"payload": self.payload} if self.payload else {})}


@dataclass(frozen=True)
class Accepted:
    """A person's message that is stored. `repeated`: it had been before, so it may have its answer."""

    said: Said
    repeated: bool = False


@dataclass(frozen=True)
class Entry:
    """One stored message or answer; `payload` and `final` as in the table."""

    direction: Direction
    client_id: str
    final: bool
    payload: dict[str, Any]


class Transcripts:
    """The stored chats. Calls for one conversation must come one after the other."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        last = select(func.coalesce(func.max(Row.sequence), 0)).where(Row.conversation_key == bindparam("key"))
        self._write = insert(Row).values(sequence=last.scalar_subquery() + 1).returning(Row.sequence)

    async def accept(self, key: str, said: Said) -> Accepted:
        """Store a person's message. Same id and same words: the same message; same id, other words: a new id."""
        try:
            await self._append(_row(key, said.client_id, "person", said.as_dict(), final=False))
        except IntegrityError:
            if await self._payload(*_mine(key, said.client_id, "person")) == said.as_dict():
                return Accepted(said, repeated=True)
            said = Said(secrets.token_hex(16), said.text, said.payload)
            await self._append(_row(key, said.client_id, "person", said.as_dict(), final=False))
        return Accepted(said)

    async def answer(self, key: str, client_id: str, messages: list[dict[str, Any]], *, final: bool = True) -> None:
        """Store the answer to a message in place of an earlier one. Not `final`: the message still waits for it."""
        row = _row(key, client_id, "assistant", {"messages": messages}, final=final)
        try:
            last = await self._append(row)
        except IntegrityError:
            await self._delete(*_mine(key, client_id, "assistant"))
            last = await self._append(row)
        if last > MOST_ENTRIES and last % CUT_EVERY == 0:
            await self._delete(Row.conversation_key == key, Row.sequence <= last - MOST_ENTRIES)

    async def entries(self, key: str) -> list[Entry]:
        """The transcript, oldest first."""
        query = select(Row.direction, Row.client_id, Row.final, Row.payload).where(Row.conversation_key == key)
        newest_first = query.order_by(Row.sequence.desc()).limit(MOST_ENTRIES)
        async with self._engine.connect() as connection:
            return [Entry(*row) for row in reversed((await connection.execute(newest_first)).all())]

    async def answered(self, key: str, client_id: str) -> list[dict[str, Any]] | None:
        """The stored answer to a message, or None when it has none yet."""
        payload = await self._payload(*_mine(key, client_id, "assistant"), Row.final.is_(True))
        return payload["messages"] if payload else None

    async def _append(self, row: dict[str, Any]) -> int:
        """Write a row after the conversation's last one, and return its place."""
        async with self._engine.begin() as connection:
            place: int = (await connection.execute(self._write, row)).scalar_one()
            return place

    async def _delete(self, *which: ColumnElement[bool]) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(delete(Row).where(*which))

    async def _payload(self, *which: ColumnElement[bool]) -> dict[str, Any] | None:
        async with self._engine.connect() as connection:
            payload: dict[str, Any] | None = await connection.scalar(select(Row.payload).where(*which))
            return payload


def offered(entries: Iterable[Entry]) -> dict[str, str]:
    """All buttons that the assistant offered in a transcript: payload -> title."""
    return {
        button["payload"]: button["title"]
        for entry in entries
        if entry.direction == "assistant"
        for message in entry.payload["messages"]
        for button in message.get("buttons", [])
    }


def _mine(key: str, client_id: str, direction: Direction) -> tuple[ColumnElement[bool], ...]:
    return Row.conversation_key == key, Row.client_id == client_id, Row.direction == direction


def _row(key: str, client_id: str, direction: Direction, payload: dict[str, Any], *, final: bool) -> dict[str, Any]:
    return {
        "key": key,
        "conversation_key": key,
        "direction": direction,
        "client_id": client_id,
        "final": final,
        "payload": payload,
        "created_at": datetime.now(timezone.utc),
    }
