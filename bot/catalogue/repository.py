"""Reads the catalogue's tables: whole columns for the index, single records for cards and details."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Text, or_, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from bot.catalogue.atlas import locate
from bot.catalogue.building import EmployerRecord, OfferRecord, build_index
from bot.catalogue.index import Index
from bot.catalogue.tables import CatalogueRevision, Employer, JobOffer

_JSON_COLUMNS = {"features", "trains"}


class EmployerCard(NamedTuple):
    """What a card says of an employer beside what the index knows."""

    id: int
    name: str
    sample: bool
    source: str
    checked_on: date
    url: str | None


class OfferCard(NamedTuple):
    """What a card says of an offer beside what the index knows."""

    id: int
    kind: str
    title: str
    starts_on: date | None
    url: str | None


async def revision(session: AsyncSession) -> int:
    """The number that grows with each change; 0 before the first."""
    return (await session.scalar(select(CatalogueRevision.number))) or 0


async def read_index(session: AsyncSession) -> Index:
    """All employers and offers as an index; one select each."""
    employers = await session.execute(_columns(Employer, EmployerRecord._fields))
    offers = await session.execute(_columns(JobOffer, OfferRecord._fields))
    return build_index(map(EmployerRecord._make, employers), map(OfferRecord._make, offers), locate)


async def employer_cards(session: AsyncSession, ids: Sequence[int]) -> dict[int, EmployerCard]:
    """The cards of these employers by id."""
    found = await session.execute(_columns(Employer, EmployerCard._fields).where(Employer.id.in_(ids)))
    return {row[0]: EmployerCard._make(row) for row in found}


async def offer_cards(session: AsyncSession, ids: Sequence[int]) -> dict[int, OfferCard]:
    """The cards of these offers by id."""
    if not ids:
        return {}
    found = await session.execute(_columns(JobOffer, OfferCard._fields).where(JobOffer.id.in_(ids)))
    return {row[0]: OfferCard._make(row) for row in found}


async def employers_with_offers(session: AsyncSession, ids: Sequence[int], today: date) -> list[Employer]:
    """Whole records that count on a day, in the order of the ids, with the offers that do."""
    counts = or_(JobOffer.valid_until.is_(None), JobOffer.valid_until >= today)
    counts &= or_(JobOffer.apply_until.is_(None), JobOffer.apply_until >= today)
    query = select(Employer).where(
        Employer.id.in_(ids), or_(Employer.valid_until.is_(None), Employer.valid_until >= today)
    )
    found = await session.scalars(query.options(selectinload(Employer.offers.and_(counts))))
    by_id = {employer.id: employer for employer in found}
    return [by_id[number] for number in dict.fromkeys(ids) if number in by_id]


def _not_over(day: Any, today: date) -> ColumnElement[bool]:
    return or_(day.is_(None), day >= today)


def _columns(table: type[Employer] | type[JobOffer], names: Sequence[str]) -> Select[Any]:
    # JSON is read as text: equal lists are decoded once, not once for each row.
    columns = [getattr(table, name) for name in names]
    return select(*(sql_cast(each, Text) if each.key in _JSON_COLUMNS else each for each in columns))
