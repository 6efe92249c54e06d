"""Employers by number and by name, so that a row of an offer can say to which it belongs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.catalogue.exchange.matching import name_key
from bot.catalogue.exchange.problems import CellError
from bot.catalogue.tables import Employer

Key = tuple[str, str]
"""Source and the source's id."""


@dataclass
class Directory:
    """Employers of the catalogue and of the files of one import."""

    places: dict[Key, str | None] = field(default_factory=dict)
    """Postal code by key."""
    by_name: dict[str, list[Key]] = field(default_factory=lambda: defaultdict(list))
    names: list[str] = field(default_factory=list)
    rejected: set[str] = field(default_factory=set)
    """Numbers and name keys of employers whose row was rejected."""

    def add(self, key: Key, name: str, postal_code: str | None) -> None:
        """Make an employer known."""
        named = self.by_name[name_key(name)]
        if key in named:
            return
        self.places[key] = postal_code
        named.append(key)
        self.names.append(name)

    def reject(self, *marks: object) -> None:
        """Remember an employer whose row was rejected, by its number and name."""
        self.rejected |= {name_key(str(mark)) for mark in marks if mark}

    def find(self, key: Key | None, name: str | None, source: str, postal_code: str | None) -> Key:
        """The employer of that number, or else the only one of that name.

        Raises:
            CellError: there is none, or more than one.
        """
        if key:
            if key not in self.places:
                raise self._unknown("employer", key[1], ())
            return key
        if not name:
            raise CellError("employer_missing", attribute="employer_name")
        found = self.by_name.get(name_key(name), [])
        if not found:
            raise self._unknown("employer_name", name, self.names)
        for narrowed in (found, self._nearer(found, source, None), self._nearer(found, source, postal_code)):
            if len(narrowed) == 1:
                return narrowed[0]
        raise CellError("employer_ambiguous", attribute="employer_name")

    def _nearer(self, found: Sequence[Key], source: str, postal_code: str | None) -> list[Key]:
        return [key for key in found if key[0] == source and postal_code in (None, self.places[key])]

    def _unknown(self, attribute: str, mark: str, candidates: Iterable[str]) -> CellError:
        if name_key(mark) in self.rejected:
            return CellError("employer_rejected", attribute=attribute)
        return CellError("employer_unknown", attribute=attribute, candidates=candidates)


async def read_directory(engine: AsyncEngine) -> Directory:
    """All employers of the catalogue."""
    directory = Directory()
    async with engine.connect() as connection:
        query = select(Employer.source, Employer.source_id, Employer.name, Employer.postal_code)
        async for source, source_id, name, postal_code in await connection.stream(query):
            directory.add((source, source_id), name, postal_code)
    return directory
