"""`kumpel bench console` on a small log: its data, its addresses, its figures."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cli import bench_console
from bot.cli.bench_console_data import TURNS, batches, fill_log
from bot.conversations.inbox import Filter, find_conversations, read_conversation
from bot.conversations.log_tables import LoggedTurn
from bot.conversations.overview import overview
from bot.conversations.review_tables import LoggedWord
from bot.conversations.words import words_of

UNTIL = datetime(2026, 11, 24, tzinfo=timezone.utc)


def test_the_same_seed_makes_the_same_log() -> None:
    first, second = (list(batches(150, UNTIL)) for _ in range(2))
    assert first == second
    (log,) = first
    assert (len(log.conversations), len(log.turns)) == (150, 150 * TURNS)


async def test_the_made_log_is_as_if_it_had_been_written(engine: AsyncEngine) -> None:
    await fill_log(engine, 120)
    (newest, *_) = await find_conversations(engine, Filter())
    found = await read_conversation(engine, newest.key)
    assert found is not None
    conversation, turns = found
    assert len(turns) == TURNS == conversation.turns
    assert conversation.goals == "".join(f",{goal}" for goal in sorted({turn.goal for turn in turns})) + ","
    assert conversation.fallbacks == sum(turn.fallback for turn in turns)
    assert conversation.lowest_confidence == min(turn.confidence for turn in turns)
    assert (await overview(engine, Filter())).conversations == 120
    async with engine.connect() as connection:
        its = select(LoggedWord.word).where(LoggedWord.conversation_key == newest.key)
        assert set(await connection.scalars(its)) == frozenset().union(*(words_of(turn.text) for turn in turns))
        assert await connection.scalar(select(func.count()).select_from(LoggedTurn)) == 120 * TURNS


async def test_pages_are_mixed_and_some_are_later_ones(engine: AsyncEngine) -> None:
    await fill_log(engine, 120)
    pages = await bench_console.inbox_pages(engine, 200)
    assert pages == await bench_console.inbox_pages(engine, 200)
    for name in ("channel", "outcome", "goal", "reviewed", "tag", "q", "from", "after"):
        assert 5 < sum(f"{name}=" in page for page in pages) < 100, name


@pytest.mark.postgres
def test_it_prints_one_object_with_bars_for_each_database() -> None:
    result = CliRunner().invoke(bench_console.console, ["--json", "--conversations", "150", "--pages", "20"])
    printed = json.loads(result.stdout)
    assert printed["what"] == "bench console"
    assert [run["database"] for run in printed["runs"]] == ["sqlite", "postgres"]
    assert [run["turns"] for run in printed["runs"]] == [150 * TURNS] * 2
    assert len(printed["bars"]) == 8
    assert all(set(bar) == {"name", "value", "unit", "limit", "ok"} for bar in printed["bars"])
    assert result.exit_code == (0 if all(bar["ok"] for bar in printed["bars"]) else 1)
