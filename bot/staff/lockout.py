"""Against guessing: after some failures in a row a name, an address and both together wait, each time twice as long."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.staff.tables import StaffFailure

FREE_FAILURES = {"pair": 4, "address": 20, "name": 30}
"""Failures in a row without a wait. An office shares one address; from elsewhere nobody locks a name out quickly."""
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(hours=24)

Subject = tuple[str, str]
"""A key of `FREE_FAILURES`, and who wants to log in, where from, or both."""


def subjects_of(name: str, address: str) -> list[Subject]:
    """What an attempt counts for."""
    return [("pair", f"{name} {address}"), ("address", address), ("name", name)]


async def wait_of(engine: AsyncEngine, subjects: Sequence[Subject], now: datetime) -> timedelta:
    """How long until one may try again; zero when at once."""
    query = select(StaffFailure.locked_until).where(StaffFailure.subject.in_([_hash(item) for item in subjects]))
    async with engine.connect() as connection:
        ends = [_aware(moment) for moment in await connection.scalars(query)]
    return max([*(end - now for end in ends), timedelta()])


async def failed(engine: AsyncEngine, subjects: Sequence[Subject], now: datetime) -> None:
    """Note a failure of each."""
    async with engine.begin() as connection:
        for subject in subjects:
            this = StaffFailure.subject == _hash(subject)
            row = (await connection.execute(select(StaffFailure).where(this))).mappings().one_or_none()
            fresh = row is None or _aware(row["failed_at"]) < now - FORGOTTEN_AFTER
            count = 1 if row is None or fresh else row["count"] + 1
            values = {"count": count, "failed_at": now, "locked_until": now + wait_after(subject[0], count)}
            if row is None:
                await connection.execute(insert(StaffFailure).values(subject=_hash(subject), **values))
            else:
                await connection.execute(update(StaffFailure).where(this).values(**values))


async def succeeded(engine: AsyncEngine, subjects: Sequence[Subject]) -> None:
    """A success ends the row of failures."""
    async with engine.begin() as connection:
        hashes = [_hash(subject) for subject in subjects]
        await connection.execute(delete(StaffFailure).where(StaffFailure.subject.in_(hashes)))


def wait_after(kind: str, count: int) -> timedelta:
    """The wait after so many failures in a row."""
    over = count - FREE_FAILURES[kind]
    return timedelta() if over <= 0 else min(FIRST_WAIT * 2 ** min(over - 1, 20), LONGEST_WAIT)


def _hash(subject: Subject) -> str:
    kind, value = subject
    return hashlib.sha256(f"{kind} {value.strip().lower()}".encode("utf-8", "replace")).hexdigest()


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
