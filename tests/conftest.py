"""Databases for all tiers: each test gets a migrated one of its own, on SQLite or on a real PostgreSQL."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.catalogue.samples import fill
from bot.catalogue.stock import fill_stock
from bot.cli.embedded_postgres import create_database, drop_database, embedded_postgres
from bot.conversations.spool import Spool
from bot.database import create_engine, migrate
from bot.settings import PROJECT_ROOT, Settings

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


def migrate_apart(url: str) -> None:
    """Migrate in a thread: the migrations run a loop of their own."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(migrate, url).result()


def fill_apart(url: str, filling: Callable[[AsyncEngine], Awaitable[object]] = fill) -> None:
    """Bring entries (by default the sample catalogue) into a migrated database, in a thread with a loop of its own."""

    async def fill_and_close() -> None:
        engine = create_engine(url)
        await filling(engine)
        await engine.dispose()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, fill_and_close()).result()


@pytest.fixture(scope="session")
def trained_model() -> Path:
    """The newest model; it is trained, in a process of its own, when none fits what is to be tested."""
    from bot.assistant.training import fits, newest_model  # brings spaCy, which few tests need

    settings = Settings()
    if not fits(settings):
        subprocess.run([sys.executable, "-m", "bot.cli", "train"], cwd=PROJECT_ROOT, check=True, capture_output=True)
    return newest_model(settings)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a running PostgreSQL 18's own database; for databases of one's own see `postgres_url`."""
    with embedded_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """A migrated database that nobody connects to, so that copying it is quick."""
    url = create_database(postgres_server)
    migrate_apart(url)
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    migrate_apart(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def sqlite_samples(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with the whole sample catalogue; copy it before writing."""
    path = tmp_path_factory.mktemp("samples") / "samples.sqlite"
    shutil.copy(sqlite_template, path)
    fill_apart(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def sqlite_stock(sqlite_samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with the sample catalogue and the whole stock; copy it before writing."""
    path = tmp_path_factory.mktemp("stock") / "stock.sqlite"
    shutil.copy(sqlite_samples, path)
    fill_apart(f"sqlite+aiosqlite:///{path}", fill_stock)
    return path


@pytest.fixture(scope="session")
def postgres_samples(postgres_server: str, postgres_template: str) -> str:
    """A migrated PostgreSQL database with the whole sample catalogue, for one user at a time."""
    url = create_database(postgres_server, postgres_template)
    fill_apart(url)
    return url


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite database of this test's own."""
    path = tmp_path / "kumpel.sqlite"
    shutil.copy(sqlite_template, path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """A migrated PostgreSQL database of this test's own."""
    url = create_database(postgres_server, postgres_template)
    yield url
    shutil.rmtree(Spool.of(make_url(url)).folder, ignore_errors=True)
    drop_database(postgres_server, url)


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of this test's own, once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=BOTH)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'empty.sqlite'}"
        return
    server = request.getfixturevalue("postgres_server")
    url = create_database(server)
    yield url
    drop_database(server, url)


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on `database_url`."""
    engine = create_engine(database_url)
    yield engine
    await engine.dispose()
