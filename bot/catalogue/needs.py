"""What a search may go by beside its criteria: topics, what is known of a person, what they like and wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.catalogue.person import Person
from bot.language.text import fold


@dataclass(frozen=True)
class Taste:
    """Likings for a suggestion of occupations; codes of `bot.catalogue.codes`."""

    interests: tuple[str, ...] = ()
    likes: tuple[str, ...] = ()
    dislikes: tuple[str, ...] = ()
    """Of `DEMANDS`."""
    settings: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.interests or self.likes or self.dislikes or self.settings)


@dataclass(frozen=True)
class Needs:
    """Everything beside `criteria` that a search may go by."""

    topics: tuple[str, ...] = ()
    """contract.md, `topics`."""
    person: Person = field(default_factory=Person)
    taste: Taste = Taste()
    words: str = ""
    """The message itself: an entry whose keyword begins one of its words is named."""


NO_NEEDS = Needs()
SHORTEST_BEGINNING = 5
"""Letters from which a keyword may be the beginning of a longer word."""


def named(keywords: Sequence[str], words: str) -> int:
    """How much of a message names an entry: the words of its keywords that it has; the first, its name, counts more."""
    padded = f" {folded(words)} "
    found = [keyword for keyword in map(folded, keywords) if _begins_word(keyword, padded)]
    own = bool(found) and found[0] == folded(keywords[0])
    return sum(len(keyword.split()) for keyword in found) + own


def _begins_word(keyword: str, padded: str) -> bool:
    """Short keywords have to be whole words: "bab" is no baby."""
    return f" {keyword}{' ' if len(keyword) < SHORTEST_BEGINNING else ''}" in padded


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """A text without case, accents and punctuation, words parted by one space."""
    kept = "".join(character if character.isalnum() else " " for character in fold(text))
    return " ".join(kept.split())
