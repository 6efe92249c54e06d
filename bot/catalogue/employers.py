"""Employers: what a search of them finds, their cards and their details."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import cast

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.catalogue.areas import Area, Atlas, area_of
from bot.catalogue.atlas import GazetteerAtlas
from bot.catalogue.details import detail_of
from bot.catalogue.facets import Count, facets
from bot.catalogue.index import Index
from bot.catalogue.kinds import Detail, Found
from bot.catalogue.masks import Masks
from bot.catalogue.needs import Needs
from bot.catalogue.ranking import Day, Wish, day_of, page, ranks
from bot.catalogue.reasons import Fit, reasons, relaxation
from bot.catalogue.repository import (
    EmployerCard,
    OfferCard,
    cards,
    employers_with_offers,
    read_index,
)
from bot.catalogue.result import Facet, Item
from bot.catalogue.search import PLACE_KEYS, Matcher
from bot.catalogue.widening import RADII_KM, widen
from bot.language.criteria import Criteria
from bot.language.wording import word_for


@dataclass(frozen=True)
class Hit:
    """One employer of a page, with what its reasons need."""

    fit: Fit
    area: Area | None
    today: date

    @property
    def offer_ids(self) -> list[int]:
        """The offers among its ways."""
        return [int(number) for number in self.fit.index.ways.offer_id[list(self.fit.ways)] if number]

    @property
    def employer_id(self) -> int:
        """Its id in the database."""
        return int(self.fit.index.employers.id[self.fit.employer])


class EmployerSearch:
    """All employers at one revision."""

    def __init__(self, index: Index, municipalities: Collection[str], atlas: Atlas) -> None:
        self.index = index
        self._masks = Masks(index)
        self._region = frozenset(municipalities)
        self._atlas = atlas
        self._day: Day | None = None

    def find(self, criteria: Criteria, needs: Needs, *, today: date, offset: int, limit: int) -> Found:
        """One page of what fits on a day; widened when nothing does."""
        day = self._on(today)
        excluded = cast(Criteria, criteria.get("not", {}))
        matcher = Matcher(self._masks, day.alive, self._atlas, excluded)
        used, steps = (criteria, []) if matcher.any(criteria) else widen(criteria, matcher.any)
        matches = matcher.matches(used)
        area = self._area(criteria, used)
        wish = Wish(tuple(criteria.get("occupation", ())), tuple(criteria.get("features", ())), area, self._region)
        order = ranks(self._masks, day, matches.ways, wish)
        placed = page(matches, order, offset, limit)
        counts = facets(matcher, used, matches) if placed else []
        return Found(
            total=len(matches.employers),
            shown=tuple(Hit(Fit(self.index, each.employer, each.ways), area, today) for each in placed),
            facets=tuple(_labelled(count for count in counts if not (steps and count.key in criteria))),
            relaxed=tuple(relaxation(step, criteria) for step in steps),
        )

    async def items(self, connection: AsyncConnection, criteria: Criteria, found: Found) -> tuple[Item, ...]:
        """The cards of the page; an employer that was deleted meanwhile is left out."""
        hits: tuple[Hit, ...] = found.shown
        if not hits:
            return ()
        offer_ids = [number for hit in hits for number in hit.offer_ids]
        firms, offers = await cards(connection, [hit.employer_id for hit in hits], offer_ids)
        return tuple(_item(firms[hit.employer_id], hit, offers, criteria) for hit in hits if hit.employer_id in firms)

    def _on(self, today: date) -> Day:
        if self._day is None or self._day.today != today:
            self._day = day_of(self.index, today)
        return self._day

    def _area(self, criteria: Criteria, used: Criteria) -> Area | None:
        """Where the search looks; when the place was let go, nearer to it is still better."""
        if used.keys() & set(PLACE_KEYS) or not criteria.keys() & set(PLACE_KEYS):
            return area_of(used, self._atlas)
        return area_of({"radius_km": RADII_KM[-1], **criteria}, self._atlas)


def _labelled(counts: Iterable[Count]) -> Iterator[Facet]:
    """Facets with their words; codes beyond the vocabulary have none and are left out."""
    for count in counts:
        with suppress(KeyError):
            yield Facet(count.key, count.value, word_for(count.key, count.value), count.employers)


def _item(firm: EmployerCard, hit: Hit, offers: dict[int, OfferCard], criteria: Criteria) -> Item:
    points = hit.fit.index.points
    point = hit.fit.index.ways.point[hit.fit.ways[0]]
    lat, lon = float(points.lat[point]), float(points.lon[point])
    known = not (isnan(lat) or isnan(lon))
    urls = [offers[number].url for number in hit.offer_ids if number in offers]
    return Item(
        id=str(firm.id),
        title=firm.name,
        reasons=reasons(hit.fit, offers, criteria, hit.area, hit.today),
        sample=firm.sample,
        source=firm.source,
        checked_on=firm.checked_on.isoformat(),
        lat=round(lat, 5) if known else None,
        lon=round(lon, 5) if known else None,
        url=next(filter(None, urls), firm.url),
    )


class Employers:
    """The kind "employers"."""

    async def load(self, connection: AsyncConnection, municipalities: Collection[str]) -> EmployerSearch:
        """All employers; `municipalities` (AGS) are the home region."""
        return EmployerSearch(await read_index(connection), municipalities, GazetteerAtlas())

    async def details(self, connection: AsyncConnection, ids: list[int], today: date) -> list[Detail]:
        """The facts of these employers, in the order of the ids; those that are gone are left out."""
        return [detail_of(employer, today) for employer in await employers_with_offers(connection, ids, today)]


KIND = Employers()
