"""The log's writer makes nobody wait, and a database that is slow, away or gone for a while loses nothing."""

from __future__ import annotations

import asyncio
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from log_turns import logged_texts, turn
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cli.embedded_postgres import _package
from bot.conversations import log_writer as module
from bot.conversations.log_writer import Keeping, LogWriter, Rhythm
from bot.conversations.records import EraseRecord, Record, TurnRecord
from bot.conversations.retention import forget
from bot.conversations.spool import Spool
from bot.database import create_engine, migrate_async

ROOM = 10_000_000
QUICK = Rhythm(drain=0.05, first_retry=0.05, longest_retry=0.2, end=5.0)
Writer = LogWriter[Record]


def same(records: Sequence[Record]) -> Sequence[Record]:
    return records


def writer_on(url: str, *, days: int = 90, rhythm: Rhythm = QUICK, room: int = ROOM) -> Writer:
    engine = create_engine(url)
    return LogWriter(lambda: create_engine(url), Spool.of(engine.url, room), same, Keeping(days, 24), rhythm)


@pytest.fixture
def started() -> Iterator[Callable[[Writer], Writer]]:
    running: list[Writer] = []

    def start(writer: Writer) -> Writer:
        writer.start()
        running.append(writer)
        return writer

    yield start
    for writer in running:
        writer.stop()


async def eventually(engine: AsyncEngine, count: int, seconds: float = 30.0) -> list[str]:
    deadline = time.monotonic() + seconds
    while len(texts := await logged_texts(engine)) < count and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
    return texts


async def test_what_is_put_is_in_the_log_soon(database_url: str, engine: AsyncEngine, started) -> None:
    writer = started(writer_on(database_url))
    for number in range(50):
        writer.put(turn(text=f"{number:02d}"))
    assert await eventually(engine, 50) == [f"{number:02d}" for number in range(50)]
    spool = Spool.of(engine.url)
    while spool.size() or spool.counts().get("written") != 50:
        await asyncio.sleep(0.02)
    assert spool.counts() == {"spooled": 50, "dropped": 0, "written": 50}


async def test_the_end_brings_all_to_safety(database_url: str, engine: AsyncEngine) -> None:
    writer = writer_on(database_url, rhythm=replace(QUICK, drain=60.0))
    writer.start()
    for _ in range(20):
        writer.put(turn())
    await asyncio.to_thread(writer.stop)
    assert len(await logged_texts(engine)) + Spool.of(engine.url).waiting() == 20


async def test_what_an_earlier_run_left_is_replayed_once(database_url: str, engine: AsyncEngine, started) -> None:
    left = [turn(text="left"), turn(text="behind")]
    spool = Spool.of(engine.url, ROOM)
    spool.append(left)
    started(writer_on(database_url))
    assert await eventually(engine, 2) == ["left", "behind"]
    spool.append(left)
    spool.append([turn(text="new")])
    assert await eventually(engine, 3) == ["left", "behind", "new"]


@pytest.mark.postgres
async def test_a_database_that_is_stopped_and_started_loses_nothing(tmp_path: Path, started) -> None:
    server = _package().get_server(tmp_path / "data", cleanup_mode="stop")
    try:
        url = server.get_uri(driver="asyncpg")
        await migrate_async(url)
        writer = started(writer_on(url))
        engine = create_engine(url)
        writer.put(turn(text="before"))
        assert await eventually(engine, 1) == ["before"]
        await engine.dispose()
        await asyncio.to_thread(server.stop)

        began = time.monotonic()
        for number in range(300):
            writer.put(turn(text=f"meanwhile {number:03d}"))
        assert time.monotonic() - began < 1.0, "nobody waits for a database that is away"
        spool = Spool.of(engine.url)
        while spool.waiting() < 300:
            await asyncio.sleep(0.02)

        await asyncio.to_thread(server.ensure_postgres_running)
        writer.put(turn(text="after"))
        texts = await eventually(engine, 302)
        assert texts == ["before", *(f"meanwhile {number:03d}" for number in range(300)), "after"]
        assert spool.waiting() == 0
        await engine.dispose()
        await asyncio.to_thread(writer.stop)
        shutil.rmtree(spool.folder)
    finally:
        server.cleanup()


async def test_a_database_that_hangs_makes_nobody_wait(sqlite_url: str, started) -> None:
    engine = create_engine(sqlite_url)
    writer = started(writer_on(sqlite_url, rhythm=replace(QUICK, statement=0.3)))
    async with engine.connect() as holder:
        await holder.execute(text("BEGIN IMMEDIATE"))
        began = time.monotonic()
        for _ in range(1000):
            writer.put(turn())
        assert time.monotonic() - began < 1.0
        await asyncio.sleep(1.0)
        assert Spool.of(engine.url).waiting() == 1000
        await holder.rollback()
    assert len(await eventually(engine, 1000)) == 1000
    await engine.dispose()


async def test_what_has_no_room_is_counted(sqlite_url: str, started) -> None:
    engine = create_engine(sqlite_url)
    spool = Spool.of(engine.url)
    async with spool.draining():  # so that the database gets nothing
        writer = started(writer_on(sqlite_url, room=5000))
        for _ in range(100):
            writer.put(turn())
        while sum(spool.counts().get(name, 0) for name in ("spooled", "dropped")) < 100:
            await asyncio.sleep(0.02)
        counts = spool.counts()
        assert counts["dropped"] > 0
        assert counts["spooled"] == spool.waiting() > 0
    assert len(await eventually(engine, counts["spooled"])) == counts["spooled"]
    await engine.dispose()


async def test_a_disk_that_takes_nothing_for_a_while_loses_nothing(sqlite_url: str, started, monkeypatch) -> None:
    engine = create_engine(sqlite_url)
    folder = Spool.of(engine.url).folder
    folder.touch()  # a file where the folder should be
    writer = started(writer_on(sqlite_url))
    writer.put(turn(text="first"))
    await asyncio.sleep(0.5)
    writer.put(turn(text="second"))
    folder.unlink()
    assert await eventually(engine, 2) == ["first", "second"]
    await engine.dispose()


async def test_one_turn_that_is_refused_stops_no_other(database_url: str, engine: AsyncEngine, started) -> None:
    bad = replace(turn(text="bad"), goal=None)  # type: ignore[arg-type]  the column takes no null
    spool = Spool.of(engine.url, ROOM)
    spool.append([turn(text="good"), bad, turn(text="good too")])
    started(writer_on(database_url))
    assert await eventually(engine, 2) == ["good", "good too"]
    while spool.size():
        await asyncio.sleep(0.02)
    assert spool.rejected() == 1
    await forget(engine, bad.sender)
    assert spool.rejected() == 0


async def test_a_wish_to_erase_among_the_turns_is_done_in_its_place(database_url: str, engine, started) -> None:
    first, other = turn("mine", text="first"), turn("other", text="other")
    wish = EraseRecord("mine", turn().at)
    Spool.of(engine.url, ROOM).append([first, other, wish, turn("mine", text="later")])
    started(writer_on(database_url))
    while Spool.of(engine.url).size():
        await asyncio.sleep(0.02)
    assert sorted(await logged_texts(engine)) == ["later", "other"]


async def test_the_log_is_purged_by_itself(database_url: str, engine: AsyncEngine, started) -> None:
    old: TurnRecord = replace(turn("old"), at=time.time() - 40 * 86400)
    Spool.of(engine.url, ROOM).append([old, turn("young", text="young")])
    started(writer_on(database_url, days=30, rhythm=replace(QUICK, purge=0.2)))
    deadline = time.monotonic() + 20
    while await logged_texts(engine) != ["young"] and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
    assert await logged_texts(engine) == ["young"]


async def test_memory_is_bounded_when_the_thread_hangs(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_IN_MEMORY", 10)
    writer = writer_on(sqlite_url)
    for _ in range(15):
        writer.put(turn())
    writer.start()
    await asyncio.to_thread(writer.stop)
    engine = create_engine(sqlite_url)
    counts = Spool.of(engine.url).counts()
    assert (counts["spooled"], counts["dropped"]) == (10, 5)
    await engine.dispose()


async def test_threads_end(sqlite_url: str) -> None:
    writer = writer_on(sqlite_url)
    writer.start()
    await asyncio.to_thread(writer.stop)
    assert not [thread for thread in threading.enumerate() if thread.name in ("log", "log-spool")]
