"""Which counts may be shown so that no small number can be read or worked out by subtraction. Pure.

A count from 1 to 4 is small. It is hidden, and nothing that is shown may give it away. Zeros are hidden like small
numbers, so that nobody can tell which values a hidden sum is made of.

In one table (`shown_of_line`) the total is known, so the sum of what is hidden is as well: it has to be 5 or more and
made of two counts or more. Else the smallest of the shown is hidden, too, until it is. In a table of pairs
(`shown_pairs`) this holds for every row and every column; beyond that no small count may be a bridge between two parts
of the hidden cells, because the sums on one side of a bridge tell what is on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import networkx as nx

LEAST = 5
"""The smallest number of conversations that is shown."""

Key = TypeVar("Key", bound="str | tuple[str, str]")
Pair = tuple[str, str]


def is_small(count: int) -> bool:
    """Whether a count has to be hidden."""
    return 0 < count < LEAST


def shown_of_line(counts: Mapping[Key, int], total: int) -> set[Key]:
    """The values whose counts may be shown beside the total.

    Args:
        counts: by value; a conversation may count for several or for none.
        total: of all conversations, shown as well unless it is small itself.
    """
    if total < LEAST:
        return set()
    shown = {key for key, count in counts.items() if count >= LEAST}
    while not _safe(_hidden(counts, shown, total)) and shown:
        shown.discard(min(shown, key=lambda key: (counts[key], key)))
    return shown


def _hidden(counts: Mapping[Key, int], shown: set[Key], total: int) -> list[int]:
    """The counts that are not shown and not zero, those who named no value among them."""
    rest = max(0, total - sum(counts.values()))
    return [count for count in (rest, *(count for key, count in counts.items() if key not in shown)) if count]


def _safe(hidden: Sequence[int]) -> bool:
    return not any(map(is_small, hidden)) or (sum(hidden) >= LEAST and len(hidden) > 1)


@dataclass(frozen=True)
class Crossing:
    """A table of pairs with its margins. Rows and columns are those whose own counts are shown."""

    pairs: Mapping[Pair, int]
    rows: Mapping[str, int]
    columns: Mapping[str, int]
    total: int

    def lines(self) -> Iterator[tuple[dict[Pair, int], int]]:
        """Each row and each column with its sum."""
        for place, margins in enumerate((self.rows, self.columns)):
            lines: dict[str, dict[Pair, int]] = {name: {} for name in margins}
            for pair, count in self.listed.items():
                lines[pair[place]][pair] = count
            yield from ((lines[name], total) for name, total in margins.items())

    @property
    def listed(self) -> dict[Pair, int]:
        """Pairs within the rows and columns."""
        return {pair: count for pair, count in self.pairs.items() if pair[0] in self.rows and pair[1] in self.columns}


def shown_pairs(crossing: Crossing) -> set[Pair]:
    """The pairs whose counts may be shown beside rows, columns and total."""
    counts = crossing.listed
    lines = list(crossing.lines())
    shown = {pair for pair, count in counts.items() if count >= LEAST}
    while shown:
        shown = _safe_lines(lines, shown)
        bridge = _small_bridge(crossing, counts, shown)
        if bridge is None or not shown:
            break
        shown.discard(_next_to_hide(counts, shown, bridge))
    return shown


def _safe_lines(lines: Sequence[tuple[dict[Pair, int], int]], shown: set[Pair]) -> set[Pair]:
    """Hide until every line is safe; what is hidden in one may make another unsafe."""
    while True:
        before = len(shown)
        for counts, total in lines:
            its_shown = shown & counts.keys()
            while its_shown and not _safe(_hidden(counts, its_shown, total)):
                its_shown.discard(min(its_shown, key=lambda pair: (counts[pair], pair)))
            shown = (shown - counts.keys()) | its_shown
        if len(shown) == before:
            return shown


def _small_bridge(crossing: Crossing, counts: Mapping[Pair, int], shown: set[Pair]) -> Pair | None:
    """A small hidden pair that the sums around it would tell."""
    graph = nx.Graph()
    hidden = {pair: count for pair, count in counts.items() if count and pair not in shown}
    graph.add_edges_from((("row", row), ("column", column)) for row, column in hidden)
    for kind, place, margins in (("row", 0, crossing.rows), ("column", 1, crossing.columns)):
        sums = dict.fromkeys(margins, 0)
        for pair, count in counts.items():
            sums[pair[place]] += count
        graph.add_edges_from(((kind, name), ("rest", kind)) for name, total in margins.items() if total > sums[name])
    small = (pair for pair, count in sorted(hidden.items()) if is_small(count))
    bridges = {frozenset(edge) for edge in nx.bridges(graph)}
    return next((pair for pair in small if frozenset((("row", pair[0]), ("column", pair[1]))) in bridges), None)


def _next_to_hide(counts: Mapping[Pair, int], shown: set[Pair], bridge: Pair) -> Pair:
    """The smallest of the shown, rather in the bridge's own row or column."""
    return min(shown, key=lambda pair: (pair[0] != bridge[0] and pair[1] != bridge[1], counts[pair], pair))
