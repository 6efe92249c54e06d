"""Offers of the job search as records: employers recognised in any spelling, places and occupations coded."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.catalogue.exchange import lookups
from bot.catalogue.exchange.job_search import Location, Posting
from bot.catalogue.exchange.matching import derived_id, match_key
from bot.catalogue.exchange.problems import CellError, Place, Problems
from bot.catalogue.exchange.records import FIRST_DAY, LAST_DAY, URL, EmployerRecord, OfferRecord, Record, max_lengths
from bot.catalogue.tables import Employer
from bot.language.text import fold
from bot.phrases import phrase

JOB_SEARCH_SOURCE = "ba-jobsuche"
SHOWN_DAYS = 60
"""An offer whose end is not known counts so long after it was fetched."""
_GENDERS = re.compile(
    r"\s*[(\[]\s*(?:[mwdfxi](?:\s*[/|*,.]\s*[mwdfxi]){1,3}|gn|all(?:e)? g[a-z]+)\s*[)\]]|\s+[mwf](?:/[mwdfxi]){1,3}\b",
    re.IGNORECASE,
)
Address = dict[str, Any]
"""Attributes that employers and offers share."""
_ATTRIBUTES = ("source_id", "source", "name", "street", "postal_code", "city", "ags", "lat", "lon")


@dataclass
class KnownEmployers:
    """Employers by normalised name and place, and there by street."""

    by_key: dict[str, dict[str, EmployerRecord]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, record: EmployerRecord) -> None:
        """Make an employer known; the first of a key stays, and with a street takes the place of its older self."""
        place, _, street = match_key(record.name, record.street, record.postal_code, record.city).rpartition("|")
        streets = self.by_key[place]
        streets.setdefault(street, record)
        if "" in streets and streets[""].source_id == record.source_id:
            streets[""] = record

    def find(self, name: str, where: Location) -> EmployerRecord | None:
        """The employer of that name and address; a missing street on either side does not part them."""
        place, _, street = match_key(name, where.street, where.postal_code, where.city).rpartition("|")
        found = self.by_key.get(place, {})
        if street in found:
            return found[street]
        if street and found.keys() != {""}:
            return None
        return next(iter(found.values()), None)


async def read_known_employers(engine: AsyncEngine, source: str, today: date) -> KnownEmployers:
    """Real employers of the catalogue that count, those of other sources first, and all of this source."""
    known = KnownEmployers()
    counts = or_(Employer.valid_until.is_(None), Employer.valid_until >= today, Employer.source == source)
    query = select(*(getattr(Employer, name) for name in _ATTRIBUTES)).where(counts, ~Employer.sample)
    async with engine.connect() as connection:
        rows = await connection.execute(query.order_by(Employer.source == source, Employer.source, Employer.id))
        for row in rows:
            known.add(EmployerRecord(**row._mapping))
    return known


@dataclass
class JobSearchRecords:
    """Records of all answers of one import."""

    source: str
    known: KnownEmployers
    problems: Problems
    employers: dict[str, EmployerRecord] = field(default_factory=dict)
    offers: dict[str, OfferRecord] = field(default_factory=dict)

    def add(self, postings: Iterable[Posting]) -> None:
        """Take in offers: those with a street first, so that those without join them; of doubles the newest."""
        ordered = sorted(postings, key=lambda one: (not any(place.street for place in one.locations), one.fetched))
        for posting in ordered:
            key = _incomplete(posting) or self._take(posting)
            if key:
                self.problems.skipped += 1
                self.problems.notice(key, Place(posting.file, row=posting.number), _description(posting))

    def _take(self, posting: Posting) -> str | None:
        """Make records of an offer, or say why not."""
        found = _mapped_place(posting.locations)
        if isinstance(found, str):
            return found
        where, ags = found
        address = _address(where, ags)
        kldb = next((code for title in _titles(posting) if (code := lookups.kldb_of_title(title))), None)
        if kldb is None and posting.reference not in self.offers:
            self.problems.notice("no_occupation", Place(posting.file, row=posting.number), _description(posting))
        employer = self._employer(posting, where, address)
        assert posting.reference
        self.offers[posting.reference] = _offer(posting, address, kldb, self.source, employer)
        return None

    def _employer(self, posting: Posting, where: Location, address: Address) -> EmployerRecord:
        name = _short(posting.employer, EmployerRecord, "name") or ""
        found = self.known.find(name, where)
        if found is None or (found.source == self.source and where.street and not found.street):
            source_id = (
                found.source_id if found else derived_id(match_key(name, where.street, where.postal_code, where.city))
            )
            found = EmployerRecord(source=self.source, source_id=source_id, name=name, **address)
            self.known.add(found)
        if found.source == self.source:
            earlier = self.employers.get(found.source_id)
            checked = max(posting.fetched, earlier.checked_on or posting.fetched) if earlier else posting.fetched
            self.employers[found.source_id] = replace(found, checked_on=checked)
        return found


def _incomplete(posting: Posting) -> str | None:
    limit = max_lengths(OfferRecord)["source_id"]
    if not posting.reference or len(posting.reference) > limit or not posting.title:
        return "incomplete"
    if not posting.employer:
        return "no_employer"
    return "wrong_kind" if posting.kind is None else None


def _mapped_place(locations: Iterable[Location]) -> tuple[Location, str] | str:
    """The first place of work that is in a municipality of the state, or why there is none."""
    reasons = []
    for where in locations:
        if _is_elsewhere(where):
            reasons.append("outside")
            continue
        try:
            return where, lookups.ags_of(where.city, where.postal_code)
        except CellError:
            reasons.append("no_place")
    return "outside" if reasons and "no_place" not in reasons else "no_place"


def _is_elsewhere(where: Location) -> bool:
    if where.country and fold(where.country) != phrase("exchange.job_search.home_country"):
        return True
    if where.region:
        return fold(where.region).replace("_", "-") != phrase("exchange.job_search.home_region")
    return where.postal_code is not None and not lookups.is_postal_code(where.postal_code)


def _address(where: Location, ags: str) -> Address:
    point = (where.lat, where.lon)
    if where.lat is None or where.lon is None or not lookups.is_near(ags, where.lat, where.lon):
        point = lookups.coordinates(ags, where.postal_code)
    return {
        "street": _short(where.street, EmployerRecord, "street"),
        "postal_code": where.postal_code,
        "city": _short(where.city, EmployerRecord, "city"),
        "ags": ags,
        "lat": point[0],
        "lon": point[1],
    }


def _offer(posting: Posting, address: Address, kldb: str | None, source: str, employer: EmployerRecord) -> OfferRecord:
    assert posting.reference and posting.title and posting.kind
    shown_until = posting.fetched + timedelta(days=SHOWN_DAYS)
    page = phrase("exchange.job_search.page", reference=quote(posting.reference))
    return OfferRecord(
        source=source,
        source_id=posting.reference,
        employer=employer.source_id,
        employer_source=employer.source,
        kind=posting.kind,
        title=_short(cleaned_title(posting.title), OfferRecord, "title") or posting.title,
        kldb=kldb,
        certificate=posting.certificate,
        features=posting.features,
        starts_on=_in_range(posting.starts_on),
        positions=posting.positions,
        pay=_short(posting.pay, OfferRecord, "pay"),
        url=posting.url if _is_url(posting.url) else page,
        checked_on=posting.fetched,
        valid_until=_in_range(posting.published_until) or shown_until,
        **address,
    )


def cleaned_title(title: str) -> str:
    """A title without "(m/w/d)" and the like."""
    return " ".join(_GENDERS.sub(" ", title).split()).strip(" -–,/|") or title


def _titles(posting: Posting) -> tuple[str, ...]:
    return (*posting.occupations, cleaned_title(posting.title or ""))


def _description(posting: Posting) -> str:
    place = posting.locations[0] if posting.locations else None
    parts = (posting.reference, posting.title, posting.employer, place and place.postal_code, place and place.city)
    return ", ".join(part for part in parts if part)


def _short(text: str | None, record: type[Record], attribute: str) -> str | None:
    return text[: max_lengths(record)[attribute]].strip() or None if text else None


def _in_range(day: date | None) -> date | None:
    return day if day and FIRST_DAY <= day <= LAST_DAY else None


def _is_url(url: str | None) -> bool:
    return bool(url and URL.fullmatch(url)) and len(url or "") <= max_lengths(OfferRecord)["url"]
