"""Engine, sessions and migrations, for SQLite and PostgreSQL by URL. Each room keeps its own tables on `Base`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
from async_timeout import timeout
from sqlalchemy import MetaData, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from bot.settings import PROJECT_ROOT

MIGRATIONS_DIR = Path(__file__).parent / "migrations"
OUTAGES = (DBAPIError, NoConnection, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, asyncio.TimeoutError)
"""What is raised when the database is away; asyncpg's own come through while it connects."""
_NO_OUTAGES = (IntegrityError, ProgrammingError, DataError)
_ANSWER_SECONDS = 3.0
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.1, 2.0

T = TypeVar("T")


class Base(DeclarativeBase):
    """Declarative base of all tables; the naming convention lets migrations name every constraint."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def absolute_url(url: str) -> str:
    """The URL with a relative SQLite file anchored at the project's root, so that every process means the same file."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return url
    path = (PROJECT_ROOT / parsed.database).resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    return parsed.set(database=str(path)).render_as_string(hide_password=False)


def create_engine(url: str, *, durable: bool = False, **options: Any) -> AsyncEngine:
    """An async engine. SQLite gets WAL, foreign keys and a busy time-out, so that the parts can share one file.

    With `durable` what is committed outlasts a power failure on SQLite, too; on PostgreSQL it does anyway.
    What is deleted from SQLite is overwritten, so that nobody finds it in the file.
    """
    engine = create_async_engine(absolute_url(url), **options)
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", partial(_prepare_sqlite, "FULL" if durable else "NORMAL"))
    return engine


async def through_outages(operation: Callable[[], Awaitable[T]], *, seconds: float | None = None) -> T:
    """Do something that is safe to do again, until the database lets it: for ever, or for some seconds.

    Raises:
        Exception: one of `OUTAGES` when the seconds are over, and at once whatever is no outage.
    """
    clock = asyncio.get_running_loop().time
    end, pause = None if seconds is None else clock() + seconds, _FIRST_PAUSE_SECONDS
    while True:
        try:
            return await operation()
        except OUTAGES as error:
            if isinstance(error, _NO_OUTAGES) or (end is not None and clock() + pause > end):
                raise
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)


async def answers(engine: AsyncEngine) -> bool:
    """Whether the database answers within some seconds."""
    try:
        async with timeout(_ANSWER_SECONDS), engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except OUTAGES:
        return False
    return True


def _prepare_sqlite(synchronous: str, connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        f"synchronous={synchronous}",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database to a schema revision. For the command line and tests, not inside a running loop."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS_DIR))
    config.attributes["url"] = absolute_url(url)
    command.upgrade(config, revision)


async def migrate_async(url: str) -> None:
    """`migrate` for callers inside a running event loop."""
    await asyncio.to_thread(migrate, url)
