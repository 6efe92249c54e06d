"""Tables of the log: what agency staff read, without personal data, apart from the running conversations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Float, ForeignKey, Index, Integer, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base

LISTED = (
    *("last_at", "key", "channel", "language", "outcome", "fallbacks", "lowest_confidence", "goals"),
    *("flagged", "reviewed_by", "assignee"),
)
"""What the list is ordered and filtered by, together: whatever is asked, only this index is read and no row."""
_RARE = {"flagged": "flagged", "assignee": "assignee IS NOT NULL", "reviewed_by": "reviewed_by IS NOT NULL"}


def _few(column: str, condition: str) -> Index:
    where = text(condition)
    name = f"ix_logged_conversations_{column}"
    return Index(name, column, "last_at", sqlite_where=where, postgresql_where=where)


class LoggedConversation(Base):
    """One conversation in the log, with what the list of conversations is filtered by."""

    __tablename__ = "logged_conversations"
    __table_args__ = (
        Index("ix_logged_conversations_outcome_last_at", "outcome", "last_at"),
        Index("ix_logged_conversations_language_last_at", "language", "last_at"),
        Index("ix_logged_conversations_channel_last_at", "channel", "last_at"),
        Index("ix_logged_conversations_goals_last_at", "goals", "last_at"),
        Index("ix_logged_conversations_list", *LISTED),
        *(_few(column, condition) for column, condition in _RARE.items()),
    )

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Drawn at random: it can be told neither from the session nor from the person."""
    channel: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(8))
    """ISO 639-1 of the last message."""
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    last_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    turns: Mapped[int] = mapped_column(Integer)
    fallbacks: Mapped[int] = mapped_column(Integer)
    """Turns that were not understood."""
    lowest_confidence: Mapped[float] = mapped_column(Float)
    """0 to 1."""
    outcome: Mapped[str] = mapped_column(String(24))
    """The best that a turn of it came to, of `bot.conversations.records.OUTCOMES`."""
    goals: Mapped[str] = mapped_column(Text, server_default=text("''"))
    """The goals of its turns in the order of letters, each between two commas: ",greet,search,"."""
    flagged: Mapped[bool] = mapped_column(server_default=false())
    """Staff want it to be looked at."""
    reviewed_by: Mapped[str | None] = mapped_column(String(64))
    """Who of the staff has reviewed it; nobody any more as soon as it goes on."""
    reviewed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    assignee: Mapped[str | None] = mapped_column(String(64))
    """Who of the staff is to look at it."""


class LoggedTurn(Base):
    """One message with what was understood and what was shown."""

    __tablename__ = "logged_turns"
    __table_args__ = (Index("ix_logged_turns_goal_at", "goal", "at"),)

    conversation_key: Mapped[str] = mapped_column(
        String(32), ForeignKey("logged_conversations.key", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """From 1."""
    message_id: Mapped[str] = mapped_column(String(64), unique=True)
    """Written once, however often it is replayed."""
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    text: Mapped[str] = mapped_column(Text)
    """Redacted; of a tap its command."""
    redacted: Mapped[dict[str, int]] = mapped_column(JSON)
    """How many pieces of which kind were replaced."""
    language: Mapped[str] = mapped_column(String(8))
    goal: Mapped[str] = mapped_column(String(32))
    intent: Mapped[str] = mapped_column(String(64))
    confidence: Mapped[float] = mapped_column(Float)
    criteria: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The search in force after the turn."""
    topics: Mapped[list[str]] = mapped_column(JSON)
    results: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Each with `type`, `ids`, `titles`, `total`, `offset`, `relaxed` and `criteria`."""
    answers: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Each with `text` (redacted) and the `response` it came from."""
    fallback: Mapped[bool] = mapped_column()
    outcome: Mapped[str] = mapped_column(String(24))
    milliseconds: Mapped[int] = mapped_column(Integer)
    """From reading the message to the last answer."""


class LogLink(Base):
    """Which logged conversation a running one is, so that its erasure reaches the log; gone when it ends."""

    __tablename__ = "log_links"

    sender_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    conversation_key: Mapped[str] = mapped_column(String(32), unique=True)
    last_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class ErasureReceipt(Base):
    """Proof that a conversation was erased, without anything of it."""

    __tablename__ = "erasure_receipts"

    number: Mapped[str] = mapped_column(String(24), primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), index=True)
    """SHA-256 of the key that was asked for."""
    erased_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    wished_by: Mapped[str] = mapped_column(String(8))
    """"person" or "staff"."""
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    """How many pieces were erased where."""
