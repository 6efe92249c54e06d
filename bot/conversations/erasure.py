"""Erasing one conversation: the running one, its transcript, its log and its lines in the spool, with a receipt."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone

from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.conversations.corrections import erase_corrections
from bot.conversations.lessons import rewrite_lessons
from bot.conversations.log import rewrite_summary
from bot.conversations.log_tables import LoggedConversation, LoggedTurn, LogLink
from bot.conversations.messenger_tables import MessengerChat, OutboxItem
from bot.conversations.receipts import Receipt, WishedBy, write_receipt
from bot.conversations.review import forget_review
from bot.conversations.spool import Spool
from bot.conversations.tables import Callback, RunningConversation, TranscriptMessage, WebSession

_CHECKPOINT_TRIES = 40
_PAUSE_SECONDS = 0.05


async def erase(engine: AsyncEngine, key: str, wished_by: WishedBy) -> Receipt | None:
    """Erase all that is stored of a conversation; None when there is nothing.

    Args:
        engine: of the database whose spool is searched as well.
        key: of the running conversation or of the logged one.
        wished_by: who asked for it.

    Raises:
        TimeoutError: the log was being written all the time; nothing was erased.
    """
    spool = Spool.of(engine.url)
    async with spool.draining():
        async with engine.begin() as connection:
            sender, log_key = await _both_keys(connection, key)
            counts = {
                "spool": await asyncio.to_thread(spool.erase, sender),
                "corrections": await erase_corrections(connection, log_key),
                **await _erase_log(connection, log_key),
                **await _erase_running(connection, sender),
            }
            if not any(counts.values()) and wished_by == "staff":
                return None
            receipt = await write_receipt(connection, sender, counts, wished_by, datetime.now(timezone.utc))
        if counts["corrections"]:
            await rewrite_lessons(engine)
        await scrub(engine)
    return receipt


async def erase_said(connection: AsyncConnection, sender: str, until: datetime) -> None:
    """What somebody said up to a time, when the wish to erase it came with the turns themselves."""
    log_key = await connection.scalar(select(LogLink.conversation_key).where(LogLink.sender_id == sender))
    if log_key is None:
        return
    said = delete(LoggedTurn).where(LoggedTurn.conversation_key == log_key, LoggedTurn.at <= until)
    count = (await connection.execute(said)).rowcount
    if count:
        await forget_review(connection, [log_key])
        corrections = await erase_corrections(connection, log_key)
        await rewrite_summary(connection, log_key)
        await write_receipt(connection, sender, {"turns": count, "corrections": corrections}, "person", until)


async def scrub(engine: AsyncEngine) -> None:
    """Make SQLite give up the log of changes that still holds deleted text; pages are overwritten on deletion.

    PostgreSQL keeps deleted rows until VACUUM, which its autovacuum runs by itself.
    """
    if engine.dialect.name != "sqlite":
        return
    for _ in range(_CHECKPOINT_TRIES):
        async with engine.connect() as connection:
            busy, *_frames = (await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))).one()
        if not busy:
            return
        await asyncio.sleep(_PAUSE_SECONDS)  # somebody still reads the older state; the clean-up tries again later


async def _both_keys(connection: AsyncConnection, key: str) -> tuple[str, str]:
    """The running and the logged conversation's key; where no link tells the other one, the same."""
    either = (LogLink.sender_id == key) | (LogLink.conversation_key == key)
    row = (await connection.execute(select(LogLink.sender_id, LogLink.conversation_key).where(either))).one_or_none()
    return (row.sender_id, row.conversation_key) if row else (key, key)


async def _erase_log(connection: AsyncConnection, log_key: str) -> dict[str, int]:
    counts = {
        "turns": (await connection.execute(delete(LoggedTurn).where(LoggedTurn.conversation_key == log_key))).rowcount,
        **await forget_review(connection, [log_key]),
    }
    await connection.execute(delete(LoggedConversation).where(LoggedConversation.key == log_key))
    await connection.execute(delete(LogLink).where(LogLink.conversation_key == log_key))
    return counts


async def _erase_running(connection: AsyncConnection, sender: str) -> dict[str, int]:
    messages = delete(TranscriptMessage).where(TranscriptMessage.conversation_key == sender)
    running = delete(RunningConversation).where(RunningConversation.sender_id == sender)
    callbacks = delete(Callback).where(Callback.conversation_key == sender)
    for table in (WebSession, MessengerChat, OutboxItem):
        await connection.execute(delete(table).where(table.conversation_key == sender))
    return {
        "messages": (await connection.execute(messages)).rowcount,
        "running": (await connection.execute(running)).rowcount,
        "callbacks": (await connection.execute(callbacks)).rowcount,
    }
