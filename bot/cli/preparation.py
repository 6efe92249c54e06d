"""What must be there before the parts start: a database with its schema, the embedded one's contents, a model."""

from __future__ import annotations

import asyncio
import os
import sys

from sqlalchemy import func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.cli.parts import LOG_FOLDER
from bot.settings import PROJECT_ROOT, SettingError, Settings, variable
from bot.setup.console import Step, run_logged

DEFAULTS = Settings()
_DRIVERS = ("sqlite+aiosqlite", "postgresql+asyncpg")


def check_database_url(url: str) -> None:
    """Refuse what no supported driver understands.

    Raises:
        SettingError: the URL cannot be read, or names another database.
    """
    try:
        driver = make_url(url).drivername
    except (ArgumentError, ValueError):
        driver = ""
    if driver not in _DRIVERS:
        raise SettingError(
            f"{variable('database_url')} does not work: it takes sqlite+aiosqlite:///FILE or "
            "postgresql+asyncpg://USER:PASSWORD@HOST/NAME."
        )


def prepare_database(settings: Settings) -> None:
    """Bring the schema up to date; the embedded database gets the stock, and sample employers when it has none.

    Raises:
        SettingError: the database's URL does not work.
        SetupError: the stock or the sample data could not be brought in.
    """
    from bot.database import migrate

    check_database_url(settings.database_url)
    with Step("Preparing the database"):
        migrate(settings.database_url)
        embedded = settings.database_url == DEFAULTS.database_url
        needs_samples = embedded and asyncio.run(_is_empty(settings))
    if embedded:
        with Step("Bringing in programmes, places, events and occupations"):
            _run_apart(settings, "stock", "catalogue", "stock")
    if needs_samples:
        with Step("Filling it with sample employers and offers"):
            _run_apart(settings, "samples", "catalogue", "samples")


async def _is_empty(settings: Settings) -> bool:
    from bot.catalogue.tables import Employer
    from bot.database import create_engine

    engine = create_engine(settings.database_url)
    try:
        async with engine.connect() as connection:
            return not await connection.scalar(select(func.count()).select_from(Employer))
    finally:
        await engine.dispose()


def prepare_model(settings: Settings) -> None:
    """Train when no model fits what is here now.

    Raises:
        SetupError: the training failed.
    """
    with Step("Looking for a model that fits"):
        from bot.assistant.training import fits

        found = fits(settings)
    if not found:
        with Step("Training"):
            _run_apart(settings, "train", "train", "--force")


def _run_apart(settings: Settings, log: str, *arguments: str) -> None:
    """Run a command of ours in a process of its own, so that its memory is given back before the parts start."""
    command = [sys.executable, "-m", "bot.cli", *arguments]
    run_logged(command, LOG_FOLDER / f"{log}.log", {**os.environ, **settings.as_environment()}, cwd=PROJECT_ROOT)
