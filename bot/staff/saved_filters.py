"""Filters that staff keep for themselves or share; of a name one each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.staff.tables import SavedFilter

LONGEST_NAME = 60
MOST = 40


class TooManyFiltersError(ValueError):
    """Somebody has kept as many as one may."""


@dataclass(frozen=True)
class Saved:
    """A filter that was kept. `fields` as they stand in an address."""

    id: int
    owner: str
    name: str
    fields: dict[str, str]
    shared: bool


async def save(engine: AsyncEngine, owner: str, name: str, fields: Mapping[str, str], *, shared: bool) -> None:
    """Keep a filter; one of the same name is replaced.

    Raises:
        TooManyFiltersError: the owner has `MOST` already.
    """
    its = (SavedFilter.owner == owner, SavedFilter.name == name)
    values = {"fields": dict(fields), "shared": shared}
    async with engine.begin() as connection:
        if (await connection.execute(update(SavedFilter).where(*its).values(**values))).rowcount:
            return
        owned = select(func.count()).select_from(SavedFilter).where(SavedFilter.owner == owner)
        if (await connection.scalar(owned) or 0) >= MOST:
            raise TooManyFiltersError(name)
        await connection.execute(insert(SavedFilter).values(owner=owner, name=name, **values))


async def visible_to(engine: AsyncEngine, name: str) -> list[Saved]:
    """One's own and those that colleagues share, by name."""
    kept = SavedFilter
    query = select(kept.id, kept.owner, kept.name, kept.fields, kept.shared)
    theirs = query.where(or_(kept.owner == name, kept.shared)).order_by(kept.name, kept.owner)
    async with engine.connect() as connection:
        return [Saved(*row) for row in await connection.execute(theirs)]


async def remove(engine: AsyncEngine, owner: str, number: int) -> bool:
    """Delete one of one's own; whether there was one."""
    this = (SavedFilter.id == number, SavedFilter.owner == owner)
    async with engine.begin() as connection:
        return bool((await connection.execute(delete(SavedFilter).where(*this))).rowcount)
