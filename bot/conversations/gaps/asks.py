"""What a turn asked for and what came of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

FOUND, WIDENED, NONE = range(3)
"""Endings, the worst last: as asked, only after the search was widened, nothing at all."""
ALL = "all"
"""The dimension with one value, "": every conversation that searched."""
SINGLE = ("place", "occupation", "industry", "topic", "relaxed")
"""AGS, KldB 2010, WZ 2008, topics of the contract, and the key that had to be let go."""
CROSSED = {"place_occupation": "occupation", "place_industry": "industry", "place_topic": "topic"}
"""Pairs of a place and a value of the named dimension, `PAIR` between them."""
DIMENSIONS = (ALL, *SINGLE, *CROSSED)
PAIR = "|"
_BY_CRITERIA = {"employers": ("place", "occupation", "industry")}
_BY_TOPIC = ("programmes", "places", "events")
_LONGEST = 16

Ask = tuple[str, str]
"""Dimension and value."""


def asks_of(results: Sequence[Mapping[str, Any]], criteria: Mapping[str, Any], topics: Sequence[str]) -> dict[Ask, int]:
    """The asks of a turn with their endings.

    Args:
        results: pages as `LoggedTurn.results` holds them; only first pages count, later ones ask for nothing new.
        criteria: the search in force, for results that do not bring their own.
        topics: in force.
    """
    asks: dict[Ask, int] = {}
    for result in results:
        if result.get("offset"):
            continue
        ending = _ending(result)
        for ask in _values(result, result.get("criteria") or criteria, topics):
            asks[ask] = max(asks.get(ask, FOUND), ending)
    return asks


def worst(several: Sequence[Mapping[Ask, int]]) -> dict[Ask, int]:
    """The asks of several turns together."""
    asks: dict[Ask, int] = {}
    for some in several:
        for ask, ending in some.items():
            asks[ask] = max(asks.get(ask, FOUND), ending)
    return asks


def _ending(result: Mapping[str, Any]) -> int:
    if not result.get("total"):
        return NONE
    return WIDENED if result.get("relaxed") else FOUND


def _values(result: Mapping[str, Any], criteria: Mapping[str, Any], topics: Sequence[str]) -> Iterator[Ask]:
    kind = result.get("type")
    if kind in _BY_CRITERIA:
        said = {name: _codes(criteria.get(name)) for name in _BY_CRITERIA[kind]}
    elif kind in _BY_TOPIC:
        said = {"place": _codes(criteria.get("place")), "topic": _codes(topics)}
    else:
        return
    yield ALL, ""
    yield from ((name, code) for name, codes in said.items() for code in codes)
    for crossed, name in CROSSED.items():
        yield from ((crossed, PAIR.join(pair)) for pair in product(said["place"], said.get(name, ())))
    yield from (("relaxed", code) for code in _codes([step.get("key") for step in result.get("relaxed") or ()]))


def _codes(values: Any) -> list[str]:
    """What may be a code; the log holds what the tables gave, but it is read long after it was written."""
    if not isinstance(values, list | tuple):
        return []
    return [value for value in values if isinstance(value, str) and 0 < len(value) <= _LONGEST and PAIR not in value]
