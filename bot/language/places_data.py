"""The tables behind `bot.language.gazetteer`, loaded once: what is known of each place."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

TABLES = Path(__file__).parent / "tables"
# libyaml is many times faster than the loader in Python, and these tables are read at every start.
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Municipality:
    """A Gemeinde. `official` is the name in the register, `name` the everyday one ("Fröndenberg")."""

    ags: str
    official: str
    name: str
    also: tuple[str, ...]
    lat: float
    lon: float
    population: int


@dataclass(frozen=True)
class Kreis:
    """A Kreis, or a city that is its own. `seats` are the words that follow "Kreis" ("Unna", "UN")."""

    ags: str
    name: str
    seats: tuple[str, ...]
    also: tuple[str, ...]
    lat: float
    lon: float
    is_city: bool


@dataclass(frozen=True)
class District:
    """A quarter of a municipality; without a known place of its own it has the municipality's coordinates."""

    name: str
    ags: str
    also: tuple[str, ...]
    lat: float
    lon: float


@dataclass(frozen=True)
class PostalCode:
    """A postal code with the municipality in which most of it lies and a point inside it."""

    code: str
    ags: str
    lat: float
    lon: float


def read_yaml(path: Path) -> Any:
    """A vocabulary table in YAML."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - both loaders are safe ones


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(line for line in file if not line.startswith("#"))


@cache
def municipalities() -> dict[str, Municipality]:
    """All 396 municipalities by their 8-digit AGS."""
    return {
        row["ags"]: Municipality(
            row["ags"],
            row["name"],
            row["everyday"] or row["name"],
            tuple(filter(None, row["also"].split("|"))),
            float(row["lat"]),
            float(row["lon"]),
            int(row["population"]),
        )
        for row in _rows("municipalities.csv")
    }


@cache
def kreise() -> dict[str, Kreis]:
    """All 53 Kreise and cities that are their own Kreis, by 5-digit AGS."""
    return {ags: _kreis(ags, entry) for ags, entry in read_yaml(TABLES / "kreise.yml").items()}


def _kreis(ags: str, entry: dict[str, Any]) -> Kreis:
    members = [place for place in municipalities().values() if place.ags.startswith(ags)]
    people = sum(place.population for place in members)
    lat = sum(place.lat * place.population for place in members) / people
    lon = sum(place.lon * place.population for place in members) / people
    is_city = ags + "000" in municipalities()
    return Kreis(ags, entry["name"], tuple(entry.get("seat", ())), tuple(entry.get("also", ())), lat, lon, is_city)


@cache
def postal_codes() -> dict[str, PostalCode]:
    """All postal codes by their five digits."""
    return {
        row["postal_code"]: PostalCode(row["postal_code"], row["ags"], float(row["lat"]), float(row["lon"]))
        for row in _rows("postal_codes.csv")
    }


@cache
def districts() -> tuple[District, ...]:
    """All known quarters; those of the two regions come before those of their neighbours."""
    paths = sorted((TABLES / "districts").glob("*.yml"), key=lambda path: (path.stem == "neighbours", path.stem))
    tables = [read_yaml(path) for path in paths]
    return tuple(
        _district(name, ags, entry or {})
        for table in tables
        for ags, quarters in table.items()
        for name, entry in quarters.items()
    )


def _district(name: str, ags: str, entry: dict[str, Any]) -> District:
    town = municipalities()[ags]
    lat, lon = entry.get("at", (town.lat, town.lon))
    return District(name, ags, tuple(entry.get("also", ())), lat, lon)
