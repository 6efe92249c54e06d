"""Words that staff taught in the console: they come with the model in use, beside `tables/taught_words.csv`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.language import occupations, occupations_vocabulary, slips
from bot.language.industries import is_wz
from bot.language.matching_forms import key_of
from bot.language.occupations import is_kldb
from bot.language.occupations_vocabulary import TaughtWord, taught_words, vocabulary
from bot.language.text import fold, tokens

_LEAST_LETTERS = 3
_MOST_LETTERS = 40
_MOST_WORDS = 3
_BUILT = (vocabulary, taught_words, occupations.mentions, slips.known_words, slips.respelled)
"""Whatever was built from the vocabulary, and has to be built anew when it grows."""


def learn(words: Iterable[TaughtWord]) -> None:
    """Let these words, and none that were learned before, count in this process from now on."""
    words = list(words)
    if words == occupations_vocabulary.LEARNED:
        return
    occupations_vocabulary.LEARNED[:] = words
    for built in _BUILT:
        built.cache_clear()


def learned() -> list[TaughtWord]:
    """The words in force beside the tables."""
    return list(occupations_vocabulary.LEARNED)


def word_of(data: Mapping[str, Any]) -> TaughtWord:
    """A word from JSON.

    Raises:
        KeyError, TypeError: it is none.
    """
    return TaughtWord(str(data["word"]), tuple(map(str, data["kldb"])), tuple(map(str, data["wz"])))


def objection(word: TaughtWord) -> str | None:
    """Why a word cannot be taught: `short`, `long`, `meaning`, `known` or `ordinary`; None when it can."""
    parts = tokens(word.word)
    if not parts or min(len(part.folded) for part in parts) < _LEAST_LETTERS:
        return "short"
    if len(parts) > _MOST_WORDS or len(word.word) > _MOST_LETTERS:
        return "long"
    if not (word.kldb or word.wz) or not all([*map(is_kldb, word.kldb), *map(is_wz, word.wz)]):
        return "meaning"
    if key_of(word.word)[0] in vocabulary().forms:
        return "known"
    return "ordinary" if len(parts) == 1 and slips.is_known(fold(word.word)) else None
