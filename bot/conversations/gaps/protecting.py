"""The counts of a period as they may be shown. Pure.

The numbers hang together like a tree, and only here they are made: the conversations of the period, by ending; of each
ending the values of each dimension; of two values that are both shown, the pair. A sum over endings is never shown
unless all its parts are. Every number that is shown follows from what is made here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.conversations.gaps.asks import ALL, CROSSED, PAIR, SINGLE, Ask
from bot.conversations.gaps.suppression import LEAST, Crossing, shown_of_line, shown_pairs

ENDINGS = ("found", "widened", "none")
"""Names of the endings by their numbers."""
Endings = Mapping[int, int]
"""Conversations by ending."""
Cells = dict[Ask, dict[str, int]]
"""Of each value the counts that are shown, by the ending's name."""


@dataclass(frozen=True)
class Protected:
    """What may be shown of a period. `conversations` is None under the threshold."""

    conversations: int | None
    cells: Cells


def protect(counts: Mapping[Ask, Endings]) -> Protected:
    """Leave out what must not be shown."""
    whole = counts.get((ALL, ""), {})
    total = sum(whole.values())
    by_name = {name: whole.get(number, 0) for number, name in enumerate(ENDINGS)}
    cells: Cells = {}
    for number, name in enumerate(ENDINGS):
        # Beside an ending whose own count is hidden, its parts would tell how large it is at least.
        if name in shown_of_line(by_name, total):
            cells.setdefault((ALL, ""), {})[name] = by_name[name]
            parts = {ask: count for ask, endings in counts.items() if (count := endings.get(number, 0))}
            for ask, count in _shown_parts(parts, by_name[name]).items():
                cells.setdefault(ask, {})[name] = count
    return Protected(total if total >= LEAST else None, cells)


def _shown_parts(parts: Mapping[Ask, int], total: int) -> dict[Ask, int]:
    shown: dict[Ask, int] = {}
    for dimension in SINGLE:
        counts = _of(parts, dimension)
        shown |= {(dimension, value): counts[value] for value in shown_of_line(counts, total)}
    for crossed, other in CROSSED.items():
        pairs = {(place, value): count for key, count in _of(parts, crossed).items() for place, value in [_pair(key)]}
        crossing = Crossing(pairs, _of(shown, "place"), _of(shown, other), total)
        shown |= {(crossed, PAIR.join(pair)): pairs[pair] for pair in shown_pairs(crossing)}
    return shown


def _of(counts: Mapping[Ask, int], dimension: str) -> dict[str, int]:
    return {value: count for (name, value), count in counts.items() if name == dimension}


def _pair(key: str) -> tuple[str, str]:
    place, _, value = key.partition(PAIR)
    return place, value
