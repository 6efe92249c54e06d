"""Which words of a text may be names of places, by their letters alone; context decides in `places_context`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.language import places_data
from bot.language.places_names import (
    HOME_REGIONS,
    NEAR_REGIONS,
    PlaceName,
    first_letter,
    index,
    lookalikes,
    plates,
    table,
    traps,
)
from bot.language.text import Token, bare_fold

_KREIS = "kreis"
_JOINT = re.compile(r"[ \-–/().']{0,3}")
_SHORTEST_CORRECTED = 4
_SHORTEST_NAME_CORRECTED = 5
_DIGITS_OF_A_POSTAL_CODE = 5
_LONG_NAME = 9
_LONG_SHUFFLED = 7
"""Letters from which two pairs may be swapped."""
_DOUBLED = 0.95


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
        return _postal_code(word.text, position, position + 1)
    return (
        _spoken_code(words, position)
        or _written(text, words, position)
        or _misspelt_kreis(text, words, position)
        or _changed(word, position)
    )


def _postal_code(code: str, first: int, last: int) -> Hit | None:
    found = places_data.postal_codes().get(code)
    if found is None:
        return None
    place = PlaceName("place", found.ags, places_data.municipalities()[found.ags].name, "postal_code")
    return Hit(first, last, (place,), code, "postal_code", postal_code=code)


def _spoken_code(words: Sequence[Token], position: int) -> Hit | None:
    """A postal code dictated digit by digit."""
    digits: dict[str, int] = table("place_names")["digits"]
    if words[position].folded not in digits:
        return None
    last = position + _DIGITS_OF_A_POSTAL_CODE
    said = [str(digits.get(word.folded, "")) for word in words[position:last]]
    return _postal_code("".join(said), position, last) if all(said) else None


def _written(text: str, words: Sequence[Token], position: int) -> Hit | None:
    names = index()
    for length in range(names.longest.get(words[position].folded, 0), 0, -1):
        last = position + length
        key = tuple(word.folded for word in words[position:last])
        if key in names.names and last <= len(words) and joined(text, words, position, last):
            return Hit(position, last, names.names[key], " ".join(key), names.names[key][0].how)
    return None


def _misspelt_kreis(text: str, words: Sequence[Token], position: int) -> Hit | None:
    """ "kreis recklignhausen", "märkishcen kreis": a Kreis of two words with slips in either."""
    pair = [word.folded for word in words[position : position + 2]]
    if len(pair) < 2 or not joined(text, words, position, position + 2):
        return None
    if not any(OSA.distance(word, _KREIS, score_cutoff=1) <= 1 for word in pair):
        return None
    found = process.extractOne(" ".join(pair), _names_of_kreise(), scorer=OSA.distance, score_cutoff=2)
    if found is None:
        return None
    key = tuple(found[0].split())
    return Hit(position, position + 2, index().names[key], found[0], "spelling", 1.0 - max(found[1], 1) / 10)


@cache
def _names_of_kreise() -> list[str]:
    """Names of two long words, of which one is "Kreis"."""
    return [
        " ".join(words)
        for words in index().names
        if len(words) == 2 and _KREIS in words and min(map(len, words)) >= len(_KREIS)
    ]


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
    foreign = _foreign(word.folded)
    if foreign:
        return Hit(position, position + 1, (foreign,), word.folded, "inflected")
    corrected = _corrected(word.folded)
    if corrected is None:
        return None
    key, score = corrected
    return Hit(position, position + 1, names.names[key], key[0], "spelling", score)


def _foreign(word: str) -> PlaceName | None:
    """A town in another script or with a Turkish ending: "Дортмунді", "gelsenkirchende", "Unna'da"."""
    stem, apostrophe, _ending = word.partition("'")
    if apostrophe and (stem,) in index().names:
        return index().names[(stem,)][0]
    if not word.isascii():
        return next((place for start, place in index().foreign.items() if word.startswith(start)), None)
    for ending in table("place_names")["turkish_endings"]:
        if not word.endswith(ending):
            continue
        name = (word[: -len(ending)],)
        if len(name[0]) >= _SHORTEST_NAME_CORRECTED and name in index().names:
            return index().names[name][0]
    return None


def near_place(word: str) -> bool:
    """Whether a folded word is a misspelt place of one of the two regions or beside them."""
    corrected = None if word in lookalikes() else _corrected(word)
    return corrected is not None and (index().names[corrected[0]][0].code or "").startswith(NEAR_REGIONS)


@lru_cache(maxsize=20_000)
def _corrected(word: str) -> tuple[tuple[str, ...], float] | None:
    """The name nearest to a misspelt word and how sure that is: one edit, or two in a long name."""
    if len(word) < _SHORTEST_CORRECTED or not word.isalpha():
        return None
    found = [choice for form in {word, bare_fold(word)} for choice in _near(form)]
    if not found:
        return None
    score, _region, _size, key = min(found)
    return key, -score


def _near(word: str) -> Iterator[tuple[float, int, int, tuple[str, ...]]]:
    """Names within reach of a word: score (negative, so that the best is least), preference, and the name."""
    allowed = 2 if len(word) >= _LONG_NAME else 1
    for name, key in _candidates(word, allowed):
        most = allowed if len(name) >= _LONG_NAME else 1
        edits = OSA.distance(word, name, score_cutoff=2)
        if (
            (edits <= most or (len(word) >= _LONG_SHUFFLED and sorted(word) == sorted(name)))
            and edits <= 2
            and _long_enough(word, name)
        ):
            score = _DOUBLED if _squeezed(word) == _squeezed(name) else 1.0 - max(edits, 1) / 10
            yield (-score, *_preference(key), key)


def _long_enough(word: str, name: str) -> bool:
    """A name of four letters is only recognised with one doubled or two swapped: "Unnna", "Wrel", but not "Unnas"."""
    if len(name) >= _SHORTEST_NAME_CORRECTED:
        return True
    return sorted(word) == sorted(name) or (len(word) >= len(name) and _squeezed(word) == _squeezed(name))


def _squeezed(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)


def _candidates(bare: str, allowed: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    shapes = index().by_shape
    for length in range(len(bare) - allowed, len(bare) + allowed + 1):
        yield from shapes.get((first_letter(bare), length), ())


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


def is_near(hit: Hit) -> bool:
    """Whether the first place that the name may mean lies in one of the two regions or beside them."""
    return (hit.places[0].code or "").startswith(NEAR_REGIONS)


def kind_of(hit: Hit) -> str:
    """The kind of trap that the name is, or "" for one that is only a name."""
    return traps().get(hit.name, "")
