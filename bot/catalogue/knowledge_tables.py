"""Tables of what helps beside employers: programmes, places, events, occupations; and what staff have reviewed."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, ColumnElement, Date, FromClause, Integer, String, Text, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column

from bot.catalogue.tables import Located, Provenance
from bot.database import Base


class Told(Provenance):
    """What a programme, place, event or occupation says of itself, and on what grounds."""

    text: Mapped[str] = mapped_column(Text)
    """What it is and gives, level A2 to B1."""
    plain: Mapped[str] = mapped_column(Text)
    """The same in short plain sentences."""
    keywords: Mapped[list[str]] = mapped_column(JSON, default=list)
    """What people call it or ask for; a word of a message that begins with one of them names the entry."""
    sources: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Where the facts can be looked up, each "Name <https://…>"."""
    needs_review: Mapped[str | None] = mapped_column(Text)
    """What staff have to confirm or fill in; None: nothing."""


class Reached:
    """How one gets in touch: channels of organisations, never of single people."""

    url: Mapped[str | None] = mapped_column(String(500))
    email: Mapped[str | None] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(60))


class Programme(Told, Reached, Base):
    """Support, funding or a right. Codes: `bot.catalogue.codes`."""

    __tablename__ = "programmes"
    __table_args__ = (UniqueConstraint("source", "source_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    provider: Mapped[str] = mapped_column(String(200))
    """The organisation that grants or runs it, and checks whether it may be had."""
    entitlement: Mapped[str] = mapped_column(String(12))
    topics: Mapped[list[str]] = mapped_column(JSON, default=list)
    """contract.md, `topics`; the first is what it is mainly for."""
    conditions: Mapped[list[str]] = mapped_column(JSON, default=list)
    """In the language of `bot.catalogue.conditions`; all have to hold."""
    also: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Further conditions in words, which only the provider can judge."""
    how_to_apply: Mapped[str] = mapped_column(Text)
    basis: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Sections of law, each "sgb3 56"; laws in `bot.catalogue.codes`, or another law's short name."""
    amounts: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Every amount that the texts state with its section, each "160 Euro: sgb3 64"."""
    serves: Mapped[list[str]] = mapped_column(JSON, default=list)
    """AGS or their first digits; empty: everywhere."""


class Place(Told, Reached, Located, Base):
    """Somewhere or somebody to turn to."""

    __tablename__ = "places"
    __table_args__ = (UniqueConstraint("source", "source_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(24))
    topics: Mapped[list[str]] = mapped_column(JSON, default=list)
    serves: Mapped[list[str]] = mapped_column(JSON, default=list)
    """AGS or their first digits for whose people it is; empty: everybody."""
    hours: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Each "monday 08:00-12:00, 13:00-16:00"; empty: not known."""
    directions: Mapped[str | None] = mapped_column(Text)
    """How to get there, in words."""
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    """ISO 639-1, beside German."""
    accessible: Mapped[bool | None]
    """Without steps; None: not known."""


class Event(Told, Reached, Located, Base):
    """A fair, open day or the like. It counts until its last day."""

    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("source", "source_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(16))
    organiser: Mapped[str | None] = mapped_column(String(200))
    venue: Mapped[str | None] = mapped_column(String(200))
    topics: Mapped[list[str]] = mapped_column(JSON, default=list)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    """Last day; None: it lasts one day."""
    starts_at: Mapped[str | None] = mapped_column(String(5))
    """Time of day, "17:00", in Germany."""
    ends_at: Mapped[str | None] = mapped_column(String(5))
    occupations: Mapped[list[str]] = mapped_column(JSON, default=list)
    """KldB 2010 codes or prefixes that it is about; empty: all."""
    offers: Mapped[list[str]] = mapped_column(JSON, default=list)
    """contract.md, `offer`: what one can find there."""
    how_to_join: Mapped[str | None] = mapped_column(Text)
    online: Mapped[bool] = mapped_column(default=False)


class Occupation(Told, Base):
    """What one does in an occupation, how one learns it, and whom it may suit."""

    __tablename__ = "occupations"
    __table_args__ = (UniqueConstraint("source", "source_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    kldb: Mapped[str] = mapped_column(String(5))
    training: Mapped[str] = mapped_column(String(12))
    months: Mapped[int | None] = mapped_column(Integer)
    """How long learning it usually takes."""
    certificate: Mapped[str | None] = mapped_column(String(16))
    """School certificate that firms or schools usually ask for; None: not known."""
    pay: Mapped[str | None] = mapped_column(String(200))
    pay_source: Mapped[str | None] = mapped_column(String(300))
    """Where the pay is stated; without it there is no `pay`."""
    interests: Mapped[list[str]] = mapped_column(JSON, default=list)
    """One to three of Holland's types, the strongest first."""
    likes: Mapped[list[str]] = mapped_column(JSON, default=list)
    demands: Mapped[list[str]] = mapped_column(JSON, default=list)
    settings: Mapped[list[str]] = mapped_column(JSON, default=list)
    related: Mapped[list[str]] = mapped_column(JSON, default=list)
    """KldB 2010 codes."""


class Review(Base):
    """A note of `needs_review` that staff have settled; another note for the same entry counts again."""

    __tablename__ = "catalogue_reviews"

    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    source: Mapped[str] = mapped_column(String(80), primary_key=True)
    source_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    note: Mapped[str] = mapped_column(Text)
    cleared_on: Mapped[date] = mapped_column(Date)


def is_settled(table: FromClause) -> ColumnElement[bool]:
    """Joins an entry's note with the review that has settled it."""
    return and_(
        Review.kind == str(getattr(table, "name", "")),
        Review.source == table.c.source,
        Review.source_id == table.c.source_id,
        Review.note == table.c.needs_review,
    )
