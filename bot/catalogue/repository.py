"""Reads the catalogue's tables: whole columns for the index, single records for cards and details."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, Text, and_, bindparam, cast, outerjoin, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import selectinload

from bot.catalogue.atlas import locate
from bot.catalogue.building import EmployerRecord, OfferRecord, build_index
from bot.catalogue.index import Index
from bot.catalogue.tables import CatalogueRevision, Employer, JobOffer, not_over


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


_FIRMS = Employer.__table__.c
_OFFERS = JobOffer.__table__.c
_JSON_COLUMNS = {"features", "trains"}
# Built once and in Core: a search's cards are its only statement, and building it would cost as much as running it.
_REVISION = select(CatalogueRevision.__table__.c.number)
_CARDS = (
    select(*(_FIRMS[name] for name in EmployerCard._fields), *(_OFFERS[name] for name in OfferCard._fields))
    .select_from(
        outerjoin(
            Employer.__table__,
            JobOffer.__table__,
            and_(_OFFERS.employer_id == _FIRMS.id, _OFFERS.id.in_(bindparam("offers", expanding=True))),
        )
    )
    .where(_FIRMS.id.in_(bindparam("employers", expanding=True)))
)


async def revision(connection: AsyncConnection) -> int:
    """The number that grows with each change; 0 before the first."""
    return (await connection.scalar(_REVISION)) or 0


async def read_index(connection: AsyncConnection) -> Index:
    """All employers and offers as an index; one select each."""
    employers = await connection.execute(_columns(_FIRMS, EmployerRecord._fields))
    offers = await connection.execute(_columns(_OFFERS, OfferRecord._fields))
    return build_index(map(EmployerRecord._make, employers), map(OfferRecord._make, offers), locate)


def _columns(table: Any, names: Sequence[str]) -> Select[Any]:
    # JSON is read as text: equal lists are decoded once, not once for each row.
    return select(*(cast(table[name], Text) if name in _JSON_COLUMNS else table[name] for name in names))


async def cards(
    connection: AsyncConnection, employers: Sequence[int], offers: Sequence[int]
) -> tuple[dict[int, EmployerCard], dict[int, OfferCard]]:
    """The cards of these employers and of these offers of theirs, by id."""
    rows = (await connection.execute(_CARDS, {"employers": employers, "offers": offers})).all()
    width = len(EmployerCard._fields)
    found = [(EmployerCard._make(row[:width]), OfferCard._make(row[width:])) for row in rows]
    return {firm.id: firm for firm, _ in found}, {offer.id: offer for _, offer in found if offer.id is not None}


async def employers_with_offers(connection: AsyncConnection, ids: Sequence[int], today: date) -> list[Employer]:
    """Whole records that count on a day, in the order of the ids, with the offers that do."""
    open_offers = and_(not_over(JobOffer.valid_until, today), not_over(JobOffer.apply_until, today))
    query = select(Employer).where(Employer.id.in_(ids), not_over(Employer.valid_until, today))
    async with AsyncSession(connection) as session:
        found = await session.scalars(query.options(selectinload(Employer.offers.and_(open_offers))))
        by_id = {employer.id: employer for employer in found}
    return [by_id[number] for number in dict.fromkeys(ids) if number in by_id]
