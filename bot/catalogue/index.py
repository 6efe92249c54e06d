"""The catalogue's searchable columns in memory: employers, every way in which each can fit, and where things are.

A search never touches the database: it runs over these arrays. Texts stay in the database; a page's cards are read
from there. Codes are small integers: a set of codes is a bit mask (`kind`, `size`, `features`), a KldB code its
number padded to five digits, an AGS its number, a day its proleptic ordinal.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.language.criteria import FEATURES, OFFERS, SIZES

Ints = npt.NDArray[np.integer[Any]]
Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

NONE = -1
"""A code, municipality or postal code that is not known."""
FOREVER = date.max.toordinal()
KIND_BITS = {kind: 1 << place for place, kind in enumerate(OFFERS)}
SIZE_BITS = {size: 1 << place for place, size in enumerate(SIZES)}
FEATURE_BITS = {feature: 1 << place for place, feature in enumerate(FEATURES)}
KLDB_DIGITS = 5
KLDB_CODES = 10**KLDB_DIGITS
# WZ 2008 (Destatis): the first division of each section; a section ends where the next begins.
_FIRST_DIVISIONS = (1, 5, 10, 35, 36, 41, 45, 49, 55, 58, 64, 68, 69, 77, 84, 85, 86, 90, 94, 97, 99)
SECTIONS = {
    letter: range(first, end)
    for letter, first, end in zip("ABCDEFGHIJKLMNOPQRSTU", _FIRST_DIVISIONS, (*_FIRST_DIVISIONS[1:], 100), strict=True)
}
"""WZ 2008: the divisions that each section may hold."""
SECTION_ONLY = 100
"""Added to a section's number in `Employers.industry` where no division is known."""
INDUSTRY_CODES = SECTION_ONLY + len(SECTIONS)


@dataclass(frozen=True)
class Points:
    """Where employers (the first rows, in their order) and offers elsewhere are. Unknown coordinates are NaN."""

    lat: Floats
    lon: Floats
    unit: Floats
    """The same as vectors on the unit sphere, shape (3, points): distances without trigonometry for each row."""
    municipality: Rows
    """Position in `municipalities`; its last, NONE, where no AGS is known."""
    postal_code: Ints
    municipalities: Rows
    """The distinct AGS as numbers, ascending, then NONE."""


@dataclass(frozen=True)
class Employers:
    """One row for each employer, by ascending id. The point of employer n is n."""

    id: Rows
    industry: Ints
    """WZ division; SECTION_ONLY plus the section's number (A is 0) where only that is known; 0 for none."""
    size: Ints
    features: Ints
    checked_on: Ints
    valid_until: Ints
    """Last day on which the employer counts."""


@dataclass(frozen=True)
class Ways:
    """One row for each way in which an employer can fit: itself (kind 0), an offer, an occupation it trains for.

    Rows are sorted by employer; its own comes first, then the others by occupation, so that doubles are neighbours.
    """

    employer: Rows
    offer_id: Rows
    """0 for the employer itself and for what it trains for without an open offer."""
    kind: Ints
    kldb: Rows
    features: Ints
    """The offer's and the employer's."""
    point: Rows
    starts_on: Ints
    """0 where no start is known."""
    positions: Ints
    checked_on: Ints
    valid_until: Ints
    """Last day on which the offer (its deadline too) and its employer count."""

    def ordered(self, order: Rows) -> Ways:
        """The same rows in another order."""
        return Ways(**{item.name: getattr(self, item.name)[order] for item in fields(self)})


@dataclass(frozen=True)
class Index:
    """Everything a search of employers sees, as it was at one revision of the catalogue."""

    employers: Employers
    ways: Ways
    points: Points
    first: Rows
    """Each employer's own row in `ways`, after which its others follow."""
    elsewhere: Rows
    """Ways in another municipality than their employer's, sorted by employer and municipality."""


def kldb_number(code: str) -> int:
    """A KldB code or prefix as the first number that it covers ("813" -> 81300)."""
    return int(code.ljust(KLDB_DIGITS, "0"))


def kldb_range(prefix: str) -> range:
    """All five-digit codes under a KldB prefix."""
    return range(kldb_number(prefix), int(prefix.ljust(KLDB_DIGITS, "9")) + 1)


def section_of(industry: int) -> str | None:
    """The WZ section letter of a value of `Employers.industry`."""
    if industry >= SECTION_ONLY:
        return list(SECTIONS)[industry - SECTION_ONLY]
    return next((letter for letter, divisions in SECTIONS.items() if industry in divisions), None)


def industry_number(code: str | None) -> int:
    """A WZ code as `Employers.industry` holds it; a class or group counts as its division."""
    if not code:
        return 0
    if code in SECTIONS:
        return SECTION_ONLY + list(SECTIONS).index(code)
    return int(code[:2]) if code[:2].isdigit() else 0


def unit_vectors(lat: Floats, lon: Floats) -> Floats:
    """Latitudes and longitudes in degrees as vectors on the unit sphere, shape (3, n)."""
    north, east = np.radians(lat.astype(np.float64)), np.radians(lon.astype(np.float64))
    vectors = (np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north))
    return np.array(vectors, dtype=np.float32)
