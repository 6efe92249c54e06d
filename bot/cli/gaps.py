"""`kumpel gaps …`: what was asked for and not there, counted, shown and written for the regional council."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

import click
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cli.preparation import with_engine
from bot.console.gaps.export import FORMATS, write_export
from bot.conversations.gaps.asks import SINGLE
from bot.conversations.gaps.periods import checked_length
from bot.conversations.gaps.report import Known, Report, Row, available, read_report
from bot.conversations.gaps.rollup import Counted, roll_up
from bot.conversations.gaps.words import count_words, label_of, period_name, span_name
from bot.phrases import phrase
from bot.region import load_region
from bot.settings import load_settings

MOST_ROWS = 10
NOTHING_FOUND = 1
"""Exit code: there is no closed period to show."""
_MONTH = click.DateTime(formats=["%Y-%m"])
_FIRST = click.option("--from", "first", type=_MONTH, help="First month, 2026-09. Default: the first that is counted.")
_LAST = click.option("--to", "last", type=_MONTH, help="Last month. Default: the last that is closed.")


@click.group()
def gaps() -> None:
    """Demand and gaps: count, show, export. Numbers under 5 are in none of them."""


@gaps.command()
def count() -> None:
    """Count the periods that are not closed, as the log's writer does every hour."""
    settings = load_settings()
    months, now = checked_length(settings.gaps_months), datetime.now(timezone.utc)

    async def work(engine: AsyncEngine) -> list[Counted]:
        return await roll_up(engine, now, months)

    for each in with_engine(work):
        state = "closed" if each.closed else "running"
        click.echo(f"{each.period.start:%Y-%m}  {each.period.months} months  {state}  {each.cells} values shown")


@gaps.command()
@_FIRST
@_LAST
def show(first: datetime | None, last: datetime | None) -> None:
    """Print the report of closed periods."""
    report = _report(first, last)
    click.echo(f"{phrase('gaps.heading')}, {span_name([each.period for each in report.periods])}")
    click.echo(f"{phrase('gaps.figures.conversations')}: {count_words(report.conversations)}")
    for each in report.periods:
        click.echo(_line(period_name(each.period), each.all))
    for dimension in SINGLE:
        click.echo(f"\n{phrase(f'gaps.dimensions.{dimension}')}")
        for row in report.tables[dimension][:MOST_ROWS]:
            click.echo(_line(label_of(dimension, row.value), row))


@gaps.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_FIRST
@_LAST
def export(file: Path, first: datetime | None, last: datetime | None) -> None:
    """Write the report of closed periods to FILE, which ends in .xlsx or .csv."""
    if file.suffix[1:] not in FORMATS:
        raise click.BadParameter(f"{file} has to end in .xlsx or .csv.")
    write_export(file, _report(first, last), load_region(load_settings().region))
    click.echo(str(file))


def _report(first: datetime | None, last: datetime | None) -> Report:
    async def work(engine: AsyncEngine) -> Report:
        chosen = _chosen(await available(engine), first, last)
        return await read_report(engine, [each.period.start for each in chosen])

    report = with_engine(work)
    if not report.periods:
        click.echo("No period of that time is closed yet; `kumpel gaps count` counts what there is.", err=True)
        raise click.exceptions.Exit(NOTHING_FOUND)
    return report


def _chosen(known: Sequence[Known], first: datetime | None, last: datetime | None) -> list[Known]:
    return [
        each
        for each in known
        if each.closed
        and (first is None or each.period.end > first.date())
        and (last is None or each.period.start <= last.date())
    ]


def _line(label: str, row: Row) -> str:
    names = ("missing", "none", "widened", "found")
    counts = ", ".join(f"{phrase(f'gaps.columns.{name}')} {count_words(getattr(row, name))}" for name in names)
    return f"  {label}: {counts}"
