"""Sessions of the page in the database: which token is good, when it is replaced, and when all ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.tables import WebSession as Row

ROTATE_AFTER = timedelta(hours=1)
"""Age at which a renewal makes a new token."""
GRACE = timedelta(minutes=1)
"""The token before stays good so long after the new one was first used: other tabs may be under way with it."""


@dataclass(frozen=True)
class State:
    """What is known of a session's tokens; fields as in the table."""

    serial: int
    rotated_at: datetime
    confirmed_at: datetime | None
    used_at: datetime

    def accepts(self, serial: int, now: datetime, lifetime: timedelta) -> bool:
        """Whether the token with this serial number opens the conversation."""
        if now - self.used_at >= lifetime:
            return False
        if serial == self.serial - 1:
            return self.confirmed_at is None or now - self.confirmed_at < GRACE
        return serial == self.serial

    def rotates(self, serial: int, now: datetime) -> bool:
        """Whether a renewal by this token makes a new one. One that was made and never used is given out again."""
        return serial == self.serial and now - self.rotated_at >= ROTATE_AFTER


class SessionStore:
    """The stored sessions. Times have a zone."""

    def __init__(self, engine: AsyncEngine, lifetime: timedelta) -> None:
        self._engine = engine
        self._lifetime = lifetime

    async def create(self, key: str, now: datetime) -> None:
        """Begin a session; its first token has the serial number 1."""
        row = {"conversation_key": key, "serial": 1, "rotated_at": now, "confirmed_at": now, "used_at": now}
        async with self._engine.begin() as connection:
            await connection.execute(insert(Row).values(row))

    async def accepts(self, key: str, serial: int, now: datetime) -> bool:
        """Whether a token is good now; notes that the newest one has been used."""
        state = await self._state(key)
        if state is None or not state.accepts(serial, now, self._lifetime):
            return False
        if serial == state.serial and state.confirmed_at is None:
            await self._change(key, serial, {"confirmed_at": now})
        return True

    async def renew(self, key: str, serial: int, now: datetime) -> int:
        """Prolong the session of a good token, and return the serial number of the token to use from now on."""
        state = await self._state(key)
        if state is None:
            return serial
        if state.rotates(serial, now):
            await self._change(
                key, serial, {"serial": serial + 1, "rotated_at": now, "confirmed_at": None, "used_at": now}
            )
            return serial + 1
        await self._change(key, state.serial, {"used_at": now})
        return state.serial

    async def _state(self, key: str) -> State | None:
        query = select(Row.serial, Row.rotated_at, Row.confirmed_at, Row.used_at).where(Row.conversation_key == key)
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            return None
        serial, rotated_at, confirmed_at, used_at = row
        return State(serial, _utc(rotated_at), confirmed_at and _utc(confirmed_at), _utc(used_at))

    async def _change(self, key: str, serial: int, values: dict[str, Any]) -> None:
        """Only if nobody else was quicker."""
        async with self._engine.begin() as connection:
            await connection.execute(
                update(Row).where(Row.conversation_key == key, Row.serial == serial).values(values)
            )


def _utc(time: datetime) -> datetime:
    """SQLite gives times back without their zone."""
    return time.replace(tzinfo=timezone.utc) if time.tzinfo is None else time
