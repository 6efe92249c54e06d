"""Which kinds of firms a town has: the everyday ones everywhere, each rare one somewhere, the rest by weight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random

from bot.catalogue.samples.kinds import Kind, kinds
from bot.catalogue.samples.places import firm_count
from bot.language.gazetteer import municipality

Plan = dict[str, list[Kind]]
"""AGS -> the kinds of its firms, a kind as often as it occurs."""


def plan(towns: Sequence[str], rng: Random) -> Plan:
    """The kinds of firms of each town."""
    planned = {ags: [kind for kind in kinds() if kind.everywhere] for ags in towns}
    _place_each_kind(planned, rng)
    for ags, chosen in planned.items():
        candidates = [kind for kind in kinds() if _fits(kind, ags)]
        while len(chosen) < firm_count(ags):
            chosen.append(_next_kind(candidates, chosen, rng))
    return planned


def _fits(kind: Kind, ags: str) -> bool:
    return municipality(ags).population >= 1000 * kind.people


def _place_each_kind(planned: Plan, rng: Random) -> None:
    rare = [kind for kind in kinds() if not kind.everywhere]
    # The pickiest first: the others still find room in small towns.
    for kind in sorted(rare, key=lambda kind: -kind.people):
        room = {ags: firm_count(ags) - len(chosen) for ags, chosen in planned.items() if _fits(kind, ags)}
        if any(free > 0 for free in room.values()):
            town = rng.choices(list(room), [max(free, 0) for free in room.values()])[0]
            planned[town].append(kind)


def _next_kind(candidates: Sequence[Kind], chosen: Sequence[Kind], rng: Random) -> Kind:
    there = Counter(kind.name for kind in chosen)
    # A town's second garage is less likely than its first.
    weights = [kind.weight / (1 + there[kind.name]) for kind in candidates]
    return rng.choices(candidates, weights)[0]
