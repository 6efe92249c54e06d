"""One fictional employer: name, size, features, what it trains for, and a few sentences about it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from bot.catalogue.exchange import EmployerRecord
from bot.catalogue.samples.days import REFERENCE_DATE, VALID_UNTIL
from bot.catalogue.samples.kinds import FOLDER, Kind, Occupation
from bot.catalogue.samples.places import Spot
from bot.language.places_data import read_yaml
from bot.language.text import fold

_STAFF = {"micro": (3, 9), "small": (10, 49), "medium": (50, 249), "large": (260, 1500)}
"""Fewest and most employees of a size (EU definition), as the sentences tell them."""
_MOST_TRAINED = {"micro": 2, "small": 3, "medium": 5, "large": 10}
_EMAIL_SHARE = {"micro": 0.75, "small": 0.85, "medium": 1.0, "large": 1.0}
_WEB_SHARE = {"micro": 0.2, "small": 0.4, "medium": 0.8, "large": 1.0}
_NEEDS_STAFF = {"childcare", "home_office"}
"""Features that a handful of people cannot organise."""
_WAIVABLE = ("none", "lower")
"""Certificates that a firm can do without; who asks for more means it."""
_TELLS_TEAM = 0.6
_OWN_ROOT = 0.6
_HOUSE_NUMBERS = 90


@dataclass(frozen=True)
class Firm:
    """A fictional employer with what its offers are made from."""

    kind: Kind
    spot: Spot
    record: EmployerRecord
    trains: tuple[Occupation, ...]

    @property
    def size(self) -> str:
        """EU size class."""
        assert self.record.size
        return self.record.size


@cache
def words(table: str) -> Mapping[str, Any]:
    """`names.yml` or `sentences.yml`."""
    content: Mapping[str, Any] = read_yaml(FOLDER / f"{table}.yml")
    return content


class FirmMaker:
    """Makes firms one after another; it remembers names and descriptions so that none comes twice."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._descriptions: set[str] = set()

    def make(self, number: int, kind: Kind, spot: Spot, rng: Random) -> Firm:
        """The firm of that number."""
        size = rng.choices(list(kind.sizes), list(kind.sizes.values()))[0]
        features = _features(kind, size, rng)
        trains = kind.trains[:1] + tuple(rng.sample(kind.trains[1:], _trained_besides(kind, size, rng)))
        name = self._name(kind, rng)
        email, url = _contact(name, size, rng)
        how = rng.choice(words("sentences")["how_to_apply"]["apprenticeship" if email else "in_person"])
        record = EmployerRecord(
            source_id=f"b-{number:04d}",
            checked_on=REFERENCE_DATE,
            valid_until=VALID_UNTIL,
            sample=True,
            name=name,
            description=self._description(kind, size, spot, features, rng),
            industry=kind.industry,
            size=size,
            features=features,
            trains=tuple(dict.fromkeys(occupation.kldb for occupation in trains)),
            url=url,
            email=email,
            how_to_apply=how,
            **address(spot, rng),
        )
        return Firm(kind, spot, record, trains)

    def _name(self, kind: Kind, rng: Random) -> str:
        while True:
            own = rng.random() < _OWN_ROOT
            first = rng.choice(kind.roots if own else words("names")["firsts"])
            ending = rng.choice(words("names")["endings"])
            name = rng.choice(kind.patterns).format(root=first + ending)
            if _joins_well(first, ending) and name not in self._names:
                self._names.add(name)
                return name

    def _description(self, kind: Kind, size: str, spot: Spot, features: Sequence[str], rng: Random) -> str:
        while True:
            weeks, team = rng.choice(kind.weeks), _team(size, rng)
            told = f"{team} {weeks}" if rng.random() < _TELLS_TEAM else f"{weeks} {_extra(spot, features, rng) or team}"
            if told not in self._descriptions:
                self._descriptions.add(told)
                return told


def address(spot: Spot, rng: Random) -> dict[str, Any]:
    """The columns of a record that say where it is: close to the spot, in a street that reads as invented."""
    lat, lon = spot.nearby(rng)
    street = f"{rng.choice(words('names')['streets'])} {rng.randint(1, _HOUSE_NUMBERS)}"
    place = {"street": street, "postal_code": spot.postal_code, "city": spot.city, "ags": spot.ags}
    return {**place, "lat": lat, "lon": lon}


def _features(kind: Kind, size: str, rng: Random) -> tuple[str, ...]:
    chances = words("sentences")["profiles"][kind.profile]
    had = [feature for feature, percent in chances.items() if rng.random() * 100 < percent]
    impossible = set[str]()
    if size == "micro":
        impossible |= _NEEDS_STAFF
    if kind.trains[0].required or kind.trains[0].asks not in _WAIVABLE:
        impossible.add("no_certificate")
    return tuple(feature for feature in had if feature not in impossible)


def _trained_besides(kind: Kind, size: str, rng: Random) -> int:
    """How many occupations beside the most typical one."""
    most = min(_MOST_TRAINED[size], len(kind.trains))
    return rng.randint((most - 1) // 2, most - 1)


def _contact(name: str, size: str, rng: Random) -> tuple[str | None, str | None]:
    """E-mail and web address under a domain that is reserved for examples (RFC 2606)."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(name))
    email = f"{slug}@example.org" if rng.random() < _EMAIL_SHARE[size] else None
    url = f"https://example.org/{slug}" if rng.random() < _WEB_SHARE[size] else None
    return email, url


def _joins_well(first: str, ending: str) -> bool:
    """No word twice ("Laternenlaterne") and no letter doubled at the seam."""
    return first[:4].lower() not in ending and ending not in first.lower() and first[-1] != ending[0]


def _team(size: str, rng: Random) -> str:
    fewest, most = _STAFF[size]
    # The smaller of two throws: most firms are nearer to the lower end of their class.
    count = min(rng.randint(fewest, most), rng.randint(fewest, most))
    if size == "large":
        count = round(count, -1)
    sentence: str = rng.choice(words("sentences")["team"][size])
    return sentence.format(count=count, next=count + 1)


def _extra(spot: Spot, features: Sequence[str], rng: Random) -> str | None:
    """A sentence about the quarter or about something that the firm has."""
    table = words("sentences")
    candidates = [sentence for feature in features for sentence in table["features"][feature]]
    if spot.district:
        candidates += table["district"]
    if not candidates:
        return None
    sentence: str = rng.choice(candidates)
    return sentence.format(district=spot.district, minutes=rng.randint(2, 9))
