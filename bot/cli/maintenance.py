"""`kumpel migrate` and `kumpel status`."""

from __future__ import annotations

import asyncio
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import click
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.cli.parts import actions, rasa, web
from bot.cli.preparation import check_database_url
from bot.cli.process import Part
from bot.settings import Settings, load_settings

_CHECK_SECONDS = 3.0


@click.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from bot.database import migrate as migrate_database

    settings = load_settings()
    check_database_url(settings.database_url)
    migrate_database(settings.database_url)
    click.echo(f"{_shown(settings)} has schema {asyncio.run(_schema(settings))}.")


@click.command()
def status() -> None:
    """Show what runs, the database, the model and the German pipeline; exits with 1 when a part does not run."""
    settings = load_settings()
    check_database_url(settings.database_url)
    running = {part.name: answers(part) for part in (web(settings), rasa(settings), actions(settings))}
    for name, runs in running.items():
        click.echo(f"{name:10}{'runs' if runs else 'does not run'}")
    click.echo(f"{'database':10}{_shown(settings)}, schema {asyncio.run(_schema(settings)) or 'missing'}")
    click.echo(f"{'model':10}{_model(settings)}")
    if not all(running.values()):
        raise click.exceptions.Exit(1)


def answers(part: Part) -> bool:
    """Whether a part answers. A token that it asks for and we do not know is an answer too; a proxy is not asked."""
    try:
        with build_opener(ProxyHandler({})).open(part.health_url, timeout=_CHECK_SECONDS):
            return True
    except URLError as error:
        return getattr(error, "code", None) == 401
    except OSError:
        return False


def _shown(settings: Settings) -> str:
    return make_url(settings.database_url).render_as_string(hide_password=True)


async def _schema(settings: Settings) -> str | None:
    """The revision that Alembic noted in the database; None before the first migration."""
    from bot.database import create_engine

    engine = create_engine(settings.database_url)
    try:
        async with engine.connect() as connection:
            revision = await connection.scalar(text("select version_num from alembic_version"))
            return str(revision) if revision else None
    except SQLAlchemyError:
        return None
    finally:
        await engine.dispose()


def _model(settings: Settings) -> str:
    from bot.assistant.spacy_pipeline import installed_pipeline
    from bot.assistant.training import fits, models

    cards = models(settings)
    if not cards:
        return f"none (spaCy: {installed_pipeline()})"
    verdict = "fits" if fits(settings) else "does not fit what is here now: `kumpel train`"
    return f"{cards[0]['file']}, {verdict} (spaCy: {cards[0]['spacy']})"
