"""Turns become rows, once each; a conversation's summary says what its turns came to. On both databases."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from log_turns import conversations, logged_texts, turn
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.erasure import erase, erase_said
from bot.conversations.log import write_turns
from bot.conversations.log_stats import log_stats
from bot.conversations.log_tables import LoggedConversation, LoggedTurn, LogLink
from bot.conversations.receipts import find_receipt, hash_of
from bot.conversations.records import ResultShown, TurnRecord, outcome_of
from bot.conversations.retention import forget, purge_log
from bot.conversations.spool import Spool

NOW = datetime.now(timezone.utc)


async def write(engine: AsyncEngine, *turns: TurnRecord) -> int:
    async with engine.begin() as connection:
        return await write_turns(connection, turns)


async def test_turns_of_one_conversation_are_numbered_over_batches(engine: AsyncEngine) -> None:
    await write(engine, turn(text="first"), turn(text="second"))
    await write(engine, turn(text="third"))
    assert await logged_texts(engine) == ["first", "second", "third"]
    (conversation,) = await conversations(engine)
    assert (conversation.turns, conversation.channel) == (3, "rest")


async def test_a_batch_may_hold_many_conversations(engine: AsyncEngine) -> None:
    await write(engine, *[turn(f"sender {number % 7}") for number in range(70)])
    assert [conversation.turns for conversation in await conversations(engine)] == [10] * 7


async def test_a_turn_is_written_once(engine: AsyncEngine) -> None:
    same = turn(text="once")
    assert await write(engine, same, same) == 1
    assert await write(engine, same, turn(text="twice")) == 1
    (conversation,) = await conversations(engine)
    assert conversation.turns == 2
    assert await write(engine) == 0


async def test_the_summary_is_the_best_and_the_worst_of_its_turns(engine: AsyncEngine) -> None:
    await write(engine, turn(outcome="not_understood", fallback=True, confidence=0.1), turn(outcome="employers"))
    await write(engine, turn(outcome="talk", language="tr", confidence=0.5))
    (found,) = await conversations(engine)
    assert (found.outcome, found.fallbacks, found.lowest_confidence, found.language) == ("employers", 1, 0.1, "tr")
    assert found.started_at < found.last_at


async def test_all_of_a_turn_is_kept(engine: AsyncEngine) -> None:
    result = {"type": "employers", "ids": ["7"], "titles": ["Ä"], "total": 3, "offset": 0, "relaxed": []}
    said = turn(criteria={"place": ["05913000"]}, topics=["housing"], results=[result], redacted={"name": 1})
    await write(engine, said)
    async with engine.connect() as connection:
        row = (await connection.execute(select(LoggedTurn))).mappings().one()
    assert {name: row[name] for name in ("criteria", "topics", "results", "redacted", "goal", "milliseconds")} == {
        **{"criteria": said.criteria, "topics": ["housing"], "results": [result], "redacted": {"name": 1}},
        **{"goal": "search", "milliseconds": 12},
    }


async def test_the_key_cannot_be_told_from_the_session(engine: AsyncEngine) -> None:
    await write(engine, turn("session-key"))
    (conversation,) = await conversations(engine)
    assert len(conversation.key) == 32
    async with engine.begin() as connection:
        await connection.execute(LogLink.__table__.delete())
    await write(engine, turn("session-key"))
    first, second = await conversations(engine)
    assert first.key != second.key, "the same session gets another key, so the key says nothing of it"


async def test_erasing_reaches_log_link_and_spool_and_gives_a_receipt(engine: AsyncEngine) -> None:
    await write(engine, turn("mine"), turn("mine"), turn("other", text="stays"))
    spool = Spool.of(engine.url, 10_000)
    spool.append([turn("mine"), turn("other")])
    receipt = await forget(engine, "mine")
    assert receipt is not None
    assert receipt.counts == {
        "spool": 1,
        "corrections": 0,
        "turns": 2,
        "notes": 0,
        "tags": 0,
        "messages": 0,
        "running": 0,
        "callbacks": 0,
    }
    assert await logged_texts(engine) == ["stays"]
    assert spool.waiting() == 1
    async with engine.connect() as connection:
        assert await find_receipt(connection, f" {receipt.number.lower()} ") == receipt
        assert await connection.scalar(select(func.count()).select_from(LogLink)) == 1
    spool.erase("other")


async def test_staff_erase_by_the_logs_key(engine: AsyncEngine) -> None:
    await write(engine, turn("mine"))
    (conversation,) = await conversations(engine)
    receipt = await erase(engine, conversation.key, "staff")
    assert receipt is not None
    assert (receipt.wished_by, receipt.counts["turns"]) == ("staff", 1)
    assert receipt.key_hash == hash_of("mine")
    assert await erase(engine, conversation.key, "staff") is None


async def test_staff_erase_a_conversation_that_ended_long_ago(engine: AsyncEngine) -> None:
    await write(engine, turn("mine"))
    await purge_log(engine, NOW - timedelta(days=90), NOW + timedelta(hours=1))
    (conversation,) = await conversations(engine)
    receipt = await erase(engine, conversation.key, "staff")
    assert receipt is not None
    assert receipt.counts["turns"] == 1
    assert await conversations(engine) == []


async def test_what_was_said_before_an_erasure_never_comes_back(engine: AsyncEngine) -> None:
    late = turn("mine", text="late")
    await forget(engine, "mine")
    after = replace(turn("mine", text="after"), at=time.time() + 1)
    assert await write(engine, late, after) == 1
    assert await logged_texts(engine) == ["after"]


async def test_one_wish_by_two_ways_has_one_receipt(engine: AsyncEngine) -> None:
    await write(engine, turn("mine"))
    first = await forget(engine, "mine")
    second = await forget(engine, "mine")
    assert first is not None and second is not None
    assert first.number == second.number
    assert second.counts["turns"] == 1


async def test_a_wish_that_came_with_the_turns_spares_what_came_later(engine: AsyncEngine) -> None:
    before, after = turn("mine", text="before", outcome="employers"), turn("mine", text="after")
    await write(engine, before, after)
    async with engine.begin() as connection:
        await erase_said(connection, "mine", before.time)
    assert await logged_texts(engine) == ["after"]
    (conversation,) = await conversations(engine)
    assert (conversation.turns, conversation.outcome) == (1, "talk")


async def test_a_wish_that_leaves_no_turn_leaves_no_link(engine: AsyncEngine) -> None:
    said = turn("mine")
    await write(engine, said)
    async with engine.begin() as connection:
        await erase_said(connection, "mine", said.time)
        await erase_said(connection, "nobody", said.time)
        assert await connection.scalar(select(func.count()).select_from(LogLink)) == 0
    assert await conversations(engine) == []


async def test_old_conversations_go_whole_and_young_ones_stay_whole(engine: AsyncEngine) -> None:
    await write(engine, turn("old"), turn("old"), turn("young", text="young"))
    async with engine.begin() as connection:
        await connection.execute(
            update(LoggedConversation).where(LoggedConversation.turns == 2).values(last_at=NOW - timedelta(days=91))
        )
    assert await purge_log(engine, NOW - timedelta(days=90), NOW - timedelta(hours=24)) == 1
    assert await logged_texts(engine) == ["young"]


async def test_purging_takes_more_than_a_batch(engine: AsyncEngine) -> None:
    await write(engine, *[turn(f"sender {number}") for number in range(1203)])
    assert await purge_log(engine, NOW + timedelta(hours=1), NOW) == 1203
    assert await logged_texts(engine) == []


async def test_stats_count(engine: AsyncEngine) -> None:
    await write(engine, turn("a", outcome="employers"), turn("b", fallback=True), turn("b", language="tr"))
    await forget(engine, "a")
    found = await log_stats(engine)
    assert (found.conversations, found.turns, found.fallbacks, found.receipts) == (1, 2, 1, 1)
    assert found.by_outcome == {"talk": 1}
    assert found.by_language == {"tr": 1}
    assert found.as_dict()["spool"]["waiting"] == 0


async def test_stats_of_an_empty_log(engine: AsyncEngine) -> None:
    assert (await log_stats(engine)).as_dict()["first_at"] is None


def result(kind: str, total: int) -> ResultShown:
    return ResultShown.of({"type": kind, "total": total, "items": [{"id": 1, "title": "x"}] * total})


def test_what_a_turn_came_to() -> None:
    assert outcome_of("search", [result("employers", 2)], fallback=False) == "employers"
    assert outcome_of("search", [result("employers", 0)], fallback=False) == "nothing_found"
    assert outcome_of("advice", [result("programmes", 1), result("events", 1)], fallback=False) == "programmes"
    assert outcome_of("crisis", [], fallback=False) == "person"
    assert outcome_of("out_of_scope", [], fallback=True) == "not_understood"
    assert outcome_of("greet", [], fallback=False) == "talk"
    assert outcome_of("search", [result("houses", 1)], fallback=False) == "houses"
