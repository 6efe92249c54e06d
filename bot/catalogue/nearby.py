"""Whether an entry is for a wanted place, and how far it is; for kinds of which there are hundreds, not thousands."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from bot.catalogue.areas import Area, Atlas, Centre, area_of, ruled_out_area
from bot.catalogue.search import PLACE_KEYS
from bot.language.criteria import Criteria
from bot.language.gazetteer import distance_km, name_of
from bot.phrases import phrase


@dataclass(frozen=True)
class Where:
    """Where a search looks and what it rules out."""

    area: Area | None
    excluded: Area | None
    places: tuple[str, ...]
    """AGS, 8 or 5 digits: those said, else the home region."""

    def holds(self, row: Any) -> bool:
        """Whether an entry lies there."""
        if self.excluded is not None and within(row, self.excluded):
            return False
        if self.area is None:
            return row.ags is None or not self.places or overlap((row.ags,), self.places)
        return within(row, self.area)

    def serves(self, codes: Sequence[str]) -> bool:
        """Whether an entry for the people of some places (none: of all) is for those who look here."""
        return not codes or not self.places or overlap(codes, self.places)

    def distance(self, row: Any) -> float | None:
        """Kilometres from the place said; None where the place or the entry's is not known."""
        near = self.nearest(row)
        return distance_km((row.lat, row.lon), (near.lat, near.lon)) if near else None

    def nearest(self, row: Any) -> Centre | None:
        """The centre of the search that is nearest to an entry."""
        if self.area is None or row.lat is None or not self.area.near:
            return None
        return min(self.area.near, key=lambda each: distance_km((row.lat, row.lon), (each.lat, each.lon)))

    def words(self, row: Any) -> str | None:
        """Where an entry is, as a reason."""
        near = self.nearest(row)
        if near is not None:
            km = distance_km((row.lat, row.lon), (near.lat, near.lon))
            return phrase(f"catalogue.reason.{'close' if km < 1 else 'distance'}", km=round(km), place=near.label)
        town = row.city or (name_of(row.ags) if row.ags else None)
        return phrase("catalogue.reason.place", place=town) if town else None


def where(criteria: Criteria, atlas: Atlas, home: Collection[str]) -> Where:
    """Where a search looks; `home` are the AGS of the home region."""
    excluded: Any = criteria.get("not", {})
    area = area_of(criteria, atlas) if criteria.keys() & set(PLACE_KEYS) else None
    named = area_of({key: value for key, value in criteria.items() if key != "radius_km"}, atlas)
    places = named.municipalities if named and named.municipalities else tuple(home)
    return Where(area, ruled_out_area(excluded, atlas) if excluded else None, places)


def within(row: Any, area: Area) -> bool:
    """Whether an entry lies in an area."""
    if row.ags and overlap((row.ags,), area.municipalities):
        return True
    if row.postal_code and int(row.postal_code) in area.postal_codes:
        return True
    point = (row.lat, row.lon)
    return row.lat is not None and any(
        distance_km(point, (each.lat, each.lon)) <= area.radius_km for each in area.circles
    )


def overlap(codes: Collection[str], places: Collection[str]) -> bool:
    """Whether one of some AGS or their first digits covers one of others, or lies in it."""
    return any(code.startswith(place) or place.startswith(code) for code in codes for place in places)
