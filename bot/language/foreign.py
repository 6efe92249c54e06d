"""Which of the languages that young people write to Kumpel a message is in: de, en, tr, ar, uk, ru, pl, ro."""

from __future__ import annotations

from collections import Counter
from functools import cache

from bot.language.patterns import table
from bot.language.text import fold, tokens

GERMAN = "de"
_PLAIN_WEIGHT = 2
"""A letter or word that only one language has says as much as two words that others might have."""
_LEAST = 2


def language_of(text: str) -> str:
    """The ISO 639-1 code of a message's language; German unless another is plainly ahead."""
    script = _script(text)
    if script == "ar":
        return "ar"
    scores = _scores(text)
    if script == "cyrillic":
        return "uk" if scores["uk"] > scores["ru"] else "ru"
    best = max(("en", "tr", "pl", "ro"), key=scores.__getitem__)
    return best if scores[best] >= _LEAST and scores[best] > scores[GERMAN] else GERMAN


def _script(text: str) -> str | None:
    """A script that a good part of the letters is of, if not Latin."""
    letters = [ord(character) for character in text if character.isalpha()]
    for name, (first, last) in table("foreign")["scripts"].items():
        if 3 * sum(1 for letter in letters if first <= letter <= last) > len(letters):
            return str(name)
    return None


def _scores(text: str) -> Counter[str]:
    scores: Counter[str] = Counter()
    for word in tokens(text):
        scores.update(_words("words").get(word.folded, ()))
        scores.update(dict.fromkeys(_words("plain").get(word.folded, ()), _PLAIN_WEIGHT))
    for language, letters in table("foreign")["letters"].items():
        scores[language] += _PLAIN_WEIGHT * sum(1 for character in text if character in letters)
    return scores


@cache
def _words(kind: str) -> dict[str, tuple[str, ...]]:
    """The languages of each word of one list of the table."""
    languages: dict[str, tuple[str, ...]] = {}
    for language, words in table("foreign")[kind].items():
        for word in {fold(str(item)) for item in words}:
            languages[word] = (*languages.get(word, ()), language)
    return languages
