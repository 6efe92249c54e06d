"""Engines as every room gets them: one file for all processes, constraints that hold."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.catalogue.tables import JobOffer
from bot.conversations.tables import RunningConversation
from bot.database import Base, absolute_url, create_engine, migrate_async
from bot.settings import PROJECT_ROOT


def test_a_relative_file_is_the_same_from_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert absolute_url("sqlite+aiosqlite:///var/x.sqlite") == f"sqlite+aiosqlite:///{PROJECT_ROOT}/var/x.sqlite"


def test_the_folder_of_a_file_is_made(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/new/deep/x.sqlite"
    assert absolute_url(url) == url
    assert (tmp_path / "new" / "deep").is_dir()


@pytest.mark.parametrize(
    "url", ["sqlite+aiosqlite:///:memory:", "sqlite+aiosqlite://", "postgresql+asyncpg://kumpel:p%40ss@db/kumpel"]
)
def test_other_urls_stay_as_they_are(url: str) -> None:
    assert absolute_url(url) == url


@pytest.fixture
async def sqlite(sqlite_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(sqlite_url)
    yield engine
    await engine.dispose()


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("foreign_keys", 1), ("busy_timeout", 10000), ("synchronous", 1)]
)
async def test_sqlite_is_prepared_to_be_shared(sqlite: AsyncEngine, pragma: str, value: object) -> None:
    async with sqlite.connect() as connection:
        assert await connection.scalar(text(f"PRAGMA {pragma}")) == value


async def test_two_writers_wait_for_each_other(sqlite_url: str) -> None:
    engines = [create_engine(sqlite_url), create_engine(sqlite_url)]

    async def write(engine: AsyncEngine, sender: str) -> None:
        for number in range(20):
            async with engine.begin() as connection:
                await connection.execute(insert(RunningConversation).values(row(f"{sender}{number}")))

    await asyncio.gather(*(write(engine, name) for engine, name in zip(engines, "ab", strict=True)))
    async with engines[0].connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(RunningConversation)) == 40
    for engine in engines:
        await engine.dispose()


async def test_an_offer_without_its_employer_is_refused(engine: AsyncEngine) -> None:
    today = datetime.now(timezone.utc).date()
    offer = {"employer_id": 999, "kind": "job", "title": "x", "source": "x", "source_id": "1", "checked_on": today}
    with pytest.raises(IntegrityError):
        async with engine.begin() as connection:
            await connection.execute(insert(JobOffer).values(offer | {"features": [], "sample": True}))


def row(sender: str) -> dict[str, object]:
    return {"sender_id": sender, "events": [], "updated_at": datetime.now(timezone.utc)}


async def test_migrating_again_changes_nothing(database_url: str, engine: AsyncEngine) -> None:
    await migrate_async(database_url)
    async with engine.connect() as connection:
        names = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
    assert names == {*Base.metadata.tables, "alembic_version"}


def test_constraints_have_names_so_that_migrations_can_change_them() -> None:
    unnamed = [
        constraint
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if constraint.name is None
    ]
    assert unnamed == []
