"""`kumpel catalogue stock`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from bot.settings import load_settings

if TYPE_CHECKING:
    from bot.catalogue.exchange import ImportOutcome


@click.command()
def stock() -> None:
    """Bring in the starting stock of programmes, places, events and occupations. Again: only what differs changes."""
    outcome = asyncio.run(_fill(load_settings().database_url))
    for name, counts in outcome.counts.items():
        click.echo(
            f"{name}: {counts.new} new, {counts.changed} changed, {counts.unchanged} unchanged, {counts.ended} ended"
        )


async def _fill(url: str) -> ImportOutcome:
    from bot.catalogue.stock import fill_stock
    from bot.database import create_engine, migrate_async

    await migrate_async(url)
    engine = create_engine(url)
    try:
        return await fill_stock(engine)
    finally:
        await engine.dispose()
