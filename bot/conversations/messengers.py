"""The messengers' durable inbox and outbox. What goes in is sealed; what was done leaves a hash or nothing."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.conversations.messenger_tables import InboxItem, MessengerChat, OutboxItem
from bot.conversations.records import aware
from bot.conversations.tables import WebSession

KNOWN_FOR = timedelta(days=8)
"""So long a message is known when it comes again; WhatsApp tries for up to 7 days, Telegram for one."""
MOST_WAITING = 20
"""Messages of one chat that may wait; of what comes beyond it one is told, the rest is let go."""


@dataclass(frozen=True)
class Arrival:
    """A message to be stored; fields as in the table."""

    name: str
    channel: str
    chat_key: str
    order: int
    sealed: str
    instead: str
    """What is stored in place of the first one that is too many."""


@dataclass(frozen=True)
class Waiting:
    """A stored message that is not answered yet."""

    id: int
    name: str
    channel: str
    chat_key: str
    sealed: str
    conversation_key: str | None


@dataclass(frozen=True)
class Dispatch:
    """A request to be sent. `name` and `conversation_key` as in the table."""

    name: str
    sealed: str
    conversation_key: str | None


@dataclass(frozen=True)
class Unsent:
    """A request that was not sent yet."""

    id: int
    name: str
    channel: str
    sealed: str
    created_at: datetime


Chat = tuple[str, str]
"""A messenger's name and a chat's key."""


class Inbox:
    """What came in."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def store(self, arrivals: Sequence[Arrival]) -> None:
        """Store all or none; what is known already is left as it is."""
        async with self._engine.begin() as connection:
            for arrival in arrivals:
                waits = InboxItem.chat_key == arrival.chat_key
                many = await connection.scalar(select(func.count()).select_from(InboxItem).where(waits)) or 0
                await _put(connection, InboxItem, _row(arrival, many))

    async def next(self, chat_key: str) -> Waiting | None:
        """The oldest message of a chat that is not answered."""
        query = (
            select(InboxItem.__table__)
            .where(InboxItem.chat_key == chat_key)
            .order_by(InboxItem.order, InboxItem.id)
            .limit(1)
        )
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            return None
        return Waiting(row.id, row.name, row.channel, row.chat_key, row.sealed, row.conversation_key)

    async def chats(self) -> list[Chat]:
        """The chats in which a message waits."""
        query = select(InboxItem.channel, InboxItem.chat_key).where(InboxItem.chat_key.is_not(None)).distinct()
        async with self._engine.connect() as connection:
            return [(channel, key) for channel, key in await connection.execute(query)]

    async def assign(self, item: Waiting, conversation_key: str | None) -> None:
        """Note in which conversation a message is being answered."""
        this = InboxItem.id == item.id
        async with self._engine.begin() as connection:
            await connection.execute(update(InboxItem).where(this).values(conversation_key=conversation_key))

    async def finish(self, item: Waiting, dispatches: Sequence[Dispatch]) -> None:
        """A message is answered: what is to be sent and that it is done are stored together."""
        done = {"sealed": None, "chat_key": None, "conversation_key": None}
        async with self._engine.begin() as connection:
            await _put_out(connection, item, dispatches)
            await connection.execute(update(InboxItem).where(InboxItem.id == item.id).values(done))

    async def add(self, item: Waiting, dispatch: Dispatch) -> None:
        """Something to be sent while a message still waits for its answer."""
        async with self._engine.begin() as connection:
            await _put_out(connection, item, [dispatch])

    async def purge(self, before: datetime) -> None:
        """Forget the answered messages that came before a time."""
        old = (InboxItem.received_at < before, InboxItem.chat_key.is_(None))
        async with self._engine.begin() as connection:
            await connection.execute(delete(InboxItem).where(*old))


class Outbox:
    """What is to be sent."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def next(self, chat_key: str) -> Unsent | None:
        """The oldest request of a chat."""
        query = select(OutboxItem.__table__).where(OutboxItem.chat_key == chat_key).order_by(OutboxItem.id).limit(1)
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).one_or_none()
        return Unsent(row.id, row.name, row.channel, row.sealed, aware(row.created_at)) if row else None

    async def chats(self) -> list[Chat]:
        """The chats for which something is to be sent."""
        query = select(OutboxItem.channel, OutboxItem.chat_key).distinct()
        async with self._engine.connect() as connection:
            return [(channel, key) for channel, key in await connection.execute(query)]

    async def remove(self, item: Unsent) -> None:
        """It was sent, or never will be."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(OutboxItem).where(OutboxItem.id == item.id))

    async def remove_chat(self, chat_key: str) -> None:
        """Nobody can be reached there any more."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(OutboxItem).where(OutboxItem.chat_key == chat_key))

    async def waiting(self) -> dict[str, int]:
        """How many requests wait, by messenger."""
        query = select(OutboxItem.channel, func.count()).group_by(OutboxItem.channel)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return {row[0]: row[1] for row in rows}


class Chats:
    """Which running conversation a chat has. `lifetime`: so long after the last message it ends."""

    def __init__(self, engine: AsyncEngine, lifetime: timedelta) -> None:
        self._engine = engine
        self._lifetime = lifetime

    async def conversation(self, chat_key: str, now: datetime) -> str:
        """The chat's running conversation; a new one when it has none or it has ended."""
        async with self._engine.begin() as connection:
            runs = (MessengerChat.chat_key == chat_key, WebSession.used_at > now - self._lifetime)
            joined = MessengerChat.conversation_key == WebSession.conversation_key
            known = await connection.scalar(select(WebSession.conversation_key).where(*runs, joined))
            return known or await _begin(connection, chat_key, now)


async def _begin(connection: AsyncConnection, chat_key: str, now: datetime) -> str:
    """Nobody has a token for it: the key is no hash of an id that a browser could know."""
    key = hashlib.sha256(b"kumpel messenger " + secrets.token_bytes(32)).hexdigest()
    await connection.execute(delete(MessengerChat).where(MessengerChat.chat_key == chat_key))
    session = {"conversation_key": key, "serial": 1, "rotated_at": now, "confirmed_at": now, "used_at": now}
    await connection.execute(insert(WebSession).values(session))
    await connection.execute(insert(MessengerChat).values(chat_key=chat_key, conversation_key=key))
    return key


def _row(arrival: Arrival, waiting: int) -> dict[str, Any]:
    is_let_go = waiting > MOST_WAITING
    return {
        "name": arrival.name,
        "channel": arrival.channel,
        "chat_key": None if is_let_go else arrival.chat_key,
        "order": arrival.order,
        "sealed": None if is_let_go else arrival.instead if waiting == MOST_WAITING else arrival.sealed,
        "received_at": datetime.now(timezone.utc),
    }


async def _put_out(connection: AsyncConnection, item: Waiting, dispatches: Sequence[Dispatch]) -> None:
    now = datetime.now(timezone.utc)
    for dispatch in dispatches:
        row = {**vars(dispatch), "channel": item.channel, "chat_key": item.chat_key, "created_at": now}
        await _put(connection, OutboxItem, row)


async def _put(connection: AsyncConnection, table: type[InboxItem | OutboxItem], row: dict[str, Any]) -> None:
    """Insert a row unless its name is there."""
    dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    await connection.execute(dialect.insert(table).values(row).on_conflict_do_nothing(index_elements=["name"]))
