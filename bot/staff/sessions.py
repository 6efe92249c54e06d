"""Logins of the staff: begun with a token that nobody had before, ended by time, by logging out or with the account."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.staff.accounts import Person
from bot.staff.tables import StaffAccount, StaffSession

LONGEST = timedelta(hours=10)
"""A working day; then everybody logs in anew."""
_TOUCH_EVERY = timedelta(seconds=30)


@dataclass(frozen=True)
class Login:
    """One login of somebody."""

    person: Person
    token: str

    @property
    def form_token(self) -> str:
        """What every form of this login carries; other websites cannot know it."""
        return hmac.new(self.token.encode(), b"kumpel form", hashlib.sha256).hexdigest()


async def begin(engine: AsyncEngine, person: Person, now: datetime) -> Login:
    """A login with a token drawn now, whatever token the browser came with."""
    login = Login(person, secrets.token_urlsafe(32))
    row = {"token_hash": _hash(login.token), "name": person.name, "began_at": now, "used_at": now}
    async with engine.begin() as connection:
        await connection.execute(insert(StaffSession).values(**row))
    return login


async def find(engine: AsyncEngine, token: str, idle: timedelta, now: datetime) -> Login | None:
    """The login of a token, or None when it has ended: unused for `idle`, or begun a working day ago."""
    query = (
        select(StaffAccount.name, StaffAccount.role, StaffSession.used_at)
        .join(StaffAccount, StaffAccount.name == StaffSession.name)
        .where(
            StaffSession.token_hash == _hash(token),
            StaffSession.used_at > now - idle,
            StaffSession.began_at > now - LONGEST,
        )
    )
    async with engine.connect() as connection:
        row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    used = update(StaffSession).where(
        StaffSession.token_hash == _hash(token), StaffSession.used_at < now - _TOUCH_EVERY
    )
    async with engine.begin() as connection:
        await connection.execute(used.values(used_at=now))
    return Login(Person(row.name, row.role), token)


async def end(engine: AsyncEngine, token: str) -> None:
    """Log out."""
    async with engine.begin() as connection:
        await connection.execute(delete(StaffSession).where(StaffSession.token_hash == _hash(token)))


async def purge(engine: AsyncEngine, now: datetime) -> None:
    """Delete what has ended."""
    async with engine.begin() as connection:
        await connection.execute(delete(StaffSession).where(StaffSession.began_at < now - LONGEST))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
