"""For each code of a search the ways that have it, as bits: a search is then a few ANDs and ORs of these.

A mask of n ways takes n / 8 bytes. What was asked for lately is kept, because people ask for the same again: the kinds
of offers, the features, the towns of the region.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.catalogue.areas import Area, Centre, distances, inside
from bot.catalogue.index import (
    FEATURE_BITS,
    INDUSTRY_CODES,
    KIND_BITS,
    KLDB_CODES,
    SECTIONS,
    SIZE_BITS,
    Bools,
    Floats,
    Index,
    industry_number,
    kldb_range,
)

Bits = npt.NDArray[np.uint8]
"""A mask of ways, eight to the byte."""
_KEPT_MASKS = 512
_KEPT_DISTANCES = 64


class Masks:
    """The masks of one index."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._of_code = lru_cache(_KEPT_MASKS)(self._make)
        self.inside = lru_cache(_KEPT_MASKS)(self._make_inside)
        self.distances = lru_cache(_KEPT_DISTANCES)(self._make_distances)

    def any_of(self, key: str, codes: Iterable[str]) -> Bits:
        """Ways that have one of a list key's codes; `place` is not one of these keys, see `inside`."""
        found = np.zeros((len(self.index.ways.kind) + 7) // 8, np.uint8)
        for code in codes:
            found |= self._of_code(key, code)
        return found

    def unpacked(self, bits: Bits) -> Bools:
        """A mask with a byte for each way."""
        return np.unpackbits(bits, count=len(self.index.ways.kind)).view(np.bool_)

    def _make(self, key: str, code: str) -> Bits:
        if key in _OF_EMPLOYER:
            return np.packbits(_OF_EMPLOYER[key](self.index, code)[self.index.ways.employer])
        return np.packbits(_OF_WAY[key](self.index, code))

    def _make_inside(self, area: Area) -> Bits:
        """Ways that are in an area."""
        return np.packbits(inside(self.index.points, area, self.distances)[self.index.ways.point])

    def _make_distances(self, centres: tuple[Centre, ...]) -> Floats:
        """Distance of each of the index's points from the nearest of the centres, km."""
        return distances(self.index.points, centres)


def _kind(index: Index, kind: str) -> Bools:
    return _has_bit(index.ways.kind, KIND_BITS.get(kind, 0))


def _occupation(index: Index, prefix: str) -> Bools:
    wanted = np.zeros(KLDB_CODES + 1, np.bool_)  # one more: NONE, as the last
    wanted[kldb_range(prefix)] = True
    return wanted[index.ways.kldb]


def _feature(index: Index, feature: str) -> Bools:
    return _has_bit(index.ways.features, FEATURE_BITS.get(feature, 0))


def _size(index: Index, size: str) -> Bools:
    return _has_bit(index.employers.size, SIZE_BITS.get(size, 0))


def _industry(index: Index, code: str) -> Bools:
    wanted = np.zeros(INDUSTRY_CODES, np.bool_)
    wanted[[industry_number(code), *SECTIONS.get(code, ())]] = True
    return wanted[index.employers.industry]


def _has_bit(column: Any, bit: int) -> Bools:
    found: Bools = (column & column.dtype.type(bit)) != 0
    return found


_OF_WAY: dict[str, Callable[[Index, str], Bools]] = {"offer": _kind, "occupation": _occupation, "features": _feature}
_OF_EMPLOYER: dict[str, Callable[[Index, str], Bools]] = {"size": _size, "industry": _industry}
