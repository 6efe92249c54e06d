"""What a single word of a text may stand for in a title: itself, a part of a longer word, or a misspelt one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.language.matching_forms import Form
from bot.language.matching_spelling import Speller, sound_of
from bot.language.matching_words import matching_table, stem

_LEAST_KEY = 8
_LEAST_PART = 3
_MOST_JOINED = 2
_LEAST_GLUED = 4
_LEAST_CORRECTED = 6
_PERSONS = ("frau", "leute")
_ADJECTIVES = ("isch", "llt")
_GENDERS = ("in", "innen", "n", "s")


@dataclass(frozen=True)
class Reading:
    """What one word of a text may stand for in a key."""

    part: str
    how: str = ""
    errors: int = 0
    alone: bool = True
    """False when several words were equally near: only the words around it can tell."""


class Readings:
    """Reads words by the forms of a vocabulary."""

    def __init__(
        self, forms: Mapping[str, Form], endings: Sequence[str], linking: Sequence[str], rivals: frozenset[str]
    ) -> None:
        self._forms = forms
        self._endings = sorted(endings, key=len, reverse=True)
        self._linking = linking
        self._rivals = rivals
        self.parts = frozenset(part for form in forms.values() for part in form.parts)
        """The stems of which titles consist."""
        self._single = self.parts | {key for key, form in forms.items() if len(form.parts) <= _MOST_JOINED}
        """What one written word may be: parts of titles, and short titles written as one word."""
        self._heads = tuple(key for key, form in forms.items() if "head" in form.entry.flags and _is_head(form))
        self._speller = Speller(self._correctable(), rivals - self._single)
        self.of = lru_cache(maxsize=20_000)(self._of)

    def _correctable(self) -> frozenset[str]:
        # Near foreign words and names of firms stand too many others.
        exact = {part for form in self._forms.values() if "exact" in form.entry.flags for part in form.parts}
        persons = {
            word.removesuffix("mann") + one for word in self._single if word.endswith("mann") for one in _PERSONS
        }
        adjectives = {part + "er" for part in self._single if part.endswith(_ADJECTIVES)}
        return (self._single - exact) | persons | adjectives

    def _of(self, raw: str, word_stem: str) -> tuple[Reading, ...]:
        # The stem of a stem: "clowns" must meet "clown", whose own stem lost its n.
        forms = dict.fromkeys((raw, word_stem, stem(word_stem)))
        plain = [Reading(form) for form in forms]
        if raw in self._rivals or any(form in self.parts for form in forms):
            return tuple(plain)
        if compound := self._before_ending_of(raw) or self._after_glued(raw):
            return (*plain, Reading(compound, "compound"))
        near = self._speller.candidates(raw, word_stem)
        alone = self._agree(near) and (len(raw) >= _LEAST_CORRECTED or self._sounds_sure(raw, near[0]))
        corrected = [Reading(part, "spelling", OSA.distance(raw, part), alone) for part in map(_as_key, near)]
        longer = None if alone else self._before_misspelt(raw) or self._head_of(word_stem)
        return (*plain, *corrected, *((Reading(longer, "compound"),) if longer else ()))

    def _agree(self, near: Sequence[str]) -> bool:
        """Whether the nearest words are one, or mean the same ("Ergotherapeut", "Ergotherapie")."""
        meant = {self._forms[key].entry.kldb or key for key in near if key in self._forms}
        return len(near) == 1 or (len(meant) == 1 and all(key in self._forms for key in near))

    def _sounds_sure(self, raw: str, near: str) -> bool:
        lost_letter = len(near) == _LEAST_CORRECTED and near in self._forms and self._forms[near].how == "field"
        return sound_of(raw) == sound_of(near) or self._is_liking(near) or lost_letter

    def _is_liking(self, key: str) -> bool:
        # Likings count in a frame such as "was mit …" only, which makes up for their shortness.
        return key in self._forms and "liking" in self._forms[key].how

    def _before_ending_of(self, raw: str) -> str | None:
        """The key before a known ending: "malerlehrling", "pflegepraktikum"."""
        for ending in self._endings:
            if raw.endswith(ending) and (key := self._before_ending(raw[: -len(ending)])):
                return key
        return None

    def _after_glued(self, raw: str) -> str | None:
        """The key behind a small word that stuck to it: "imbüro", "alskoch"."""
        for small in matching_table("glued"):
            rest = raw.removeprefix(small)
            if rest != raw and len(rest) >= _LEAST_GLUED:
                for key in (rest, stem(rest)):
                    if key in self._forms and not self._is_liking(key):
                        return key
        return None

    def _before_misspelt(self, raw: str) -> str | None:
        """The key before an ending with an error ("malerausbldung"), be it a gender ("malerinnne")."""
        for length in range(len(raw) - 2, _LEAST_KEY - 1, -1):
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
                    if len(key) > 1 and key in self._forms and not self._is_liking(key):
                        return key
        return None

    def _before_misspelt_ending(self, raw: str) -> str | None:
        for length in range(len(raw) - _LEAST_KEY, _LEAST_PART, -1):
            if self._before_ending(raw[:length]) and any(
                len(ending) >= _LEAST_KEY and OSA.distance(raw[length:], ending, score_cutoff=1) <= 1
                for ending in self._endings
            ):
                return self._before_ending(raw[:length])
        return None


def _as_key(word: str) -> str:
    return stem(word) if word.endswith((*_PERSONS, "ischer", "llter")) else word


def _is_head(form: Form) -> bool:
    return len(form.parts) == 1 and len(form.parts[0]) >= _LEAST_CORRECTED and form.how in ("exact", "everyday")
