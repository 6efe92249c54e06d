"""What staff did to single entries: the history of each, and what an automatic import must not undo."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base


class CatalogueEdit(Base):
    """One change of one entry by one person."""

    __tablename__ = "catalogue_edits"
    __table_args__ = (Index("ix_catalogue_edits_entry", "kind", "source", "source_id"),)

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    source: Mapped[str] = mapped_column(String(80))
    source_id: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    name: Mapped[str] = mapped_column(String(64))
    """Account of who did it."""
    deed: Mapped[str] = mapped_column(String(16))
    """new, changed, ended, checked, restored."""
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """The entry as cells of a spreadsheet, by attribute; None: there was none."""
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    undone: Mapped[bool] = mapped_column(default=False)
    """Whether `before` was brought back later."""
