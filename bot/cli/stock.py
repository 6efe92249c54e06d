"""`kumpel catalogue stock`."""

from __future__ import annotations

import click

from bot.catalogue.stock import fill_stock
from bot.cli.catalogue import with_engine
from bot.cli.samples import show_counts


@click.command()
def stock() -> None:
    """Bring in the starting stock of programmes, places, events and occupations. Again: only what differs changes."""
    show_counts(with_engine(fill_stock))
