"""Where a search looks: a place, postal code or district of the criteria as municipalities, circles and centres.

The search gets an `Area` as plain data; only `area_of` asks the gazetteer, through the `Atlas` that it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from bot.catalogue.index import Bools, Floats, Points, unit_vectors

EARTH_RADIUS_KM = 6371.0088
DISTRICT_RADIUS_KM = 2.0
"""How far a district reaches from its centre where it is ruled out; records have no district of their own."""


@dataclass(frozen=True)
class Centre:
    """A point that distances are measured from; coordinates in degrees (WGS 84)."""

    label: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Area:
    """Something lies in it when one of its parts holds it."""

    municipalities: tuple[str, ...] = ()
    """AGS: 8 digits a municipality, 5 digits a Kreis."""
    postal_codes: tuple[int, ...] = ()
    circles: tuple[Centre, ...] = ()
    radius_km: float = 0.0
    near: tuple[Centre, ...] = ()
    """Where nearer is better; empty where distance does not matter."""


DistancesFrom = Callable[[tuple[Centre, ...]], Floats]
"""`distances` from some centres for the points that are meant."""


class Atlas(Protocol):
    """What `area_of` asks of the gazetteer."""

    def centre_of(self, ags: str) -> Centre | None:
        """The middle of a municipality."""

    def members_of(self, ags: str) -> tuple[str, ...]:
        """The municipalities of a Kreis; a municipality itself."""

    def postal_code(self, postal_code: str) -> tuple[Centre, str] | None:
        """The middle of a postal code and the municipality it lies in."""

    def district(self, name: str, municipalities: tuple[str, ...]) -> tuple[Centre, str] | None:
        """The middle of a district of one of these municipalities, and which one."""


def area_of(said: Any, atlas: Atlas) -> Area | None:
    """Where criteria want the search to look; None when they name no place."""
    places, point = _named(said, atlas)
    if not places:
        postal_code = said.get("postal_code")
        return Area(postal_codes=(int(postal_code),)) if postal_code else None
    near = (point[0],) if point else ()
    if "radius_km" not in said:
        return Area(places, near=near)
    centres = near + _centres(places, atlas, without=point[1] if point else None)
    return Area(_without_centre(places, atlas), (), centres, said["radius_km"], centres)


def ruled_out_area(said: Any, atlas: Atlas) -> Area | None:
    """What `not` shuts out: the district or postal code where one is named, else the whole place and its circle."""
    places, point = _named(said, atlas)
    if "district" in said and point:
        return Area(circles=(point[0],), radius_km=said.get("radius_km", DISTRICT_RADIUS_KM))
    if "postal_code" in said:
        return Area(postal_codes=(int(said["postal_code"]),))
    if places and "radius_km" in said:
        return Area(places, circles=_centres(places, atlas), radius_km=said["radius_km"])
    return Area(places) if places else None


def _named(said: Any, atlas: Atlas) -> tuple[tuple[str, ...], tuple[Centre, str] | None]:
    """The places said, and the exact point with its municipality where a postal code or district gives one."""
    places = tuple(said.get("place", ()))
    point = atlas.postal_code(said["postal_code"]) if "postal_code" in said else None
    if point is None and "district" in said:
        point = atlas.district(said["district"], places)
    return (places or (point[1],) if point else places), point


def _centres(places: tuple[str, ...], atlas: Atlas, without: str | None = None) -> tuple[Centre, ...]:
    """The middles of all municipalities that these places are or hold."""
    members = dict.fromkeys(ags for place in places for ags in atlas.members_of(place))
    return tuple(centre for ags in members if ags != without and (centre := atlas.centre_of(ags)))


def _without_centre(places: tuple[str, ...], atlas: Atlas) -> tuple[str, ...]:
    """Places that no circle stands for: Kreise count as a whole, unknown municipalities by their code."""
    return tuple(place for place in places if len(place) == 5 or atlas.centre_of(place) is None)


def inside(points: Points, area: Area, distances: DistancesFrom) -> Bools:
    """Which points lie in the area."""
    found: Bools = np.zeros(len(points.lat), np.bool_)
    if area.municipalities:
        found |= among(points, area.municipalities)[points.municipality]
    if area.postal_codes:
        found |= np.isin(points.postal_code, area.postal_codes)
    if area.circles:
        found |= distances(area.circles) <= area.radius_km
    return found


def among(points: Points, places: Collection[str]) -> Bools:
    """For each of `Points.municipalities` whether it is one of these municipalities or in one of these Kreise."""
    known = points.municipalities
    found: Bools = np.zeros(len(known), np.bool_)
    for ags in places:
        found |= known // 10 ** (8 - len(ags)) == int(ags)
    return found


def distances(points: Points, centres: tuple[Centre, ...]) -> Floats:
    """Great-circle distance of each point from the nearest centre in km; infinite where it is not known."""
    nearest = np.full(len(points.lat), np.inf, np.float32)
    for centre in centres:
        north, east, up = unit_vectors(np.array([centre.lat]), np.array([centre.lon]))
        x, y, z = points.unit
        np.fmin(nearest, (x - north) ** 2 + (y - east) ** 2 + (z - up) ** 2, out=nearest)
    kilometres: Floats = 2 * np.float32(EARTH_RADIUS_KM) * np.arcsin(np.sqrt(nearest.clip(max=4)) / 2)
    kilometres[np.isinf(nearest)] = np.inf
    return kilometres
