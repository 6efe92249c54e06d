"""A seeded catalogue of any size and seeded searches, for benchmarks: fictional, and never near the real database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from itertools import islice
from typing import Any, cast

import numpy as np
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.catalogue.index import SECTIONS
from bot.catalogue.tables import CatalogueRevision, Employer, JobOffer
from bot.language.criteria import FEATURES, OFFERS, SIZES, Criteria
from bot.language.gazetteer import districts, municipalities, postal_codes
from bot.language.industries import is_wz
from bot.language.occupations_vocabulary import training_occupations

SEED = 20261122
TODAY = date(2026, 11, 22)
_BATCH = 10_000
_KIND_SHARES = (0.5, 0.05, 0.2, 0.12, 0.06, 0.04, 0.03)
_SIZE_SHARES = (0.55, 0.3, 0.1, 0.05)
_CERTIFICATES = (None, "none", "lower", "middle", "technical", "higher")
_WHERE_SHARES = (0.15, 0.45, 0.1, 0.1, 0.12, 0.08)
_TOWN_SPREAD_DEGREES = 0.03


class Making:
    """What is drawn from: official codes, with the frequencies that make some of them common."""

    def __init__(self, seed: int = SEED) -> None:
        self.draw = np.random.default_rng(seed)
        self.towns = list(municipalities().values())
        people = np.array([town.population for town in self.towns], dtype=float)
        self.town_shares = people / people.sum()
        self.kldb = sorted({occupation.kldb for occupation in training_occupations()})
        ranks = self.draw.permutation(len(self.kldb)) + 1
        self.kldb_shares = (1 / ranks) / (1 / ranks).sum()
        self.divisions = [code for code in (f"{division:02d}" for division in range(1, 100)) if is_wz(code)]
        some = self.draw.random((512, len(FEATURES))) < 0.2
        self.features = [[name for name, held in zip(FEATURES, row, strict=True) if held] for row in some]

    def choose(self, values: Any, count: int, shares: Any = None) -> list[Any]:
        """So many of the values, with their shares."""
        return [values[place] for place in self.draw.choice(len(values), count, p=shares)]

    def days(self, count: int, first: int, last: int) -> list[date]:
        """Days from `first` to `last` days after today."""
        return [TODAY + timedelta(days=int(number)) for number in self.draw.integers(first, last, count)]


def employers(making: Making, count: int) -> Iterator[dict[str, Any]]:
    """Rows of the table of employers, ids from 1."""
    towns = making.choose(making.towns, count, making.town_shares)
    spread = making.draw.normal(0, _TOWN_SPREAD_DEGREES, (count, 2)).tolist()
    columns = zip(
        making.choose(making.divisions, count),
        making.choose(SIZES, count, _SIZE_SHARES),
        making.choose(making.features, count),
        making.choose(making.kldb, count, making.kldb_shares),
        making.choose(making.kldb, count, making.kldb_shares),
        making.draw.integers(0, 3, count).tolist(),
        making.days(count, -300, 0),
        strict=True,
    )
    for number, row in enumerate(columns):
        industry, size, features, first, second, trained, checked_on = row
        town, (north, east) = towns[number], spread[number]
        yield {
            **{"id": number + 1, "name": f"Example {number + 1}", "match_key": f"example {number + 1}"},
            **{"industry": industry, "size": size, "features": features, "trains": [first, second][:trained]},
            **{"source": "bench", "source_id": str(number + 1), "checked_on": checked_on, "sample": True},
            **{"city": town.name, "ags": town.ags, "lat": town.lat + north, "lon": town.lon + east},
            **{"url": "https://example.org/", "valid_until": None},
        }


def offers(making: Making, count: int, employer_count: int) -> Iterator[dict[str, Any]]:
    """Rows of the table of offers, ids from 1; one in ten is in another town than its employer."""
    towns = making.choose(making.towns, count, making.town_shares)
    columns = zip(
        making.draw.integers(1, employer_count + 1, count).tolist(),
        making.choose(OFFERS, count, _KIND_SHARES),
        making.choose(making.kldb, count, making.kldb_shares),
        making.choose(_CERTIFICATES, count),
        making.choose(making.features, count),
        (making.draw.random(count) < 0.1).tolist(),
        making.days(count, -60, 500),
        making.draw.integers(1, 8, count).tolist(),
        making.days(count, -30, 400),
        strict=True,
    )
    for number, (employer, kind, kldb, certificate, features, away, starts_on, positions, until) in enumerate(columns):
        town = towns[number] if away else None
        yield {
            **{"id": number + 1, "employer_id": employer, "kind": kind, "title": f"Example {kldb}", "kldb": kldb},
            **{"certificate": certificate, "features": features, "starts_on": starts_on, "positions": positions},
            **{"source": "bench", "source_id": str(number + 1), "checked_on": TODAY, "sample": True},
            **{"valid_until": until, "ags": town and town.ags, "lat": town and town.lat, "lon": town and town.lon},
        }


async def fill(engine: AsyncEngine, employer_count: int, offer_count: int) -> None:
    """Fill an empty, migrated database."""
    making = Making()
    async with engine.begin() as connection:
        await _insert(connection, Employer, employers(making, employer_count))
        await _insert(connection, JobOffer, offers(making, offer_count, employer_count))
        changed_at = datetime.combine(TODAY, time(), timezone.utc)
        await connection.execute(insert(CatalogueRevision).values(id=1, number=1, changed_at=changed_at))


async def _insert(connection: AsyncConnection, table: type[Employer] | type[JobOffer], rows: Iterator[Any]) -> None:
    while batch := list(islice(rows, _BATCH)):
        await connection.execute(insert(table), batch)


def searches(count: int) -> list[Criteria]:
    """Mixed criteria: every key, alone and together, with places of all kinds, circles and things ruled out."""
    making = Making(SEED + 1)
    return [cast(Criteria, _search(making)) for _ in range(count)]


def _search(making: Making) -> dict[str, Any]:
    said = {**_wishes(making, 0.6), **_where(making)}
    if making.draw.random() < 0.2:
        excluded = _wishes(making, 0.25) or {"place": [_town(making)]}
        said["not"] = excluded
    return said


def _wishes(making: Making, share: float) -> dict[str, Any]:
    said: dict[str, Any] = {}
    chances = {"offer": share, "occupation": share, "features": share / 2, "size": share / 3, "industry": share / 4}
    for key, chance in chances.items():
        if making.draw.random() < chance:
            said[key] = _codes(making, key)
    return said


def _codes(making: Making, key: str) -> list[str]:
    count = int(making.draw.integers(1, 3))
    if key == "occupation":
        digits = int(making.draw.choice([5, 5, 5, 4, 3, 3, 2]))
        return sorted({code[:digits] for code in making.choose(making.kldb, count)})
    if key == "industry":
        return sorted(set(making.choose([*SECTIONS, *making.divisions], count)))
    return sorted(set(making.choose({"offer": OFFERS, "features": FEATURES, "size": SIZES}[key], count)))


def _where(making: Making) -> dict[str, Any]:
    kinds = (_nowhere, _in_a_town, _in_towns, _in_a_kreis, _at_a_postal_code, _in_a_district)
    said = making.choose(kinds, 1, _WHERE_SHARES)[0](making)
    if said and making.draw.random() < 0.5:
        said["radius_km"] = float(making.draw.choice([5, 10, 15, 20, 30, 50]))
    return cast(dict[str, Any], said)


def _nowhere(_making: Making) -> dict[str, Any]:
    return {}


def _in_a_town(making: Making) -> dict[str, Any]:
    return {"place": [_town(making)]}


def _in_towns(making: Making) -> dict[str, Any]:
    return {"place": sorted({_town(making), _town(making)})}


def _in_a_kreis(making: Making) -> dict[str, Any]:
    return {"place": [_town(making)[:5]]}


def _at_a_postal_code(making: Making) -> dict[str, Any]:
    code, place = making.choose(list(postal_codes().items()), 1)[0]
    return {"place": [place.ags], "postal_code": code}


def _in_a_district(making: Making) -> dict[str, Any]:
    district = making.choose(districts(), 1)[0]
    return {"place": [district.ags], "district": district.name}


def _town(making: Making) -> str:
    return str(making.choose(making.towns, 1, making.town_shares)[0].ags)
