"""The audit trail: who read or did what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.staff.tables import StaffDeed

PAGE = 100


@dataclass(frozen=True)
class Deed:
    """One line of the trail."""

    number: int
    at: datetime
    name: str
    deed: str
    target: str


async def note(engine: AsyncEngine, name: str, deed: str, target: str = "") -> None:
    """Add a line. `deed` is a key of `console.deeds` in the phrases."""
    async with engine.begin() as connection:
        now = datetime.now(timezone.utc)
        await connection.execute(insert(StaffDeed).values(at=now, name=name[:64], deed=deed, target=target[:64]))


async def note_all(engine: AsyncEngine, name: str, deed: str, targets: Sequence[str]) -> None:
    """Add a line for each target."""
    now = datetime.now(timezone.utc)
    lines = [{"at": now, "name": name[:64], "deed": deed, "target": target[:64]} for target in targets]
    if lines:
        async with engine.begin() as connection:
            await connection.execute(insert(StaffDeed), lines)


async def trail(engine: AsyncEngine, before: int | None = None) -> list[Deed]:
    """The newest lines first, those before a number when one is given; `PAGE` at most."""
    query = select(StaffDeed.number, StaffDeed.at, StaffDeed.name, StaffDeed.deed, StaffDeed.target)
    if before is not None:
        query = query.where(StaffDeed.number < before)
    async with engine.connect() as connection:
        rows = await connection.execute(query.order_by(StaffDeed.number.desc()).limit(PAGE))
        return [Deed(*row) for row in rows]
