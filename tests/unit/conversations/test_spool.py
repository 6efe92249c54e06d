"""The spool: nothing written is lost, nothing is kept that is done or erased, and it never outgrows its room."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from pathlib import Path

import pytest
from log_turns import turn
from sqlalchemy.engine import make_url

from bot.conversations import spool as spool_module
from bot.conversations.records import EraseRecord, Record
from bot.conversations.spool import Spool
from bot.settings import PROJECT_ROOT

ROOM = 10_000_000


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool", ROOM)


async def take_all(spool: Spool) -> list[Record]:
    found: list[Record] = []
    while spool.size():
        async with spool.draining():
            segment, records = spool.take()
            found += records
            spool.done(segment)
    return found


async def test_what_goes_in_comes_out_in_order(spool: Spool) -> None:
    records: list[Record] = [
        turn(text="ä 你好 \u2028 \n x"),
        EraseRecord("somebody", 1.5),
        turn(results=[{"ids": ["1"]}]),
    ]
    spool.append(records[:1])
    spool.append(records[1:])
    assert spool.waiting() == 3
    assert await take_all(spool) == records
    assert list(spool.folder.glob("*.jsonl")) == []


async def test_another_run_finds_what_the_last_one_left(spool: Spool) -> None:
    spool.append([turn(text="before")])
    again = Spool(spool.folder, ROOM)
    again.append([turn(text="after")])
    assert [record.text for record in await take_all(again)] == ["before", "after"]


async def test_large_spools_are_cut_into_segments(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool_module, "SEGMENT_BYTES", 2000)
    records = [turn() for _ in range(40)]
    for record in records:
        spool.append([record])
    assert len(list(spool.folder.glob("*.jsonl"))) > 3
    assert await take_all(spool) == records


async def test_what_has_no_room_is_told(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 1000)
    assert spool.append([turn() for _ in range(10)]) == 10 - spool.waiting() > 0
    assert spool.size() <= 1000
    await take_all(spool)
    assert spool.append([turn()]) == 0


async def test_a_line_that_was_cut_off_costs_no_other(spool: Spool) -> None:
    spool.append([turn(text="whole")])
    (path,) = spool.folder.glob("*.jsonl")
    with path.open("ab") as file:
        file.write(b'{"kind": "turn", "sender"')
    found = await take_all(spool)
    assert [record.text for record in found] == ["whole"]


async def test_erasing_takes_one_conversation_out_of_every_file(spool: Spool) -> None:
    spool.append([turn("mine", text="canary"), turn("other", text="stays"), turn("mine")])
    async with spool.draining():
        spool.take()
    spool.append([turn("mine", text="canary too")])
    spool.reject(turn("mine", text="rejected canary"))
    assert spool.erase("mine") == 4
    assert b"canary" not in b"".join(path.read_bytes() for path in spool.folder.iterdir())
    assert [record.text for record in await take_all(spool)] == ["stays"]


async def test_erasing_and_draining_wait_for_each_other(spool: Spool) -> None:
    async with spool.draining():
        with pytest.raises(TimeoutError):
            async with spool.draining(seconds=0.1):
                pass
    async with spool.draining(seconds=0.1):
        pass


def append_many(folder: Path, sender: str) -> None:
    for _ in range(100):
        Spool(folder, ROOM).append([turn(sender)])


async def test_processes_may_append_at_once(spool: Spool) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=append_many, args=(spool.folder, name)) for name in ("a", "b")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(await take_all(spool)) == 200


async def test_counting_while_others_append_and_drain_never_fails(
    spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool_module, "SEGMENT_BYTES", 500)
    over = threading.Event()
    failures: list[Exception] = []

    def count() -> None:
        while not over.is_set():
            try:
                assert spool.size() >= 0 <= spool.waiting()
            except Exception as error:
                failures.append(error)

    counting = [threading.Thread(target=count) for _ in range(3)]
    for thread in counting:
        thread.start()
    for _ in range(60):
        spool.append([turn() for _ in range(5)])
        await take_all(spool)
    over.set()
    for thread in counting:
        thread.join()
    assert failures == []


def test_counters_outlast_a_restart(spool: Spool) -> None:
    spool.count(spooled=3, dropped=1)
    spool.count(spooled=2)
    assert Spool(spool.folder, ROOM).counts() == {"spooled": 5, "dropped": 1}


def test_only_the_owner_reads_it(spool: Spool) -> None:
    spool.append([turn("mine"), turn()])
    spool.erase("mine")
    spool.reject(turn())
    assert spool.folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o077 for path in spool.folder.glob("*.jsonl")} == {0}


def test_what_was_set_aside_goes_with_the_log(spool: Spool) -> None:
    spool.reject(turn())
    spool.forget_rejected(time.time() - 100)
    assert spool.rejected() == 1
    os.utime(spool.folder / spool_module.REJECTED, (1.0, 1.0))
    spool.forget_rejected(time.time() - 100)
    assert spool.rejected() == 0


def test_each_database_has_its_own_spool() -> None:
    file = Spool.of(make_url("sqlite+aiosqlite:////srv/kumpel.sqlite")).folder
    assert file == Path("/srv/kumpel.sqlite.spool")
    servers = {Spool.of(make_url(f"postgresql+asyncpg://u:{word}@h/{name}")).folder for word in "ab" for name in "xy"}
    assert len(servers) == 2
    assert {folder.parent for folder in servers} == {PROJECT_ROOT / "var" / "spool"}
