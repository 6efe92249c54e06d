"""`kumpel conversations …`: what the log holds, and how it is made to forget."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import click
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cli.preparation import with_engine
from bot.conversations.erasure import erase as erase_conversation
from bot.conversations.gaps.periods import checked_length
from bot.conversations.gaps.rollup import roll_up
from bot.conversations.log_stats import LogStats, log_stats
from bot.conversations.receipts import Receipt, find_receipt
from bot.conversations.retention import purge_log
from bot.settings import load_settings

NOTHING_FOUND = 1
"""Exit code: nothing is stored under that key or number."""


@click.group()
def conversations() -> None:
    """The log of conversations: stats, purge, erase, receipt."""


@conversations.command()
@click.option("--json", "to_json", is_flag=True, help="Print one object.")
def stats(to_json: bool) -> None:
    """Count conversations and turns, what waits to be written, and what was lost."""
    found = with_engine(log_stats)
    click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2) if to_json else "\n".join(_lines(found)))


@conversations.command()
@click.option("--days", type=click.IntRange(min=0), help="Instead of KUMPEL_LOG_DAYS.")
def purge(days: int | None) -> None:
    """Delete conversations whose last message is older than the days that the settings allow."""
    settings = load_settings()
    now = datetime.now(timezone.utc)
    before = now - timedelta(days=settings.log_days if days is None else days)
    ended = now - timedelta(hours=settings.session_hours)
    months = checked_length(settings.gaps_months)

    async def count_and_purge(engine: AsyncEngine) -> int:
        await roll_up(engine, now, months)
        return await purge_log(engine, before, ended)

    count = with_engine(count_and_purge)
    click.echo(f"{count} conversations from before {before:%Y-%m-%d %H:%M} UTC were deleted.")


@conversations.command()
@click.argument("key")
def erase(key: str) -> None:
    """Erase the conversation KEY wherever it is stored, and print the receipt; exits with 1 when there is none."""
    receipt = with_engine(lambda engine: erase_conversation(engine, key.strip(), "staff"))
    if receipt is None:
        click.echo("Nothing is stored under this key.", err=True)
        raise click.exceptions.Exit(NOTHING_FOUND)
    click.echo(_receipt_line(receipt))


@conversations.command()
@click.argument("number")
def receipt(number: str) -> None:
    """Show what the receipt NUMBER proves; exits with 1 when there is none."""

    async def find(engine: AsyncEngine) -> Receipt | None:
        async with engine.connect() as connection:
            return await find_receipt(connection, number)

    found = with_engine(find)
    if found is None:
        click.echo("There is no such receipt.", err=True)
        raise click.exceptions.Exit(NOTHING_FOUND)
    click.echo(_receipt_line(found))


def _receipt_line(receipt: Receipt) -> str:
    counts = ", ".join(f"{place} {count}" for place, count in receipt.counts.items())
    at = f"{receipt.erased_at:%Y-%m-%d %H:%M:%S} UTC"
    return f"Receipt {receipt.number}: erased at {at} ({counts}), key hash {receipt.key_hash}"


def _lines(found: LogStats) -> list[str]:
    shown = {name: value for name, value in found.as_dict().items() if value is not None}
    return [
        f"{name:14} {', '.join(f'{key} {count}' for key, count in value.items()) if isinstance(value, dict) else value}"
        for name, value in shown.items()
    ]
