"""Tables of the running conversations and of their transcripts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base


class RunningConversation(Base):
    """One conversation as Rasa needs it to go on: a bounded window of events that starts with the slots' values."""

    __tablename__ = "running_conversations"

    sender_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    events: Mapped[list[dict[str, object]]] = mapped_column(JSON)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class TranscriptMessage(Base):
    """One message of a chat as its page shows it; bounded in number, and gone when the conversation ends.

    The key is a hash of the conversation's id, so that reading this table gives nobody a session.
    """

    __tablename__ = "transcript_messages"

    conversation_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    direction: Mapped[str] = mapped_column(String(9))
    """"person" or "assistant"."""
    client_id: Mapped[str] = mapped_column(String(64))
    """Id that the client gave the person's message; a message of the assistant carries that of the one it answers."""
    answered: Mapped[bool] = mapped_column(default=False)
    """Of a person's message: it got its answer. One without is accepted and still owed an answer."""
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Person: `text` as shown, and `payload` when it was a tap. Assistant: `text`, `buttons`, `custom`."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
