"""The words by which conversations are searched. Pure: text in, words out.

A table of words instead of SQLite's own full-text index, because that one keeps deleted words in its file until it is
written anew as a whole (measured with SQLite 3.40); from a table they are gone at once, on both databases.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from bot.conversations.review_tables import LONGEST_WORD
from bot.language.text import bare_fold, tokens
from bot.phrases import entry

SHORTEST_START = 4
"""Letters from which on a word also finds those that only start with it."""
_SHORTEST = 2
_MOST_WORDS = 6


def words_of(text: str) -> frozenset[str]:
    """The words of a message in one spelling; a tap's command has none, and words that everybody uses are left out."""
    if text.startswith("/"):
        return frozenset()
    return frozenset(_words(text)) - _everybodys()


def search_words(text: str) -> list[str]:
    """The words that are looked for, all of which a conversation must have; some at most."""
    return sorted(words_of(text.lstrip("/")), key=len, reverse=True)[:_MOST_WORDS]


def _words(text: str) -> Iterable[str]:
    return (word[:LONGEST_WORD] for token in tokens(text) if len(word := bare_fold(token.folded)) >= _SHORTEST)


@cache
def _everybodys() -> frozenset[str]:
    return frozenset(word for line in entry("conversations.everybodys_words") for word in _words(line))
