"""A vocabulary of titles and words, and where a text names them, however it splits, joins or bends them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.language.matching_forms import Form, Forms
from bot.language.matching_readings import Reading, Readings
from bot.language.matching_words import Word, matching_table, stem

_SENTENCE_END = re.compile(r"[!?;\n]")
_LAST_WORD = re.compile(r"[a-zäöü]\w+(?:e|n|t|er|o)\.\s")
"""A word in small letters that ends a sentence; titles shorten their words elsewhere."""
_LEAST_JOINED = 8
_LEAST_PART = 3
_MOST_WORDS = 30
_SCORES = {"spelling": 0.85, "compound": 0.95}
_ERROR_COST = 0.1


@dataclass(frozen=True)
class Hit:
    """A form found in a text: `text[start:end]`, from word `first` to word `last`."""

    form: Form
    start: int
    end: int
    first: int
    last: int
    how: str
    score: float


@dataclass(frozen=True)
class _Path:
    parts: tuple[str, ...] = ()
    raw: str = ""
    how: str = ""
    errors: int = 0
    alone: bool = True

    @property
    def joined(self) -> str:
        return "".join(self.parts)

    def with_reading(self, reading: Reading, raw: str) -> _Path:
        return _Path(
            (*self.parts, reading.part),
            self.raw + raw,
            reading.how or self.how,
            self.errors + reading.errors,
            self.alone and reading.alone,
        )


class Vocabulary:
    """Finds forms in texts. `endings` may follow an occupation in a longer word ("Malerlehre"), after one of `linking`;
    `rivals` are words that are never corrected to a title.
    """

    def __init__(self, forms: Forms, endings: Sequence[str], linking: Sequence[str], rivals: frozenset[str]) -> None:
        self.forms = forms.by_key
        self._splits = forms.splits
        self._keys = sorted(self.forms)
        self._readings = Readings(self.forms, endings, linking, rivals)

    def find(self, text: str, words: Sequence[Word]) -> list[Hit]:
        """All forms that the text names, in order, without overlap; the longest wins."""
        hits: list[Hit] = []
        first = 0
        while first < len(words):
            hit = self._longest(text, words, first)
            if hit:
                hits.append(hit)
            first = hit.last + 1 if hit else first + 1
        return hits

    def _longest(self, text: str, words: Sequence[Word], first: int) -> Hit | None:
        if words[first].filler:
            return None
        ends = [
            (last, path)
            for last, path in self._paths(text, words, first, _Path(), first)
            if self._key_of(path) in self.forms and self._holds(path)
        ]
        if not ends:
            return None
        last, path = max(ends, key=lambda end: (end[0], -end[1].errors, end[1].how == ""))
        return self._hit(text, words, first, last, path)

    def _paths(
        self, text: str, words: Sequence[Word], index: int, path: _Path, first: int
    ) -> Iterator[tuple[int, _Path]]:
        if index in (len(words), first + _MOST_WORDS) or (
            index > first and _ends_sentence(text, words[index - 1], words[index])
        ):
            return
        word = words[index]
        if not word.filler:
            for reading in self._readings.of(word.raw, word.stem):
                longer = path.with_reading(reading, word.raw)
                if self._starts_key(longer.joined) or self._key_of(longer) in self.forms:
                    yield index, longer
                    yield from self._paths(text, words, index + 1, longer, first)
        if path.parts and self._may_skip(word, path):
            yield from self._paths(text, words, index + 1, path, first)

    def _key_of(self, path: _Path) -> str:
        # "kranken haus" joins to the word as written, of which the key is the stem.
        return path.joined if path.joined in self.forms or len(path.parts) == 1 else stem(path.joined)

    def _may_skip(self, word: Word, path: _Path) -> bool:
        slip = len(word.raw) <= _LEAST_PART and word.raw not in self._readings.parts
        return word.filler or slip or word.stem in path.parts or self._is_nearly_filler(word.raw)

    @staticmethod
    @lru_cache(maxsize=10_000)
    def _is_nearly_filler(raw: str) -> bool:
        """A misspelt "für" or "Fachrichtung"."""
        if raw in matching_table("no_fillers"):
            return False
        errors = 1 if len(raw) < _LEAST_JOINED else 2
        return any(
            len(filler) >= _LEAST_PART and OSA.distance(raw, filler, score_cutoff=errors) <= errors
            for filler in matching_table("fillers")
        )

    def _starts_key(self, start: str) -> bool:
        position = bisect_left(self._keys, start)
        return position < len(self._keys) and self._keys[position].startswith(start)

    def _holds(self, path: _Path) -> bool:
        if len(path.parts) == 1 and not path.alone:
            return False
        # Words that only together spell a title ("Einzel handels kauffrau") must not be bits of a sentence.
        split = len(path.parts) > 1 and path.parts not in self._splits[self._key_of(path)]
        return not split or (len(path.joined) >= _LEAST_JOINED and min(map(len, path.parts)) >= _LEAST_PART)

    def _hit(self, text: str, words: Sequence[Word], first: int, last: int, path: _Path) -> Hit:
        form = self.forms[self._key_of(path)]
        how = path.how or (form.how if form.how != "exact" or path.raw == form.raw else "inflected")
        end = _end_of_gender(words, last)
        score = max(_SCORES.get(how, 1.0) - _ERROR_COST * max(path.errors - 1, 0), _ERROR_COST)
        return Hit(form, words[first].start, words[end].end, first, end, how, round(score, 2))


def _ends_sentence(text: str, before: Word, after: Word) -> bool:
    ends = _LAST_WORD.match(text, before.start, after.start) is not None and not before.filler
    return ends or _SENTENCE_END.search(text, before.end, after.start) is not None


def _end_of_gender(words: Sequence[Word], last: int) -> int:
    while last + 1 < len(words) and words[last + 1].tied:
        last += 1
    return last
