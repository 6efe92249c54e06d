"""From mentions and what was decided on them to what the message says for the search."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from bot.language.clauses import IDEA, OTHERS, PAST, TOLD
from bot.language.criteria import LIST_KEYS, Criteria
from bot.language.occupation_fit import fits
from bot.language.radius import BARE
from bot.language.reading import Mention, Reading
from bot.language.scopes import HOME_ROLES, LETTERS, Scopes, Slot

_OUT = ("rule_out", "contrast", "take_out")
_LASTING = {"apprenticeship", "dual_study"}
"""Offers that are meant still when they are only told: who broke one off looks for another."""
_FAINT = (OTHERS, PAST, "lack", IDEA)
"""Decisions that leave a wish only where none is plainer, the faintest first."""
_HOW_SURE = {"vague": 0, "weak": 1, "bare": 1, "field": 1}
_EXCLUSIVE = ("offer", "occupation", "industry")
_JOINED = re.compile(
    r"§(?P<kind>[ow])(?P<one>\d+)(?= (?:, (?=§w)|(?:\S+ ){0,2}?(?:[?] )?(?:oder|oda|und|u|bzw) (?:[^\s§]+ ){0,3})"
    r"§(?P=kind)(?P<two>\d+))"
)
"""Two offers or two occupations that "oder" joins, with few words between; for occupations a comma will do."""
_KEYS_OF_DROP = {"what": ("occupation", "industry")}


def sense_of(slots: Sequence[Slot], skeleton: str, scopes: Scopes) -> Reading:
    """The part of a reading that comes from mentions: wanted, ruled out, added, dropped, corrected, home."""
    wanted = _wanted(slots, skeleton, scopes)
    said = [mention for _, mention in wanted]
    out = [mention for _, mention in _decided(slots, scopes, _OUT)]
    gone = [mention for _, mention in _decided(slots, scopes, ("retract", "take_out", "lift"))]
    return Reading(
        says=_criteria(said, out),
        adds=_adds(wanted, scopes),
        drops=_drops(scopes, said, gone),
        replaces=_replaces(slots, scopes),
        retracts=_pairs(gone),
        refines=scopes.refines,
        concedes=_pairs(item for _, item in _decided(slots, scopes, ("concede",))),
        home=_home(slots),
        anew=scopes.anew,
        faint=_faint(wanted, scopes),
        only_changes=_only_changes(said),
        added=_pairs(item for number, item in wanted if number in scopes.added),
    )


def _faint(wanted: Sequence[tuple[int, Mention]], scopes: Scopes) -> tuple[str, ...]:
    """Keys of which nothing plain is said; occupation and industry count as one."""
    plain = {LETTERS[item.key] for number, item in wanted if not _is_faint(number, item, scopes)}
    return tuple(dict.fromkeys(item.key for _, item in wanted if LETTERS[item.key] not in plain))


def _only_changes(said: Sequence[Mention]) -> tuple[str, ...]:
    """The radius where it is a number without a unit."""
    radii = [item.how for item in said if item.key == "radius_km"]
    return ("radius_km",) if radii and set(radii) == {BARE} else ()


def _is_faint(number: int, mention: Mention, scopes: Scopes) -> bool:
    return mention.how == "vague" or scopes.decisions.get(number) in (OTHERS, PAST)


def _pairs(mentions: Iterable[Mention]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((item.key, code) for item in mentions for code in item.codes))


def _is_home(mention: Mention) -> bool:
    return mention.get("role") in HOME_ROLES


def _home(slots: Sequence[Slot]) -> tuple[str, ...]:
    """The places of the surest role alone: where somebody lives, else where they go to school or come from."""
    for role in HOME_ROLES:
        found = [item for slot in slots for item in slot.mentions if item.get("role") == role]
        if found:
            return tuple(dict.fromkeys(code for item in found for code in item.codes))
    return ()


def _wanted(slots: Sequence[Slot], skeleton: str, scopes: Scopes) -> list[tuple[int, Mention]]:
    """Mentions that are wished, with their slot, without those that are only background to others."""
    found = [
        (number, mention)
        for number, slot in enumerate(slots)
        for mention in slot.mentions
        if not _is_home(mention) and _may_be_wished(mention, slot, scopes.decisions.get(number))
    ]
    if any(scopes.decisions.get(number) in _OUT for number, slot in enumerate(slots) if slot.letter == "w"):
        found = [(number, mention) for number, mention in found if scopes.decisions.get(number) not in TOLD]
    named = {code for _, item in found if item.how != "weak" for code in item.codes}
    found = [(number, item) for number, item in found if not named & set(item.get("unless") or ())]
    joined = {int(number) for match in _JOINED.finditer(skeleton) for number in match.group("one", "two")}
    corrected = {(item.key, item.codes) for old, _ in scopes.corrections for item in slots[old].mentions}
    corrected -= {(item.key, item.codes) for _, new in scopes.corrections for item in slots[new].mentions}
    found = [(number, item) for number, item in found if (item.key, item.codes) not in corrected]
    sure = [wish for wish in found if scopes.decisions.get(wish[0]) not in TOLD]
    found = [wish for wish in found if not any(_is_finer(rival, wish) for rival in sure)]
    return [
        (number, item)
        for number, item in found
        if item.key not in _EXCLUSIVE
        or (number in scopes.added and LETTERS[item.key] == "w" and scopes.decisions.get(number) not in TOLD)
        or (number in joined and scopes.decisions.get(number) not in _FAINT)
        or not any(_outranks(rival, (number, item), scopes) for rival in found)
    ]


def _outranks(rival: tuple[int, Mention], wish: tuple[int, Mention], scopes: Scopes) -> bool:
    """Whether one wish is plainer than another of its kind; a field bears another workplace ("Mode", "Boutique")."""
    item, other = wish[1], rival[1]
    if LETTERS[item.key] != LETTERS[other.key] or _sureness(*rival, scopes) <= _sureness(*wish, scopes):
        return False
    beside = (item.key, item.how, other.key) == ("occupation", "field", "industry") and wish[0] not in scopes.decisions
    return not beside or fits({"occupation": item.codes, "industry": other.codes})


def _is_finer(rival: tuple[int, Mention], wish: tuple[int, Mention]) -> bool:
    """Whether an occupation says more exactly what a field of the same message is about ("im Labor, als Laborant")."""
    item, other = wish[1], rival[1]
    if item.key != "occupation" or other.key != "occupation" or other.how == "field":
        return False
    if len(item.codes) <= len(other.codes) and item.how != "field":
        return False
    return all(code.startswith(item.codes) for code in other.codes)


def _may_be_wished(mention: Mention, slot: Slot, decision: str | None) -> bool:
    if decision in TOLD:
        lasting = decision == PAST and not _LASTING.isdisjoint(mention.codes)
        return LETTERS[mention.key] == "w" or lasting
    return decision in (None, "lack", "concede") or LETTERS[mention.key] != slot.letter


def _sureness(number: int, mention: Mention, scopes: Scopes) -> int:
    """How plainly a mention is a wish; only the plainest of a kind count: not "Stelle" beside "Ausbildung"."""
    decision = scopes.decisions.get(number)
    if decision in _FAINT:
        return _FAINT.index(decision)
    return len(_FAINT) + _HOW_SURE.get(mention.how, max(_HOW_SURE.values()) + 1)


def _decided(slots: Sequence[Slot], scopes: Scopes, decisions: Sequence[str]) -> Iterator[tuple[int, Mention]]:
    for number, slot in enumerate(slots):
        if scopes.decisions.get(number, "") in decisions:
            for mention in slot.mentions:
                if LETTERS[mention.key] == slot.letter and not _is_home(mention):
                    yield number, mention


def _criteria(said: Sequence[Mention], out: Sequence[Mention]) -> Criteria:
    criteria = _values(said)
    ruled_out = _values([item for item in out if not (item.get("district") or item.get("postal_code"))])
    ruled_out |= _details(out)
    ruled_out.pop("radius_km", None)
    if ruled_out:
        criteria["not"] = ruled_out
    return cast(Criteria, criteria)


def _values(mentions: Sequence[Mention]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key in LIST_KEYS:
        codes = list(dict.fromkeys(code for item in mentions if item.key == key for code in item.codes))
        if codes:
            values[key] = codes
    for item in mentions:
        if item.key == "radius_km":
            values["radius_km"] = _number(item.codes[0])
    return values | _details(mentions)


def _details(mentions: Sequence[Mention]) -> dict[str, str]:
    """The postal code and district named first."""
    details: dict[str, str] = {}
    for item in mentions:
        for name in ("postal_code", "district"):
            if item.key == "place" and item.get(name):
                details.setdefault(name, item.get(name))
    return details


def _number(written: str) -> float:
    value = float(written)
    return int(value) if value.is_integer() else value


def _adds(wanted: Sequence[tuple[int, Mention]], scopes: Scopes) -> tuple[str, ...]:
    """Keys of which every mention is an addition; occupation and industry count as one."""
    letters = {LETTERS[item.key] for _, item in wanted}
    added = {(item.key, item.codes) for number, item in wanted if number in scopes.added}
    fresh = {LETTERS[item.key] for _, item in wanted if (item.key, item.codes) not in added}
    return tuple(dict.fromkeys(item.key for _, item in wanted if LETTERS[item.key] in letters - fresh))


def _drops(scopes: Scopes, said: Sequence[Mention], gone: Sequence[Mention]) -> tuple[str, ...]:
    named = {item.key for item in said}
    keys = [key for drop in scopes.drops for key in _KEYS_OF_DROP.get(drop, (drop,))]
    keys += ["radius_km" for item in gone if item.key == "radius_km"]
    return tuple(dict.fromkeys(key for key in keys if key not in named))


def _replaces(slots: Sequence[Slot], scopes: Scopes) -> tuple[tuple[str, str, str], ...]:
    found = [
        (old.key, before, after)
        for first, second in scopes.corrections
        for old in slots[first].mentions
        for new in slots[second].mentions
        if old.key == new.key and old.key in LIST_KEYS
        for before in old.codes
        for after in new.codes
        if before != after
    ]
    return tuple(dict.fromkeys(found))
