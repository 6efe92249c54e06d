"""Whether a word that can name an occupation, a field or a workplace does so where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from bot.language.matching import Hit
from bot.language.matching_forms import Entry, key_of
from bot.language.matching_words import Word, canonical
from bot.language.occupations_vocabulary import context_table

_SHORT_MESSAGE = 3
_REACH = 3
_SHORT_CHOICE = 6
"""Words of a message that only chooses anew."""


def entry_here(hit: Hit, words: Sequence[Word]) -> Entry | None:
    """What a hit stands for in its surroundings; None when it is no mention at all."""
    if not _in_frame(hit, words) or not _by_rule(hit, words):
        return None
    entry = hit.form.entry
    if "practice" in entry.flags:
        return _practice(hit, words)
    if "person" in entry.flags and (_known_person(hit, words) or not _wished(hit, words)):
        return None
    return entry


def _practice(hit: Hit, words: Sequence[Word]) -> Entry | None:
    """ "beim Zahnarzt" is the workplace, "Zahnarzt werden" the occupation."""
    entry = hit.form.entry
    if _before(hit, words, _set("at")) and _anywhere(words):
        return Entry(entry.label, (), entry.wz)
    if _known_person(hit, words):
        return None
    if _wished(hit, words):
        return Entry(entry.label, entry.kldb)
    definite = hit.first > 0 and words[hit.first - 1].raw in _set("definite")
    return entry if _anywhere(words) and not definite else None


def _is_short(words: Sequence[Word]) -> bool:
    return sum(not word.tied for word in words) <= _SHORT_MESSAGE


def _wished(hit: Hit, words: Sequence[Word]) -> bool:
    if "cue" not in hit.form.entry.flags or _is_short(words):
        return True
    before = _before(hit, words, _set("cue_before"))
    after = {word.raw for word in words[hit.last + 1 : hit.last + 3]}
    return before or bool(after & _set("cue_after"))


def _known_person(hit: Hit, words: Sequence[Word]) -> bool:
    """ "mein Lehrer", "Frau Schneider": somebody, not a wish."""
    if hit.how in ("compound", "abbreviation") or hit.first == 0:
        return False
    before, after = words[hit.first - 1].raw, words[hit.last + 1].raw if hit.last + 1 < len(words) else ""
    asked = hit.first > 1 and before == "ihr" and words[hit.first - 2].raw in _set("you_after")
    return not asked and before in _set("possessives") and after not in _set("cue_after")


def _in_frame(hit: Hit, words: Sequence[Word]) -> bool:
    if "liking" not in hit.form.how or (len(words) <= hit.last - hit.first + 1 and hit.form.how == "liking"):
        return True
    index = hit.first - 1
    while index >= 0 and words[index].raw in _set("between"):
        index -= 1
    around = {word.raw for word in words[max(index - _REACH, 0) : max(index, 0)]}
    after = {word.raw for word in words[hit.last + 1 : hit.last + 1 + _REACH]}
    if index >= 0 and words[index].raw in _set("with"):
        cues = _set("something") if "strict" in hit.form.how else _set("something") | _set("offering")
        return index == 0 or bool(around & cues or after & _set("working"))
    if "strict" not in hit.form.how and (_is_field(words, hit.first - 1) or _is_judged(hit, words)):
        return True
    if "strict" not in hit.form.how and _is_chosen(hit, words):
        return True
    liked = {word.raw for word in words[max(hit.first - _REACH, 0) : hit.first]} | after
    return "strict" not in hit.form.how and bool(liked & _set("likes"))


def _is_chosen(hit: Hit, words: Sequence[Word]) -> bool:
    """ "Nee, doch lieber Metall": a liking in place of what was asked for, at the end of a short message."""
    is_rather = hit.first > 0 and words[hit.first - 1].raw in _set("rather")
    return is_rather and hit.last >= len(words) - 2 and len(words) <= _SHORT_CHOICE


def _is_judged(hit: Hit, words: Sequence[Word]) -> bool:
    """ "Fahren ist besser", "… oder Medien" behind a field."""
    following = words[hit.last + 1].raw if hit.last + 1 < len(words) else ""
    if hit.first == 0:
        return following in _set("judged")
    before = {word.raw for word in words[max(hit.first - 2 * _REACH, 0) : hit.first - 1]}
    return words[hit.first - 1].raw in _set("connected") and bool(before & _set("field_before"))


def _is_field(words: Sequence[Word], index: int) -> bool:
    """ "Ausbildung in der Chemie", "Bereich Medien": a liking named as the field of an offer."""
    if index >= 0 and words[index].raw in _set("field_before") | _set("short_offers"):
        return True
    start = index
    while index >= 0 and words[index].raw in _set("inside"):
        index -= 1
    return index < start and index >= 0 and words[index].raw in _set("offering")


def _by_rule(hit: Hit, words: Sequence[Word]) -> bool:
    rule = _rules().get("".join(hit.form.parts))
    if rule is None or len(words) == hit.last - hit.first + 1:
        return True
    before = " ".join(word.raw for word in words[max(hit.first - _REACH, 0) : hit.first])
    after = " ".join(word.raw for word in words[hit.last + 1 : hit.last + 1 + _REACH])
    bound = "only_after" in rule and hit.how != "compound" and (hit.first > 0 or "not_first" in rule)
    if bound and not _ends_with(before, rule["only_after"]):
        return False
    return not (_ends_with(before, rule.get("never_after", ())) or _starts_with(after, rule.get("never_before", ())))


def _ends_with(text: str, phrases: Iterable[str]) -> bool:
    return any(f" {text}".endswith(f" {phrase}") for phrase in phrases)


def _starts_with(text: str, phrases: Iterable[str]) -> bool:
    return any(f"{text} ".startswith(f"{phrase} ") for phrase in phrases)


def _anywhere(words: Sequence[Word]) -> bool:
    return _is_short(words) or any(_of_work(word.raw) for word in words)


def _of_work(raw: str) -> bool:
    return raw in _set("needs") or raw.endswith(_work_endings())


@cache
def _work_endings() -> tuple[str, ...]:
    return tuple(canonical(word) for word in context_table()["work_endings"])


def _before(hit: Hit, words: Sequence[Word], cues: frozenset[str]) -> bool:
    index = hit.first - 1
    while index >= 0 and words[index].raw in _set("articles"):
        index -= 1
    return index >= 0 and words[index].raw in cues


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(canonical(word) for word in context_table()[name])


@cache
def _rules() -> dict[str, dict[str, Any]]:
    rules: dict[str, dict[str, Any]] = {}
    for rule in context_table()["rules"]:
        folded = {
            name: [canonical(phrase) for phrase in value] if isinstance(value, list) else value
            for name, value in rule.items()
        }
        for word in rule["words"]:
            rules.setdefault(key_of(word)[0], {}).update(folded)
    return rules
