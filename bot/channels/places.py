"""From a shared location to the municipality it lies in."""

from __future__ import annotations

from functools import cache

from bot.language.gazetteer import (
    District,
    Municipality,
    PostalCode,
    distance_km,
    districts,
    municipalities,
    postal_codes,
)

MOST_KM = 12.0
"""Further from every known point than this is outside of North Rhine-Westphalia."""


def nearest(lat: float, lon: float) -> str | None:
    """The AGS of the municipality whose quarter, postal code or centre is nearest; None outside of the state.

    Quarters and postal codes make it right at the edge of a large town, whose centre may be further than a small one's.
    """
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    kilometres, ags = min((distance_km((lat, lon), (at, across)), ags) for at, across, ags in _points())
    return ags if kilometres <= MOST_KM else None


@cache
def _points() -> tuple[tuple[float, float, str], ...]:
    known: list[Municipality | PostalCode | District] = [*municipalities().values(), *postal_codes().values()]
    return tuple((point.lat, point.lon, point.ags) for point in (*known, *districts()))
