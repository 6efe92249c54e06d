"""Typing errors in single words: the word of a vocabulary that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

_LEAST_LETTERS = 4
_LEAST_ALONE = 6
_TWO_ERRORS_FROM = 9
_STEM_COST = 0.5
_FAR = 9.0


class Speller:
    """Finds words at a distance of one error (two from nine letters); a transposition is one error."""

    def __init__(self, words: Iterable[str], correct: frozenset[str]) -> None:
        self._correct = correct
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(set(words)):
            if len(word) >= _LEAST_LETTERS:
                self._by_length.setdefault(len(word), []).append(word)
        self.candidates = lru_cache(maxsize=20_000)(self._candidates)

    def _candidates(self, raw: str, stem: str) -> tuple[str, ...]:
        """The nearest words, at most three; none for short words and for correct ones."""
        if len(raw) < _LEAST_LETTERS or raw in self._correct or stem in self._correct:
            return ()
        found: dict[str, float] = {}
        for form, cost in ((raw, 0.0), (stem, _STEM_COST)):
            for word, distance in self._near(form, 2 if len(raw) >= _TWO_ERRORS_FROM else 1):
                found[word] = min(distance + cost, found.get(word, _FAR))
        nearest = min(found.values(), default=_FAR)
        return tuple(word for word, distance in sorted(found.items()) if distance == nearest)[:3]

    def _near(self, form: str, errors: int) -> list[tuple[str, int]]:
        near: list[tuple[str, int]] = []
        for length in range(len(form) - errors, len(form) + errors + 1):
            words = self._by_length.get(length, [])
            for word, distance, _ in process.extract(form, words, scorer=OSA.distance, score_cutoff=errors, limit=3):
                if _starts_alike(form, word, int(distance)):
                    near.append((word, int(distance)))
        return near


def _starts_alike(form: str, word: str, distance: int) -> bool:
    # People rarely get the first letter wrong, and a wrong one makes another word of a short one.
    if form[:1] == word[:1] or form[:2] == word[1::-1]:
        return True
    shorter, longer = sorted((form, word), key=len)
    return distance == 1 and (len(word) >= _TWO_ERRORS_FROM or (len(word) > _LEAST_ALONE and longer[1:] == shorter))
