"""The order of what fits, as one number for each way: smaller is better.

From the most to the least important: the occupation asked for before its KldB neighbours, an open offer before an
occupation that is trained for, more of the wished features, the region's municipalities when no place was said,
distance (whole km), free places, start (soonest first), freshness. Equals keep the employers' order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from bot.catalogue.areas import Area, among
from bot.catalogue.index import FEATURE_BITS, KLDB_CODES, KLDB_DIGITS, Index, Rows, kldb_range
from bot.catalogue.masks import Bits, Masks
from bot.catalogue.search import Matches

# The lowest bit of each part; every part is capped to the room that it has.
_START, _POSITIONS, _DISTANCE, _OUTSIDE, _MISSING, _OPENNESS, _UNLIKE = 12, 24, 32, 42, 43, 47, 49
_DAYS = (1 << 12) - 1
_PLACES = (1 << 8) - 1
_KILOMETRES = (1 << 10) - 1
WAYS_SHOWN = 4
"""So many ways of an employer can give reasons."""


@dataclass(frozen=True)
class Day:
    """What one day makes of an index: which ways count, and the part of their order that no search changes."""

    today: date
    alive: Bits
    order: Rows


def day_of(index: Index, today: date) -> Day:
    """The index as it stands on a day."""
    ways, now = index.ways, today.toordinal()
    soon = np.where(ways.starts_on >= now, np.minimum(ways.starts_on - now, _DAYS - 1), _DAYS).astype(np.int64)
    age = np.clip(now - ways.checked_on, 0, _DAYS).astype(np.int64)
    taken = _PLACES - np.minimum(ways.positions, _PLACES).astype(np.int64)
    openness = np.where(ways.offer_id > 0, 0, np.where(ways.kind > 0, 1, 2))
    order = (openness << _OPENNESS) | (taken << _POSITIONS) | (soon << _START) | age
    return Day(today, np.packbits(ways.valid_until >= now), order)


@dataclass(frozen=True)
class Wish:
    """What decides the order of one search: the criteria as asked (not as widened), where, and the home region."""

    occupation: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    area: Area | None = None
    region: frozenset[str] = frozenset()
    """AGS; preferred when there is no `area`."""


def ranks(masks: Masks, day: Day, ways: Rows, wish: Wish) -> Rows:
    """A number for each of these ways, to be sorted by."""
    index = masks.index
    found = day.order[ways]
    if wish.occupation:
        found += _unlikeness(wish.occupation)[index.ways.kldb[ways]] << _UNLIKE
    if len(wish.features) > 1:
        found += _missing(wish.features)[index.ways.features[ways]] << _MISSING
    if wish.area is None and wish.region:
        outside = ~among(index.points, wish.region)
        found += (outside.astype(np.int64) << _OUTSIDE)[index.points.municipality[index.ways.point[ways]]]
    if wish.area is not None and wish.area.near:
        kilometres = np.rint(masks.distances(wish.area.near)[index.ways.point[ways]])
        found += kilometres.clip(max=_KILOMETRES).astype(np.int64) << _DISTANCE
    return found


@lru_cache(maxsize=64)
def _unlikeness(wanted: tuple[str, ...]) -> Rows:
    """For each KldB number (the last: none) how far it is from what is wanted: 0 for it, up to 6 for nothing shared."""
    found = np.full(KLDB_CODES + 1, KLDB_DIGITS + 1, np.int64)
    for shared in range(1, KLDB_DIGITS + 1):
        for code in wanted:
            numbers = kldb_range(code[:shared])
            found[numbers.start : numbers.stop] = np.minimum(
                found[numbers.start : numbers.stop], max(len(code) - shared, 0)
            )
    return found


@lru_cache(maxsize=64)
def _missing(wanted: tuple[str, ...]) -> Rows:
    """For each combination of feature bits how many of the wanted ones it lacks."""
    combinations = np.arange(1 << len(FEATURE_BITS))
    lacks = [(combinations & FEATURE_BITS[name]) == 0 for name in set(wanted)]
    missing: Rows = np.sum(lacks, axis=0, dtype=np.int64)
    return missing


@dataclass(frozen=True)
class Placed:
    """One employer of a page: its row, and its ways that fit, best first."""

    employer: int
    ways: tuple[int, ...]


def page(matches: Matches, order: Rows, offset: int, limit: int) -> list[Placed]:
    """The employers from `offset` on by the `ranks` of `matches.ways`, each by its best way."""
    if offset >= len(matches.employers):
        return []
    best = np.minimum.reduceat(order, matches.starts)
    ends = np.append(matches.starts[1:], len(order))
    placed = []
    for position in _smallest(best, offset + limit)[offset:]:
        own = slice(matches.starts[position], ends[position])
        first = np.argsort(order[own], kind="stable")[:WAYS_SHOWN]
        placed.append(Placed(int(matches.employers[position]), tuple(matches.ways[own][first].tolist())))
    return placed


def _smallest(values: Rows, count: int) -> Rows:
    """Positions of the smallest values, in order; equals by position."""
    if count >= len(values):
        return np.argsort(values, kind="stable")
    limit = np.partition(values, count - 1)[count - 1]
    candidates = np.flatnonzero(values <= limit)
    chosen: Rows = candidates[np.argsort(values[candidates], kind="stable")][:count]
    return chosen
