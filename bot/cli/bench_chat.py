"""`kumpel bench chat`: what a turn costs through Rasa, alone, in a long conversation, and many at once."""

from __future__ import annotations

import asyncio
import dataclasses
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import click

from bot.cli.embedded_postgres import embedded_postgres
from bot.cli.servers import running_servers
from bot.database import create_engine, migrate_async
from bot.evaluation.assistants import RunningAssistant
from bot.figures import Bar, as_json, as_lines
from bot.settings import Settings, load_settings

PLACES = ("Dortmund", "Hamm", "Unna", "Kamen", "Werne", "Selm", "Schwerte", "Bergkamen", "Holzwickede", "Fröndenberg")
WISHES = ("Ausbildung", "Praktikum", "Minijob", "Job", "FSJ")
WARM_UP = 20
SINGLE_TURNS = 200
LONG, SHORT = 400, 5
AROUND = 10
"""Turns on each side of a position whose median counts as the cost there."""
CHATS, SECONDS = 24, 15.0


@click.command()
@click.option("--json", "to_json", is_flag=True, help="One JSON object.")
def chat(to_json: bool) -> None:
    """Turns through Rasa, short and long, alone and many at once; exits with 1 when a limit is missed."""
    bars, on = asyncio.run(_measure())
    click.echo(as_json("bench chat", on, bars) if to_json else as_lines(bars))
    if not all(bar.ok for bar in bars):
        raise SystemExit(1)


async def _measure() -> tuple[list[Bar], dict[str, object]]:
    from bot.assistant.training import models

    settings = load_settings()
    with tempfile.TemporaryDirectory(prefix="kumpel-bench-") as folder:
        logs = Path(folder)
        bars = await _on_sqlite(settings, logs)
        with embedded_postgres() as url:
            bars.append(await _on_postgres(dataclasses.replace(settings, database_url=url), logs))
    return bars, {"model": models(settings)[0]["file"], "spacy": models(settings)[0]["spacy"], "database": "both"}


async def _on_sqlite(settings: Settings, folder: Path) -> list[Bar]:
    settings = dataclasses.replace(settings, database_url=f"sqlite+aiosqlite:///{folder / 'bench.sqlite'}")
    await prepare(settings)
    async with running_servers(settings, folder) as (_, assistant):
        await _turns(assistant, "warm", WARM_UP)
        single = await _single_turns(assistant)
        long, short = await _long_conversation(assistant)
    percentile = statistics.quantiles(single, n=20)[-1]
    return [
        Bar("search turn, one user, SQLite, p95", percentile * 1000, "ms", 60),
        Bar("search turn, one user, SQLite, median", statistics.median(single) * 1000, "ms", 60),
        Bar(f"turn {LONG} against turn {SHORT}, same chat", long / short, "times", 1.5),
    ]


async def _on_postgres(settings: Settings, folder: Path) -> Bar:
    await prepare(settings)
    async with running_servers(settings, folder) as (_, assistant):
        await _turns(assistant, "warm", WARM_UP)
        rate = await _many_at_once(assistant)
    return Bar(f"messages a second, {CHATS} chats at once, PostgreSQL", rate, "1/s", 60, at_least=True)


async def prepare(settings: Settings) -> None:
    """Bring the settings' empty database to the newest schema and fill it with the sample catalogue."""
    from bot.catalogue.samples import fill

    await migrate_async(settings.database_url)
    engine = create_engine(settings.database_url)
    await fill(engine)
    await engine.dispose()


def _text(number: int) -> str:
    return f"{WISHES[number % len(WISHES)]} in {PLACES[number % len(PLACES)]}"


async def _turns(assistant: RunningAssistant, sender: str, count: int) -> list[float]:
    """Seconds of each turn of one conversation."""
    seconds = []
    for number in range(count):
        started = time.perf_counter()
        messages = await assistant.answer(sender, _text(number))
        seconds.append(time.perf_counter() - started)
        if not any("custom" in message for message in messages):
            raise RuntimeError(f"no results for {_text(number)!r}: {messages}")
    return seconds


async def _single_turns(assistant: RunningAssistant) -> list[float]:
    """Seconds of search turns in conversations of ten turns; the first turn of each starts the session and counts."""
    conversations = [await _turns(assistant, f"single-{number}", 10) for number in range(SINGLE_TURNS // 10)]
    return [seconds for conversation in conversations for seconds in conversation]


async def _long_conversation(assistant: RunningAssistant) -> tuple[float, float]:
    """Median seconds of a turn around LONG and, in conversations started beside it, around SHORT."""
    await _turns(assistant, "long", LONG - AROUND)
    long: list[float] = []
    short: list[float] = []
    for number in range(2 * AROUND):
        # In turn, so that a slow moment of the machine meets both.
        long += await _turns(assistant, "long", 1)
        short += (await _turns(assistant, f"short-{number}", SHORT))[-1:]
    return statistics.median(long), statistics.median(short)


async def _many_at_once(assistant: RunningAssistant) -> float:
    """Answered messages a second with `CHATS` people writing as fast as they are answered."""
    end = time.perf_counter() + SECONDS
    counts: Sequence[int] = await asyncio.gather(*(_until(assistant, f"many-{n}", end) for n in range(CHATS)))
    return sum(counts) / SECONDS


async def _until(assistant: RunningAssistant, sender: str, end: float) -> int:
    count = 0
    while time.perf_counter() < end:
        await _turns(assistant, sender, 1)
        count += 1
    return count
