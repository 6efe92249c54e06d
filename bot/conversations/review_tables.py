"""Tables of the review: words to search by and what staff add; all of it goes with the conversation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.conversations.log_tables import LoggedConversation
from bot.database import Base

LONGEST_WORD = 32
_CODES = String(LONGEST_WORD).with_variant(String(LONGEST_WORD, collation="C"), "postgresql")
"""Compared letter by letter, so that the words that start with others stand together."""


def _its_conversation(**options: Any) -> Mapped[str]:
    key = ForeignKey(LoggedConversation.key, ondelete="CASCADE")
    return mapped_column(String(32), key, **options)


class LoggedWord(Base):
    """A word that a person wrote in a conversation, as `bot.conversations.words` spells it."""

    __tablename__ = "logged_words"
    __table_args__ = (Index("ix_logged_words_word", "word", "conversation_key"), {"sqlite_with_rowid": False})

    conversation_key: Mapped[str] = _its_conversation(primary_key=True)
    word: Mapped[str] = mapped_column(_CODES, primary_key=True)


class ConversationTag(Base):
    """A tag that staff gave a conversation."""

    __tablename__ = "conversation_tags"
    __table_args__ = (Index("ix_conversation_tags_tag", "tag", "conversation_key"),)

    conversation_key: Mapped[str] = _its_conversation(primary_key=True)
    tag: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Lower case."""


class ConversationNote(Base):
    """A note of somebody of the staff."""

    __tablename__ = "conversation_notes"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    conversation_key: Mapped[str] = _its_conversation(index=True)
    author: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    text: Mapped[str] = mapped_column(Text)


class ReviewStep(Base):
    """How a conversation stood before a step of the review, so that it can be undone; kept for a day."""

    __tablename__ = "review_steps"

    step: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Drawn at random; the same for all conversations that were changed together."""
    conversation_key: Mapped[str] = _its_conversation(primary_key=True, index=True)
    name: Mapped[str] = mapped_column(String(64))
    """Who did it, and alone may undo it."""
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    """As `bot.conversations.review.State` has it; of a new note its id."""
