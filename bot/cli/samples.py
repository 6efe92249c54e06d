"""`kumpel catalogue samples`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from bot.settings import load_settings

if TYPE_CHECKING:
    from bot.catalogue.exchange import ImportOutcome


@click.command()
def samples() -> None:
    """Fill the catalogue with fictional employers and offers, all marked as examples. Again: nothing changes."""
    show_counts(asyncio.run(_fill(load_settings().database_url)))


def show_counts(outcome: ImportOutcome) -> None:
    """Say what an import did, a line for each kind of entry."""
    for name, counts in outcome.counts.items():
        click.echo(
            f"{name}: {counts.new} new, {counts.changed} changed, {counts.unchanged} unchanged, {counts.ended} ended"
        )


async def _fill(url: str) -> ImportOutcome:
    from bot.catalogue.samples import fill
    from bot.database import create_engine

    engine = create_engine(url)
    try:
        return await fill(engine)
    finally:
        await engine.dispose()
