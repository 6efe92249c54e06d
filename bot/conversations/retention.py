"""Forgetting: at the person's wish at once, otherwise some hours after the last message."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.tables import Callback, RunningConversation, TranscriptMessage


async def forget(engine: AsyncEngine, key: str) -> None:
    """Delete all that is stored of one conversation."""
    async with engine.begin() as connection:
        await connection.execute(delete(TranscriptMessage).where(TranscriptMessage.conversation_key == key))
        await connection.execute(delete(RunningConversation).where(RunningConversation.sender_id == key))
        await connection.execute(delete(Callback).where(Callback.conversation_key == key))


async def purge(engine: AsyncEngine, before: datetime) -> None:
    """Delete all conversations whose last message is older than `before` (with time zone)."""
    last_message = func.max(TranscriptMessage.created_at)
    ended = select(TranscriptMessage.conversation_key).group_by(TranscriptMessage.conversation_key)
    async with engine.begin() as connection:
        await connection.execute(
            delete(TranscriptMessage).where(TranscriptMessage.conversation_key.in_(ended.having(last_message < before)))
        )
        await connection.execute(delete(RunningConversation).where(RunningConversation.updated_at < before))
