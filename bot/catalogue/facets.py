"""Values that would narrow a search, each with the number of employers that would remain.

A facet's count is what a search finds with its key set to that value alone; so only keys that were not said are
offered, and finer codes of those that were (an occupation of a field, a division of a section, a town of a Kreis
or of a circle).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest
from typing import NamedTuple, cast

import numpy as np

from bot.catalogue.index import (
    FEATURE_BITS,
    KIND_BITS,
    KLDB_CODES,
    KLDB_DIGITS,
    NONE,
    SECTIONS,
    SIZE_BITS,
    Index,
    Ints,
    Rows,
    industry_number,
)
from bot.catalogue.search import PLACE_KEYS, Matcher, Matches, changes, group
from bot.language.criteria import Criteria

_MUNICIPALITY_DIGITS = 8
_FIRST_DIGITS = {
    digits: np.append(np.arange(KLDB_CODES) // 10 ** (KLDB_DIGITS - digits), 10**digits) for digits in (3, KLDB_DIGITS)
}
"""For each KldB number its first digits, by how many; the last, for no code, is beyond them."""
MOST = 12
MOST_OF_A_KEY = 4
_GROUP_DIGITS = 3
"""Occupations are offered as KldB groups ("813"), within a group as occupations."""


class Count(NamedTuple):
    """A value of a key and how many employers remain with it."""

    key: str
    value: str
    employers: int


def facets(matcher: Matcher, criteria: Criteria, matches: Matches) -> list[Count]:
    """The most useful values, at most `MOST`: the best of each key, in the order of the keys."""
    index, total = matcher.masks.index, len(matches.employers)
    if total < 2:
        return []
    found = {
        "offer": _bits(index.ways.kind, KIND_BITS, "offer", matches) if "offer" not in criteria else [],
        "occupation": _occupations(index, criteria, matches),
        "features": _bits(index.ways.features, FEATURE_BITS, "features", matches) if "features" not in criteria else [],
        "place": _places(index, matcher, criteria, matches),
        "size": _sizes(index, matches) if "size" not in criteria else [],
        "industry": _industries(index, criteria, matches),
    }
    return _most_useful([_narrowing(counts, total) for counts in found.values()])


def _narrowing(counts: Iterable[Count], total: int) -> list[Count]:
    kept = [count for count in counts if 0 < count.employers < total]
    return sorted(kept, key=lambda count: (-count.employers, count.value))[:MOST_OF_A_KEY]


def _most_useful(by_key: list[list[Count]]) -> list[Count]:
    """The first of every key, then the seconds, until there are enough; together again by key."""
    rounds = [count for row in zip_longest(*by_key) for count in row if count is not None]
    chosen = set(rounds[:MOST])
    return [count for counts in by_key for count in counts if count in chosen]


def _bits(column: Ints, bits: dict[str, int], key: str, matches: Matches) -> list[Count]:
    """Employers that have a way with the bit: one OR over each employer's ways, then a count of combinations."""
    together = np.bitwise_or.reduceat(column[matches.ways], matches.starts)
    combinations = np.bincount(together)
    return [
        Count(key, name, int(combinations[(np.arange(len(combinations)) & bit) != 0].sum()))
        for name, bit in bits.items()
    ]


def _sizes(index: Index, matches: Matches) -> list[Count]:
    counts = np.bincount(index.employers.size[matches.employers], minlength=1 << len(SIZE_BITS))
    return [Count("size", size, int(counts[bit])) for size, bit in SIZE_BITS.items()]


def _industries(index: Index, criteria: Criteria, matches: Matches) -> list[Count]:
    counts = np.bincount(index.employers.industry[matches.employers], minlength=256)
    if "industry" not in criteria:
        return [
            Count("industry", letter, int(counts[divisions].sum() + counts[industry_number(letter)]))
            for letter, divisions in SECTIONS.items()
        ]
    if len(criteria["industry"]) == 1 and criteria["industry"][0] in SECTIONS:
        divisions = SECTIONS[criteria["industry"][0]]
        return [Count("industry", f"{division:02d}", int(counts[division])) for division in divisions]
    return []


def _occupations(index: Index, criteria: Criteria, matches: Matches) -> list[Count]:
    """KldB groups, or the occupations of the one group that was asked for."""
    asked = criteria.get("occupation", [])
    if len(asked) > 1 or any(len(code) > _GROUP_DIGITS for code in asked):
        return []
    digits = KLDB_DIGITS if asked and len(asked[0]) == _GROUP_DIGITS else _GROUP_DIGITS
    codes = _FIRST_DIGITS[digits][index.ways.kldb[matches.ways]]
    # Ways are sorted by employer and occupation: an employer's doubles are neighbours.
    begins = np.not_equal(codes, np.roll(codes, 1))
    begins[matches.starts] = True
    counts = np.bincount(codes[begins])[: 10**digits]
    return [Count("occupation", f"{code:0{digits}d}", int(counts[code])) for code in _top(counts)]


def _places(index: Index, matcher: Matcher, criteria: Criteria, matches: Matches) -> list[Count]:
    """Municipalities; around a centre with all that they have, because choosing a town replaces the circle."""
    asked = criteria.get("place", [])
    if "radius_km" not in criteria and any(len(ags) == _MUNICIPALITY_DIGITS for ags in asked):
        return []
    known = index.points.municipalities
    counts = _by_municipality(index, matches)
    if "radius_km" in criteria:
        in_circle = (counts > 0)[index.points.municipality]
        anywhere = cast(Criteria, {key: value for key, value in criteria.items() if key not in PLACE_KEYS})
        counts = _by_municipality(index, group(index, matcher.mask(anywhere) & in_circle[index.ways.point]))
    towns = [(f"{known[town]:08d}", int(counts[town])) for town in _top(counts) if known[town] != NONE]
    return [Count("place", ags, count) for ags, count in towns if ags not in asked]


def _by_municipality(index: Index, matches: Matches) -> Rows:
    """Employers with a matching way in each municipality (by its position in `Points.municipalities`)."""
    ways, town = index.ways, index.points.municipality
    count = len(index.points.municipalities)
    away = index.elsewhere[matches.mask[index.elsewhere]]
    pairs = ways.employer[away] * count + town[ways.point[away]]
    owners = np.bincount(np.searchsorted(matches.employers, ways.employer[away]), minlength=len(matches.employers))
    at_home = matches.employers[owners < np.diff(matches.starts, append=len(matches.ways))]
    counts: Rows = np.bincount(town[at_home], minlength=count)
    return counts + np.bincount(pairs[changes(pairs)] % count, minlength=count)


def _top(counts: Rows) -> list[int]:
    """Positions of the largest counts; enough of them that some may be left out."""
    return [int(position) for position in np.argsort(-counts, kind="stable")[: 4 * MOST_OF_A_KEY]]
