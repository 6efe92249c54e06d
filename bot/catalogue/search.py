"""Which employers fit: a pure function over the index. AND across keys, OR within a key, `not` keeps out.

An employer fits when one of its ways (itself, an offer, an occupation it trains for) has everything that is asked
of it, and the employer the rest. A way has its own place and features; size and industry are the employer's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from bot.catalogue.areas import Atlas, area_of, ruled_out_area
from bot.catalogue.index import Bools, Index, Rows
from bot.catalogue.masks import Bits, Masks
from bot.language.criteria import Criteria

PLACE_KEYS = ("place", "postal_code", "district", "radius_km")
OFFER_KEYS = ("offer", "occupation")
"""What only an offer or an occupation that is trained for can have, never an employer by itself."""


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
    """Answers one search, exactly or widened: `not` is the same in all of it and is worked out once."""

    def __init__(self, masks: Masks, alive: Bits, atlas: Atlas, excluded: Mapping[str, Any]) -> None:
        self.masks = masks
        self._alive = alive
        self._atlas = atlas
        self._excluded = excluded

    def any(self, criteria: Criteria) -> bool:
        """Whether something fits."""
        return bool(self._bits(criteria).any())

    def mask(self, criteria: Criteria) -> Bools:
        """Which ways fit."""
        return self.masks.unpacked(self._bits(criteria))

    def matches(self, criteria: Criteria) -> Matches:
        """What fits, by employer."""
        return group(self.masks.index, self.mask(criteria))

    def _bits(self, criteria: Criteria) -> Bits:
        # An employer by itself cannot have what only offers have, so it need not be ruled out where that is asked.
        found = self._left if criteria.keys() & set(OFFER_KEYS) else self._left_of_whole_employers
        area = area_of(criteria, self._atlas)
        if area is not None:
            found = found & self.masks.inside(area)
        for key, codes in _lists(criteria).items():
            found = found & self.masks.any_of(key, codes)
        return found

    @cached_property
    def _left(self) -> Bits:
        """Ways that count and are not ruled out; an employer that is itself ruled out takes all its ways along."""
        if not self._excluded:
            return self._alive
        out = np.zeros_like(self._alive)
        area = ruled_out_area(self._excluded, self._atlas)
        if area is not None:
            out |= self.masks.inside(area)
        for key, codes in _lists(self._excluded).items():
            out |= self.masks.any_of(key, codes)
        index = self.masks.index
        own = self.masks.unpacked(out)[index.first]
        return self._alive & ~(out | np.packbits(own[index.ways.employer]))

    @cached_property
    def _left_of_whole_employers(self) -> Bits:
        """The same without the employers of whose offers and training everything is ruled out."""
        if not self._excluded:
            return self._alive
        left = self.masks.unpacked(self._left).copy()
        had, has = (_has_more(self.masks.index, mask) for mask in (self.masks.unpacked(self._alive), left))
        left[self.masks.index.first] &= has | ~had
        return np.packbits(left)


def _lists(said: Mapping[str, Any]) -> dict[str, list[str]]:
    return {key: codes for key, codes in said.items() if key != "not" and key not in PLACE_KEYS}


def _has_more(index: Index, mask: Bools) -> Bools:
    """Employers that have a way in the mask beside themselves."""
    found = np.zeros(len(index.employers.id), np.bool_)
    found[index.ways.employer[mask & (index.ways.kind != 0)]] = True
    return found


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
