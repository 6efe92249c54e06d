"""`kumpel bench search`: how long searches take in a large catalogue, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from bot.catalogue import Catalogue
from bot.catalogue.repository import read_index
from bot.cli.bench_data import TODAY, fill, searches
from bot.cli.embedded_postgres import embedded_postgres
from bot.database import create_engine, migrate
from bot.figures import Bar, as_json, as_lines
from bot.region import load_region
from bot.settings import load_settings

P95_LIMIT_MS = 50.0
DATABASES = ("sqlite", "postgres")
_WARM_UP = 20


@dataclass(frozen=True)
class Run:
    """Searches over one catalogue in one database; times in milliseconds."""

    database: str
    version: str
    employers: int
    offers: int
    searches: int
    p50: float
    p95: float
    max: float
    widened: int
    """Searches without an exact match, which were widened."""
    empty: int
    index_seconds: float
    """From the database to an index that is ready to search."""
    index_mb: float
    peak_rss_mb: float
    """Largest memory of the whole process so far, which made the catalogue as well."""


@click.command()
@click.option("--json", "json_wanted", is_flag=True, help="One JSON object.")
@click.option("--database", type=click.Choice([*DATABASES, "both"]), default="both", show_default=True)
@click.option("--employers", type=click.IntRange(min=1), default=100_000, show_default=True)
@click.option("--offers", type=click.IntRange(min=1), default=300_000, show_default=True)
@click.option("--queries", type=click.IntRange(min=1), default=500, show_default=True)
@click.option("--growth/--no-growth", default=True, help="Measure a hundredth and a tenth of the catalogue as well.")
def search(json_wanted: bool, database: str, employers: int, offers: int, queries: int, growth: bool) -> None:
    """Measure 500 mixed searches with facets and cards; exits with 1 when the limit is missed."""
    parts = (100, 10, 1) if growth else (1,)
    sizes = [(max(employers // part, 1), max(offers // part, 1)) for part in parts]
    runs = [
        run
        for name in (DATABASES if database == "both" else (database,))
        for run in _measure(name, sizes, queries, quiet=json_wanted)
    ]
    bars = [
        Bar(f"search p95 {run.database}", run.p95, "ms", P95_LIMIT_MS) for run in runs if run.employers == employers
    ]
    if json_wanted:
        versions = {run.database: run.version for run in runs}
        click.echo(as_json("bench search", versions, bars, runs=[_rounded(run) for run in runs], growth=_growth(runs)))
    else:
        click.echo(as_lines(bars))
    if not all(bar.ok for bar in bars):
        raise SystemExit(1)


def _rounded(run: Run) -> dict[str, Any]:
    return {name: round(value, 2) if isinstance(value, float) else value for name, value in asdict(run).items()}


def _growth(runs: Sequence[Run]) -> list[dict[str, Any]]:
    """How much longer a search takes in each catalogue than in the smallest of its database."""
    smallest = {run.database: run for run in reversed(runs)}
    return [
        {
            "database": run.database,
            "employers": f"{smallest[run.database].employers} -> {run.employers}",
            "catalogue_times": round(run.employers / smallest[run.database].employers, 2),
            "p50_times": round(run.p50 / smallest[run.database].p50, 2),
            "p95_times": round(run.p95 / smallest[run.database].p95, 2),
        }
        for run in runs
        if run is not smallest[run.database]
    ]


def _measure(database: str, sizes: Sequence[tuple[int, int]], queries: int, *, quiet: bool) -> Iterator[Run]:
    for employers, offers in sizes:
        with fresh_database(database) as url:
            migrate(url)
            run = asyncio.run(_run(database, url, employers, offers, queries))
        if not quiet:
            click.echo(
                f"{database}: {employers:,} employers, {offers:,} offers: p50 {run.p50:.1f} ms, p95 {run.p95:.1f} ms, "
                f"max {run.max:.1f} ms; index in {run.index_seconds:.1f} s, {run.index_mb:.0f} MB"
            )
        yield run


@contextmanager
def fresh_database(database: str) -> Iterator[str]:
    """URL of an empty database that is gone afterwards."""
    if database == "postgres":
        with embedded_postgres() as url:
            yield url
        return
    with tempfile.TemporaryDirectory(prefix="kumpel-bench-") as folder:
        yield f"sqlite+aiosqlite:///{Path(folder) / 'bench.sqlite'}"


async def _run(database: str, url: str, employers: int, offers: int, queries: int) -> Run:
    engine = create_engine(url)
    try:
        await fill(engine, employers, offers)
        started = time.perf_counter()
        async with engine.connect() as connection:
            index = await read_index(connection)
        index_seconds = time.perf_counter() - started
        catalogue = await Catalogue.open(engine, load_region(load_settings().region))
        times, widened, empty = await _search_all(catalogue, queries)
        await catalogue.close()
    finally:
        await engine.dispose()
    p50, p95, slowest = (float(value) for value in np.percentile(times, [50, 95, 100]))
    return Run(
        database=database,
        version=".".join(map(str, engine.dialect.server_version_info or ())),
        employers=employers,
        offers=offers,
        searches=queries,
        p50=p50,
        p95=p95,
        max=slowest,
        widened=widened,
        empty=empty,
        index_seconds=index_seconds,
        index_mb=_bytes(index) / 2**20,
        peak_rss_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10,
    )


async def _search_all(catalogue: Catalogue, count: int) -> tuple[list[float], int, int]:
    """Milliseconds of each search, and how many were widened or found nothing."""
    wanted = searches(count)
    for criteria in wanted[:_WARM_UP]:
        await catalogue.search("employers", criteria, today=TODAY)
    times, widened, empty = [], 0, 0
    for criteria in wanted:
        started = time.perf_counter()
        result = await catalogue.search("employers", criteria, today=TODAY)
        times.append(1000 * (time.perf_counter() - started))
        widened += bool(result.relaxed)
        empty += not result.items
    return times, widened, empty


def _bytes(part: object) -> int:
    """Memory of all arrays in an index or a part of it."""
    if isinstance(part, np.ndarray):
        return part.nbytes
    return sum(_bytes(getattr(part, item.name)) for item in fields(part)) if is_dataclass(part) else 0
