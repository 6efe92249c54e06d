"""Transcripts: what the page needs to show a chat again, and which messages still wait for an answer.

A person's message is written down first and answered then, so that a resend of the same id finds the first one.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Literal

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.conversations.tables import TranscriptMessage as Row

MOST_MESSAGES = 60
"""Messages kept of one conversation; older ones go first."""

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
    """One stored message, oldest first in a transcript."""

    direction: Direction
    client_id: str
    answered: bool
    payload: dict[str, Any]


class Transcripts:
    """The stored chats. Calls for one conversation must come one after the other."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def accept(self, key: str, said: Said) -> Accepted:
        """Store a person's message. Same id and same words: the same message; same id, other words: a new id."""
        async with self._engine.begin() as connection:
            before = (await connection.execute(_person(key, said.client_id))).first()
            if before is not None and before.payload == said.as_dict():
                return Accepted(said, repeated=True)
            if before is not None:
                said = Said(secrets.token_hex(16), said.text, said.payload)
            await _append(connection, key, "person", said.client_id, [said.as_dict()], answered=False)
        return Accepted(said)

    async def answer(self, key: str, client_id: str, messages: list[dict[str, Any]], *, final: bool = True) -> None:
        """Store the answer to a message in place of an earlier one. Not `final`: the message still waits for it."""
        mine = (Row.conversation_key == key, Row.client_id == client_id)
        async with self._engine.begin() as connection:
            await connection.execute(delete(Row).where(*mine, Row.direction == "assistant"))
            await connection.execute(update(Row).where(*mine, Row.direction == "person").values(answered=final))
            last = await _append(connection, key, "assistant", client_id, messages, answered=True)
            await connection.execute(
                delete(Row).where(Row.conversation_key == key, Row.sequence <= last - MOST_MESSAGES)
            )

    async def entries(self, key: str) -> list[Entry]:
        """The transcript, oldest message first."""
        query = select(Row.direction, Row.client_id, Row.answered, Row.payload).where(Row.conversation_key == key)
        async with self._engine.connect() as connection:
            return [Entry(*row) for row in await connection.execute(query.order_by(Row.sequence))]

    async def answered(self, key: str, client_id: str) -> list[dict[str, Any]] | None:
        """The stored answer to a message, or None when it has none yet."""
        entries = [entry for entry in await self.entries(key) if entry.client_id == client_id]
        if not any(entry.direction == "person" and entry.answered for entry in entries):
            return None
        return [entry.payload for entry in entries if entry.direction == "assistant"]


def offered(entries: Iterable[Entry]) -> dict[str, str]:
    """All buttons that the assistant offered in a transcript: payload -> title."""
    return {
        button["payload"]: button["title"]
        for entry in entries
        if entry.direction == "assistant"
        for button in entry.payload.get("buttons", [])
    }


def _person(key: str, client_id: str) -> Any:
    return select(Row.payload).where(Row.conversation_key == key, Row.client_id == client_id, Row.direction == "person")


async def _append(
    connection: AsyncConnection,
    key: str,
    direction: Direction,
    client_id: str,
    payloads: list[dict[str, Any]],
    *,
    answered: bool,
) -> int:
    """Write messages after the last one and return the last sequence number."""
    last = await connection.scalar(select(func.max(Row.sequence)).where(Row.conversation_key == key)) or 0
    shared = {"conversation_key": key, "direction": direction, "client_id": client_id, "answered": answered}
    now = datetime.now(timezone.utc)
    rows = [
        {**shared, "sequence": last + number, "payload": payload, "created_at": now}
        for number, payload in enumerate(payloads, start=1)
    ]
    await connection.execute(insert(Row), rows)
    return last + len(rows)
