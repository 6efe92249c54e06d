"""Tables of the running conversations, their transcripts, the sessions that open them, and wishes to be called back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base


class RunningConversation(Base):
    """One conversation as Rasa needs it to go on: a bounded window of events that starts with the slots' values.

    The last answer stands in the same row, so that it is kept with what it changed or not at all.
    """

    __tablename__ = "running_conversations"

    sender_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    events: Mapped[list[dict[str, object]]] = mapped_column(JSON)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    answered_id: Mapped[str | None] = mapped_column(String(80))
    """Id of the message answered last, as whoever asked named it; None when the message had no id."""
    answer: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)
    """What was answered to it, for the same message once more."""


class TranscriptMessage(Base):
    """One message or answer of a chat as its page shows it; bounded in number, gone when the conversation ends.

    The key is a hash of the conversation's id, so that reading this table gives nobody a session.
    """

    __tablename__ = "transcript_messages"
    __table_args__ = (UniqueConstraint("conversation_key", "client_id", "direction"),)

    conversation_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    direction: Mapped[str] = mapped_column(String(9))
    """"person" or "assistant"."""
    client_id: Mapped[str] = mapped_column(String(64))
    """Id that the client gave the person's message; its answer carries the same. There is one of each."""
    final: Mapped[bool] = mapped_column(default=False)
    """Of a person's message: it has its answer. One that has not is still owed it. Always true of an answer."""
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Person: `text`, `payload` of a tap, `channel` of a messenger. Assistant: `messages` with `text`, `buttons` …"""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class WebSession(Base):
    """A session that the page issued. Without its row no token opens the conversation."""

    __tablename__ = "web_sessions"

    conversation_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    serial: Mapped[int] = mapped_column(Integer)
    """Counts the tokens; only the newest is good, and the one before it until a moment after the newest was used."""
    rotated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    """When the newest token was made."""
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When the newest token was first used; None before."""
    used_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    """When the person last did something."""


class Callback(Base):
    """A wish to be called back. What it says is encrypted (`bot.conversations.callbacks`); deleted when it is done."""

    __tablename__ = "callbacks"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    conversation_key: Mapped[str] = mapped_column(String(255), index=True)
    sealed: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    taken_by: Mapped[str | None] = mapped_column(String(64))
    """Who of the staff cares for it."""
    taken_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
