"""Corrections on both databases: a second person decides, and they go with their conversation, the file as well."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from log_turns import conversations, turn
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.corrections import (
    ACCEPTED,
    OPEN,
    REJECTED,
    TAUGHT,
    Draft,
    OwnCorrectionError,
    add_correction,
    count_corrections,
    decide,
    find_correction,
    list_corrections,
    mark_taught,
    take_back,
)
from bot.conversations.erasure import erase
from bot.conversations.lessons import lessons_file, read_lessons, rewrite_lessons
from bot.conversations.log import write_turns
from bot.conversations.retention import purge_log
from bot.conversations.trainings import SILENCE, UNDER_WAY, beat, begin_training, find_training

CANARY = "Quittenmus im Kutter"


async def logged(engine: AsyncEngine, sender: str = "somebody") -> str:
    """A conversation in the log; its key."""
    before = {one.key for one in await conversations(engine)}
    async with engine.begin() as connection:
        await write_turns(connection, [turn(sender), turn(sender)])
    (key,) = {one.key for one in await conversations(engine)} - before
    return key


async def add(engine: AsyncEngine, key: str, text: str = CANARY, number: int = 1, author: str = "anna") -> int:
    added = await add_correction(engine, author, Draft("message", key, number, text, "search", {"size": ["small"]}))
    assert added is not None
    return added


async def teach(engine: AsyncEngine, number: int) -> None:
    assert await decide(engine, number, "ben", ACCEPTED, "")
    async with engine.begin() as connection:
        await mark_taught(connection, [number])
    await rewrite_lessons(engine)


def holding(engine: AsyncEngine, word: str) -> list[Path]:
    """Files beside the database that hold a word."""
    folder = lessons_file(engine.url).parent
    files = [*folder.glob("*"), *(Path(str(make_url(engine.url).database)).parent.glob("*.sqlite*"))]
    return [path for path in files if path.is_file() and word.encode() in path.read_bytes()]


async def test_a_second_person_decides(engine: AsyncEngine) -> None:
    number = await add(engine, await logged(engine))
    for state in (ACCEPTED, REJECTED):
        with pytest.raises(OwnCorrectionError):
            await decide(engine, number, "anna", state, "")
    assert await decide(engine, number, "ben", REJECTED, "zu vage")
    assert await decide(engine, number, "ben", ACCEPTED, "doch gut")
    one = await find_correction(engine, number)
    assert one is not None
    assert (one.state, one.decided_by, one.reason, one.author) == (ACCEPTED, "ben", "doch gut", "anna")
    assert await count_corrections(engine) == {OPEN: 0, ACCEPTED: 1, REJECTED: 0, TAUGHT: 0}


async def test_what_is_taught_is_no_longer_decided_about_but_taken_back(engine: AsyncEngine) -> None:
    number = await add(engine, await logged(engine))
    assert not await take_back(engine, number, "ben", "")
    await teach(engine, number)
    assert [lesson.text for lesson in read_lessons(engine.url)] == [CANARY]
    assert not await decide(engine, number, "ben", REJECTED, "")
    assert await take_back(engine, number, "ben", "falsch")
    await rewrite_lessons(engine)
    assert read_lessons(engine.url) == []


async def test_a_second_thought_replaces_what_nobody_has_decided_about(engine: AsyncEngine) -> None:
    key = await logged(engine)
    await add(engine, key, "erst so")
    await add(engine, key, "dann so")
    await add(engine, key, "zweite Nachricht", number=2)
    await add(engine, key, "von jemand anderem", author="cem")
    texts = [one.text for one in await list_corrections(engine)]
    assert texts == ["dann so", "zweite Nachricht", "von jemand anderem"]


async def test_of_a_conversation_that_is_gone_nothing_is_corrected(engine: AsyncEngine) -> None:
    assert await add_correction(engine, "anna", Draft("message", "0" * 32, 1, CANARY, "search")) is None


async def test_erasing_takes_everything_along(engine: AsyncEngine) -> None:
    gone, stays = await logged(engine, "a"), await logged(engine, "b")
    taught, _open = await add(engine, gone), await add(engine, gone, number=2)
    await teach(engine, taught)
    await teach(engine, await add(engine, stays, "bleibt"))
    assert holding(engine, CANARY)
    receipt = await erase(engine, gone, "staff")
    assert receipt is not None
    assert receipt.counts["corrections"] == 2
    assert holding(engine, CANARY) == []
    assert [lesson.text for lesson in read_lessons(engine.url)] == ["bleibt"]
    assert [one.text for one in await list_corrections(engine)] == ["bleibt"]


async def test_age_takes_what_was_not_taught_and_cuts_the_rest_off(engine: AsyncEngine) -> None:
    key = await logged(engine)
    await teach(engine, await add(engine, key))
    await add(engine, key, "nie entschieden", number=2)
    now = datetime.now(timezone.utc)
    assert await purge_log(engine, now + timedelta(days=1), now) == 1
    (one,) = await list_corrections(engine)
    assert (one.text, one.conversation_key) == (CANARY, None)


async def test_writers_of_the_file_do_not_bring_back_what_another_erased(engine: AsyncEngine) -> None:
    keys = [await logged(engine, f"s{number}") for number in range(4)]
    for number, key in enumerate(keys):
        await teach(engine, await add(engine, key, f"Satz {number}"))
    await asyncio.gather(*(erase(engine, key, "staff") for key in keys[:3]), rewrite_lessons(engine))
    assert [lesson.text for lesson in read_lessons(engine.url)] == ["Satz 3"]


async def test_one_training_at_a_time_unless_it_fell_silent(engine: AsyncEngine) -> None:
    first = await begin_training(engine, "ben", [1])
    assert first is not None
    assert await begin_training(engine, "ben", [1]) is None
    await beat(engine, first, state="ready")
    second = await begin_training(engine, "ben", [1])
    assert second is not None
    training = await find_training(engine, second)
    assert training is not None
    assert training.goes_on(training.beat_at)
    assert training.state in UNDER_WAY
    assert not training.goes_on(training.beat_at + SILENCE)


def test_the_file_is_the_owners_only_and_stands_beside_the_database(sqlite_url: str) -> None:
    assert lessons_file(sqlite_url) == Path(f"{make_url(sqlite_url).database}.taught/lessons.jsonl")
    assert "var/taught/" in str(lessons_file("postgresql+asyncpg://me:secret@host/name"))
    assert read_lessons(sqlite_url) == []
