"""What a kind of catalogue entry is. Each is one module, `bot.catalogue.<name>`, that has a `KIND`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol, cast

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.catalogue.needs import Needs
from bot.catalogue.result import Facet, Item, Relaxation
from bot.language.criteria import Criteria


class UnknownKindError(LookupError):
    """The catalogue has no entries of that kind."""


@dataclass(frozen=True)
class Found:
    """What a search found; `shown` are the entries of the page, in the kind's own form."""

    total: int
    shown: tuple[Any, ...]
    facets: tuple[Facet, ...] = ()
    relaxed: tuple[Relaxation, ...] = ()


@dataclass(frozen=True)
class Detail:
    """All that is known of one entry: lines in German, put together from its data."""

    id: str
    title: str
    lines: tuple[str, ...]
    sample: bool
    source: str
    checked_on: str
    """ISO 8601."""
    url: str | None = None
    plain: tuple[str, ...] = ()
    """The most important of it in short plain sentences; empty where there is no plain text."""
    calendar: str | None = None
    """An iCalendar file (RFC 5545) with the day, for events."""


class Searchable(Protocol):
    """The entries of one kind as they were at one revision, held in memory."""

    def find(self, criteria: Criteria, needs: Needs, *, today: date, offset: int, limit: int) -> Found:
        """One page of what fits on a day; widened when nothing does."""

    async def items(self, connection: AsyncConnection, criteria: Criteria, found: Found) -> tuple[Item, ...]:
        """The cards of the page, read from the database."""


class Kind(Protocol):
    """How one kind of entry is loaded and shown."""

    async def load(self, connection: AsyncConnection, municipalities: Collection[str]) -> Searchable:
        """All entries; `municipalities` (AGS) are the home region."""

    async def details(self, connection: AsyncConnection, ids: list[int], today: date) -> list[Detail]:
        """The facts of these entries, in the order of the ids; those that are gone are left out."""


def kind_named(name: str) -> Kind:
    """The kind of that name.

    Raises:
        UnknownKindError: no module of the catalogue has that name and a `KIND`.
    """
    module = f"{__package__}.{name}"
    if name.isidentifier() and find_spec(module):
        kind = getattr(import_module(module), "KIND", None)
        if kind is not None:
            return cast(Kind, kind)
    raise UnknownKindError(f"the catalogue has no {name!r}")
