"""The catalogue: what young people can find, searched in memory and kept in the database.

`Catalogue` is the one way in for actions and console; import, export and sample data stand in modules of their own.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import NullPool

from bot.catalogue.kinds import Detail, Searchable, UnknownKindError, kind_named
from bot.catalogue.needs import NO_NEEDS, Needs
from bot.catalogue.repository import revision
from bot.catalogue.result import Result
from bot.database import create_engine
from bot.language.criteria import Criteria

if TYPE_CHECKING:
    from bot.region import Region

__all__ = ["Catalogue", "Detail", "Needs", "UnknownKindError"]

CHECK_SECONDS = 1.0
"""At most so often a search asks the database whether the catalogue has changed."""
_LOG = logging.getLogger(__name__)


class Catalogue:
    """Search and details over one database. Open it once per process, close it at the end."""

    def __init__(self, engine: AsyncEngine, municipalities: Collection[str]) -> None:
        self._engine = engine
        self._municipalities = municipalities
        self._held: dict[str, tuple[int, Searchable]] = {}
        self._loading: dict[str, asyncio.Task[None]] = {}
        self._checked = 0.0

    @classmethod
    async def open(cls, engine: AsyncEngine, region: Region) -> Catalogue:
        """A catalogue that is ready to search employers; the region's municipalities come first in its answers."""
        catalogue = cls(engine, region.municipalities)
        # A search, not only loading: the tables of words are read now instead of in somebody's first message.
        await catalogue.search("employers", Criteria(), limit=1)
        return catalogue

    async def close(self) -> None:
        """Stop loading; the engine stays its owner's."""
        for task in self._loading.values():
            task.cancel()
        await asyncio.gather(*self._loading.values(), return_exceptions=True)

    async def search(
        self,
        kind: str,
        criteria: Criteria,
        needs: Needs = NO_NEEDS,
        *,
        offset: int = 0,
        limit: int = 5,
        today: date | None = None,
    ) -> Result:
        """One page of what fits; widened, and saying so, when nothing does.

        Args:
            kind: "employers", "programmes", "places", "events" or "occupations".
            criteria: the search in force, contract.md.
            needs: topics, person, likings and words that the kinds beside employers go by.
            offset: how many results to leave out.
            limit: the size of the page.
            today: the day that counts as today.

        Raises:
            UnknownKindError: the catalogue has no entries of that kind.
        """
        searchable = await self.held(kind)
        found = searchable.find(criteria, needs, today=today or date.today(), offset=offset, limit=limit)
        async with self._engine.connect() as connection:
            items = await searchable.items(connection, criteria, found)
        return Result(kind, criteria, found.total, offset, items, found.facets, found.relaxed)

    async def details(self, kind: str, ids: list[str], *, today: date | None = None) -> list[Detail]:
        """The facts of entries by the ids of their items; those that are gone are left out.

        Raises:
            UnknownKindError: the catalogue has no entries of that kind.
        """
        numbers = [int(each) for each in ids if each.isdecimal()]
        async with self._engine.connect() as connection:
            return await kind_named(kind).details(connection, numbers, today or date.today())

    async def held(self, kind: str) -> Searchable:
        """What is held of a kind; the first call loads it, later ones renew it in the background.

        Raises:
            UnknownKindError: the catalogue has no entries of that kind.
        """
        if kind not in self._held:
            await self._start_loading(kind)
        elif time.monotonic() - self._checked >= CHECK_SECONDS:
            self._checked = time.monotonic()
            async with self._engine.connect() as connection:
                number = await revision(connection)
            if any(held != number for held, _ in self._held.values()):
                for name in self._held:
                    self._start_loading(name)
        return self._held[kind][1]

    def _start_loading(self, kind: str) -> asyncio.Task[None]:
        if kind not in self._loading:
            task = asyncio.create_task(self._load(kind))
            self._loading[kind] = task
            task.add_done_callback(lambda done: self._loaded(kind, done))
        return self._loading[kind]

    async def _load(self, kind: str) -> None:
        url = self._engine.url.render_as_string(hide_password=False)
        self._held[kind] = await asyncio.to_thread(_load_apart, url, kind, self._municipalities)

    def _loaded(self, kind: str, task: asyncio.Task[None]) -> None:
        del self._loading[kind]
        if not task.cancelled() and (error := task.exception()) is not None:
            _LOG.error("could not load the catalogue's %s: %s", kind, error)


def _load_apart(url: str, kind: str, municipalities: Collection[str]) -> tuple[int, Searchable]:
    """Load in a thread with a loop and a connection of its own, so that searches go on meanwhile."""
    return asyncio.run(_read(url, kind, municipalities))


async def _read(url: str, kind: str, municipalities: Collection[str]) -> tuple[int, Searchable]:
    engine = create_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            # The number first: what changes while the rows are read is then read again.
            number = await revision(connection)
            return number, await kind_named(kind).load(connection, municipalities)
    finally:
        await engine.dispose()
