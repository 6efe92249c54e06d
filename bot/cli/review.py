"""`kumpel catalogue review …`: what staff have to confirm."""

from __future__ import annotations

from datetime import date

import click
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.catalogue.exchange.entries import KINDS
from bot.catalogue.reviews import NothingToReviewError, OpenReview, clear_review, open_reviews
from bot.cli.catalogue import with_engine
from bot.phrases import phrase

_KIND_NAMES = [kind.name for kind in KINDS]


@click.group()
def review() -> None:
    """List what has to be confirmed, and settle it."""


@review.command("list")
@click.option("--kind", type=click.Choice(_KIND_NAMES), help="Only this kind of entry.")
def list_reviews(kind: str | None) -> None:
    """List all entries with something to confirm."""
    found = with_engine(lambda engine: _read(engine, kind))
    for each in found:
        click.echo(phrase("exchange.review.line", **vars(each)))
    click.echo(phrase("exchange.review.count", count=len(found)))


async def _read(engine: AsyncEngine, kind: str | None) -> list[OpenReview]:
    async with engine.connect() as connection:
        return await open_reviews(connection, kind)


@review.command("clear")
@click.argument("kind", type=click.Choice(_KIND_NAMES))
@click.argument("number")
@click.option("--source", help="Only the entry of this source.")
def clear(kind: str, number: str, source: str | None) -> None:
    """Settle what has to be confirmed of the entry NUMBER; a new note counts again. Exits with 1 when there is none."""
    try:
        count = with_engine(lambda engine: clear_review(engine, kind, number, date.today(), source))
    except NothingToReviewError as error:
        raise click.ClickException(phrase("exchange.review.nothing", kind=kind, number=number)) from error
    click.echo(phrase("exchange.review.cleared", count=count, kind=kind, number=number))
