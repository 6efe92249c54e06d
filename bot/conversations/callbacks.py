"""Wishes to be called back: stored encrypted, read by staff only, deleted when done, at the person's wish, or by age.

Encryption is Fernet (AES-128-CBC with HMAC-SHA256, https://github.com/fernet/spec), so that neither a copy of the
database nor a backup tells who wants to be called.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.erasure import scrub
from bot.conversations.receipts import Receipt, write_receipt
from bot.conversations.records import aware
from bot.conversations.sealing import sealing_key
from bot.conversations.tables import Callback
from bot.settings import Settings

KEY_FILE = "var/callback.key"


@dataclass(frozen=True)
class Wish:
    """What a person told to be called back."""

    name: str
    """First name or nickname."""
    channel: str
    """One way: a telephone number or an e-mail address."""
    when: str
    about: str


@dataclass(frozen=True)
class OpenCallback:
    """A wish that nobody has done yet. `wish` is None when the key that sealed it is gone."""

    id: int
    created_at: datetime
    wish: Wish | None


@dataclass(frozen=True)
class WaitingCallback:
    """A wish as the list shows it, without what it says. Times have their zone."""

    id: int
    created_at: datetime
    taken_by: str | None
    taken_at: datetime | None


class Callbacks:
    """The stored wishes of one database."""

    def __init__(self, engine: AsyncEngine, key: bytes, days: int) -> None:
        self._engine = engine
        self._fernet = Fernet(key)
        self._lifetime = timedelta(days=days)

    async def add(self, conversation_key: str, wish: Wish) -> int:
        """Store a wish in place of an earlier one of the same conversation; returns its number."""
        now = datetime.now(timezone.utc)
        sealed = self._fernet.encrypt(json.dumps(asdict(wish)).encode()).decode()
        row = {"conversation_key": conversation_key, "sealed": sealed, "created_at": now}
        async with self._engine.begin() as connection:
            old = (Callback.conversation_key == conversation_key) | (Callback.created_at < now - self._lifetime)
            await connection.execute(delete(Callback).where(old))
            return int((await connection.execute(insert(Callback).values(**row).returning(Callback.id))).scalar_one())

    async def open(self) -> list[OpenCallback]:
        """All wishes, the oldest first; those past their days are deleted instead."""
        await self.purge()
        async with self._engine.connect() as connection:
            rows = (await connection.execute(select(Callback.__table__).order_by(Callback.id))).all()
        return [OpenCallback(row.id, row.created_at, self._unsealed(row.sealed)) for row in rows]

    async def waiting(self) -> list[WaitingCallback]:
        """All wishes, the oldest first; nothing of them is decrypted."""
        await self.purge()
        query = select(Callback.id, Callback.created_at, Callback.taken_by, Callback.taken_at).order_by(Callback.id)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [
            WaitingCallback(row.id, aware(row.created_at), row.taken_by, row.taken_at and aware(row.taken_at))
            for row in rows
        ]

    async def read(self, number: int) -> OpenCallback | None:
        """What one wish says, or None when there is none of that number any more."""
        await self.purge()
        query = select(Callback.__table__).where(Callback.id == number)
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).one_or_none()
        return OpenCallback(row.id, aware(row.created_at), self._unsealed(row.sealed)) if row else None

    async def take(self, number: int, name: str) -> bool:
        """Somebody of the staff cares for a wish; False when it is gone or somebody else does."""
        free = Callback.taken_by.is_(None)
        return await self._change(number, free, taken_by=name, taken_at=datetime.now(timezone.utc))

    async def give_back(self, number: int, name: str) -> bool:
        """They do not any more; False when they did not."""
        return await self._change(number, Callback.taken_by == name, taken_by=None, taken_at=None)

    async def done(self, number: int, name: str | None = None) -> bool:
        """Delete a wish that has been done; False when there is none of that number.

        Args:
            number: the wish's.
            name: who has to have taken it; None for whoever can reach the database anyway.
        """
        its = [Callback.id == number, *([] if name is None else [Callback.taken_by == name])]
        async with self._engine.begin() as connection:
            found = (await connection.execute(delete(Callback).where(*its))).rowcount
        await scrub(self._engine)
        return bool(found)

    async def _change(self, number: int, condition: ColumnElement[bool], **values: object) -> bool:
        async with self._engine.begin() as connection:
            change = update(Callback).where(Callback.id == number, condition).values(**values)
            return bool((await connection.execute(change)).rowcount)

    async def forget(self, conversation_key: str) -> Receipt:
        """Delete the wishes of one conversation; returns the receipt, to which the rest of the erasure adds."""
        now = datetime.now(timezone.utc)
        async with self._engine.begin() as connection:
            found = await connection.execute(delete(Callback).where(Callback.conversation_key == conversation_key))
            return await write_receipt(connection, conversation_key, {"callbacks": found.rowcount}, "person", now)

    async def purge(self) -> None:
        """Delete the wishes that nobody has done within their days."""
        oldest = datetime.now(timezone.utc) - self._lifetime
        async with self._engine.begin() as connection:
            await connection.execute(delete(Callback).where(Callback.created_at < oldest))

    def _unsealed(self, sealed: str) -> Wish | None:
        try:
            return Wish(**json.loads(self._fernet.decrypt(sealed.encode())))
        except InvalidToken:
            return None


def callback_key(settings: Settings, kept_in: Path) -> bytes:
    """The key that seals wishes: the setting, or one that is made once and kept in a file only its owner reads.

    Raises:
        SettingError: the setting is no Fernet key.
    """
    return sealing_key("callback_key", settings.callback_key, kept_in)
