"""Tables of the running conversations."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, DateTime, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base


class RunningConversation(Base):
    """One conversation as Rasa needs it to go on: a bounded window of events that starts with the slots' values."""

    __tablename__ = "running_conversations"

    sender_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    events: Mapped[list[dict[str, object]]] = mapped_column(JSON)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
