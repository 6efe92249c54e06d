"""What the words around a mention do to it: negation, correction, addition, dropping (`tables/scopes.yml`).

The line is written once more with a placeholder for each mention (`kein §w0 , lieber in §p1`); every rule is a
pattern over this skeleton, so that it need not know the vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from bot.language.clauses import IDEA, OTHERS, PAST, TOLD, clauses, told
from bot.language.line import MARKS, Line
from bot.language.patterns import compiled, expression, spans, table
from bot.language.reading import Mention

LETTERS = {
    "occupation": "w",
    "industry": "w",
    "place": "p",
    "region": "p",
    "elsewhere": "p",
    "offer": "o",
    "size": "s",
    "features": "f",
    "radius_km": "r",
}
"""A placeholder's letter by the mention's key; occupation and industry are one wish: what to do."""
HOME = "h"
HOME_ROLES = ("home", "school", "origin")
"""Roles of a place that is wanted only when no other is known, the surest first."""
_PRECEDENCE = "wpfsorh"
_SECTIONS = ("correct", "contrast", "lift", "bar", "take_out", "retract", "concede", "lack", "rule_out")
_MEANING = {"bar": "rule_out"}
"""Sections that decide earlier what another one decides."""
_TOLD_LETTERS = {OTHERS: "wpofsr", PAST: "wposr", IDEA: "w"}
"""What a clause only tells: a feature of the writer lasts, whenever it came about, and ideas are about occupations."""
_ANY = "a-z"
_LISTS = dict.fromkeys(("out", "gone", "add", "old", "new", "allowed"), _ANY)
_LISTS |= {
    "aside": "p",
    "asidew": "w",
    "gonep": "p",
    "goneo": "o",
    "gonew": "w",
    "outp": "p",
    "lackoffer": "o",
    "lackwhat": "w",
    "gonefs": "fsrw",
    "outwp": "wp",
    "outs": "s",
}
"""Names of lists of mentions in the table, and which letters their placeholders may have."""


@dataclass(frozen=True)
class Slot:
    """Mentions that share words of the text: one placeholder of the skeleton."""

    letter: str
    mentions: tuple[Mention, ...]
    words: range


@dataclass
class Scopes:
    """What was decided: by slot number, and keys that no longer matter. A slot without a decision is wished."""

    decisions: dict[int, str] = field(default_factory=dict)
    """A section of the table (`_SECTIONS`), or a kind of clause that only tells (`clauses.py`)."""
    corrections: list[tuple[int, int]] = field(default_factory=list)
    added: set[int] = field(default_factory=set)
    drops: list[str] = field(default_factory=list)
    anew: bool = False
    """What was said before no longer counts."""
    refines: bool = False
    """An occupation is named as a role: "als Koch"."""
    reasons: list[str] = field(default_factory=list)
    """For `kumpel explain`: "rule_out: kein §w0"."""


def slots_of(mentions: Sequence[Mention], line: Line) -> list[Slot]:
    """Mentions grouped by the words that they share, in the order of the text."""
    groups: list[tuple[range, list[Mention]]] = []
    for mention in sorted(mentions, key=lambda item: (item.start, item.end)):
        words = line.words_within(mention.start, mention.end)
        if groups and words.start < groups[-1][0].stop:
            before, members = groups[-1]
            groups[-1] = (range(before.start, max(before.stop, words.stop)), [*members, mention])
        else:
            groups.append((words, [mention]))
    return [Slot(_letter(members), tuple(members), words) for words, members in groups]


def skeleton_of(slots: Sequence[Slot], line: Line) -> str:
    """The line with a placeholder like `§w0` for each slot."""
    parts, done = [], 0
    for number, slot in enumerate(slots):
        start, end = line.starts[slot.words.start], line.ends[slot.words.stop - 1]
        parts += [line.normal[done:start], f"§{slot.letter}{number}"]
        done = end
    return "".join([*parts, line.normal[done:]])


def words_at(skeleton: str, slots: Sequence[Slot], start: int, end: int) -> range:
    """Indices of the text's words that `skeleton[start:end]`, whole parts of it, stands for."""
    first = _word_count(skeleton[:start], slots)
    return range(first, first + _word_count(skeleton[start:end], slots))


def scopes_of(skeleton: str) -> Scopes:
    """Every decision on the slots of a skeleton; sections of the table apply in their order."""
    rules, scopes = _rules(), Scopes()
    masked = _masked(skeleton, rules["neutral"][0])
    _drop(masked, scopes)
    used: list[tuple[int, int]] = []
    for section in _SECTIONS:
        for pattern in rules[section]:
            for match in pattern.finditer(masked):
                taken = any(match.start() < end and start < match.end() for start, end in used)
                if not taken and _decide(section, match, scopes):
                    used.append(match.span())
    _tell(skeleton, scopes)
    _resume(masked, scopes)
    scopes.anew = bool(rules["anew"][0].search(skeleton))
    scopes.refines = bool(rules["refine"][0].search(masked))
    _add(_masked(masked, rules["instead"][0]), scopes)
    return scopes


def _letter(members: Sequence[Mention]) -> str:
    letters = {HOME if item.get("role") in HOME_ROLES else LETTERS[item.key] for item in members}
    return min(letters, key=_PRECEDENCE.index)


def _word_count(part: str, slots: Sequence[Slot]) -> int:
    """How many words of the text a part of the skeleton stands for."""
    named = _numbers(part)
    single = sum(1 for piece in part.split() if piece not in MARKS and not piece.startswith("§"))
    return single + sum(len(slots[number].words) for number in named)


def _masked(skeleton: str, pattern: re.Pattern[str]) -> str:
    parts, done = [], 0
    for start, end in spans(pattern, skeleton):
        parts += [skeleton[done:start], "~"]
        done = end
    return "".join([*parts, skeleton[done:]])


def _decide(section: str, match: re.Match[str], scopes: Scopes) -> bool:
    groups = match.groupdict()
    old, new = _numbers(groups.get("old")), _numbers(groups.get("new"))
    if "old" in groups and groups["old_l"] != groups["new_l"]:
        return False
    named = next((groups[name] for name in _LISTS if name not in ("old", "new", "add") and groups.get(name)), None)
    fresh = [number for number in old or _numbers(named) if number not in scopes.decisions]
    if not fresh:
        return False
    scopes.decisions.update(dict.fromkeys(fresh, _MEANING.get(section, section)))
    scopes.corrections += [(first, second) for first in old for second in new]
    scopes.reasons.append(f"{section}: {match.group()}")
    return True


def _tell(skeleton: str, scopes: Scopes) -> None:
    """Mentions without a decision in clauses that only tell."""
    letters = dict(enumerate(re.findall(r"§(\w)\d+", skeleton)))
    meant = {number for pair in scopes.corrections for number in pair}
    for number, kind in told(skeleton).items():
        lasts = letters[number] not in _TOLD_LETTERS[kind]
        if number not in scopes.decisions and number not in meant and not lasts:
            scopes.decisions[number] = kind
            scopes.reasons.append(f"{kind}: §{letters[number]}{number}")


def _resume(masked: str, scopes: Scopes) -> None:
    """Places and occupations of others that "dort" and "so was" take up again are wished, if none else is."""
    for pattern in _rules()["resume"]:
        for match in pattern.finditer(masked):
            numbers = _numbers(match.group(1))
            alike = [int(number) for number in re.findall(rf"§{match.group(1)[1]}(\d+)", masked)]
            if all(scopes.decisions.get(number) in TOLD for number in alike):
                for number in [*numbers, *_offers_beside(numbers, masked, scopes)]:
                    del scopes.decisions[number]
                scopes.added.update(numbers if _rules()["add_resumed"][0].match(masked, match.end() + 1) else ())


def _offers_beside(numbers: Sequence[int], masked: str, scopes: Scopes) -> list[int]:
    """Told offers in the clause of an occupation that is taken up again."""
    return [
        number
        for clause in clauses(masked)
        if set(numbers) & set(clause.mentions)
        for number, letter in clause.mentions.items()
        if letter == "o" and number not in numbers and scopes.decisions.get(number) in TOLD
    ]


def _add(masked: str, scopes: Scopes) -> None:
    for pattern in _rules()["add"]:
        for match in pattern.finditer(masked):
            scopes.added.update(_numbers(match.group("add")))
            scopes.reasons.append(f"add: {match.group()}")
    for clause in clauses(masked):
        if any(pattern.search(clause.line) for pattern in _rules()["add_all"]):
            scopes.added.update(clause.mentions)
            scopes.reasons.append(f"add: {clause.line}")


def _drop(masked: str, scopes: Scopes) -> None:
    for key, pattern in _drop_rules().items():
        match = pattern.search(masked)
        if match:
            scopes.drops.append(key)
            scopes.decisions.update(dict.fromkeys(_numbers(match.group()), "indifferent"))
            scopes.reasons.append(f"drop {key}: {match.group()}")


def _numbers(part: str | None) -> list[int]:
    return [int(number) for number in re.findall(r"§\w(\d+)", part or "")]


@cache
def _rules() -> dict[str, list[re.Pattern[str]]]:
    listed, parts = table("scopes"), _parts()
    rules = {
        section: [compiled([item], parts) for item in listed[section]]
        for section in (*_SECTIONS, "add", "add_all", "resume")
    }
    return rules | {
        name: [compiled(listed[name], parts)] for name in ("neutral", "instead", "refine", "anew", "add_resumed")
    }


@cache
def _drop_rules() -> dict[str, re.Pattern[str]]:
    return {key: compiled(items, _parts()) for key, items in table("scopes")["drop"].items()}


@cache
def _parts() -> dict[str, str]:
    listed = table("scopes")
    parts = {name: expression(listed[name]) for name in ("b", "v", "neg", "same", "someone", "done")}
    parts["c"] = rf"(?!(?:{expression(listed['turn'])}) )[^ .,?~]+ "
    parts["end"] = rf"(?= [,.?~§]| (?:{expression(listed['end'])})(?!\S)|$)"
    parts |= {letter.upper(): rf"§{letter}\d+" for letter in "wposfr"} | {"X": r"§[a-z]\d+"}
    return parts | {name: _list_of(name, letters, expression(listed["between"])) for name, letters in _LISTS.items()}


def _list_of(name: str, letters: str, small: str) -> str:
    again = rf"(?:{small})*§(?P={name}_l)\d+"
    further = rf"(?:(?: , {again})*(?: ,)? (?:oder|oda|und|u|noch|bzw|sowie) (?:auch )?{again})*"
    return rf"(?P<{name}>§(?P<{name}_l>[{letters}])\d+{further})"
