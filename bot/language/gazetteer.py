"""Municipalities, Kreise, postal codes and quarters of North Rhine-Westphalia: codes, names, where they lie.

AGS are those of the Gemeindeverzeichnis (Destatis): 8 digits a municipality, 5 digits a Kreis or a city that is its
own Kreis. Coordinates are degrees (WGS 84), distances kilometres along the great circle.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import cache

from bot.language.places_data import (
    TABLES,
    District,
    Kreis,
    Municipality,
    PostalCode,
    districts,
    kreise,
    municipalities,
    postal_codes,
    read_yaml,
)
from bot.language.text import bare_fold, tokens

__all__ = [
    "District",
    "Kreis",
    "Municipality",
    "PostalCode",
    "ags_of",
    "coordinates",
    "distance_km",
    "district",
    "districts",
    "kreis",
    "kreise",
    "members",
    "municipalities",
    "municipality",
    "name_of",
    "neighbours",
    "postal_code",
    "postal_codes",
    "within",
]

EARTH_RADIUS_KM = 6371.0
_POSTAL_CODE = re.compile(r"\b(?:D[- ]?)?(\d{5})\b")
_QUALIFIER = re.compile(r"[,(/]")


def municipality(ags: str) -> Municipality:
    """The municipality of an 8-digit AGS.

    Raises:
        KeyError: there is none of that code in North Rhine-Westphalia.
    """
    return municipalities()[ags]


def kreis(ags: str) -> Kreis:
    """The Kreis (or city that is its own) of a 5-digit AGS, or the one in which an 8-digit AGS lies.

    Raises:
        KeyError: there is none of that code in North Rhine-Westphalia.
    """
    return kreise()[ags[:5]]


def name_of(ags: str) -> str:
    """The everyday name of a municipality ("Fröndenberg") or the name of a Kreis ("Kreis Unna").

    Raises:
        KeyError: the code is unknown.
    """
    return municipality(ags).name if len(ags) == 8 else kreis(ags).name


def postal_code(code: str) -> tuple[str, float, float] | None:
    """AGS, latitude and longitude of a postal code; None when it is not of North Rhine-Westphalia."""
    found = postal_codes().get(code)
    return None if found is None else (found.ags, found.lat, found.lon)


def district(name: str, ags: str | None = None) -> District | None:
    """The quarter of that name, in that municipality if one is given; the first in the order of `districts`."""
    wanted = name.casefold()
    for quarter in districts():
        if wanted in {quarter.name.casefold(), *(other.casefold() for other in quarter.also)} and ags in (
            None,
            quarter.ags,
        ):
            return quarter
    return None


def coordinates(place: str, within_ags: str | None = None) -> tuple[float, float] | None:
    """Latitude and longitude of an AGS (5 or 8 digits), a postal code, or a quarter by name; None when unknown.

    A 5-digit number that is both a Kreis and a postal code is the Kreis: no postal code of the state starts with 05.
    """
    found = (
        municipalities().get(place)
        or kreise().get(place)
        or postal_codes().get(place)
        or (None if place.isdigit() else district(place, within_ags))
    )
    return None if found is None else (found.lat, found.lon)


def members(ags: str) -> tuple[str, ...]:
    """The 8-digit codes of the municipalities in a Kreis; an 8-digit code is its own only member."""
    return tuple(code for code in municipalities() if code.startswith(ags))


def distance_km(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Great-circle distance in kilometres between two (latitude, longitude) pairs in degrees."""
    lat_1, lon_1, lat_2, lon_2 = map(math.radians, (*start, *end))
    half = math.sin((lat_2 - lat_1) / 2) ** 2
    half += math.cos(lat_1) * math.cos(lat_2) * math.sin((lon_2 - lon_1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))


def within(lat: float, lon: float, km: float) -> tuple[str, ...]:
    """Codes of the municipalities whose centre lies at most `km` from a point, the nearest first."""
    distances = {place.ags: distance_km((lat, lon), (place.lat, place.lon)) for place in municipalities().values()}
    return tuple(ags for ags in sorted(distances, key=lambda code: distances[code]) if distances[ags] <= km)


def neighbours(ags: str, km: float = 15.0) -> tuple[str, ...]:
    """Codes of the municipalities around one (or around all of a Kreis), without itself, the nearest first."""
    centre = municipalities().get(ags) or kreis(ags)
    return tuple(code for code in within(centre.lat, centre.lon, km) if not code.startswith(ags))


def ags_of(name: str | None, postal_code: str | None = None) -> str | None:
    """The 8-digit AGS of a place as an address names it, or None when it lies elsewhere or is not known.

    A postal code, given or written in the name, decides between quarters of one name and stands in for an unknown
    name; a postal code of another state rules out a namesake ("Halle (Saale)", "Essen (Oldenburg)").
    """
    written = _POSTAL_CODE.search(name or "")
    code = (postal_code or "").strip() or (written.group(1) if written else "")
    by_code = postal_codes().get(code)
    if code and by_code is None:
        return None
    rest = _POSTAL_CODE.sub(" ", name or "").strip(" ,")
    found = _by_name(rest, by_code.ags if by_code else None)
    return found or (by_code.ags if by_code else None)


def _by_name(name: str, expected: str | None) -> str | None:
    words = tuple(token.folded for token in tokens(name))
    whole = _pick((*_towns().get(words, ()), *_quarters().get(words, ())), expected)
    if whole:
        return whole
    for length in range(len(words) - 1, 0, -1):
        town = _pick(_towns().get(words[:length], ()), expected)
        if town and _fits(words[length:], name, town):
            return town
    return None


def _pick(candidates: tuple[str, ...], expected: str | None) -> str | None:
    if not candidates:
        return None
    return expected if expected in candidates else candidates[0]


def _fits(rest: tuple[str, ...], name: str, town: str) -> bool:
    """Whether what follows a town's name leaves it that town: an official suffix, a quarter, or a part after a dash."""
    if all(word in _suffixes() for word in rest) or town in _quarters().get(rest, ()):
        return True
    return "-" in name and not _QUALIFIER.search(name)


@cache
def _suffixes() -> frozenset[str]:
    return frozenset(read_yaml(TABLES / "place_names.yml")["suffixes"])


@cache
def _towns() -> dict[tuple[str, ...], tuple[str, ...]]:
    return _index(
        (name, town.ags) for town in municipalities().values() for name in (town.official, town.name, *town.also)
    )


@cache
def _quarters() -> dict[tuple[str, ...], tuple[str, ...]]:
    return _index((name, quarter.ags) for quarter in districts() for name in (quarter.name, *quarter.also))


def _index(names: Iterable[tuple[str, str]]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Codes by folded words, and without umlaut dots where that is no other name (Neuenkirchen is not Neunkirchen)."""
    index: dict[tuple[str, ...], tuple[str, ...]] = {}
    for name, ags in names:
        words = tuple(token.folded for token in tokens(name))
        index[words] = tuple(dict.fromkeys((*index.get(words, ()), ags)))
    bare = {tuple(bare_fold(word) for word in words): codes for words, codes in index.items()}
    return bare | index
