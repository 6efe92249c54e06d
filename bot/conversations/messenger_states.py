"""How each messenger does: last message, last error, what was given up; and where one that is asked was read up to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.messenger_tables import MessengerState as Row
from bot.conversations.records import aware
from bot.conversations.sealing import Vault

MOST_ERROR = 200
_NOTE_EVERY_SECONDS = 10.0


@dataclass(frozen=True)
class State:
    """Fields as in the table."""

    received_at: datetime | None
    sent_at: datetime | None
    error: str | None
    error_at: datetime | None
    given_up: int


class States:
    """The stored states. That something came in or went out is noted once in some seconds only."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._noted: dict[tuple[str, str], datetime] = {}

    async def read(self, channel: str) -> State | None:
        """A messenger's state; None when it never did anything."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(select(Row.__table__).where(Row.channel == channel))).one_or_none()
        if row is None:
            return None
        times = (row.received_at, row.sent_at, row.error_at)
        received_at, sent_at, error_at = (time and aware(time) for time in times)
        return State(received_at, sent_at, row.error, error_at, row.given_up)

    async def received(self, channel: str) -> None:
        """Something came in."""
        await self._seen(channel, "received_at")

    async def sent(self, channel: str) -> None:
        """Something was sent."""
        await self._seen(channel, "sent_at")

    async def failed(self, channel: str, why: str, *, given_up: int = 0) -> None:
        """Something did not work. `why` has nothing of a person in it."""
        values = {"error": why[:MOST_ERROR], "error_at": _now(), "given_up": Row.given_up + given_up}
        await self._write(channel, values)

    async def memory(self, channel: str) -> str | None:
        """What `remember` stored."""
        async with self._engine.connect() as connection:
            return await connection.scalar(select(Row.memory).where(Row.channel == channel))

    async def remember(self, channel: str, sealed: str) -> None:
        """Store a messenger's memory in place of the one before."""
        await self._write(channel, {"memory": sealed})

    async def _seen(self, channel: str, column: str) -> None:
        now, last = _now(), self._noted.get((channel, column))
        if last is None or (now - last).total_seconds() >= _NOTE_EVERY_SECONDS:
            self._noted[channel, column] = now
            await self._write(channel, {column: now})

    async def _write(self, channel: str, values: dict[str, Any]) -> None:
        dialect: Any = sqlite if self._engine.dialect.name == "sqlite" else postgresql
        first = dialect.insert(Row).values(channel=channel, given_up=0)
        async with self._engine.begin() as connection:
            await connection.execute(first.on_conflict_do_nothing(index_elements=["channel"]))
            await connection.execute(update(Row).where(Row.channel == channel).values(values))


class SealedMemory:
    """`bot.channels.adapter.Memory` of one messenger."""

    def __init__(self, states: States, vault: Vault, channel: str) -> None:
        self._states = states
        self._vault = vault
        self._channel = channel

    async def read(self) -> str | None:
        """The text, or None when there is none or another key sealed it."""
        sealed = await self._states.memory(self._channel)
        data = self._vault.open(sealed) if sealed else None
        return data["text"] if data else None

    async def write(self, text: str) -> None:
        """Replace the text."""
        await self._states.remember(self._channel, self._vault.seal({"text": text}))


def _now() -> datetime:
    return datetime.now(timezone.utc)
