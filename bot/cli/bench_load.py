"""`kumpel bench load`: 100 chats at once through the public page, each with a message every 5 seconds."""

from __future__ import annotations

import asyncio
import dataclasses
import random
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from itertools import chain, repeat
from pathlib import Path

import aiohttp
import click

from bot.cli.bench_chat import prepare
from bot.cli.embedded_postgres import embedded_postgres
from bot.cli.line.client import Person
from bot.cli.line.log import faults_of
from bot.cli.line.site import running_site
from bot.cli.line.texts import texts
from bot.figures import Bar, as_json, as_lines
from bot.settings import load_settings
from bot.setup.console import end_on_signals

EVERY_SECONDS = 5.0
WARM_UP_MESSAGES = 2
"""Not counted: the first messages open the connections."""
PERCENTILE_95 = -1


@click.command()
@click.option("--conversations", default=100, show_default=True, help="Chats at once.")
@click.option("--messages", default=14, show_default=True, help="Messages of each chat, one every 5 seconds.")
@click.option("--database", type=click.Choice(["both", "sqlite", "postgres"]), default="both", show_default=True)
@click.option("--json", "to_json", is_flag=True, help="One JSON object.")
def load(conversations: int, messages: int, database: str, to_json: bool) -> None:
    """Chats at once, each with a message every 5 seconds; exits with 1 when the slowest twentieth takes over 1 s."""
    end_on_signals()
    names = ("sqlite", "postgres") if database == "both" else (database,)
    bars = [bar for name in names for bar in asyncio.run(_measure(name, conversations, messages))]
    on = {"database": database, "conversations": conversations, "messages": messages, "every_seconds": EVERY_SECONDS}
    click.echo(as_json("bench load", on, bars) if to_json else as_lines(bars))
    if not all(bar.ok for bar in bars):
        raise SystemExit(1)


async def _measure(database: str, conversations: int, messages: int) -> list[Bar]:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kumpel-bench-")))
        sqlite = f"sqlite+aiosqlite:///{folder / 'bench.sqlite'}"
        url = stack.enter_context(embedded_postgres()) if database == "postgres" else sqlite
        settings = dataclasses.replace(load_settings(), database_url=url)
        await prepare(settings)
        http = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
        site = await stack.enter_async_context(running_site(settings, folder, http))
        persons = [Person(http, site.address, texts(n, messages), _every(EVERY_SECONDS)) for n in range(conversations)]
        await asyncio.gather(*(person.begin() for person in persons))
        await asyncio.gather(*(person.talk() for person in persons))
        await asyncio.gather(*(person.finish() for person in persons))
    return _bars(database, persons)


def _every(seconds: float) -> Callable[[], float]:
    """Pauses of a person who begins at some moment of the first round and keeps the pace."""
    pauses: Iterator[float] = chain([random.uniform(0, seconds)], repeat(seconds))  # noqa: S311  no secret
    return lambda: next(pauses)


def _bars(database: str, persons: list[Person]) -> list[Bar]:
    delays = sorted(seconds for person in persons for seconds in person.log.delays[WARM_UP_MESSAGES:])
    wrong = sum(faults_of(person.log).lost for person in persons)
    twentieths = statistics.quantiles(delays, n=20)
    return [
        Bar(f"send to answer, p95, {database}", twentieths[PERCENTILE_95], "s", 1.0),
        Bar(f"send to answer, median, {database}", statistics.median(delays), "s", 1.0),
        Bar(f"messages without an answer, {database}", wrong, "", 0),
    ]
