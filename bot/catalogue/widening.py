"""What to do when nothing fits: let go of a little at a time, and say so.

The order: a wider circle, related occupations, one whole wish (features, size, industry, kind of offer), then
combinations of these, at last the occupation or the place itself. What was ruled out stays ruled out. Of a
combination only what is needed is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple, cast

from bot.catalogue.search import PLACE_KEYS
from bot.language.criteria import Criteria

RADII_KM = (10, 20, 35, 50)
NARROWEST_FIELD = 2
"""KldB digits below which occupations have nothing in common any more."""
WISHES = ("features", "size", "industry", "offer")

Levels = list[Criteria]
"""How far one key can be widened: the search with more and more of it let go."""


class Step(NamedTuple):
    """One key that was widened, with its value before and after; None: no longer said."""

    key: str
    before: Any
    after: Any


def widen(criteria: Criteria, fits: Callable[[Criteria], bool]) -> tuple[Criteria, list[Step]]:
    """The least widened search that finds something, with the steps to it; the search itself when none does."""
    for candidate in _candidates(criteria):
        if fits(candidate):
            return candidate, steps_between(criteria, candidate)
    tightened = _tighten(criteria, fits)
    return (tightened, steps_between(criteria, tightened)) if fits(tightened) else (criteria, [])


def steps_between(criteria: Criteria, widened: Criteria) -> list[Step]:
    """What was let go from the one to the other."""
    before: dict[str, Any] = dict(criteria)
    after: dict[str, Any] = dict(widened)
    keys = [key for key in ("radius_km", "place", "occupation", *WISHES) if before.get(key) != after.get(key)]
    if "place" in keys and "radius_km" in keys:
        keys.remove("radius_km")
    return [Step(key, before.get(key), after.get(key)) for key in keys]


def _candidates(criteria: Criteria) -> Iterator[Criteria]:
    """One key at a time first, then growing combinations of a circle, related occupations and one wish."""
    circles, fields = circles_of(criteria), fields_of(criteria)
    yield from circles
    yield from fields
    wishes = [key for key in WISHES if key in criteria]
    yield from (_without(criteria, {key}) for key in wishes)
    for circle in circles[1::2]:
        yield from fields_of(circle)
        yield from (_without(circle, {key}) for key in wishes)


def circles_of(criteria: Criteria) -> Levels:
    """The search with wider and wider circles; a place without a circle gets one, which takes in its neighbours."""
    if not criteria.keys() & {"place", "postal_code", "district"}:
        return []
    radius = criteria.get("radius_km", 0)
    return [_with(criteria, {"radius_km": wider}) for wider in RADII_KM if wider > radius]


def fields_of(criteria: Criteria) -> Levels:
    """The search with occupations related more and more loosely (KldB 4, 3, 2 digits)."""
    asked = criteria.get("occupation", [])
    longest = max(map(len, asked), default=0)
    return [
        _with(criteria, {"occupation": list(dict.fromkeys(code[:digits] for code in asked))})
        for digits in range(longest - 1, NARROWEST_FIELD - 1, -1)
    ]


def _tighten(criteria: Criteria, fits: Callable[[Criteria], bool]) -> Criteria:
    """Let go of everything, then take back what need not be: the weightiest first, as strictly as finds something."""
    found = _only(criteria, {"not"})
    for levels in _ladders(criteria):
        tighter = (_with(found, level) for level in levels)
        found = next(filter(fits, tighter), found)
    return found


def _ladders(criteria: Criteria) -> Iterator[list[Criteria]]:
    """For each key its values from the strictest to the loosest, the weightiest key first."""
    yield [_only(criteria, {"offer"})]
    yield [_only(level, {"occupation"}) for level in (criteria, *fields_of(criteria))]
    yield [_only(level, PLACE_KEYS) for level in (criteria, *circles_of(criteria))]
    yield from ([_only(criteria, {key})] for key in ("features", "industry", "size"))


def _with(criteria: Criteria, changes: Mapping[str, Any]) -> Criteria:
    return cast(Criteria, {**criteria, **changes})


def _without(criteria: Criteria, keys: Collection[str]) -> Criteria:
    return cast(Criteria, {key: value for key, value in criteria.items() if key not in keys})


def _only(criteria: Criteria, keys: Collection[str]) -> Criteria:
    return cast(Criteria, {key: value for key, value in criteria.items() if key in keys})
