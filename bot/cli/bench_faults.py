"""`kumpel bench faults`: many chats at once while everything is killed at random; nothing acknowledged may be lost."""

from __future__ import annotations

import asyncio
import dataclasses
import random
import tempfile
from collections import Counter
from contextlib import AsyncExitStack
from functools import reduce
from operator import add
from pathlib import Path

import aiohttp
import click

from bot.cli.bench_chat import prepare
from bot.cli.embedded_postgres import mortal_postgres
from bot.cli.line.client import Person
from bot.cli.line.faults import Break, Breaker, broken, killing_postgres, locking_sqlite
from bot.cli.line.log import Faults, Log, faults_of
from bot.cli.line.site import running_site
from bot.cli.line.texts import texts
from bot.figures import Bar, as_json, as_lines
from bot.settings import Settings, load_settings
from bot.setup.console import end_on_signals

SILENCE_SECONDS = 10.0
_PAUSE_SECONDS = (3.0, 6.0)
_WATCHED, _WITHOUT_SOCKET = 5, 10
"""Every so many-th conversation has a second tab, or no WebSocket."""


@dataclasses.dataclass(frozen=True)
class Size:
    """How much is said and broken."""

    conversations: int
    messages: int
    kills: int
    seed: int
    longest_minutes: float


@click.command()
@click.option("--conversations", default=200, show_default=True, help="Chats at once.")
@click.option("--messages", default=8, show_default=True, help="Messages of each chat.")
@click.option("--kills", default=24, show_default=True, help="Kills of web, Rasa, action server and database.")
@click.option("--database", type=click.Choice(["both", "sqlite", "postgres"]), default="both", show_default=True)
@click.option("--seed", default=1, show_default=True, help="For the dice that choose what is broken when.")
@click.option("--minutes", default=15.0, show_default=True, help="Time after which what is unanswered counts as lost.")
@click.option("--json", "to_json", is_flag=True, help="One JSON object.")
def faults(
    conversations: int, messages: int, kills: int, database: str, seed: int, minutes: float, to_json: bool
) -> None:
    """Chats at once while parts are killed and connections cut; exits with 1 when anything is lost or doubled."""
    end_on_signals()
    size = Size(conversations, messages, kills, seed, minutes)
    bars: list[Bar] = []
    broken_things: dict[str, object] = {}
    for name in ("sqlite", "postgres") if database == "both" else (database,):
        more, broken_things[name] = asyncio.run(_measure(name, size))
        bars += more
    on = {"database": database, **dataclasses.asdict(size)}
    click.echo(as_json("bench faults", on, bars, broken=broken_things) if to_json else as_lines(bars))
    if not all(bar.ok for bar in bars):
        raise SystemExit(1)


async def _measure(database: str, size: Size) -> tuple[list[Bar], dict[str, int]]:
    settings = load_settings()
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kumpel-bench-")))
        settings, breaking = _database(database, settings, folder, stack)
        await prepare(settings)
        http = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
        site = await stack.enter_async_context(running_site(settings, folder, http))
        dice = random.Random(size.seed)  # noqa: S311  no secret
        longest = size.kills * sum(_PAUSE_SECONDS) / size.messages
        persons = [
            Person(http, site.address, texts(number, size.messages), lambda: dice.uniform(0, longest))
            for number in range(size.conversations)
        ]
        breaker = Breaker(site, persons, breaking, dice)
        unfinished = await _talk(persons, breaker, size)
        await site.ready(http)
        await asyncio.gather(*(person.finish() for person in persons))
        return _bars(database, [person.log for person in persons], unfinished), dict(breaker.done)


def _database(database: str, settings: Settings, folder: Path, stack: AsyncExitStack) -> tuple[Settings, Break]:
    if database == "sqlite":
        url = f"sqlite+aiosqlite:///{folder / 'bench.sqlite'}"
        return dataclasses.replace(settings, database_url=url), locking_sqlite(url)
    server = stack.enter_context(mortal_postgres())
    return dataclasses.replace(settings, database_url=server.url), killing_postgres(server)


async def _talk(persons: list[Person], breaker: Breaker, size: Size) -> int:
    """Let all talk while things break; returns how many had not ended when the time was over."""
    await asyncio.gather(*(person.begin() for person in persons))
    async with broken(breaker, size.kills, _PAUSE_SECONDS) as breaking:
        talks = [asyncio.create_task(_talk_of(number, person)) for number, person in enumerate(persons)]
        _, running = await asyncio.wait(talks, timeout=60 * size.longest_minutes)
        for talk in running:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await breaking
    return len(running)


async def _talk_of(number: int, person: Person) -> None:
    if number % _WITHOUT_SOCKET == _WITHOUT_SOCKET - 1:
        await person.talk_without_socket()
    else:
        await person.talk(watchers=int(number % _WATCHED == 0))


def _bars(database: str, logs: list[Log], unfinished: int) -> list[Bar]:
    found: Faults = reduce(add, map(faults_of, logs))
    acknowledged = sum(len(log.accepted) for log in logs)
    sent = sum(len(log.sent) for log in logs)
    apologies = sum(seen.is_apology for log in logs for seen in log.final)
    problems: Counter[str] = Counter(problem for log in logs for problem in log.problems)
    silences = [seconds for log in logs for seconds in log.silences]
    return [
        Bar(f"messages acknowledged, {database}", acknowledged, "", sent, at_least=True),
        Bar(f"acknowledged messages lost, {database}", found.lost, "", 0),
        Bar(f"doubles, {database}", found.doubled, "", 0),
        Bar(f"reorderings, {database}", found.reordered, "", 0),
        Bar(f"pages out of step, {database}", found.out_of_step, "", 0),
        Bar(f"messages given up, {database}", apologies, "", 0),
        Bar(f"refusals of good messages, {database}", problems.total(), "", 0),
        Bar(f"chats unfinished, {database}", unfinished, "", 0),
        Bar(f"longest silence on a connection, {database}", max(silences, default=0.0), "s", SILENCE_SECONDS),
    ]
