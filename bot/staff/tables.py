"""Tables of the staff: accounts, sessions, failed attempts and the audit trail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, DateTime, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base


class StaffAccount(Base):
    """Somebody who may log in."""

    __tablename__ = "staff_accounts"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Lower case."""
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str] = mapped_column(String(200))
    totp_secret: Mapped[str] = mapped_column(String(64))
    """Base32, RFC 6238."""
    totp_step: Mapped[int] = mapped_column(Integer)
    """The time step of the last code that was taken; none is taken twice."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class StaffIdentity(Base):
    """That an account logs in at an identity provider and nowhere else; who it is there, from the first login on."""

    __tablename__ = "staff_identities"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    name: Mapped[str] = mapped_column(
        String(64), ForeignKey("staff_accounts.name", ondelete="CASCADE"), primary_key=True
    )
    issuer: Mapped[str | None] = mapped_column(String(300))
    subject: Mapped[str | None] = mapped_column(String(255))


class StaffSession(Base):
    """A login. The browser holds the token, the table its hash."""

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), ForeignKey("staff_accounts.name", ondelete="CASCADE"), index=True)
    began_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    used_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class StaffFailure(Base):
    """Failed attempts in a row of one name or from one address, as a hash."""

    __tablename__ = "staff_failures"

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
    failed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    locked_until: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class StaffDeed(Base):
    """Who did or read what, when; only ever added to."""

    __tablename__ = "staff_deeds"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    name: Mapped[str] = mapped_column(String(64), index=True)
    deed: Mapped[str] = mapped_column(String(32))
    """A key of `console.deeds` in the phrases."""
    target: Mapped[str] = mapped_column(String(64))
    """Key of a conversation, number of a receipt, name of an account; or empty."""


class SavedFilter(Base):
    """A filter of the list of conversations that somebody kept; gone with the account."""

    __tablename__ = "saved_filters"
    __table_args__ = (UniqueConstraint("owner", "name"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), ForeignKey("staff_accounts.name", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(60))
    fields: Mapped[dict[str, str]] = mapped_column(JSON)
    """As they stand in an address."""
    shared: Mapped[bool] = mapped_column()
    """Whether all colleagues see it."""
