"""The region as a drawing: its municipalities where they lie, each as large as what is missing there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt

from bot.conversations.gaps.report import Count, Row
from bot.language.gazetteer import kreise, municipalities, name_of

WIDTH = 720.0
"""Of the drawing, in its own units."""
MARGIN = 60.0
LARGEST, DOT = 42.0, 3.0
"""Radius of the largest circle, and of a place without a number."""
LETTER, LINE = 6.6, 14.0
"""Width of a letter and height of a line, roughly, to keep names apart."""


@dataclass(frozen=True)
class Mark:
    """One place on the map. `whole_kreis` is drawn as a diamond."""

    code: str
    name: str
    x: float
    y: float
    radius: float
    count: Count
    whole_kreis: bool
    label_y: float
    named: bool
    """Whether its name has room."""


@dataclass(frozen=True)
class RegionMap:
    """Marks, the largest first so that small ones lie on top."""

    width: float
    height: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class _Spot:
    code: str
    lat: float
    lon: float
    whole_kreis: bool


def region_map(codes: Sequence[str], rows: Sequence[Row]) -> RegionMap:
    """The map of a region.

    Args:
        codes: AGS as in the region's profile, 8 or 5 digits.
        rows: counts by place; those elsewhere are left out.
    """
    missing = {row.value: row.missing for row in rows if row.missing.number}
    spots = _spots(codes, missing)
    place = _Projection(spots)
    longest = max((missing[spot.code].least for spot in spots if spot.code in missing), default=1)
    marks: list[Mark] = []
    for spot in sorted(spots, key=lambda spot: (-missing.get(spot.code, Count(0, True)).least, spot.code)):
        marks.append(_mark(spot, place(spot), missing.get(spot.code, Count(None, False)), longest, marks))
    return RegionMap(WIDTH, place.height, tuple(marks))


def _spots(codes: Sequence[str], missing: Mapping[str, Count]) -> list[_Spot]:
    """All municipalities of the region, and those Kreise that are asked for as a whole."""
    prefixes = tuple(codes)
    towns = [
        _Spot(ags, town.lat, town.lon, False) for ags, town in municipalities().items() if ags.startswith(prefixes)
    ]
    whole = [
        _Spot(ags, kreis.lat, kreis.lon, True)
        for ags, kreis in kreise().items()
        if ags in missing and any(town.code.startswith(ags) for town in towns)
    ]
    return [*towns, *whole]


class _Projection:
    """Degrees to the drawing; over so few kilometres the earth is flat."""

    def __init__(self, spots: Sequence[_Spot]) -> None:
        lats, lons = [spot.lat for spot in spots], [spot.lon for spot in spots]
        self._north, self._west = max(lats), min(lons)
        self._narrowing = cos(radians((max(lats) + min(lats)) / 2))
        span = max((max(lons) - self._west) * self._narrowing, (self._north - min(lats)) * 0.6, 0.01)
        self._scale = (WIDTH - 2 * MARGIN) / span
        self._indent = (WIDTH - 2 * MARGIN - (max(lons) - self._west) * self._narrowing * self._scale) / 2
        self.height = round((self._north - min(lats)) * self._scale + 2 * MARGIN, 1)

    def __call__(self, spot: _Spot) -> tuple[float, float]:
        x = MARGIN + self._indent + (spot.lon - self._west) * self._narrowing * self._scale
        return round(x, 1), round(MARGIN + (self._north - spot.lat) * self._scale, 1)


def _mark(spot: _Spot, at: tuple[float, float], count: Count, longest: int, before: Sequence[Mark]) -> Mark:
    radius = round(max(DOT + 2, LARGEST * sqrt(count.least / longest)), 1) if count.number else DOT
    name = name_of(spot.code)
    label_y = round(at[1] + radius + LINE, 1)
    named = not any(mark.named and _overlap(name, at[0], label_y, mark) for mark in before)
    return Mark(spot.code, name, *at, radius, count, spot.whole_kreis, label_y, named)


def _overlap(name: str, x: float, y: float, other: Mark) -> bool:
    """Whether a name would lie on another's."""
    return abs(y - other.label_y) < LINE and abs(x - other.x) < LETTER * (len(name) + len(other.name)) / 2
