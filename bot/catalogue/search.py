"""Which employers fit: a pure function over the index. AND across keys, OR within a key, `not` keeps out.

An employer fits when one of its ways (itself, an offer, an occupation it trains for) has everything that is asked
of it, and the employer the rest. A way has its own place and features; size and industry are the employer's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.catalogue.areas import Area, Atlas, area_of, inside, ruled_out_area
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
_NOWHERE = Area()


@dataclass(frozen=True)
class Matches:
    """The ways that fit, by ascending row, with the employers that they belong to."""

    ways: Rows
    """Rows of `Index.ways`."""
    employers: Rows
    """Rows of `Index.employers`, each once."""
    starts: Rows
    """Where each employer's ways begin in `ways`."""


class Matcher:
    """Answers one search over one index; a key's mask is computed once, however often the search is widened."""

    def __init__(self, index: Index, alive: Bools, atlas: Atlas, excluded: Mapping[str, Any]) -> None:
        self._index = index
        self._atlas = atlas
        self._masks: dict[tuple[str, str], Bools] = {}
        self._allowed = alive & ~_ruled_out(index, alive, atlas, excluded)

    def mask(self, criteria: Criteria) -> Bools:
        """Which ways fit."""
        found = self._allowed
        for key, said in _parts(criteria).items():
            found = found & self._key_mask(key, said)
        return found

    def any(self, criteria: Criteria) -> bool:
        """Whether something fits."""
        return bool(self.mask(criteria).any())

    def matches(self, criteria: Criteria) -> Matches:
        """What fits, by employer."""
        return group(self._index, self.mask(criteria))

    def _key_mask(self, key: str, said: Mapping[str, Any]) -> Bools:
        name = (key, repr(sorted(said.items())))
        if name not in self._masks:
            area = area_of(said, self._atlas) if key == "place" else None
            self._masks[name] = _way_mask(self._index, key, said, area)
        return self._masks[name]


def group(index: Index, mask: Bools) -> Matches:
    """The ways of a mask by employer."""
    ways = np.flatnonzero(mask)
    owner = index.ways.employer[ways]
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    return Matches(ways, owner[starts], starts)


def _parts(criteria: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The criteria by what is decided together: each key for itself, everything about the place as one."""
    parts: dict[str, dict[str, Any]] = {}
    for key, value in criteria.items():
        if key != "not":
            parts.setdefault("place" if key in PLACE_KEYS else key, {})[key] = value
    return parts


def _way_mask(index: Index, key: str, said: Mapping[str, Any], area: Area | None) -> Bools:
    if key == "place":
        everywhere = np.ones(len(index.ways.kind), np.bool_)
        return everywhere if area is None else inside(index.points, area)[index.ways.point]
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


def _ruled_out(index: Index, alive: Bools, atlas: Atlas, excluded: Mapping[str, Any]) -> Bools:
    """Ways that `not` keeps out; an employer of which nothing else is left goes with them."""
    ways = index.ways
    out = np.zeros(len(ways.kind), np.bool_)
    if not excluded:
        return out
    gone = _employers_out(index, atlas, excluded)
    for key, said in _parts(excluded).items():
        out |= _way_mask(index, key, said, ruled_out_area(excluded, atlas) or _NOWHERE)
    out |= gone[ways.employer]
    out |= (ways.kind == 0) & _emptied(index, alive, out)[ways.employer]
    return out


def _employers_out(index: Index, atlas: Atlas, excluded: Mapping[str, Any]) -> Bools:
    """Employers that are themselves what was ruled out: their place, size, industry or features."""
    employers = index.employers
    gone = np.zeros(len(employers.id), np.bool_)
    if (area := ruled_out_area(excluded, atlas)) is not None:
        gone |= inside(index.points, area)[: len(gone)]
    if "features" in excluded:
        gone |= _any_bit(employers.features, FEATURE_BITS, excluded["features"])
    for key in _OF_EMPLOYER.keys() & excluded.keys():
        gone |= _OF_EMPLOYER[key](index, excluded[key])
    return gone


def _emptied(index: Index, alive: Bools, out: Bools) -> Bools:
    """Employers that offer something or train, but nothing that is not ruled out."""
    ways = index.ways
    real = alive & (ways.kind != 0)
    count = len(index.employers.id)
    before, after = (np.bincount(ways.employer[rows], minlength=count) for rows in (real, real & ~out))
    emptied: Bools = (before > 0) & (after == 0)
    return emptied
