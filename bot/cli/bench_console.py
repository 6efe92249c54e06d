"""`kumpel bench console`: how long the console's pages take with a large log, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta, timezone
from urllib.parse import urlencode

import click
import numpy as np
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cli import bench_console_data as data
from bot.cli.bench_search import DATABASES, fresh_database
from bot.console.app import create_app
from bot.console.guard import COOKIE
from bot.conversations.inbox import Filter, find_conversations
from bot.conversations.records import OUTCOMES
from bot.database import create_engine, migrate
from bot.figures import Bar, as_json, as_lines
from bot.settings import load_settings
from bot.staff import accounts, sessions
from bot.staff.accounts import Person

INBOX_LIMITS_MS = {"sqlite": 1000.0, "postgres": 300.0}
OVERVIEW_LIMIT_MS = 1000.0
_WARM_UP = 5
_OVERVIEWS = 5


@dataclass(frozen=True)
class Run:
    """Pages over one log in one database; times in milliseconds from asking to the whole page."""

    database: str
    version: str
    conversations: int
    turns: int
    pages: int
    p50: float
    p95: float
    max: float
    slowest: list[tuple[float, str]]
    conversation_p95: float
    """A conversation with its neighbours within a filter."""
    overview: float
    """Of 30 days, as it opens; the slowest."""
    overview_of_all: float
    """Of 90 days; the slowest."""
    fill_seconds: float


@click.command()
@click.option("--json", "json_wanted", is_flag=True, help="One JSON object.")
@click.option("--database", type=click.Choice([*DATABASES, "both"]), default="both", show_default=True)
@click.option("--conversations", type=click.IntRange(min=100), default=1_000_000, show_default=True)
@click.option("--pages", type=click.IntRange(min=20), default=300, show_default=True)
def console(json_wanted: bool, database: str, conversations: int, pages: int) -> None:
    """Measure inbox pages with mixed filters, and the overview; exits with 1 when a limit is missed."""
    runs = [_measure(name, conversations, pages) for name in (DATABASES if database == "both" else (database,))]
    bars = [bar for run in runs for bar in _bars(run)]
    if json_wanted:
        versions = {run.database: run.version for run in runs}
        click.echo(as_json("bench console", versions, bars, runs=[asdict(run) for run in runs]))
    else:
        click.echo(as_lines(bars))
    if not all(bar.ok for bar in bars):
        raise SystemExit(1)


def _bars(run: Run) -> list[Bar]:
    return [
        Bar(f"inbox page p95 {run.database}", run.p95, "ms", INBOX_LIMITS_MS[run.database]),
        Bar(f"conversation page p95 {run.database}", run.conversation_p95, "ms", INBOX_LIMITS_MS[run.database]),
        Bar(f"overview, 30 days, {run.database}", run.overview, "ms", OVERVIEW_LIMIT_MS),
        Bar(f"overview, 90 days, {run.database}", run.overview_of_all, "ms", OVERVIEW_LIMIT_MS),
    ]


def _measure(database: str, conversations: int, pages: int) -> Run:
    with fresh_database(database) as url:
        migrate(url)
        return asyncio.run(_run(database, url, conversations, pages))


async def _run(database: str, url: str, conversations: int, pages: int) -> Run:
    engine = create_engine(url)
    try:
        started = time.perf_counter()
        await data.fill_log(engine, conversations)
        filled = time.perf_counter() - started
        async with _browser(engine, url) as client:
            asked = await inbox_pages(engine, pages)
            times = await _times(client, asked)
            reading = await _times(client, await _conversation_pages(engine))
            overview = await _times(client, ["/"] * _OVERVIEWS)
            first = (datetime.now(timezone.utc) - timedelta(days=data.DAYS)).date()
            everything = await _times(client, [f"/?from={first.isoformat()}"] * _OVERVIEWS)
    finally:
        await engine.dispose()
    p50, p95, slowest = (round(float(value), 1) for value in np.percentile(times, [50, 95, 100]))
    return Run(
        database=database,
        version=".".join(map(str, engine.dialect.server_version_info or ())),
        conversations=conversations,
        turns=conversations * data.TURNS,
        pages=pages,
        p50=p50,
        p95=p95,
        max=slowest,
        slowest=sorted(zip((round(each, 1) for each in times), asked, strict=True), reverse=True)[:10],
        conversation_p95=round(float(np.percentile(reading, 95)), 1),
        overview=round(max(overview), 1),
        overview_of_all=round(max(everything), 1),
        fill_seconds=round(filled, 1),
    )


@asynccontextmanager
async def _browser(engine: AsyncEngine, url: str) -> AsyncIterator[ClientSession]:
    """Somebody who is logged in to a console on this database."""
    await accounts.add(engine, "bench", "reviewer", "a long password for the bench")
    login = await sessions.begin(engine, Person("bench", "reviewer"), datetime.now(timezone.utc))
    server = TestServer(create_app(replace(load_settings(), database_url=url, console_idle_minutes=600)))
    await server.start_server()
    try:
        async with ClientSession(server.make_url(""), cookies={COOKIE: login.token}) as client:
            yield client
    finally:
        await server.close()


async def _times(client: ClientSession, paths: Sequence[str]) -> list[float]:
    times = []
    for path in [*paths[:_WARM_UP], *paths]:
        started = time.perf_counter()
        async with client.get(path) as response:
            await response.read()
            response.raise_for_status()
        times.append(1000 * (time.perf_counter() - started))
    return times[len(paths[:_WARM_UP]) :]


async def inbox_pages(engine: AsyncEngine, count: int) -> list[str]:
    """Addresses with no filter, one, or several, of which some find nothing; one in five is a later page."""
    draw = np.random.default_rng(data.SEED + 1)
    deep = (await find_conversations(engine, Filter(until=datetime.now(timezone.utc) - timedelta(days=40))))[0]
    after = {"after": f"{deep.last_at.isoformat()}_{deep.key}"}
    ways = _ways(datetime.now(timezone.utc).date())
    paths = []
    for _ in range(count):
        some = draw.choice(len(ways), int(draw.choice([0, 1, 1, 2, 2, 3])), replace=False)
        fields = {name: str(draw.choice(values)) for name, values in (ways[int(way)] for way in some)}
        paths.append(f"/inbox?{urlencode({**fields, **(after if draw.random() < 0.2 else {})})}")
    return paths


def _ways(today: date) -> list[tuple[str, Sequence[str]]]:
    """Fields with values that many conversations have and values that few or none have."""
    days = [(today - timedelta(days=number)).isoformat() for number in (0, 3, 30, 80)]
    words = (
        "koch",
        "dortmund",
        "pflege",
        "koch essen",
        "fachkraft lager",
        "special15500",
        "special19999 koch",
        "nosuchword",
    )
    return [
        ("channel", data.CHANNELS),
        ("language", data.LANGUAGES),
        ("outcome", (*OUTCOMES, "named")),
        ("goal", data.GOALS),
        ("fallback", ("0", "1")),
        ("below", ("5", "20", "50", "100")),
        ("reviewed", ("0", "1")),
        ("reviewer", (*data.STAFF, "nobody")),
        ("flagged", ("0", "1")),
        ("assigned", (*data.STAFF, "-")),
        ("tag", (*data.TAGS, "none")),
        ("from", days),
        ("to", days),
        ("q", words),
        ("q", words),
    ]


async def _conversation_pages(engine: AsyncEngine) -> list[str]:
    found = await find_conversations(engine, Filter())
    filters = ("", "?language=ro", "?goal=crisis&reviewed=0", "?q=koch", "?flagged=1&channel=sms")
    return [f"/conversations/{each.key}{filters[number % len(filters)]}" for number, each in enumerate(found)]
