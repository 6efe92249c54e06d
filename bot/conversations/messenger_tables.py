"""Tables of the messengers: what came in, what is to be sent, and which chat is which running conversation.

No chat id, number or name stands here in the clear: names are keyed hashes, contents are sealed (`sealing.py`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base


class MessengerChat(Base):
    """Which running conversation a chat has. Gone with the conversation; the chat's address is not in it."""

    __tablename__ = "messenger_chats"

    chat_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Keyed hash of messenger and address."""
    conversation_key: Mapped[str] = mapped_column(String(64), unique=True)


class InboxItem(Base):
    """One message of a person. Once it is answered only its hash is left, by which it is known when it comes again."""

    __tablename__ = "messenger_inbox"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    """Keyed hash of messenger and the messenger's id of the message."""
    channel: Mapped[str] = mapped_column(String(16))
    chat_key: Mapped[str | None] = mapped_column(String(64), index=True)
    """None once it is answered."""
    order: Mapped[int] = mapped_column(BigInteger)
    """Grows within a chat with time."""
    sealed: Mapped[str | None] = mapped_column(Text)
    """Address and content; None once it is answered."""
    conversation_key: Mapped[str | None] = mapped_column(String(64))
    """Where it is being answered; None before and after."""
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class OutboxItem(Base):
    """One request to a messenger that is to be sent; deleted when it was, or when it was given up."""

    __tablename__ = "messenger_outbox"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    """The same at each attempt, so that nothing is put in twice."""
    channel: Mapped[str] = mapped_column(String(16))
    chat_key: Mapped[str] = mapped_column(String(64), index=True)
    conversation_key: Mapped[str | None] = mapped_column(String(64), index=True)
    """What it is a part of, and deleted with; None when it may outlive that, as the receipt of a deletion must."""
    sealed: Mapped[str] = mapped_column(Text)
    """Address and payload."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class MessengerState(Base):
    """How a messenger does, for whoever runs the assistant; nothing of it is about one person."""

    __tablename__ = "messenger_states"

    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    memory: Mapped[str | None] = mapped_column(Text)
    """Place up to which its messages were read, sealed."""
    received_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    error: Mapped[str | None] = mapped_column(String(200))
    error_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    given_up: Mapped[int] = mapped_column(Integer)
    """Requests that were never sent."""
