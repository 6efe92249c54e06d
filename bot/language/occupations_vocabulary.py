"""The vocabulary of occupations, fields and workplaces, put together from the tables."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import Any

from bot.language.matching import Vocabulary
from bot.language.matching_forms import Entry, Form, Forms, key_of
from bot.language.matching_words import canonical, matching_table, stem, table_rows, yaml_table
from bot.language.places_data import districts, municipalities

_SPECIALISED = re.compile(r" Fachrichtung | Schwerpunkt | - | \(")
_AFTER_HEAD = re.compile(r"^(\S+) (?:für|im|in der|Fachrichtung|-) (.+)$")
_LEAST_ALONE = 8
_SAME_GROUP = 3
_FULL_CODE = 5


@dataclass(frozen=True)
class TrainingOccupation:
    """An occupation one can train for (Bundesagentur für Arbeit, July 2024).

    `kind`: dual, specialisation, focus, abitur, school_federal, school_state, special_needs, other.
    """

    kldb: str
    kind: str
    title_short: str
    male: str
    female: str

    @property
    def neutral(self) -> str:
        """The official title for all genders."""
        return self.title_short


@dataclass(frozen=True)
class TaughtWord:
    """A word that staff taught, with its codes: KldB 2010 and WZ 2008."""

    word: str
    kldb: tuple[str, ...]
    wz: tuple[str, ...] = ()


LEARNED: list[TaughtWord] = []
"""Words that came with the model in use; `bot.language.taught.learn` changes them."""


@cache
def taught_words() -> tuple[TaughtWord, ...]:
    """All words that were taught, those of the table first."""
    rows = table_rows("taught_words.csv")
    return (*(TaughtWord(word, tuple(kldb.split()), tuple(wz.split())) for word, kldb, wz in rows), *LEARNED)


@cache
def training_occupations() -> tuple[TrainingOccupation, ...]:
    """All training occupations, ordered by KldB code."""
    return tuple(TrainingOccupation(*row) for row in table_rows("training_occupations.csv"))


@cache
def context_table() -> dict[str, Any]:
    """`tables/mention_contexts.yml`: in which surroundings a word counts."""
    return yaml_table("mention_contexts.yml")


@cache
def vocabulary() -> Vocabulary:
    """All forms; built once, at the first use."""
    contexts, forms = context_table(), Forms()
    for add in (_add_everyday, _add_fields, _add_industries, _add_exact, _add_taught, _add_training):
        add(forms)
    endings = [canonical(word) for word in contexts["endings"]]
    return Vocabulary(forms, endings, contexts["linking"], _rivals())


def _rivals() -> frozenset[str]:
    """Words that look like a misspelt title and are something else: ordinary words and places."""
    contexts = context_table()
    places = [place.name for place in municipalities().values()] + [place.name for place in districts()]
    words = [word for row in table_rows("ordinary_words.csv") for word in row[0].split()]
    named = {canonical(word) for word in (*words, *contexts["needs"], *places)}
    return frozenset(form for word in named if word.isalpha() for form in (word, stem(word)))


@cache
def everyday_titles() -> dict[str, str]:
    """The title in use of each single five-digit code that the table of everyday words has."""
    titles: dict[str, str] = {}
    for kldb, _, title, *_ in table_rows("everyday_occupations.csv"):
        if len(kldb) == _FULL_CODE:
            titles.setdefault(kldb, title)
    return titles


def _listed(cell: str) -> list[str]:
    return [item.strip() for item in cell.split(",") if item.strip()]


def _add_everyday(forms: Forms) -> None:
    for kldb, wz, title, names, short, doing, flags in table_rows("everyday_occupations.csv"):
        entry = Entry(title, tuple(kldb.split()), tuple(wz.split()), frozenset((*flags.split(), "person")))
        activity = Entry(title, entry.kldb)
        forms.add(title, entry, "exact")
        for how, cell, stands_for in (
            ("everyday", names, entry),
            ("abbreviation", short, entry),
            ("everyday", doing, activity),
            ("everyday", _verb_first(doing), activity),
        ):
            for written in _listed(cell):
                forms.add(written, stands_for, how)


def _verb_first(doing: str) -> str:
    """Activities as learners of German put them: "Autos reparieren" -> "reparieren Autos"."""
    phrases = [phrase.split() for phrase in _listed(doing)]
    turned = [words for words in phrases if len(words) > 1 and words[-1].islower()]
    vague = matching_table("never_first")
    return ", ".join(" ".join((words[-1], *words[:-1])) for words in turned if words[-1] not in vague)


def _add_fields(forms: Forms) -> None:
    rows = list(table_rows("fields.csv"))
    # All plain words come first: "Baustellen" is a field before it is something to like.
    for column, how in ((3, "field"), (4, "liking"), (5, "strict liking")):
        for row in rows:
            for form in _listed(row[column]):
                forms.add(form, Entry(row[2], tuple(row[0].split()), tuple(row[1].split())), how)


def _add_industries(forms: Forms) -> None:
    for wz, kldb, label, words in table_rows("industries.csv"):
        for form in _listed(words):
            forms.add(form, Entry(label, tuple(kldb.split()), tuple(wz.split())), "everyday")


def _add_exact(forms: Forms) -> None:
    for kldb, wz, label, words in table_rows("exact_words.csv"):
        for form in _listed(words):
            forms.add(form, Entry(label, tuple(kldb.split()), tuple(wz.split()), frozenset({"exact"})), "everyday")


def _add_taught(forms: Forms) -> None:
    for taught in taught_words():
        flags = frozenset({"person"}) if taught.kldb and not taught.wz else frozenset[str]()
        forms.add(taught.word, Entry(taught.word, taught.kldb, taught.wz, flags), "everyday")


def _add_training(forms: Forms) -> None:
    for occupation in training_occupations():
        entry = Entry(occupation.title_short, (occupation.kldb,), (), frozenset({"person"}))
        for title in (occupation.male, occupation.female, occupation.title_short):
            _add_official(forms, title, entry)
    for titles in (_without_remark, _shortened, _without_head, _by_first_word, _bases, _trades):
        _add_derived(forms, titles)


def _add_official(forms: Forms, title: str, entry: Entry) -> None:
    """Add an official title; where everyday speech has the word too, its other meanings stay beside it."""
    key = forms.add(title, entry, "exact")
    taken = forms.by_key[key].entry
    others = [code for code in taken.kldb if not entry.kldb[0].startswith(code)]
    if taken.kldb != entry.kldb and taken.kldb[:1] != entry.kldb:
        forms.change(key, Entry(taken.label, (*entry.kldb, *others), taken.wz, taken.flags))


def _add_derived(forms: Forms, derive: Any) -> None:
    """Add shorter ways to write titles; one that several titles share stands for what they have in common."""
    codes: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for occupation in training_occupations():
        for title in derive(occupation):
            key = key_of(title)[0]
            if key not in forms.by_key:
                codes.setdefault(key, []).append(occupation.kldb)
                names.setdefault(key, title)
    for key, shared in codes.items():
        forms.add(names[key], Entry(names[key], common_codes(shared), (), frozenset({"person"})), "exact")


def _without_remark(occupation: TrainingOccupation) -> Iterable[str]:
    yield from (title.split(" (")[0] for title in (occupation.male, occupation.title_short) if title.endswith(")"))


def _shortened(occupation: TrainingOccupation) -> Iterable[str]:
    for long, short in matching_table("shortened").items():
        if long in occupation.male:
            yield occupation.male.replace(long, short)


def _without_head(occupation: TrainingOccupation) -> Iterable[str]:
    head, special = match.groups() if (match := _AFTER_HEAD.match(occupation.male)) else ("", "")
    ordinary = special in matching_table("not_alone") or len(special) < _LEAST_ALONE
    if head in matching_table("heads") and not ordinary:
        yield special


def _by_first_word(occupation: TrainingOccupation) -> Iterable[str]:
    base, *special = _SPECIALISED.split(occupation.male, maxsplit=1)
    if special and " " in base:
        yield f"{base.split()[0]} {special[0]}"


def _bases(occupation: TrainingOccupation) -> Iterable[str]:
    base, *special = _SPECIALISED.split(occupation.male, maxsplit=1)
    if special:
        yield base


def _trades(occupation: TrainingOccupation) -> Iterable[str]:
    base = _SPECIALISED.split(occupation.male, maxsplit=1)[0]
    for person, trade in matching_table("trades").items():
        if base.endswith(person) and len(base) > len(person) + len(trade):
            yield base.removesuffix(person) + trade


def common_codes(codes: Iterable[str]) -> tuple[str, ...]:
    """What several codes share: their common prefix from three digits on, otherwise their groups of four digits."""
    distinct = sorted(set(codes))
    shared = "".join(
        digits[0] for digits in takewhile(lambda column: len(set(column)) == 1, zip(*distinct, strict=False))
    )
    return (shared,) if len(shared) >= _SAME_GROUP else tuple(sorted({code[:4] for code in distinct}))


def form_of(title: str) -> Form | None:
    """The form whose key a title has, as a whole."""
    return vocabulary().forms.get(key_of(title)[0])
