"""Every name under which a place is known, folded to words: the index that `bot.language.places` looks texts up in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from bot.language import places_data
from bot.language.text import bare_fold, fold, tokens

Words = tuple[str, ...]
_ENDINGS = ("er", "ern", "ers", "erin", "erinnen")
_SHORTEST_INFLECTED = 4
_SHORTEST_MISSPELT_AFAR = 7
HOME_REGIONS = ("05913", "05915", "05978", "05513", "05512", "05562")
"""Kreise whose towns and quarters people mean first: those of the two profiles in `bot/regions/`."""
NEAR_REGIONS = (*HOME_REGIONS, "05911", "05916", "05113", "05119", "05914", "05954", "05962", "05974", "05570", "05558")
"""The same with the Kreise around them."""


@dataclass(frozen=True)
class PlaceName:
    """One meaning of a name. `key` is place, region or elsewhere; the latter two have no code."""

    key: str
    code: str | None
    label: str
    how: str
    district: str | None = None
    inhabitant: bool = False
    """An adjective or the people: "Dortmunder" may be said of oneself."""


@dataclass(frozen=True)
class Index:
    """Names by their folded words; several places may share one."""

    names: dict[Words, tuple[PlaceName, ...]]
    longest: dict[str, int]
    """The most words of a name that starts with this word."""
    bare: dict[str, Words]
    """Single-word names as people without umlaut keys write them, where that differs."""
    inflected: dict[str, tuple[PlaceName, ...]]
    by_shape: dict[tuple[str, int], list[tuple[str, Words]]]
    """Bare single-word names by first letter and length, for corrected spelling."""
    foreign: dict[str, PlaceName]
    """Towns of the two regions in other scripts, by the letters that every case of the name starts with."""


def fold_words(name: str) -> Words:
    """A name as the folded words that a text would hold."""
    return tuple(token.folded for token in tokens(name))


@cache
def table(name: str) -> Any:
    """A vocabulary table of places."""
    return places_data.read_yaml(places_data.TABLES / f"{name}.yml")


@cache
def index() -> Index:
    """The index of all names, built once."""
    names: dict[Words, tuple[PlaceName, ...]] = {}
    for words, place in _all_names():
        known = names.get(words, ())
        if all((place.code, place.district) != (other.code, other.district) for other in known):
            names[words] = (*known, place)
    return Index(names, _longest(names), _bare(names), _inflected(names), _by_shape(names), _foreign())


def _all_names() -> Iterator[tuple[Words, PlaceName]]:
    yield from _municipalities()
    yield from _kreise()
    yield from _nicknames()
    yield from _districts()
    yield from _others()


def _municipalities() -> Iterator[tuple[Words, PlaceName]]:
    for town in places_data.municipalities().values():
        yield fold_words(town.official), PlaceName("place", town.ags, town.name, "exact")
        yield fold_words(town.name), PlaceName("place", town.ags, town.name, "without_suffix")
        yield ("".join(fold_words(town.name)),), PlaceName("place", town.ags, town.name, "spelling")
        for name in town.also:
            yield fold_words(name), PlaceName("place", town.ags, town.name, "nickname")


def _kreise() -> Iterator[tuple[Words, PlaceName]]:
    for kreis in places_data.kreise().values():
        if kreis.is_city:
            continue
        place = PlaceName("place", kreis.ags, kreis.name, "kreis")
        for name in (kreis.name, *kreis.also):
            yield fold_words(name), place
        for seat in map(fold_words, kreis.seats):
            for word in table("place_names")["kreis_words"]:
                yield (word, *seat), place
            yield (*seat, "kreis"), place
            yield (*seat[:-1], seat[-1] + "er", "kreis"), place


def _nicknames() -> Iterator[tuple[Words, PlaceName]]:
    for code, names in table("place_names")["nicknames"].items():
        place = PlaceName("place", code, places_data.municipalities()[code].name, "nickname")
        yield from ((fold_words(name), place) for name in names)


def _districts() -> Iterator[tuple[Words, PlaceName]]:
    for quarter in places_data.districts():
        town = places_data.municipalities()[quarter.ags].name
        label = quarter.name if quarter.name.startswith(town) else f"{town}-{quarter.name}"
        place = PlaceName("place", quarter.ags, label, "district", quarter.name)
        yield from ((fold_words(name), place) for name in (quarter.name, *quarter.also))


def _others() -> Iterator[tuple[Words, PlaceName]]:
    for label, names in table("place_names")["regions"].items():
        yield from ((fold_words(name), PlaceName("region", None, label, "exact")) for name in names)
    for name in table("place_names")["elsewhere"]:
        yield fold_words(name), PlaceName("elsewhere", None, name, "exact")


def _longest(names: Iterable[Words]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for words in names:
        longest[words[0]] = max(len(words), longest.get(words[0], 0))
    return longest


def _bare(names: Iterable[Words]) -> dict[str, Words]:
    pairs = ((bare_fold(words[0]), words) for words in names if len(words) == 1)
    return {bare: words for bare, words in pairs if (bare,) != words and len(bare) >= _SHORTEST_INFLECTED}


@cache
def plates() -> frozenset[str]:
    """Folded number plates and other abbreviations, which are names only in capitals or where a place is expected."""
    names = [name for listed in table("place_names")["nicknames"].values() for name in listed]
    return frozenset(fold(name) for name in names)


@cache
def traps() -> dict[str, str]:
    """Folded names that are also words, and of which kind: word, verb or slip (see `tables/place_words.yml`)."""
    return {name: kind for kind, names in table("place_words")["traps"].items() for name in names}


@cache
def lookalikes() -> frozenset[str]:
    """Ordinary German words that are no misspelt or inflected place, however near they come to one."""
    return frozenset(table("place_lookalikes"))


def _inflected(names: dict[Words, tuple[PlaceName, ...]]) -> dict[str, tuple[PlaceName, ...]]:
    forms: dict[str, tuple[PlaceName, ...]] = {}
    for words, places in names.items():
        name = words[0]
        if len(words) > 1 or len(name) < _SHORTEST_INFLECTED or name in traps() or places[0].key != "place":
            continue
        for form, inhabitant in _forms(name):
            if form not in lookalikes() and (form,) not in names:
                forms[form] = tuple(replace(place, how="inflected", inhabitant=inhabitant) for place in places)
    for code, listed in table("place_names")["adjectives"].items():
        town = PlaceName("place", code, places_data.municipalities()[code].name, "inflected", inhabitant=True)
        forms.update({fold(form): (town,) for form in listed})
    return forms


def _forms(name: str) -> Iterator[tuple[str, bool]]:
    yield name + "s", False
    stem = name[:-1] if name.endswith("e") else name
    for ending in _ENDINGS:
        yield stem + ending, True


def _by_shape(names: dict[Words, tuple[PlaceName, ...]]) -> dict[tuple[str, int], list[tuple[str, Words]]]:
    shapes: dict[tuple[str, int], list[tuple[str, Words]]] = {}
    for words, places in names.items():
        bare = bare_fold(words[0])
        if len(words) == 1 and _may_be_misspelt(bare, words[0], places[0]):
            shapes.setdefault((first_letter(bare), len(bare)), []).append((bare, words))
    return shapes


def first_letter(word: str) -> str:
    """The letter that a misspelt name still starts with; letters of one sound count as one ("Kastrop")."""
    return {"c": "k", "v": "f", "y": "j"}.get(word[0], word[0])


def _foreign() -> dict[str, PlaceName]:
    return {
        fold(stem): PlaceName("place", code, places_data.municipalities()[code].name, "inflected")
        for code, stems in table("place_names")["other_scripts"].items()
        for stem in stems
    }


def _may_be_misspelt(bare: str, name: str, place: PlaceName) -> bool:
    """Short names far away are not: they would catch more ordinary words than slips of the pen."""
    if place.code and place.code.startswith(HOME_REGIONS):
        return len(bare) >= _SHORTEST_INFLECTED and (place.district is None or name not in traps())
    shortest = _SHORTEST_MISSPELT_AFAR if place.code is None or place.district else _SHORTEST_INFLECTED
    return len(bare) >= shortest and traps().get(name) in (None, "slip")
