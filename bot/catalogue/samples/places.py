"""Where fictional firms lie: quarters and postal codes of the municipalities in `places.yml`, about evenly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from bot.catalogue.samples.kinds import FOLDER
from bot.language.gazetteer import coordinates, municipality, neighbours
from bot.language.places_data import read_yaml

PEOPLE_PER_FIRM = 4000
LEAST_FIRMS = 8
_OFFSET_LAT, _OFFSET_LON = 0.003, 0.005
"""Degrees, about 350 metres each way: firms of one quarter do not lie on top of each other."""


@dataclass(frozen=True)
class Spot:
    """A quarter of a municipality, or the middle of a postal code (`district` None). Coordinates: degrees, WGS 84."""

    ags: str
    city: str
    postal_code: str
    district: str | None
    lat: float
    lon: float

    def nearby(self, rng: Random) -> tuple[float, float]:
        """A point close to it."""
        lat = self.lat + rng.uniform(-_OFFSET_LAT, _OFFSET_LAT)
        lon = self.lon + rng.uniform(-_OFFSET_LON, _OFFSET_LON)
        return round(lat, 5), round(lon, 5)


@cache
def _places() -> dict[str, dict[str, list[str | None]]]:
    table: dict[str, dict[str, list[str | None]]] = read_yaml(FOLDER / "places.yml")
    return table


def sample_municipalities() -> tuple[str, ...]:
    """AGS of all municipalities that have sample firms, ascending."""
    return tuple(sorted(_places()))


def firm_count(ags: str) -> int:
    """How many firms a municipality gets: by its population, but never only a handful."""
    return max(LEAST_FIRMS, round(municipality(ags).population / PEOPLE_PER_FIRM))


@cache
def spots(ags: str) -> tuple[Spot, ...]:
    """The spots of a municipality; one that `places.yml` names twice is there twice.

    Raises:
        KeyError: the municipality is not in `places.yml`, or the gazetteer does not know one of its quarters.
    """
    town = municipality(ags)
    return tuple(
        Spot(ags, town.official, code, district, *_point(ags, code, district))
        for code, districts in _places()[ags].items()
        for district in districts
    )


def _point(ags: str, code: str, district: str | None) -> tuple[float, float]:
    point = coordinates(district, ags) if district else coordinates(code)
    if point is None:
        raise KeyError(f"the gazetteer does not know {district or code!r} in {ags}")
    return point


def spread(ags: str, rng: Random) -> Iterator[Spot]:
    """Endless spots of a municipality: all of them in a shuffled order before any comes again."""
    while True:
        yield from rng.sample(spots(ags), len(spots(ags)))


@cache
def towns_around(ags: str, towns: Sequence[str]) -> tuple[str, ...]:
    """Those of the towns that are close enough for a second site."""
    return tuple(code for code in neighbours(ags) if code in towns)
