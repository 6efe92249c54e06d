"""Trainings from what was taught: one at a time, with signs of life, a report, and what became of their models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.correction_tables import Training
from bot.conversations.records import aware

WAITING, TRAINING, COMPARING = "waiting", "training", "comparing"
READY, FAILED, PROMOTED, DROPPED = "ready", "failed", "promoted", "dropped"
STATES = (WAITING, TRAINING, COMPARING, READY, FAILED, PROMOTED, DROPPED)
UNDER_WAY = (WAITING, TRAINING, COMPARING)
SILENCE = timedelta(minutes=2)
"""After this long without a sign of life a training is over."""
PAGE = 20


@dataclass(frozen=True)
class Trained:
    """A training as it stands."""

    number: int
    started_by: str
    started_at: datetime
    beat_at: datetime
    state: str
    model: str
    lessons: list[int]
    report: dict[str, Any]
    decided_by: str
    decided_at: datetime | None
    reason: str

    def goes_on(self, now: datetime) -> bool:
        """Whether it is under way and has not fallen silent."""
        return self.state in UNDER_WAY and now - self.beat_at < SILENCE


_COLUMNS = [getattr(Training, field.name) for field in fields(Trained)]


async def begin_training(engine: AsyncEngine, by: str, lessons: Sequence[int]) -> int | None:
    """A new training's number; None while another is under way."""
    now = datetime.now(timezone.utc)
    if any(one.goes_on(now) for one in await list_trainings(engine)):
        return None
    values = {"started_by": by, "started_at": now, "beat_at": now, "state": WAITING, "lessons": list(lessons)}
    new = insert(Training).values(**values, model="", report={}, decided_by="", reason="")
    async with engine.begin() as connection:
        return int((await connection.execute(new.returning(Training.number))).scalar_one())


async def beat(engine: AsyncEngine, number: int, **changed: Any) -> None:
    """A sign of life, and what has changed."""
    values = {**changed, "beat_at": datetime.now(timezone.utc)}
    async with engine.begin() as connection:
        await connection.execute(update(Training).where(Training.number == number).values(**values))


async def settle(engine: AsyncEngine, number: int, state: str, by: str, reason: str) -> None:
    """What somebody decided about a training's model."""
    await beat(engine, number, state=state, decided_by=by, decided_at=datetime.now(timezone.utc), reason=reason)


async def list_trainings(engine: AsyncEngine) -> list[Trained]:
    """The newest trainings; `PAGE` at most."""
    query = select(*_COLUMNS).order_by(Training.number.desc()).limit(PAGE)
    async with engine.connect() as connection:
        return [_trained(row) for row in (await connection.execute(query)).mappings()]


async def find_training(engine: AsyncEngine, number: int) -> Trained | None:
    """One training."""
    async with engine.connect() as connection:
        row = (await connection.execute(select(*_COLUMNS).where(Training.number == number))).mappings().one_or_none()
    return _trained(row) if row else None


def _trained(row: Mapping[Any, Any]) -> Trained:
    times = {name: row[name] and aware(row[name]) for name in ("started_at", "beat_at", "decided_at")}
    return Trained(**{**row, **times})
