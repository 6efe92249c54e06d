"""What kinds of firms there are, and what each may offer: `kinds/*.yml` and `occupations.yml` as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.language.places_data import read_yaml

FOLDER = Path(__file__).parent
WAYS = {
    "trains": "apprenticeship",
    "dual_study": "dual_study",
    "job": "job",
    "side_job": "side_job",
    "voluntary_year": "voluntary_year",
}
"""Key of a kind in YAML -> kind of offer (contract.md). Internships and EQ follow from what a firm trains."""


@dataclass(frozen=True)
class Occupation:
    """A title in use. `kldb`: KldB 2010, five digits; `months`: usual months of start, empty for the common ones."""

    title: str
    kldb: str
    asks: str
    """School certificate usually asked for, as in `JobOffer.certificate`."""
    required: bool
    """The certificate is fixed by law or by a college."""
    months: tuple[int, ...]


@dataclass(frozen=True)
class Kind:
    """A kind of firm. `industry`: WZ 2008 division; `sizes`: EU classes with their share."""

    name: str
    industry: str
    weight: int
    everywhere: bool
    people: int
    """Inhabitants in thousands that a town needs to have one."""
    sizes: Mapping[str, int]
    profile: str
    patterns: tuple[str, ...]
    roots: tuple[str, ...]
    ways: Mapping[str, tuple[Occupation, ...]]
    """Kind of offer -> occupations; "apprenticeship" are those it trains for."""
    weeks: tuple[str, ...]

    @property
    def trains(self) -> tuple[Occupation, ...]:
        """The occupations it trains for, the most typical first."""
        return self.ways["apprenticeship"]


@cache
def occupations() -> dict[str, Occupation]:
    """All titles that firms use."""
    return {title: _occupation(title, entry) for title, entry in read_yaml(FOLDER / "occupations.yml").items()}


def _occupation(title: str, entry: dict[str, Any]) -> Occupation:
    # What asks for nothing is learnt on the job.
    asks, months = entry.get("asks", "none"), tuple(entry.get("months", ()))
    return Occupation(title, entry["kldb"], asks, entry.get("required", False), months)


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds of firms, in the order of their files.

    Raises:
        KeyError: a kind names a title that `occupations.yml` does not have.
    """
    tables = [read_yaml(path) for path in sorted((FOLDER / "kinds").glob("*.yml"))]
    return tuple(_kind(name, entry) for table in tables for name, entry in table.items())


def _kind(name: str, entry: dict[str, Any]) -> Kind:
    known = occupations()
    return Kind(
        name=name,
        industry=entry["industry"],
        weight=entry["weight"],
        everywhere=entry.get("everywhere", False),
        people=entry.get("people", 0),
        sizes=entry["sizes"],
        profile=entry["features"],
        patterns=tuple(entry["names"]),
        roots=tuple(entry["roots"]),
        ways={offer: tuple(known[title] for title in entry.get(key, ())) for key, offer in WAYS.items()},
        weeks=tuple(entry["weeks"]),
    )
