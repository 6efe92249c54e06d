"""Words that training never saw, as training would write them: a slip of the finger hides a word from the classifier.

Measured (docs/measurements.md): with two typing errors a message this wins four points of accuracy, without it none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.language.text import Token, tokens

_LEAST_LETTERS = 4
_TWO_ERRORS = 8
"""Letters from which two errors are forgiven."""
_COMMON = 2
"""Sentences of training in which a word must stand to be what somebody meant."""

Span = tuple[int, int]


class Spelling:
    """Corrects words to those of the training sentences; `counts` says how often each folded word stands there."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self.counts = dict(counts)
        self._by_start: dict[tuple[int, str], list[str]] = defaultdict(list)
        for word, count in counts.items():
            if count >= _COMMON and len(word) >= _LEAST_LETTERS:
                self._by_start[len(word), word[0]].append(word)

    @classmethod
    def of(cls, texts: Iterable[str]) -> Spelling:
        """From the training sentences."""
        return cls(Counter(word.folded for text in texts for word in tokens(text) if word.text.isalpha()))

    def corrected(self, text: str, spared: Sequence[Span] = ()) -> str:
        """The text with unknown words replaced, but for those that begin inside a span to spare."""
        parts = []
        end = 0
        for word, meant in self._corrections(text, spared):
            parts += [text[end : word.start], meant]
            end = word.end
        return "".join((*parts, text[end:]))

    def knows_none(self, text: str) -> bool:
        """Whether the text has words, and training none of them."""
        words = [word.folded for word in tokens(text) if word.text.isalpha()]
        return bool(words) and not any(word in self.counts for word in words)

    def _corrections(self, text: str, spared: Sequence[Span]) -> Iterator[tuple[Token, str]]:
        for word in tokens(text):
            if word.text.isalpha() and not any(start <= word.start < end for start, end in spared):
                meant = self._meant(word.folded)
                if meant:
                    yield word, meant

    def _meant(self, word: str) -> str | None:
        """The nearest word of the same first letter, the most frequent of several; None for a known word."""
        if word in self.counts or len(word) < _LEAST_LETTERS:
            return None
        for errors in (1, 2) if len(word) >= _TWO_ERRORS else (1,):
            lengths = range(len(word) - errors, len(word) + errors + 1)
            listed = [known for length in lengths for known in self._by_start.get((length, word[0]), ())]
            near = process.extract(word, listed, scorer=OSA.distance, score_cutoff=errors, limit=None)
            if near:
                least = min(distance for _, distance, _ in near)
                return max((known for known, distance, _ in near if distance == least), key=self.counts.__getitem__)
        return None
