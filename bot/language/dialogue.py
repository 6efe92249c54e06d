"""The search in force after a message: a pure function of the search so far, the message, its goal and the question.

A new value replaces the old one of its key, unless the message adds it. Features are the exception: each is a wish of
its own, so they gather until one is taken back. Occupation and industry are one wish (what to do): a new one replaces
both, except that one which fits the other ("MFA" and "im Krankenhaus") makes it finer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, cast

from bot.language.criteria import LIST_KEYS, Criteria
from bot.language.goals import goal_of
from bot.language.occupation_fit import fits
from bot.language.reading import Reading

_EMPTYING = ("reset", "delete_data")
_PLACE_ONLY = ("programmes", "advice", "events", "crisis")
_TOPICAL = ("programmes", "advice")
_WHAT = ("occupation", "industry")
_PLACE_DETAILS = ("postal_code", "district")
_GATHERING = ("features",)
_FACTOR = 2.0
"""By how much "weiter weg" and "näher dran" change a radius that has no number."""


def apply(criteria: Criteria, reading: Reading, goal: str, asked: str | None = None) -> Criteria:
    """The search in force after a message.

    `goal` is a goal or an intent of one; `asked` is the key that the assistant asked for last, if it did.

    Raises:
        ValueError: the goal is not of the contract.
    """
    goal = goal_of(goal)
    if goal in _EMPTYING:
        return Criteria()
    if goal == "search":
        before = dict[str, Any]() if reading.anew else dict(criteria)
        return _cleaned(_home(_searched(before, reading), reading, asked))
    if goal in _PLACE_ONLY:
        return _cleaned(_home(_placed(dict(criteria), reading), reading, asked))
    return criteria


def topics_after(topics: Sequence[str], reading: Reading, goal: str) -> list[str]:
    """The topics in force: those of the last message about programmes or advice that named any."""
    goal = goal_of(goal)
    if goal in _EMPTYING:
        return []
    if goal in _TOPICAL and reading.topics:
        return list(reading.topics)
    return list(topics)


def _searched(criteria: dict[str, Any], reading: Reading) -> dict[str, Any]:
    reading = _without_concessions(criteria, _without_faint(criteria, reading))
    says = cast(dict[str, Any], reading.says)
    new = _without(criteria, reading)
    _make_room(new, reading)
    for key in LIST_KEYS:
        if key in says:
            new[key] = _value(key, criteria.get(key, []), new.get(key, []), reading)
    _place_details(new, says, reading, criteria.get("place", []))
    _radius(new, says, reading)
    _ruled_out(new, criteria, reading)
    return new


def _placed(criteria: dict[str, Any], reading: Reading) -> dict[str, Any]:
    says = {key: value for key, value in reading.says.items() if key in ("place", *_PLACE_DETAILS)}
    if "place" in says:
        before = criteria.get("place", [])
        criteria["place"] = _value("place", before, before, reading)
        _place_details(criteria, says, reading, before)
    return criteria


def _without_faint(criteria: dict[str, Any], reading: Reading) -> Reading:
    """The reading without what says less than what is known, and what could only change it where nothing is."""
    what = any(key in criteria for key in _WHAT)
    faint = {key for key in reading.faint if (what if key in _WHAT else key in criteria)}
    faint |= {key for key in reading.only_changes if key not in criteria}
    if not faint:
        return reading
    says = {key: value for key, value in reading.says.items() if key not in faint}
    return replace(reading, says=cast(Criteria, says))


def _without_concessions(criteria: dict[str, Any], reading: Reading) -> Reading:
    """The reading with what it merely allows again turned into a retraction of the ruling-out."""
    ruled_out = criteria.get("not", {})
    lifted = {(key, code) for key, code in reading.concedes if code in ruled_out.get(key, [])}
    keys = {key for key, _ in lifted}
    keys |= set(_WHAT) if keys & set(_WHAT) else set()
    if not keys:
        return reading
    says = {key: value for key, value in reading.says.items() if key not in keys}
    return replace(reading, says=cast(Criteria, says), retracts=(*reading.retracts, *lifted))


def _without(criteria: dict[str, Any], reading: Reading) -> dict[str, Any]:
    """The criteria without what the message drops or no longer wishes."""
    new = dict(criteria)
    dropped = {*reading.drops, *(_PLACE_DETAILS if "place" in reading.drops else ())}
    if "place" in reading.drops:
        dropped.add("radius_km")
    for key in dropped:
        new.pop(key, None)
    out = dict(new.get("not", {}))
    for key, code in reading.retracts:
        for values in (new, out):
            if key in values:
                values[key] = [old for old in values[key] if not old.startswith(code)]
    return new | {"not": out}


def _make_room(new: dict[str, Any], reading: Reading) -> None:
    """Take away the half of the old wish (occupation, industry) that a new one replaces."""
    says = cast(dict[str, Any], reading.says)
    said = [key for key in _WHAT if key in says]
    if not said or any(key in reading.adds for key in said):
        return
    for key in _WHAT:
        other = _WHAT[1 - _WHAT.index(key)]
        halved = key in new and (other not in new or not set(says.get(other, ())).isdisjoint(new[other]))
        finer = halved and (reading.refines or fits(_permitted(new | says)))
        if key not in says and not finer:
            new.pop(key, None)


def _permitted(wished: dict[str, Any]) -> dict[str, list[str]]:
    """Occupation and industry without what is ruled out."""
    barred = wished.get("not", {})
    return {key: [code for code in wished.get(key, ()) if not _under(code, barred.get(key, ()))] for key in _WHAT}


def _value(key: str, before: Sequence[str], kept: Sequence[str], reading: Reading) -> list[str]:
    """A key's new value from the one before, what is kept of it, and what the message says."""
    said = list(cast(dict[str, Any], reading.says)[key])
    olds = {old for name, old, _ in reading.replaces if name == key}
    if olds & set(before):
        return [*(code for code in kept if code not in olds), *said]
    added = {code for name, code in reading.added if name == key}
    on_top = bool(added) and all(code in before for code in said if code not in added)
    return [*kept, *said] if key in reading.adds or key in _GATHERING or on_top else said


def _place_details(new: dict[str, Any], says: dict[str, Any], reading: Reading, before: Sequence[str]) -> None:
    """A district goes with its place, and when the whole place is named instead of it."""
    widened = [code for code in says.get("place", ()) if code in before and not _detailed(says)]
    if "place" in says and ("place" not in reading.adds or widened):
        for key in _PLACE_DETAILS:
            new.pop(key, None)
    for key in _PLACE_DETAILS:
        if key in says:
            new[key] = says[key]


def _detailed(says: dict[str, Any]) -> bool:
    return any(key in says for key in _PLACE_DETAILS)


def _radius(new: dict[str, Any], says: dict[str, Any], reading: Reading) -> None:
    if "radius_km" in says:
        new["radius_km"] = says["radius_km"]
    elif "radius_km" in new and reading.wider != reading.nearer:
        scaled = new["radius_km"] * (_FACTOR if reading.wider else 1 / _FACTOR)
        new["radius_km"] = min(max(scaled, 1), 500)


def _ruled_out(new: dict[str, Any], before: dict[str, Any], reading: Reading) -> None:
    """Ruled-out values gather; what is ruled out is no longer wished, what is wished again no longer ruled out."""
    says = cast(dict[str, Any], reading.says)
    out, fresh = dict(new["not"]), dict(says.get("not", {}))
    for key in LIST_KEYS:
        said, barred = says.get(key, []), fresh.pop(key, [])
        finer = [code for code in said if code not in barred]
        new[key] = [code for code in new.get(key, []) if code in finer or not _under(code, barred)]
        lasting = [code for code in out.get(key, []) if not _above(code, finer)]
        out[key] = [*lasting, *(code for code in barred if not _corrected(key, code, before, reading))]
    for key in _PLACE_DETAILS:
        if key in says and out.get(key) == says[key]:
            del out[key]
        if key in fresh and new.get(key) == fresh[key]:
            del new[key]
    new["not"] = out | fresh


def _corrected(key: str, code: str, before: dict[str, Any], reading: Reading) -> bool:
    """Whether a value in force was only misunderstood (the message says what is meant instead) or is taken out."""
    replaced = any((key, code) == (name, old) for name, old, _ in reading.replaces)
    return code in before.get(key, []) and (replaced or (key, code) in reading.retracts)


def _under(code: str, codes: Iterable[str]) -> bool:
    return any(code.startswith(wider) for wider in codes)


def _above(code: str, wished: Iterable[str]) -> bool:
    return any(finer.startswith(code) for finer in wished)


def _home(new: dict[str, Any], reading: Reading, asked: str | None) -> dict[str, Any]:
    """The home town is the wanted place when no other is known, or when it answers the question for the place."""
    known = new.get("place") and (asked != "place" or "place" in reading.says)
    home = [code for code in reading.home if not _under(code, new.get("not", {}).get("place", []))]
    if home and not known and "place" not in reading.drops:
        new = {key: value for key, value in new.items() if key not in _PLACE_DETAILS} | {"place": home}
        at_home = [mention for mention in reading.mentions if set(mention.codes) & set(home)]
        for key in _PLACE_DETAILS:
            named = next((mention.get(key) for mention in at_home if mention.get(key)), None)
            if named:
                new[key] = named
    return new


def _cleaned(new: dict[str, Any]) -> Criteria:
    """Without repeated codes and empty values."""
    cleaned: dict[str, Any] = {}
    for key, value in new.items():
        if key == "not":
            value = _cleaned(value)
        elif isinstance(value, list):
            value = list(dict.fromkeys(value))
        if value:
            cleaned[key] = value
    return cast(Criteria, cleaned)
