"""Typing errors in single words: the word of a vocabulary that was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

_LEAST_LETTERS = 4
_LEAST_WITHOUT_FIRST = 7
_TWO_ERRORS_FROM = 9
_STEM_COST = 0.5
_LIKELIER = 0.25
"""What a swap of two letters costs less than other errors."""
_FAR = 9.0
_MOST_CANDIDATES = 3
_SOUNDS = (
    ("tz", "s"),
    ("z", "s"),
    ("ph", "f"),
    ("v", "f"),
    ("ck", "k"),
    ("dt", "t"),
    ("th", "t"),
    ("ie", "i"),
    ("y", "i"),
)
_SILENT = re.compile(r"(?<=[aeiou])h(?![aeiou])|(?<=h)h")
_DOUBLED = re.compile(r"(.)\1+")


def sound_of(word: str) -> str:
    """A rough key of how a canonical word sounds: "mahler" and "maler", "hols" and "holz" have the same."""
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return _DOUBLED.sub(r"\1", _SILENT.sub("", word))


class Speller:
    """Finds words that sound alike, or at a distance of one error (two from nine letters; a swap is one).

    `rivals` are correct words that are no target: a word that is as near to one of them is not corrected.
    """

    def __init__(self, targets: Iterable[str], rivals: frozenset[str]) -> None:
        self._rivals = rivals
        self._words = {word for word in rivals.union(targets) if len(word) >= _LEAST_LETTERS}
        self._buckets: dict[tuple[int, str], list[str]] = {}
        self._tails: dict[str, list[str]] = {}
        self._by_sound: dict[str, list[str]] = {}
        for word in sorted(self._words):
            self._buckets.setdefault((len(word), word[0]), []).append(word)
            self._tails.setdefault(word[1:], []).append(word)
            self._by_sound.setdefault(sound_of(word), []).append(word)
        self.candidates = lru_cache(maxsize=20_000)(self._candidates)

    def _candidates(self, raw: str, stem: str) -> tuple[str, ...]:
        """The nearest words, at most three; none for short words and for correct ones."""
        if len(raw) < _LEAST_LETTERS or raw in self._rivals:
            return ()
        found: dict[str, float] = {}
        for form, cost in ((raw, 0.0), (stem, _STEM_COST)):
            for word, distance in self._near(form, 2 if len(raw) >= _TWO_ERRORS_FROM else 1):
                found[word] = min(distance + cost, found.get(word, _FAR))
        nearest = min(found.values(), default=_FAR)
        words = [word for word, distance in sorted(found.items()) if distance == nearest]
        return () if self._rivals.intersection(words) else tuple(words[:_MOST_CANDIDATES])

    def _near(self, form: str, errors: int) -> Iterator[tuple[str, float]]:
        yield from ((word, 0.0) for word in self._by_sound.get(sound_of(form), ()))
        yield from ((word, 1.0) for word in self._with_other_start(form))
        for length in range(len(form) - errors, len(form) + errors + 1):
            words = self._buckets.get((length, form[:1]), [])
            for word, distance, _ in process.extract(form, words, scorer=OSA.distance, score_cutoff=errors, limit=None):
                if distance <= _errors_allowed(form, word):
                    yield word, distance - _LIKELIER * (distance == 1 and sorted(form) == sorted(word))

    def _with_other_start(self, form: str) -> Iterator[str]:
        """Words that differ in the first letters only; people rarely get those wrong in short words."""
        swapped = form[1::-1] + form[2:]
        if swapped in self._words:
            yield swapped
        if len(form) >= _TWO_ERRORS_FROM:
            yield from self._tails.get(form[1:], ())
        if len(form) >= _LEAST_WITHOUT_FIRST and form[1:] in self._words:
            yield form[1:]
        if len(form) >= _LEAST_WITHOUT_FIRST - 1:
            yield from self._tails.get(form, ())


def _errors_allowed(form: str, word: str) -> int:
    return 2 if min(len(form) + 1, len(word)) >= _TWO_ERRORS_FROM else 1
