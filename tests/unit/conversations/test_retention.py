"""Forgetting on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.retention import forget, purge
from bot.conversations.sessions import SessionStore
from bot.conversations.tables import RunningConversation, TranscriptMessage, WebSession
from bot.conversations.transcripts import Said, Transcripts

NOW = datetime.now(timezone.utc)
DAY = timedelta(hours=24)


async def begin(engine: AsyncEngine, key: str) -> None:
    transcripts = Transcripts(engine)
    await SessionStore(engine, DAY).create(key, NOW)
    await transcripts.accept(key, Said("1", "Hallo"), NOW)
    await transcripts.answer(key, "1", [{"text": "Hi"}])
    async with engine.begin() as connection:
        await connection.execute(insert(RunningConversation).values(sender_id=key, events=[], updated_at=NOW))


async def age(engine: AsyncEngine, key: str, hours: float, *, sequence: int | None = None) -> None:
    then = NOW - timedelta(hours=hours)
    messages = update(TranscriptMessage).where(TranscriptMessage.conversation_key == key).values(created_at=then)
    async with engine.begin() as connection:
        if sequence is not None:
            await connection.execute(messages.where(TranscriptMessage.sequence == sequence))
            return
        await connection.execute(messages)
        running = update(RunningConversation).where(RunningConversation.sender_id == key)
        await connection.execute(running.values(updated_at=then))
        sessions = update(WebSession).where(WebSession.conversation_key == key)
        await connection.execute(sessions.values(used_at=then))


async def kept(engine: AsyncEngine) -> tuple[list[str], list[str], list[str]]:
    async with engine.connect() as connection:
        keys = await connection.scalars(select(TranscriptMessage.conversation_key))
        senders = await connection.scalars(select(RunningConversation.sender_id))
        sessions = await connection.scalars(select(WebSession.conversation_key))
        return sorted(keys), sorted(senders), sorted(sessions)


async def test_forgetting_takes_transcript_running_conversation_and_session_of_one_person(engine: AsyncEngine) -> None:
    await begin(engine, "mine")
    await begin(engine, "other")
    receipt = await forget(engine, "mine")
    assert receipt.counts == {
        "spool": 0,
        "corrections": 0,
        "turns": 0,
        "notes": 0,
        "tags": 0,
        "messages": 2,
        "running": 1,
        "callbacks": 0,
    }
    assert await kept(engine) == (["other", "other"], ["other"], ["other"])


async def test_forgetting_twice_is_no_error(engine: AsyncEngine) -> None:
    first, second = await forget(engine, "nobody"), await forget(engine, "nobody")
    assert sum(second.counts.values()) == 0
    assert second.number == first.number
    assert await kept(engine) == ([], [], [])


async def test_a_conversation_goes_when_its_last_message_is_too_old(engine: AsyncEngine) -> None:
    await begin(engine, "old")
    await begin(engine, "new")
    await age(engine, "old", hours=25)
    await age(engine, "new", hours=23)
    await purge(engine, NOW - DAY)
    assert await kept(engine) == (["new", "new"], ["new"], ["new"])


async def test_a_running_conversation_keeps_its_first_messages(engine: AsyncEngine) -> None:
    await begin(engine, "long")
    await age(engine, "long", hours=30, sequence=1)
    await purge(engine, NOW - DAY)
    assert await kept(engine) == (["long", "long"], ["long"], ["long"])
