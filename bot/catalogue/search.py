"""Which employers fit: a pure function over the index. AND across keys, OR within a key, `not` keeps out.

An employer fits when one of its ways (itself, an offer, an occupation it trains for) has everything that is asked
of it, and the employer the rest. A way has its own place and features; size and industry are the employer's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.catalogue.areas import Area, Atlas, Distances, area_of, inside, ruled_out_area
from bot.catalogue.index import (
    FEATURE_BITS,
    INDUSTRY_CODES,
    KIND_BITS,
    KLDB_CODES,
    SECTIONS,
    SIZE_BITS,
    Bools,
    Index,
    Rows,
    industry_number,
    kldb_range,
)
from bot.language.criteria import Criteria

PLACE_KEYS = ("place", "postal_code", "district", "radius_km")
Bits = npt.NDArray[np.uint8]
"""A mask of ways, eight to the byte."""


@dataclass(frozen=True)
class Matches:
    """The ways that fit, by ascending row, with the employers that they belong to."""

    mask: Bools
    """For each row of `Index.ways` whether it fits."""
    ways: Rows
    """The rows that fit."""
    employers: Rows
    """Rows of `Index.employers`, each once."""
    starts: Rows
    """Where each employer's ways begin in `ways`."""


class Matcher:
    """Answers one search over one index; a key's mask is computed once, however often the search is widened."""

    def __init__(self, index: Index, alive: Bools, atlas: Atlas, excluded: Mapping[str, Any]) -> None:
        self.distances = Distances(index.points)
        self._index = index
        self._atlas = atlas
        self._masks: dict[tuple[str, str], Bits] = {}
        self._allowed = np.packbits(_allowed(index, alive, self.distances, atlas, excluded))

    def any(self, criteria: Criteria) -> bool:
        """Whether something fits."""
        return bool(self._bits(criteria).any())

    def mask(self, criteria: Criteria) -> Bools:
        """Which ways fit."""
        return np.unpackbits(self._bits(criteria), count=len(self._index.ways.kind)).view(np.bool_)

    def matches(self, criteria: Criteria) -> Matches:
        """What fits, by employer."""
        return group(self._index, self.mask(criteria))

    def _bits(self, criteria: Criteria) -> Bits:
        found = self._allowed
        for key, said in _parts(criteria).items():
            found = found & self._key_bits(key, said)
        return found

    def _key_bits(self, key: str, said: Mapping[str, Any]) -> Bits:
        name = (key, repr(sorted(said.items())))
        if name not in self._masks:
            area = area_of(said, self._atlas) if key == "place" else None
            # Packed, an AND of two masks costs an eighth: widening makes many.
            self._masks[name] = np.packbits(_way_mask(self._index, key, said, self.distances, area))
        return self._masks[name]


def group(index: Index, mask: Bools) -> Matches:
    """The ways of a mask by employer."""
    ways = np.flatnonzero(mask)
    owner = index.ways.employer[ways]
    starts = changes(owner)
    return Matches(mask, ways, owner[starts], starts)


def changes(ascending: Rows) -> Rows:
    """Positions at which a new value begins."""
    begins = np.ones(len(ascending), np.bool_)
    np.not_equal(ascending[1:], ascending[:-1], out=begins[1:])
    return np.flatnonzero(begins)


def _parts(criteria: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The criteria by what is decided together: each key for itself, everything about the place as one."""
    parts: dict[str, dict[str, Any]] = {}
    for key, value in criteria.items():
        if key != "not":
            parts.setdefault("place" if key in PLACE_KEYS else key, {})[key] = value
    return parts


def _way_mask(index: Index, key: str, said: Mapping[str, Any], distances: Distances, area: Area | None) -> Bools:
    if key == "place":
        everywhere = np.ones(len(index.ways.kind), np.bool_)
        return everywhere if area is None else inside(distances, area)[index.ways.point]
    if key in _OF_EMPLOYER:
        return _OF_EMPLOYER[key](index, said[key])[index.ways.employer]
    return _OF_WAY[key](index, said[key])


def _offers(index: Index, kinds: list[str]) -> Bools:
    return _any_bit(index.ways.kind, KIND_BITS, kinds)


def _occupations(index: Index, prefixes: list[str]) -> Bools:
    wanted = np.zeros(KLDB_CODES + 1, np.bool_)  # one more: NONE, as the last
    for prefix in prefixes:
        wanted[kldb_range(prefix)] = True
    return wanted[index.ways.kldb]


def _features(index: Index, features: list[str]) -> Bools:
    return _any_bit(index.ways.features, FEATURE_BITS, features)


def _sizes(index: Index, sizes: list[str]) -> Bools:
    return _any_bit(index.employers.size, SIZE_BITS, sizes)


def _industries(index: Index, codes: list[str]) -> Bools:
    wanted = np.zeros(INDUSTRY_CODES, np.bool_)
    for code in codes:
        wanted[industry_number(code)] = True
        wanted[list(SECTIONS.get(code, ()))] = True
    return wanted[index.employers.industry]


def _any_bit(column: Any, bits: Mapping[str, int], codes: list[str]) -> Bools:
    wanted = column.dtype.type(sum(bits.get(code, 0) for code in set(codes)))
    found: Bools = (column & wanted) != 0
    return found


_OF_WAY: dict[str, Callable[[Index, list[str]], Bools]] = {
    "offer": _offers,
    "occupation": _occupations,
    "features": _features,
}
_OF_EMPLOYER: dict[str, Callable[[Index, list[str]], Bools]] = {"size": _sizes, "industry": _industries}


def _allowed(index: Index, alive: Bools, distances: Distances, atlas: Atlas, excluded: Mapping[str, Any]) -> Bools:
    """Ways that count and that `not` leaves; an employer of which nothing else is left goes with its last way."""
    if not excluded:
        return alive
    left = alive.copy()
    area = ruled_out_area(excluded, atlas)
    for key, said in _parts(excluded).items():
        if key != "place" or area is not None:
            left &= ~_way_mask(index, key, said, distances, area)
    left &= ~_employers_out(index, distances, area, excluded)[index.ways.employer]
    left[index.first] &= ~(_has_more(index, alive) & ~_has_more(index, left))
    return left


def _employers_out(index: Index, distances: Distances, area: Area | None, excluded: Mapping[str, Any]) -> Bools:
    """Employers that are themselves where or what was ruled out; then their offers elsewhere go too."""
    gone = np.zeros(len(index.employers.id), np.bool_)
    if area is not None:
        gone |= inside(distances, area)[: len(gone)]
    if "features" in excluded:
        gone |= _any_bit(index.employers.features, FEATURE_BITS, excluded["features"])
    return gone


def _has_more(index: Index, mask: Bools) -> Bools:
    """Employers that have a way in the mask beside themselves."""
    found = np.zeros(len(index.employers.id), np.bool_)
    found[index.ways.employer[mask & (index.ways.kind != 0)]] = True
    return found
