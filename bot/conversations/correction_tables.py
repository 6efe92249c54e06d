"""Tables of what staff teach: corrections of logged messages, and the trainings made from them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base


class Correction(Base):
    """What a message means, or how a conversation should have gone, as one of the staff says."""

    __tablename__ = "corrections"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    """"message", or "dialogue" for a whole conversation as a test."""
    conversation_key: Mapped[str | None] = mapped_column(String(32), index=True)
    """Of the logged conversation, with which the correction is erased; none once that has left the log by age."""
    turn: Mapped[int] = mapped_column(Integer)
    """Number of the message in its conversation; 0 for a dialogue."""
    author: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    text: Mapped[str] = mapped_column(Text)
    """The sentence to be learned; of a dialogue its title."""
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What was understood: `goal`, `criteria`, `topics`."""
    context: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What was in force before the message: `criteria`, `topics`."""
    goal: Mapped[str] = mapped_column(String(32))
    criteria: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The search that should be in force after the message."""
    topics: Mapped[list[str]] = mapped_column(JSON)
    words: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """New words with their codes: `word`, `kldb`, `wz`."""
    turns: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Of a dialogue: `user` and `expect` as in the sets of `kumpel evaluate understanding`."""
    note: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16), index=True)
    """Of `bot.conversations.corrections.STATES`."""
    decided_by: Mapped[str] = mapped_column(String(64))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reason: Mapped[str] = mapped_column(Text)


class Training(Base):
    """One training from what was taught, with how its model compares to the one in use then."""

    __tablename__ = "trainings"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    started_by: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    beat_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    """The last sign of life of its process."""
    state: Mapped[str] = mapped_column(String(16))
    """Of `bot.conversations.trainings.STATES`."""
    model: Mapped[str] = mapped_column(String(128))
    """The candidate's file; empty until there is one."""
    lessons: Mapped[list[int]] = mapped_column(JSON)
    """Numbers of the corrections that it was trained with."""
    report: Mapped[dict[str, Any]] = mapped_column(JSON)
    """`sealed` (figures only) and `corrected` (by number of the correction) of both models; no sentence."""
    decided_by: Mapped[str] = mapped_column(String(64))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reason: Mapped[str] = mapped_column(Text)
    """Why it was promoted although something sealed got worse, or what its failure was."""
