"""The log's own threads: take turns from the assistant without making it wait, spool them, write them to the database.

Nothing here is waited for by anybody who answers: `put` only appends to a list in memory. What stands in the spool
outlasts crashes and a database that is away; what the spool has no room for is counted.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Generic, TypeVar

from sqlalchemy.exc import DataError, IntegrityError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.erasure import erase_said, scrub
from bot.conversations.gaps.rollup import roll_up
from bot.conversations.lessons import rewrite_lessons
from bot.conversations.log import write_turns
from bot.conversations.records import EraseRecord, Record, TurnRecord
from bot.conversations.retention import purge_log
from bot.conversations.spool import Spool

MOST_IN_MEMORY = 20_000
"""Pieces that wait for the thread; more mean that its disk hangs, and are counted as dropped."""
REFUSALS = (DataError, IntegrityError, ProgrammingError)
"""What no second try mends."""

log = logging.getLogger(__name__)
Raw = TypeVar("Raw")


@dataclass(frozen=True)
class Rhythm:
    """Waiting times in seconds."""

    drain: float = 1.0
    """From the first spooled turn until the database is asked, so that a busy hour is written in batches."""
    statement: float = 20.0
    """So long the database may take for one batch."""
    first_retry: float = 1.0
    longest_retry: float = 60.0
    purge: float = 3600.0
    end: float = 5.0
    """So long an end may take; what is not in the database by then stays in the spool."""


@dataclass(frozen=True)
class Keeping:
    """How long the log is kept."""

    days: int
    session_hours: int
    gaps_months: int = 1
    """So many months of demand are counted together."""


class LogWriter(Generic[Raw]):
    """Runs from `start` to `stop`; `records_of` makes records out of what was put, in the writer's thread."""

    def __init__(
        self,
        engine: Callable[[], AsyncEngine],
        spool: Spool,
        records_of: Callable[[Sequence[Raw]], Sequence[Record]],
        keeping: Keeping,
        rhythm: Rhythm | None = None,
    ) -> None:
        self._make_engine = engine
        self._spool = spool
        self._records_of = records_of
        self._keeping = keeping
        self._rhythm = rhythm or Rhythm()
        self._put: deque[Raw] = deque()
        self._unspooled: list[Record] = []
        self._dropped = 0
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._spooler = threading.Thread(target=self._spool_for_ever, name="log-spool", daemon=True)
        self._drainer = threading.Thread(target=lambda: asyncio.run(self._drain_for_ever()), name="log", daemon=True)

    def start(self) -> None:
        """Begin; what an earlier run left in the spool is written first."""
        self._spooler.start()
        self._drainer.start()

    def put(self, piece: Raw) -> None:
        """Hand over a piece; returns at once."""
        if len(self._put) >= MOST_IN_MEMORY:
            self._dropped += 1
            return
        self._put.append(piece)
        self._woken.set()

    def stop(self) -> None:
        """Spool what was put and end. Blocks for `Rhythm.end` seconds at most."""
        self._stopping.set()
        self._woken.set()
        deadline = time.monotonic() + self._rhythm.end
        for thread in (self._spooler, self._drainer):
            if thread.is_alive():
                thread.join(max(0.0, deadline - time.monotonic()))

    def _spool_for_ever(self) -> None:
        while not self._stopping.is_set():
            self._woken.wait(self._rhythm.drain)
            self._woken.clear()
            self._spool_all()
        self._spool_all()
        with suppress(OSError):
            self._spool.sync()

    def _spool_all(self) -> None:
        pieces = [self._put.popleft() for _ in range(len(self._put))]
        self._unspooled += self._records_of(pieces)
        dropped, self._dropped = self._dropped, 0
        if not self._unspooled and not dropped:
            return
        try:
            unroomed = self._spool.append(self._unspooled)
            self._spool.count(spooled=len(self._unspooled) - unroomed, dropped=unroomed + dropped)
            self._unspooled.clear()
        except OSError:
            # The disk may come back: nothing is lost as long as memory holds it.
            log.exception("The log's spool cannot be written")
            self._dropped += dropped
            self._stopping.wait(self._rhythm.first_retry)

    async def _drain_for_ever(self) -> None:
        engine = self._make_engine()
        pause, purged_at = self._rhythm.drain, float("-inf")
        while not self._stopping.is_set():
            try:
                await self._drain(engine)
                if time.monotonic() - purged_at > self._rhythm.purge:
                    purged_at = time.monotonic()
                    await self._purge(engine)
                pause = self._rhythm.drain
            except Exception as error:
                # Whatever it is, the spool keeps the turns. The message of an error may quote them, its kind does not.
                log.warning("The log waits: %s; the next try is in %.0f s", type(error).__name__, pause)
                pause = min(max(2 * pause, self._rhythm.first_retry), self._rhythm.longest_retry)
            await asyncio.to_thread(self._stopping.wait, pause)
        with suppress(Exception):
            self._spooler.join(self._rhythm.end)
            await asyncio.wait_for(self._drain(engine), self._rhythm.end)
        await engine.dispose()

    async def _drain(self, engine: AsyncEngine) -> None:
        while self._spool.size():
            # Given up after each segment, so that an erasure gets in between.
            async with self._spool.draining():
                segment, records = self._spool.take()
                written = await asyncio.wait_for(self._write(engine, records), self._rhythm.statement)
                self._spool.done(segment)
                self._spool.count(written=written)
                if any(isinstance(record, EraseRecord) for record in records):
                    await scrub(engine)

    async def _write(self, engine: AsyncEngine, records: Sequence[Record]) -> int:
        try:
            return await _write_together(engine, records)
        except REFUSALS:
            log.warning("The database refuses some of %d turns; they are written one by one", len(records))
            return sum([await self._write_alone(engine, record) for record in records])

    async def _write_alone(self, engine: AsyncEngine, record: Record) -> int:
        try:
            return await _write_together(engine, [record])
        except REFUSALS as error:
            log.warning("A turn that the database refuses (%s) is set aside", type(error).__name__)
            self._spool.reject(record)
            return 0

    async def _purge(self, engine: AsyncEngine) -> None:
        now = datetime.now(timezone.utc)
        ended_before = now - timedelta(hours=self._keeping.session_hours)
        try:
            await roll_up(engine, now, self._keeping.gaps_months)
        finally:  # what is due goes, counted or not
            await purge_log(engine, now - timedelta(days=self._keeping.days), ended_before)


async def _write_together(engine: AsyncEngine, records: Sequence[Record]) -> int:
    """All of them in their order, or none."""
    written = 0
    turns: list[TurnRecord] = []
    async with engine.begin() as connection:
        for record in records:
            if isinstance(record, EraseRecord):
                written += await write_turns(connection, turns)
                turns = []
                await erase_said(connection, record.sender, record.time)
            else:
                turns.append(record)
        written += await write_turns(connection, turns)
    if any(isinstance(record, EraseRecord) for record in records):
        await rewrite_lessons(engine)
    return written
