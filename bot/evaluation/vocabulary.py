"""Whether every word of the official lists is found: training occupations in all forms, places, postal codes."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from bot.figures import Bar
from bot.language.occupations import find_occupations, training_occupations
from bot.language.occupations_forms import title_forms
from bot.language.places_data import municipalities, postal_codes
from bot.language.read import read
from bot.language.text import tokens

SEED = 2026
_GROUP = 4
_LEAST_LETTERS = 4
"""A shorter word with an error is another word."""


@dataclass(frozen=True)
class Case:
    """A text, and the code that it must yield."""

    text: str
    code: str


@dataclass
class Found:
    """How many cases were right, and the others with what they yielded instead."""

    name: str
    limit: float
    total: int = 0
    misses: list[dict[str, object]] = field(default_factory=list)

    @property
    def bar(self) -> Bar:
        """The share that was right against its limit; 0 of nothing."""
        share = 1 - len(self.misses) / self.total if self.total else 0.0
        return Bar(self.name, share, "share", self.limit, at_least=True)


def measure() -> list[Found]:
    """Everything that the issue names, in its order."""
    return [
        check("training occupations, all written forms", 0.99, occupation_cases(), occupation_codes, same_group),
        check("the same with one typing error", 0.95, misspelt_cases(), occupation_codes, same_group),
        check("municipalities", 1.0, place_cases(), place_codes, only_this),
        check("postal codes", 1.0, postal_code_cases(), said_postal_codes, only_this),
    ]


def check(
    name: str,
    limit: float,
    cases: Iterator[Case],
    codes_in: Callable[[str], Sequence[str]],
    right: Callable[[str, Sequence[str]], bool],
) -> Found:
    """Read every case; `right` judges the expected code and those found."""
    found = Found(name, limit)
    for case in cases:
        found.total += 1
        codes = codes_in(case.text)
        if not right(case.code, codes):
            found.misses.append({"text": case.text, "expected": case.code, "found": list(codes)})
    return found


def occupation_cases() -> Iterator[Case]:
    """Every form of every title, in a sentence in turn."""
    carriers = _carriers("occupation")
    forms = ((form, occupation.kldb) for occupation in training_occupations() for form in title_forms(occupation))
    for number, (form, kldb) in enumerate(forms):
        yield Case(carriers[number % len(carriers)].format(form), kldb)


def misspelt_cases() -> Iterator[Case]:
    """Every form with one typing error, the same ones at each call."""
    chance = random.Random(SEED)  # noqa: S311  measuring needs no secret
    for occupation in training_occupations():
        for form in title_forms(occupation):
            yield Case(misspelt(form, chance), occupation.kldb)


def misspelt(text: str, chance: random.Random) -> str:
    """The text with one letter left out, doubled, swapped with the next, or replaced, inside a word of four or more."""
    words = [word for word in tokens(text) if len(word.text) >= _LEAST_LETTERS]
    if not words:
        return text
    word = chance.choice(words)
    at = word.start + chance.randrange(1, len(word.text) - 1)
    pair = text[at : at + 2]
    others = [letter for letter in string.ascii_lowercase if letter != pair[0]]
    slips = {pair[1], pair[0] + pair, chance.choice(others) + pair[1], pair[::-1]} - {pair}
    return text[:at] + chance.choice(sorted(slips)) + text[at + 2 :]


def place_cases() -> Iterator[Case]:
    """Every municipality by its everyday and its official name in every sentence."""
    for place in municipalities().values():
        for name in dict.fromkeys((place.name, place.official)):
            yield from (Case(carrier.format(name), place.ags) for carrier in _carriers("place"))


def postal_code_cases() -> Iterator[Case]:
    """Every postal code in every sentence, with the municipality and the code itself as "AGS code"."""
    for code, place in postal_codes().items():
        yield from (Case(carrier.format(code), f"{place.ags} {code}") for carrier in _carriers("postal_code"))


def occupation_codes(text: str) -> list[str]:
    """KldB codes that a text names."""
    return [code for mention in find_occupations(text, tokens(text)) for code in mention.codes]


def place_codes(text: str) -> list[str]:
    """AGS that a text wishes for, after all rules."""
    return list(read(text).says.get("place", ()))


def said_postal_codes(text: str) -> list[str]:
    """Wished places with the postal code that was said, as "AGS code"."""
    says = read(text).says
    return [f"{ags} {says.get('postal_code', '')}" for ags in says.get("place", ())]


def same_group(expected: str, found: Sequence[str]) -> bool:
    """Whether a code of the right KldB group (four digits) is among those found."""
    return any(code[:_GROUP] == expected[:_GROUP] for code in found)


def only_this(expected: str, found: Sequence[str]) -> bool:
    """Whether exactly the expected code was found."""
    return list(found) == [expected]


@cache
def _carriers(key: str) -> list[str]:
    sentences: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("carriers.yml").read_text("utf-8"))
    return sentences[key]
