"""Canaries: what a person said is nowhere after an erasure, in no row, file, log of changes, spool or program's log."""

from __future__ import annotations

import asyncio
import os
import re
import time
import uuid
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from log_turns import logged_texts, turn
from sqlalchemy import func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cli.servers import running_servers
from bot.conversations.log import write_turns
from bot.conversations.log_tables import ErasureReceipt, LoggedTurn, LogLink
from bot.conversations.retention import forget
from bot.conversations.review import Change, change
from bot.conversations.sessions import SessionStore
from bot.conversations.spool import Spool
from bot.conversations.tables import RunningConversation, TranscriptMessage
from bot.conversations.transcripts import Said, Transcripts
from bot.database import create_engine, migrate_async
from bot.evaluation.assistants import RunningAssistant
from bot.settings import Settings

NUMBER = "0176 90417733"
WORD = "Quittenmus"


def files(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


def found_in(paths: Iterable[Path], canary: str) -> list[str]:
    return [path.name for path in paths if path.exists() and canary.encode() in path.read_bytes()]


@dataclass
class House:
    """Rasa and the action server on a database of their own, and everything that they write."""

    folder: Path
    assistant: RunningAssistant
    engine: AsyncEngine

    def holds(self, canary: str) -> list[str]:
        return found_in(files(self.folder), canary)

    async def logged(self, count: int) -> list[str]:
        deadline = time.monotonic() + 30
        while len(texts := await logged_texts(self.engine)) != count and time.monotonic() < deadline:
            await asyncio.sleep(0.1)
        return texts

    async def quiet(self) -> None:
        """Until the log's writer has nothing to do."""
        await asyncio.sleep(2.5)
        while Spool.of(self.engine.url).size():
            await asyncio.sleep(0.1)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(trained_model: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    folder = tmp_path_factory.mktemp("canaries")
    url = f"sqlite+aiosqlite:///{folder / 'kumpel.sqlite'}"
    await migrate_async(url)
    engine = create_engine(url)
    async with running_servers(replace(Settings(), database_url=url), folder / "log") as (_settings, assistant):
        yield House(folder, assistant, engine)
    await engine.dispose()


@pytest.mark.servers
@pytest.mark.asyncio(loop_scope="module")
async def test_the_log_never_sees_a_number(house: House) -> None:
    sender = uuid.uuid4().hex
    await house.assistant.answer(sender, f"such ne Ausbildung als Koch, ruf mich an: {NUMBER}")
    await house.assistant.answer(sender, f"und wegen {WORD}?")
    texts = await house.logged(2)
    assert texts == ["such ne Ausbildung als Koch, ruf mich an: [Telefon]", f"und wegen {WORD}?"]
    assert found_in(files(Spool.of(house.engine.url).folder, house.folder / "log"), NUMBER) == []
    assert house.holds(NUMBER), "the running conversation knows it, or this test would see nothing"
    async with house.engine.connect() as connection:
        row = (await connection.execute(select(LoggedTurn).order_by(LoggedTurn.number))).mappings().first()
    assert row is not None
    assert (row["goal"], row["criteria"]["occupation"]) == ("search", ["29302"])
    assert row["answers"][-1]["response"].startswith("utter_")
    assert row["milliseconds"] > 0

    receipt = await forget(house.engine, sender)
    assert receipt is not None
    assert (receipt.counts["turns"], receipt.counts["running"]) == (2, 1)
    assert house.holds(NUMBER) == house.holds(WORD) == house.holds(sender) == []


@pytest.mark.servers
@pytest.mark.asyncio(loop_scope="module")
async def test_the_wish_in_the_chat_alone_is_enough(house: House) -> None:
    sender = uuid.uuid4().hex
    await house.assistant.answer(sender, f"ich such was mit {WORD} und {NUMBER}")
    await house.logged(1)
    await house.assistant.answer(sender, "bitte alle meine daten löschen")
    await house.assistant.answer(sender, "ja")
    assert await house.logged(0) == []
    await house.quiet()
    assert house.holds(NUMBER) == house.holds(WORD) == house.holds(sender) == []
    async with house.engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(ErasureReceipt)) == 2


async def plant(engine: AsyncEngine, sender: str, canary: str) -> None:
    """The canary in every place that holds what a person said."""
    async with engine.begin() as connection:
        await write_turns(connection, [turn(sender, text=canary, answers=[{"text": canary}]) for _ in range(3)])
        now = turn().time
        key = await connection.scalar(select(LogLink.conversation_key).where(LogLink.sender_id == sender))
        running = insert(RunningConversation).values(sender_id=sender, events=[{"text": canary * 500}], updated_at=now)
        await connection.execute(running)
    for added in (Change(note=canary), Change(tag=canary.lower()), Change(untag=canary.lower())):
        await change(engine, [str(key)], added, "somebody", turn().time)
    transcripts = Transcripts(engine)
    await SessionStore(engine, timedelta(hours=1)).create(sender, turn().time)
    await transcripts.accept(sender, Said("1", canary), turn().time)
    await transcripts.answer(sender, "1", [{"text": canary}])
    spool = Spool.of(engine.url, 1_000_000)
    spool.append([turn(sender, text=canary)])
    spool.reject(turn(sender, text=canary))


async def test_sqlite_keeps_nothing_in_its_files(sqlite_url: str, tmp_path: Path) -> None:
    engine = create_engine(sqlite_url)
    await plant(engine, "mine", "Mauerseglerei")
    await plant(engine, "other", "Schleiereule")
    assert len(found_in(files(tmp_path), "Mauerseglerei")) >= 3, "database or its log of changes, spool, rejected"
    assert found_in(files(tmp_path), "mauerseglerei") != [], "the words that are searched by, and the tag"
    await forget(engine, "mine")
    for canary in ("Mauerseglerei", "mauerseglerei"):
        assert found_in(files(tmp_path), canary) == []
    for canary in ("Schleiereule", "schleiereule"):
        assert found_in(files(tmp_path), canary) != []
    await engine.dispose()


async def test_a_reader_delays_sqlites_cleaning_only_until_it_is_done(sqlite_url: str, tmp_path: Path) -> None:
    engine = create_engine(sqlite_url)
    await plant(engine, "mine", "Mauerseglerei")
    async with engine.connect() as reader:
        await reader.execute(text("BEGIN"))
        await reader.execute(select(TranscriptMessage))
        erasing = asyncio.create_task(forget(engine, "mine"))
        await asyncio.sleep(0.5)
        await reader.rollback()
    await erasing
    assert found_in(files(tmp_path), "Mauerseglerei") == []
    await engine.dispose()


@pytest.mark.postgres
async def test_postgres_keeps_no_row_and_gives_its_pages_up(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    await plant(engine, "mine", "Mauerseglerei")
    await forget(engine, "mine")
    tables = (
        *("logged_turns", "logged_conversations", "logged_words", "conversation_tags", "conversation_notes"),
        *("review_steps", "transcript_messages", "running_conversations"),
    )
    async with engine.connect() as connection:
        for table in tables:
            rows = await connection.execute(text(f"SELECT t::text FROM {table} t"))
            assert not [row for row in rows if "mauerseglerei" in row[0].lower()]
    keeper = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    async with keeper.connect() as connection:
        folder = Path(await connection.scalar(text("SHOW data_directory")))
        number = await connection.scalar(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
        for table in tables:
            await connection.execute(text(f"VACUUM FULL {table}"))
        await connection.execute(text("CHECKPOINT"))
    for canary in ("Mauerseglerei", "mauerseglerei"):
        assert found_in(files(folder / "base" / str(number)), canary) == []
    await keeper.dispose()
    await engine.dispose()


def test_the_search_for_canaries_finds_one(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(os.urandom(100) + b"Mauerseglerei" + os.urandom(100))
    assert found_in(files(tmp_path), "Mauerseglerei") == ["file"]
    assert re.fullmatch(r"\d{4} \d{8}", NUMBER)
