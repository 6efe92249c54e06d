"""What an import asks of the language room: places, occupations and industries by name and code."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from wz_code import WZ

from bot.catalogue.exchange.problems import CellError
from bot.language import gazetteer, industries, occupations
from bot.language.occupations_vocabulary import training_occupations
from bot.language.text import fold

_LEADING_CODE = re.compile(r"(\d{3,5})(?!\d)\s*(.*)", re.DOTALL)
_LEADING_WZ = re.compile(r"([A-Ua-u]|\d\d?(?:\.\d{1,2}(?:\.\d)?)?)(?:\s+.*)?", re.DOTALL)
_CACHED = 20_000
LEAST_KLDB_DIGITS = 3
FARTHEST_KM = 30.0
"""From the centre of the largest municipality to its border, and some more."""


@lru_cache(maxsize=_CACHED)
def ags_of(city: str | None, postal_code: str | None) -> str:
    """The municipality of an address.

    Raises:
        CellError: it is not in North Rhine-Westphalia or not known.
    """
    ags = gazetteer.ags_of(city, postal_code)
    if ags:
        return ags
    if postal_code and city and gazetteer.ags_of(city):
        raise CellError("place_postal_code", attribute="postal_code")
    raise CellError("place", attribute="city" if city else "postal_code", candidates=municipality_names())


def is_ags(code: str) -> bool:
    """Whether there is a municipality of that AGS."""
    return code in gazetteer.municipalities()


def is_kldb(code: str) -> bool:
    """Whether a code is a KldB 2010 occupation, or a group of them from three digits."""
    return len(code) >= LEAST_KLDB_DIGITS and occupations.is_kldb(code)


def is_wz(code: str) -> bool:
    """Whether a code of any depth is in the WZ 2008."""
    return _classification().exists(code)  # type: ignore[no-any-return]


@cache
def municipality_names() -> tuple[str, ...]:
    """Everyday names of all municipalities, in alphabetical order."""
    return tuple(sorted((place.name for place in gazetteer.municipalities().values()), key=fold))


def coordinates(ags: str, postal_code: str | None) -> tuple[float, float]:
    """Latitude and longitude of a postal code if it lies in that municipality, else of the municipality's centre."""
    found = gazetteer.postal_code(postal_code) if postal_code else None
    if found and found[0] == ags:
        return found[1:]
    place = gazetteer.municipality(ags)
    return place.lat, place.lon


def is_near(ags: str, lat: float, lon: float) -> bool:
    """Whether a point can lie in a municipality, or has to be a mistake."""
    place = gazetteer.municipality(ags)
    return gazetteer.distance_km((place.lat, place.lon), (lat, lon)) <= FARTHEST_KM


def is_postal_code(code: str) -> bool:
    """Whether a postal code is one of North Rhine-Westphalia."""
    return gazetteer.postal_code(code) is not None


@lru_cache(maxsize=_CACHED)
def kldb_of_title(title: str) -> str | None:
    """The KldB code of a title, three digits or more."""
    return occupations.code_of(title)


@lru_cache(maxsize=_CACHED)
def kldb(text: str) -> str:
    """A KldB code given as a number, as number and title, or as a title.

    Raises:
        CellError: the classification does not have it.
    """
    match = _LEADING_CODE.fullmatch(text)
    if match:
        code = match.group(1)
        for whole in (code, f"0{code}"):
            if is_kldb(whole):
                return whole
        raise CellError("kldb")
    found = kldb_of_title(text)
    if found is None:
        raise CellError("occupation", candidates=occupation_titles())
    return found


def kldb_words(code: str) -> str:
    """A KldB code with its title, as an export writes it."""
    try:
        return f"{code} {occupations.title_of(code)}"
    except KeyError:
        return code


@cache
def occupation_titles() -> tuple[str, ...]:
    """Short titles of all training occupations."""
    return tuple(dict.fromkeys(occupation.title_short for occupation in training_occupations()))


@lru_cache(maxsize=_CACHED)
def industry(text: str) -> str:
    """A WZ 2008 code given as a code, as code and title, or as a title.

    Raises:
        CellError: the classification does not have it.
    """
    match = _LEADING_WZ.fullmatch(text)
    if match:
        code = match.group(1).upper()
        for whole in (code, f"0{code}"):
            if is_wz(whole):
                return whole
    by_title = _industry_titles().get(fold(text))
    if by_title is None:
        raise CellError("industry", candidates=tuple(industries.label_of(code) for code in _short_codes()))
    return by_title


def industry_words(code: str) -> str:
    """A WZ 2008 code with the name of its section or division, as an export writes it."""
    try:
        return f"{code} {industries.label_of(code[:2])}"
    except KeyError:
        return code


@cache
def industry_choices() -> tuple[str, ...]:
    """All sections and divisions with their names."""
    return tuple(industry_words(code) for code in _short_codes())


@cache
def _classification() -> WZ:
    return WZ(version="2008")


@cache
def _short_codes() -> tuple[str, ...]:
    return tuple(sorted((c for c in _classification().get_all_codes() if len(c) <= 2), key=lambda c: (len(c), c)))


@cache
def _industry_titles() -> dict[str, str]:
    titles = {fold(str(_classification().get(code).title)): code for code in _short_codes()}
    return titles | {fold(industries.label_of(code)): code for code in _short_codes()}
