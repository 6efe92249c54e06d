"""Occupations in a text and in titles of offers: codes of the Klassifikation der Berufe 2010 (KldB)."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from bot.language.matching import Hit
from bot.language.matching_forms import Entry, key_of
from bot.language.matching_words import prepare, table_rows
from bot.language.occupations_context import entry_here
from bot.language.occupations_vocabulary import (
    TrainingOccupation,
    context_table,
    everyday_titles,
    form_of,
    training_occupations,
    vocabulary,
)
from bot.language.reading import Mention
from bot.language.text import Token, tokens

__all__ = [
    "TrainingOccupation",
    "code_of",
    "find_occupations",
    "is_kldb",
    "mentions",
    "occupation_titles",
    "title_of",
    "training_occupations",
]

_FULL_CODE = 5
_LEAST_GROUP = 3
_SAME = re.compile(r"[\s/|*:_()\-]*")


def find_occupations(text: str, words: list[Token]) -> list[Mention]:
    """Occupations and fields that a text names, in order; `codes` are KldB 2010 codes or prefixes from three digits.

    A mention with `get("either")` may as well be read as an industry (`find_industries` has the same span).
    """
    return [mention for mention in mentions(text, tuple(words)) if mention.key == "occupation"]


@lru_cache(maxsize=256)
def mentions(text: str, words: tuple[Token, ...]) -> tuple[Mention, ...]:
    """Occupations and industries of a text in one go, so that "Bankkauffrau" is not read as a bank as well."""
    prepared = prepare(text, list(words))
    found: list[Mention] = []
    for hit in vocabulary().find(text, prepared):
        entry = entry_here(hit, prepared)
        if entry:
            found.extend(_mentions_of(hit, entry))
    return tuple(_without_repetition(text, found))


def _mentions_of(hit: Hit, entry: Entry) -> list[Mention]:
    how = "field" if "liking" in hit.how else hit.how
    how = "vague" if "".join(hit.form.parts) in _vague() else how
    extra = (("either", True),) if entry.kldb and entry.wz else ()
    return [
        Mention(key, codes, hit.start, hit.end, entry.label, hit.score, how, extra)
        for key, codes in (("occupation", entry.kldb), ("industry", entry.wz))
        if codes
    ]


@cache
def _vague() -> frozenset[str]:
    return frozenset(key_of(word)[0] for word in context_table()["vague"])


def _without_repetition(text: str, found: list[Mention]) -> list[Mention]:
    """Join the two halves of "Landwirt/Landwirtin"."""
    kept: list[Mention] = []
    for mention in found:
        last = next((other for other in reversed(kept) if other.key == mention.key), None)
        if last and last.codes == mention.codes and _SAME.fullmatch(text, last.end, mention.start):
            kept[kept.index(last)] = Mention(
                last.key, last.codes, last.start, mention.end, last.label, last.score, last.how, last.extra
            )
        else:
            kept.append(mention)
    return kept


def code_of(title: str) -> str | None:
    """The KldB code of an offer's title as job advertisements write it; None when it is not certain.

    Five digits; three or four where the title leaves the specialisation open ("Mediengestalter/in").
    """
    whole = form_of(title)
    if whole and "liking" not in whole.how:
        return _certain(whole.entry.kldb)
    codes = {
        _certain(mention.codes)
        for mention in find_occupations(title, tokens(title))
        if mention.how not in ("field", "compound")
    }
    return codes.pop() if len(codes) == 1 else None


def _certain(codes: tuple[str, ...]) -> str | None:
    """The one code meant; of an official title the first, behind which everyday meanings stand."""
    return codes[0] if codes and (len(codes) == 1 or len(codes[0]) == _FULL_CODE) else None


def title_of(kldb: str) -> str:
    """The title in use of a KldB code: of the training occupation, else short words for its group or the official ones.

    Raises:
        KeyError: no KldB 2010 code starts like this.
    """
    if not is_kldb(kldb):
        raise KeyError(f"{kldb!r} is no code of the KldB 2010")
    own = everyday_titles().get(kldb) or _training_titles().get(kldb) or _short_words().get(kldb)
    return own or _groups()[kldb[:4]][0]


def is_kldb(code: str) -> bool:
    """Whether a code of one to five digits is in the KldB 2010 (revised 2020)."""
    if len(code) == _FULL_CODE:
        group = _groups().get(code[:4])
        return group is not None and code[4] in group[1]
    return code in _groups()


def occupation_titles() -> dict[str, str]:
    """The titles in use of all groups of three or four digits, and of all occupations that have one of their own."""
    groups = [code for code in _groups() if len(code) >= _LEAST_GROUP]
    return {code: title_of(code) for code in [*everyday_titles(), *_training_titles(), *groups]}


@cache
def _training_titles() -> dict[str, str]:
    titles: dict[str, str] = {}
    for occupation in sorted(training_occupations(), key=lambda one: one.kind != "dual"):
        titles.setdefault(occupation.kldb, occupation.title_short)
    return titles


@cache
def _short_words() -> dict[str, str]:
    return {row[0]: row[1] for row in table_rows("kldb_words.csv")}


@cache
def _groups() -> dict[str, tuple[str, str]]:
    return {code: (title.split(" (")[0], levels) for code, levels, title in table_rows("kldb.csv")}
