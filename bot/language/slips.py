"""Slips of the finger in the words that everything else looks for: one spelling before any pattern is tried.

A word that no table knows becomes the nearest word of `tables/spelling.yml` or the nearest short word for an
occupation, a field or a workplace. Longer names of these and all places have readers of their own, which see more.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.language.matching_words import canonical, table_rows
from bot.language.occupations_vocabulary import taught_words
from bot.language.patterns import TABLES, table
from bot.language.places_match import near_place
from bot.language.places_names import index, lookalikes
from bot.language.text import Token, bare_fold, fold, tokens

_ANY_SLIP, _LONG, _VERY_LONG = 4, 6, 10
"""Letters of the word meant from which a lost or doubled letter, any one error, and two are forgiven; below, a swap."""
_SHORTEST = 3
_SHORTEST_HEAD = 4
_SHORTEST_SPOKEN = 5
_LONGEST_TITLE = 5
"""Letters up to which the words of occupations are put right here."""
_LEAST_TITLE = 4
_ENDINGS = ("e", "s", "en", "er", "es", "em")
_LITERAL = re.compile(r"[a-zäöüß]{2,}")
_COMMENT = re.compile(r"^#.*$", re.MULTILINE)
_TABLES_OF_WORDS = (
    "everyday_occupations",
    "fields",
    "industries",
    "exact_words",
    "training_occupations",
    "ordinary_words",
)
_TITLES = ("everyday_occupations", "fields", "industries")


def put_right(words: Sequence[Token]) -> list[Token]:
    """The words of a text with their slips put right in `folded`; `text` and place stay."""
    return [replace(word, folded=respelled(word.folded)) for word in words]


def with_marks(text: str) -> str:
    """The text with dictated marks as marks ("in unna punkt"); every letter keeps its place."""
    marks = table("spelling")["dictated"]
    return _dictated().sub(lambda said: marks[said.group().lower()].ljust(len(said.group())), text)


@cache
def _dictated() -> re.Pattern[str]:
    listed = table("spelling")
    before = "".join(rf"(?<!\b{word} )" for word in listed["not_dictated_after"])
    return re.compile(rf"(?<=\w ){before}(?:{'|'.join(listed['dictated'])})(?= |$)", re.IGNORECASE)


def fluent(words: Sequence[Token]) -> list[Token]:
    """The words without what people say while they think ("in äh Unna")."""
    hesitations = table("spelling")["hesitations"]
    return [word for word in words if word.folded not in hesitations]


@lru_cache(maxsize=20_000)
def respelled(folded: str) -> str:
    """A word as the tables spell it; one that they know, or that is near to none, stays as it is."""
    listed = table("spelling")
    if folded in listed["short"]:
        return str(listed["short"][folded])
    if len(folded) < _SHORTEST or not folded.isalpha() or is_known(folded):
        return folded
    spoken = _as_spoken(folded)
    if spoken:
        return spoken
    found = min(_candidates(folded), default=None)
    if found is None:
        return _with_tail(folded)
    return folded if near_place(folded) and found[0] > 0 else found[1]


def _as_spoken(folded: str) -> str | None:
    """The word that is written as people speak: "wichtich", "bruda", "dazunehm", "wech"."""
    known = known_words() if len(folded) >= _SHORTEST_SPOKEN else ()
    for spoken, written in table("spelling")["spoken"].items():
        inside = folded.replace(spoken, written) if len(spoken) > _SHORTEST_HEAD - 1 else folded
        for word in (inside, folded.removesuffix(spoken) + written if folded.endswith(spoken) else folded):
            if word in known:
                return str(word)
    return None


def _candidates(folded: str) -> Iterator[tuple[float, str]]:
    """Words that may be meant, with how far they are; a swap of letters is the likeliest slip."""
    for words, form in ((_cues(), folded), (_titles(), folded), (_titles(), bare_fold(folded))):
        for length in range(len(form) - 2, len(form) + 3):
            near = words.get(length, [])
            for word, errors, _ in process.extract(form, near, scorer=OSA.distance, score_cutoff=2, limit=None):
                if _forgiven(form, word, int(errors), words is _cues()):
                    yield errors - (sorted(form) == sorted(word)), word


def _forgiven(form: str, word: str, errors: int, cue: bool) -> bool:
    swapped = sorted(form) == sorted(word) and errors == 1
    if form[0] != word[0] and not (swapped and form[1] == word[0]):
        return False
    if swapped or (errors == 2 and len(word) >= _VERY_LONG):
        return True
    if errors != 1 or len(word) < _ANY_SLIP + (0 if cue else 1):
        return False
    return len(word) >= _LONG or len(form) != len(word)


def is_known(folded: str) -> bool:
    """Whether the tables have a folded word, with or without an ending."""
    known = known_words()
    return folded in known or any(
        folded.endswith(ending) and folded[: -len(ending)] in known for ending in _ENDINGS if len(folded) > _LONG
    )


def _with_tail(folded: str) -> str:
    """A compound whose last part has one typing error, with that part put right."""
    for tail in table("spelling")["tails"]:
        for length in (len(tail) - 1, len(tail), len(tail) + 1):
            head, end = folded[:-length], folded[-length:]
            if len(head) >= _SHORTEST_HEAD and end[0] == tail[0] and OSA.distance(end, tail, score_cutoff=1) == 1:
                return head + str(tail)
    return folded


@cache
def _cues() -> dict[int, list[str]]:
    return _by_length(table("spelling")["words"])


@cache
def _titles() -> dict[int, list[str]]:
    """Short words of occupations, fields and workplaces, without umlauts."""
    words = {canonical(word) for name in _TITLES for word in _words_of(name)}
    return _by_length(word for word in words if _LEAST_TITLE <= len(word) <= _LONGEST_TITLE)


def _by_length(words: Iterable[str]) -> dict[int, list[str]]:
    listed: dict[int, list[str]] = {}
    for word in sorted(words):
        listed.setdefault(len(word), []).append(word)
    return listed


@cache
def known_words() -> Collection[str]:
    """Every word of every table, in both spellings of its umlauts."""
    listed = table("spelling")
    written = [_COMMENT.sub("", path.read_text("utf-8").lower()) for path in sorted(TABLES.glob("*.yml"))]
    words = {word for text in written for word in _LITERAL.findall(text)}
    words |= {word.lower() for name in _TABLES_OF_WORDS for word in _words_of(name)}
    words |= {part.folded for taught in taught_words() for part in tokens(taught.word)}
    names = {word for name in index().names for word in name} | lookalikes()
    folded = {fold(word) for word in words} | names | set(listed["other_words"])
    return frozenset((folded | {bare_fold(word) for word in folded}) - set(listed["short"]))


def _words_of(name: str) -> Iterator[str]:
    for row in table_rows(f"{name}.csv"):
        for cell in row:
            yield from re.findall(r"[^\W\d_]{2,}", cell)
