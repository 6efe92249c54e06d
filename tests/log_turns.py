"""Turns for tests of the log."""

from __future__ import annotations

import time
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.log_tables import LoggedConversation, LoggedTurn
from bot.conversations.records import TurnRecord

_numbers = count(1)


def turn(sender: str = "somebody", **values: Any) -> TurnRecord:
    """A turn as the broker makes it; each has an id of its own and comes after the one before."""
    number = next(_numbers)
    given = {
        "message_id": f"message-{number}",
        "sender": sender,
        "at": time.time() - 1000 + number / 1000,
        "channel": "rest",
        "text": f"message {number}",
        "language": "de",
        "goal": "search",
        "intent": "search",
        "confidence": 0.9,
        "fallback": False,
        "outcome": "talk",
        "milliseconds": 12,
        **values,
    }
    return TurnRecord(**given)


async def logged_texts(engine: AsyncEngine) -> list[str]:
    """The texts of all turns in the log, in their order."""
    query = select(LoggedTurn.text).order_by(LoggedTurn.conversation_key, LoggedTurn.number)
    async with engine.connect() as connection:
        return list(await connection.scalars(query))


async def conversations(engine: AsyncEngine) -> list[LoggedConversation]:
    """All logged conversations, oldest first."""
    query = select(LoggedConversation).order_by(LoggedConversation.started_at)
    async with engine.connect() as connection:
        return [LoggedConversation(**row) for row in (await connection.execute(query)).mappings()]
