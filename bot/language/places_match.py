"""Which words of a text may be names of places, by their letters alone; context decides in `places_context`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import OSA

from bot.language import places_data
from bot.language.places_names import HOME_REGIONS, PlaceName, index, lookalikes, plates, traps
from bot.language.text import Token, bare_fold

_JOINT = re.compile(r"[ \-–/().']{0,3}")
_SHORTEST_CORRECTED = 5
_LONG_NAME = 9


@dataclass(frozen=True)
class Hit:
    """Words `first` to `last` (exclusive) spell the name of one of `places`."""

    first: int
    last: int
    places: tuple[PlaceName, ...]
    name: str
    """The folded name that was found, by which traps are listed."""
    how: str
    score: float = 1.0
    postal_code: str | None = None


def find_hits(text: str, words: Sequence[Token]) -> list[Hit]:
    """All names in a text from left to right, the longest first where they overlap."""
    hits: list[Hit] = []
    position = 0
    while position < len(words):
        hit = _hit_at(text, words, position)
        if hit:
            hits.append(hit)
        position = hit.last if hit else position + 1
    return hits


def joined(text: str, words: Sequence[Token], first: int, last: int) -> bool:
    """Whether only blanks, hyphens, slashes or brackets part the words, as within one name."""
    return all(
        _JOINT.fullmatch(text, words[place].end, words[place + 1].start) is not None for place in range(first, last - 1)
    )


def _hit_at(text: str, words: Sequence[Token], position: int) -> Hit | None:
    word = words[position]
    if word.folded[0].isdigit():
        return _postal_code(word, position)
    return _written(text, words, position) or _changed(word, position)


def _postal_code(word: Token, position: int) -> Hit | None:
    found = places_data.postal_codes().get(word.text)
    if found is None:
        return None
    place = PlaceName("place", found.ags, places_data.municipalities()[found.ags].name, "postal_code")
    return Hit(position, position + 1, (place,), word.text, "postal_code", postal_code=found.code)


def _written(text: str, words: Sequence[Token], position: int) -> Hit | None:
    names = index()
    for length in range(names.longest.get(words[position].folded, 0), 0, -1):
        last = position + length
        key = tuple(word.folded for word in words[position:last])
        if key in names.names and last <= len(words) and joined(text, words, position, last):
            return Hit(position, last, names.names[key], " ".join(key), names.names[key][0].how)
    return None


def _changed(word: Token, position: int) -> Hit | None:
    """A name without its umlaut dots, inflected, or misspelt."""
    if word.folded in lookalikes():
        return None
    names = index()
    if word.folded in names.bare:
        key = names.bare[word.folded]
        return Hit(position, position + 1, names.names[key], key[0], "spelling", 0.95)
    if word.folded in names.inflected:
        return Hit(position, position + 1, names.inflected[word.folded], word.folded, "inflected")
    key_and_edits = _corrected(word.folded)
    if key_and_edits is None:
        return None
    key, edits = key_and_edits
    return Hit(position, position + 1, names.names[key], key[0], "spelling", 1.0 - edits / 10)


@cache
def _corrected(word: str) -> tuple[tuple[str, ...], int] | None:
    """The name nearest to a misspelt word, with the number of edits: one, or two in a long name."""
    if len(word) < _SHORTEST_CORRECTED or not word.isalpha():
        return None
    bare = bare_fold(word)
    allowed = 2 if len(bare) >= _LONG_NAME else 1
    best: tuple[int, int, int, tuple[str, ...]] | None = None
    for name, key in _candidates(bare, allowed):
        edits = OSA.distance(bare, name, score_cutoff=min(allowed, _allowed_for(name)))
        if edits <= allowed and edits <= _allowed_for(name) and _keeps_short_name(bare, name):
            best = min(best or (9, 0, 0, key), (edits, *_preference(key), key))
    return None if best is None else (best[3], max(best[0], 1))


def _allowed_for(name: str) -> int:
    return 2 if len(name) >= _LONG_NAME else 1


def _keeps_short_name(word: str, name: str) -> bool:
    """A name of four letters is only recognised with one of them doubled: "Unnna", but not "Unnas"."""
    return len(name) >= _SHORTEST_CORRECTED or _squeezed(word) == _squeezed(name)


def _squeezed(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)


def _candidates(bare: str, allowed: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    shapes = index().by_shape
    for length in range(len(bare) - allowed, len(bare) + allowed + 1):
        yield from shapes.get((bare[0], length), ())


def _preference(key: tuple[str, ...]) -> tuple[int, int]:
    """Towns before quarters and other states, the two regions before the rest, then the larger."""
    place = index().names[key][0]
    if place.code is None or place.district:
        return 2, 0
    town = places_data.municipalities().get(place.code)
    return int(not place.code.startswith(HOME_REGIONS)), -(town.population if town else 0)


def is_plate(hit: Hit) -> bool:
    """Whether the hit is an abbreviation such as a number plate."""
    return hit.name in plates()


def kind_of(hit: Hit) -> str:
    """The kind of trap that the name is, or "" for one that is only a name."""
    return traps().get(hit.name, "")
