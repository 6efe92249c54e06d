"""Tables of the demand: what each conversation asked for, and the finished counts without small numbers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, DateTime, ForeignKey, Index, Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base


class LoggedAsk(Base):
    """Something that a logged conversation asked for, once; it goes with the conversation."""

    __tablename__ = "logged_asks"
    __table_args__ = (
        Index("ix_logged_asks_month", "month", "dimension", "value", "ending"),
        {"sqlite_with_rowid": False},
    )

    conversation_key: Mapped[str] = mapped_column(
        String(32), ForeignKey("logged_conversations.key", ondelete="CASCADE"), primary_key=True
    )
    dimension: Mapped[str] = mapped_column(String(16), primary_key=True)
    """Of `bot.conversations.gaps.asks.DIMENSIONS`."""
    value: Mapped[str] = mapped_column(String(40), primary_key=True)
    month: Mapped[str] = mapped_column(String(7))
    """In which the conversation began, in Germany: "2026-11"."""
    ending: Mapped[int] = mapped_column(SmallInteger)
    """The worst that came of it: 0 found, 1 found after widening, 2 nothing."""


class GapPeriod(Base):
    """A span of months whose counts are made."""

    __tablename__ = "gap_periods"

    start: Mapped[date] = mapped_column(Date, primary_key=True)
    months: Mapped[int] = mapped_column(SmallInteger)
    closed: Mapped[bool] = mapped_column()
    """Over, and never counted again: its counts outlast the conversations."""
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    conversations: Mapped[int | None] = mapped_column(Integer)
    """With a search of any kind; None under the threshold."""


class GapCell(Base):
    """Counts of one value in one period; None is a number that is not shown, and without any there is no row."""

    __tablename__ = "gap_cells"

    start: Mapped[date] = mapped_column(Date, ForeignKey("gap_periods.start", ondelete="CASCADE"), primary_key=True)
    dimension: Mapped[str] = mapped_column(String(16), primary_key=True)
    value: Mapped[str] = mapped_column(String(40), primary_key=True)
    found: Mapped[int | None] = mapped_column(Integer)
    widened: Mapped[int | None] = mapped_column(Integer)
    none: Mapped[int | None] = mapped_column(Integer)
