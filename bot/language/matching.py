"""A vocabulary of titles and words, and where a text names them, however it splits, joins or bends them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from rapidfuzz.distance import OSA

from bot.language.matching_spelling import Speller, sound_of
from bot.language.matching_words import Word, matching_table, prepare, stem
from bot.language.text import tokens

_SENTENCE_END = re.compile(r"[!?;\n]")
_LEAST_JOINED = 8
_LEAST_PART = 3
_MOST_JOINED = 2
_LEAST_CORRECTED = 6
_PERSONS = ("frau", "leute")
_ADJECTIVES = ("isch", "llt")
_SCORES = {"spelling": 0.85, "compound": 0.95}
_ERROR_COST = 0.1


@dataclass(frozen=True)
class Entry:
    """What a title or word stands for: KldB 2010 codes, WZ 2008 codes, or both where either reading is fair."""

    label: str
    kldb: tuple[str, ...] = ()
    wz: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Form:
    """One way to write an entry. `how` is what `Mention.how` says when it is written just so."""

    entry: Entry
    how: str
    raw: str
    """Its words in canonical spelling, joined."""
    parts: tuple[str, ...]
    """The stems of its words; joined they are its key."""


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
class _Reading:
    """What one word of a text may stand for in a key."""

    part: str
    how: str = ""
    errors: int = 0
    alone: bool = True
    """False when several words were equally near: only the words around it can tell."""


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

    def with_reading(self, reading: _Reading, raw: str) -> _Path:
        return _Path(
            (*self.parts, reading.part),
            self.raw + raw,
            reading.how or self.how,
            self.errors + reading.errors,
            self.alone and reading.alone,
        )


class Vocabulary:
    """Forms by key. Add all forms first; the first search freezes what spelling correction may correct to."""

    def __init__(self, endings: Sequence[str], linking: Sequence[str], rivals: frozenset[str]) -> None:
        self._endings = sorted(endings, key=len, reverse=True)
        self._linking = linking
        self._rivals = rivals
        self.forms: dict[str, Form] = {}
        self._splits: dict[str, set[tuple[str, ...]]] = {}
        self.readings = lru_cache(maxsize=20_000)(self._readings)

    def add(self, title: str, entry: Entry, how: str) -> str:
        """Add one way to write an entry, unless its key is taken; returns the key."""
        key, parts, raw = key_of(title)
        if key:
            self.forms.setdefault(key, Form(entry, how, raw, parts))
            self._splits.setdefault(key, set()).add(parts)
        return key

    def change(self, key: str, entry: Entry) -> None:
        """Let a key stand for another entry."""
        self.forms[key] = replace(self.forms[key], entry=entry)

    @cached_property
    def _keys(self) -> list[str]:
        return sorted(self.forms)

    @cached_property
    def _parts(self) -> frozenset[str]:
        return frozenset(part for form in self.forms.values() for part in form.parts)

    @cached_property
    def _heads(self) -> tuple[str, ...]:
        return tuple(key for key, form in self.forms.items() if "head" in form.entry.flags and _is_head(form))

    @cached_property
    def _speller(self) -> Speller:
        persons = {key[: -len("mann")] + other for key in self._single if key.endswith("mann") for other in _PERSONS}
        persons |= {part + "er" for part in self._single if part.endswith(_ADJECTIVES)}
        loose = {part for part in self._single | persons if part not in self._only_exact}
        return Speller(loose, self._rivals - self._single)

    @cached_property
    def _only_exact(self) -> frozenset[str]:
        """Foreign words and names of firms, near which stand too many others."""
        return frozenset(part for form in self.forms.values() if "exact" in form.entry.flags for part in form.parts)

    @cached_property
    def _single(self) -> frozenset[str]:
        """What one written word may be: parts of titles, and short titles written as one word."""
        return self._parts | {key for key, form in self.forms.items() if len(form.parts) <= _MOST_JOINED}

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
        if index == len(words) or (
            index > first and _SENTENCE_END.search(text, words[index - 1].end, words[index].start)
        ):
            return
        word = words[index]
        if not word.filler:
            for reading in self.readings(word.raw, word.stem):
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
        slip = len(word.raw) <= _LEAST_PART and word.raw not in self._parts
        return word.filler or slip or word.stem in path.parts or self._is_nearly_filler(word.raw)

    @staticmethod
    @lru_cache(maxsize=10_000)
    def _is_nearly_filler(raw: str) -> bool:
        """A misspelt "für" or "Fachrichtung"."""
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

    def _readings(self, raw: str, word_stem: str) -> tuple[_Reading, ...]:
        # The stem of a stem: "clowns" must meet "clown", whose own stem lost its n.
        forms = dict.fromkeys((raw, word_stem, stem(word_stem)))
        plain = [_Reading(form) for form in forms]
        if raw in self._rivals or any(form in self._parts for form in forms):
            return tuple(plain)
        if compound := self._before_ending_of(raw):
            return (*plain, _Reading(compound, "compound"))
        near = self._speller.candidates(raw, word_stem)
        alone = len(near) == 1 and (len(raw) >= _LEAST_CORRECTED or self._sounds_sure(raw, near[0]))
        corrected = [_Reading(part, "spelling", OSA.distance(raw, part), alone) for part in map(_as_key, near)]
        longer = None if alone else self._before_misspelt(raw) or self._head_of(word_stem)
        return (*plain, *corrected, *((_Reading(longer, "compound"),) if longer else ()))

    def _sounds_sure(self, raw: str, near: str) -> bool:
        lost_letter = len(near) == _LEAST_CORRECTED and near in self.forms and self.forms[near].how == "field"
        return sound_of(raw) == sound_of(near) or self._is_liking(near) or lost_letter

    def _is_liking(self, key: str) -> bool:
        # Likings count in a frame such as "was mit …" only, which makes up for their shortness.
        return key in self.forms and "liking" in self.forms[key].how

    def _before_ending_of(self, raw: str) -> str | None:
        """The key before a known ending: "malerlehrling", "pflegepraktikum"."""
        for ending in self._endings:
            if raw.endswith(ending) and (key := self._before_ending(raw[: -len(ending)])):
                return key
        return None

    def _before_misspelt(self, raw: str) -> str | None:
        """The key before an ending with an error ("malerausbldung"), be it a gender ("malerinnne")."""
        for length in range(len(raw) - 2, _LEAST_JOINED - 1, -1):
            if raw[:length] in self._single and any(
                OSA.distance(raw[length:], ending, score_cutoff=1) <= 1 for ending in ("in", "innen", "n", "s")
            ):
                return raw[:length]
        return self._before_misspelt_ending(raw)

    def _head_of(self, word_stem: str) -> str | None:
        """The occupation a longer word ends in: "automechatroniker"."""
        return next(
            (head for head in self._heads if word_stem.endswith(head) and len(word_stem) - len(head) >= _LEAST_PART),
            None,
        )

    def _before_ending(self, rest: str) -> str | None:
        for link in self._linking:
            if rest.endswith(link):
                bare = rest[: len(rest) - len(link)]
                for key in (bare, stem(bare)):
                    if len(key) > 1 and key in self.forms and not self._is_liking(key):
                        return key
        return None

    def _before_misspelt_ending(self, raw: str) -> str | None:
        for length in range(len(raw) - _LEAST_JOINED, _LEAST_PART, -1):
            if self._before_ending(raw[:length]) and any(
                len(ending) >= _LEAST_JOINED and OSA.distance(raw[length:], ending, score_cutoff=1) <= 1
                for ending in self._endings
            ):
                return self._before_ending(raw[:length])
        return None


def _as_key(word: str) -> str:
    return stem(word) if word.endswith((*_PERSONS, "ischer", "llter")) else word


def _is_head(form: Form) -> bool:
    return len(form.parts) == 1 and len(form.parts[0]) >= _LEAST_CORRECTED and form.how in ("exact", "everyday")


def _end_of_gender(words: Sequence[Word], last: int) -> int:
    while last + 1 < len(words) and words[last + 1].tied:
        last += 1
    return last


def key_of(title: str) -> tuple[str, tuple[str, ...], str]:
    """The key of a title, its stems and its canonical spelling; a repeated word counts once."""
    parts: list[str] = []
    raw = ""
    for word in prepare(title, tokens(title)):
        if not word.filler and word.stem not in parts:
            parts.append(word.stem)
            raw += word.raw
    return "".join(parts), tuple(parts), raw
