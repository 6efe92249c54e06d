"""Breaks things at random: kills parts, kills or locks the database, cuts connections."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.engine import make_url

from bot.cli.embedded_postgres import MortalPostgres
from bot.cli.line.client import Person
from bot.cli.line.site import Site

Break = Callable[[], Coroutine[Any, Any, None]]
LOCKED_SECONDS = 12.0
"""Longer than a statement waits for SQLite's lock."""
_DARK_SECONDS = 1.0
_CUT_SHARE = 0.4


class Breaker:
    """Knows all ways to break a site, and counts what it did."""

    def __init__(self, site: Site, persons: Sequence[Person], database: Break, dice: random.Random) -> None:
        self.done: Counter[str] = Counter()
        self._ways: dict[str, Break] = {part.name: _killing(part.kill) for part in site.parts}
        self._ways["database"] = database
        self._persons = persons
        self._dice = dice
        self._under_way: set[asyncio.Task[None]] = set()

    async def break_things(self, times: int, seconds: tuple[float, float]) -> None:
        """Break something `times` times with pauses in between, every kind in turn but in random order."""
        order: list[str] = []
        for _ in range(times):
            await asyncio.sleep(self._dice.uniform(*seconds))
            order = order or self._dice.sample(sorted(self._ways), len(self._ways))
            name = order.pop()
            self.done[name] += 1
            task = asyncio.create_task(self._ways[name]())
            self._under_way.add(task)
            self._cut()
        await asyncio.gather(*self._under_way)

    def _cut(self) -> None:
        for person in self._persons:
            if self._dice.random() < _CUT_SHARE:
                self.done["cuts"] += 1
                person.cut()


def _killing(kill: Callable[[], None]) -> Break:
    async def at_once() -> None:
        kill()

    return at_once


def killing_postgres(server: MortalPostgres) -> Break:
    """Kill the server and start it again; two kills at a time become one after the other."""
    lock = asyncio.Lock()

    async def kill_and_start() -> None:
        async with lock:
            await asyncio.to_thread(server.kill)
            await asyncio.sleep(_DARK_SECONDS)
            await asyncio.to_thread(server.start)

    return kill_and_start


def locking_sqlite(url: str) -> Break:
    """SQLite has no server to kill: another program holds its file locked for longer than anybody waits for it."""
    path = str(make_url(url).database)

    def lock(seconds: float) -> sqlite3.Connection:
        connection = sqlite3.connect(path, timeout=seconds, check_same_thread=False, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        return connection

    async def hold() -> None:
        connection = await asyncio.to_thread(lock, 60.0)
        await asyncio.sleep(LOCKED_SECONDS)
        connection.rollback()
        connection.close()

    return hold


@asynccontextmanager
async def broken(breaker: Breaker, times: int, seconds: tuple[float, float]) -> AsyncIterator[asyncio.Task[None]]:
    """Break things while the block runs."""
    task = asyncio.create_task(breaker.break_things(times, seconds))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
