"""Tables of the catalogue: employers with what they offer, and the revision that tells readers of a change."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    or_,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.database import Base


class Provenance:
    """Where a record comes from, and until when it counts; every kind of catalogue entry has these."""

    source: Mapped[str] = mapped_column(String(80))
    """Who supplied the record, e.g. "agentur", "ba-jobsuche", "beispiel"."""
    source_id: Mapped[str] = mapped_column(String(120))
    """The source's own id; (source, source_id) is unique and the key of an upsert."""
    checked_on: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    """Last day on which the record counts; None: until further notice. A complete import ends records with it."""
    sample: Mapped[bool] = mapped_column(default=False)
    """Fictional; marked as an example wherever it appears."""


class Located:
    """Where something is."""

    street: Mapped[str | None] = mapped_column(String(200))
    postal_code: Mapped[str | None] = mapped_column(String(5))
    city: Mapped[str | None] = mapped_column(String(120))
    ags: Mapped[str | None] = mapped_column(String(8))
    lat: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)


class Employer(Provenance, Located, Base):
    """A firm or body that trains or employs, findable even without an open offer or a website."""

    __tablename__ = "employers"
    __table_args__ = (UniqueConstraint("source", "source_id"), Index("ix_employers_match_key", "match_key"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    match_key: Mapped[str] = mapped_column(String(300))
    """Normalised name and address: the same firm from two sources has the same key."""
    description: Mapped[str | None] = mapped_column(Text)
    industry: Mapped[str | None] = mapped_column(String(8))
    """WZ 2008: section letter, division ("45") or finer ("45.20"); its division is what a search sees."""
    size: Mapped[str | None] = mapped_column(String(8))
    """EU class: micro, small, medium, large."""
    features: Mapped[list[str]] = mapped_column(JSON, default=list)
    trains: Mapped[list[str]] = mapped_column(JSON, default=list)
    """KldB 2010 codes of the occupations it trains for, open offer or not."""
    url: Mapped[str | None] = mapped_column(String(500))
    email: Mapped[str | None] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(60))
    how_to_apply: Mapped[str | None] = mapped_column(Text)
    offers: Mapped[list[JobOffer]] = relationship(
        back_populates="employer", cascade="all, delete-orphan", passive_deletes=True, lazy="raise_on_sql"
    )


class JobOffer(Provenance, Located, Base):
    """One thing an employer offers. Without a location of its own it is where its employer is."""

    __tablename__ = "offers"
    __table_args__ = (UniqueConstraint("source", "source_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    """contract.md: apprenticeship, dual_study, internship, job, side_job, entry_qualification, voluntary_year."""
    title: Mapped[str] = mapped_column(String(200))
    """The occupation's title in use, e.g. "Kfz-Mechatroniker/in"."""
    kldb: Mapped[str | None] = mapped_column(String(5))
    certificate: Mapped[str | None] = mapped_column(String(16))
    """School certificate asked for: none, lower (Hauptschulabschluss), middle (mittlerer Abschluss), technical
    (Fachhochschulreife), higher (Abitur); None: not stated."""
    features: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Features of this offer alone, e.g. part_time; the employer's count for it as well."""
    starts_on: Mapped[date | None] = mapped_column(Date)
    positions: Mapped[int | None] = mapped_column(Integer)
    """Free places."""
    pay: Mapped[str | None] = mapped_column(String(200))
    """As the source states it, e.g. "1.120 € im 1. Jahr"."""
    apply_until: Mapped[date | None] = mapped_column(Date)
    how_to_apply: Mapped[str | None] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(String(500))
    employer: Mapped[Employer] = relationship(back_populates="offers", lazy="raise_on_sql")


class CatalogueRevision(Base):
    """One row that counts the changes of the catalogue; a reader that sees a new number loads anew."""

    __tablename__ = "catalogue_revision"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, default=1)
    number: Mapped[int] = mapped_column(Integer, default=0)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


def columns_of(table: type[Base]) -> list[str]:
    """The column names of a table's class, in order."""
    return [attribute.key for attribute in table.__mapper__.column_attrs]


def not_over(day: Any, today: date) -> ColumnElement[bool]:
    """Whether a column of last days lets an entry count on a day."""
    return or_(day.is_(None), day >= today)
