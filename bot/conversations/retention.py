"""Forgetting: at the person's wish at once, otherwise some hours after the last message; the log after some days."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.corrections import outlive
from bot.conversations.erasure import erase, scrub
from bot.conversations.log_tables import LoggedConversation, LoggedTurn, LogLink
from bot.conversations.messenger_tables import MessengerChat
from bot.conversations.receipts import Receipt
from bot.conversations.review import forget_review
from bot.conversations.spool import Spool
from bot.conversations.tables import RunningConversation, TranscriptMessage, WebSession

_BATCH = 500
"""Conversations that are deleted at a time, so that nobody waits for all of them."""


async def forget(engine: AsyncEngine, key: str) -> Receipt:
    """Delete all that is stored of one conversation, its session included, at the person's wish."""
    receipt = await erase(engine, key, "person")
    assert receipt is not None  # only staff may be told that there was nothing
    return receipt


async def purge(engine: AsyncEngine, before: datetime) -> None:
    """Delete all conversations whose last message is older than `before` (with time zone)."""
    last_message = func.max(TranscriptMessage.created_at)
    ended = select(TranscriptMessage.conversation_key).group_by(TranscriptMessage.conversation_key)
    async with engine.begin() as connection:
        await connection.execute(
            delete(TranscriptMessage).where(TranscriptMessage.conversation_key.in_(ended.having(last_message < before)))
        )
        await connection.execute(delete(RunningConversation).where(RunningConversation.updated_at < before))
        await connection.execute(delete(WebSession).where(WebSession.used_at < before))
        running = select(WebSession.conversation_key)
        await connection.execute(delete(MessengerChat).where(MessengerChat.conversation_key.not_in(running)))


async def purge_log(engine: AsyncEngine, before: datetime, ended_before: datetime) -> int:
    """Delete logged conversations whose last message is older than `before`; returns how many.

    Those that ended before `ended_before` are cut off from the running conversation that they were.
    """
    async with engine.begin() as connection:
        await connection.execute(delete(LogLink).where(LogLink.last_at < ended_before))
    count = 0
    while batch := await _purge_batch(engine, before):
        count += batch
    Spool.of(engine.url).forget_rejected(before.timestamp())
    await scrub(engine)
    return count


async def _purge_batch(engine: AsyncEngine, before: datetime) -> int:
    old = select(LoggedConversation.key).where(LoggedConversation.last_at < before).limit(_BATCH)
    async with engine.begin() as connection:
        keys = list(await connection.scalars(old))
        await outlive(connection, keys)
        await connection.execute(delete(LoggedTurn).where(LoggedTurn.conversation_key.in_(keys)))
        await forget_review(connection, keys)
        await connection.execute(delete(LoggedConversation).where(LoggedConversation.key.in_(keys)))
    return len(keys)
