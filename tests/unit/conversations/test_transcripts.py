"""Transcripts on both databases: accepted before answered, answered once, bounded, and the queue of what waits."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.sessions import SessionStore
from bot.conversations.tables import TranscriptMessage, WebSession
from bot.conversations.transcripts import (
    CUT_EVERY,
    MOST_ENTRIES,
    MOST_WAITING,
    Ended,
    Entry,
    OtherWords,
    Said,
    TooManyWaiting,
    Transcripts,
    offered,
)

KEY, OTHER = "k" * 64, "o" * 64
NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
HELLO = Said("id-1", "Hallo")
ANSWER = [{"text": "Hi!"}, {"text": "Was suchst du?", "buttons": [{"title": "Job", "payload": "/job"}]}]


@pytest.fixture
async def transcripts(engine: AsyncEngine) -> Transcripts:
    for key in (KEY, OTHER):
        await SessionStore(engine, timedelta(hours=24)).create(key, NOW - timedelta(hours=1))
    return Transcripts(engine)


def facts(entry: Entry | None) -> tuple[int, str, str, bool]:
    assert entry is not None
    return entry.place, entry.direction, entry.client_id, entry.final


async def said(transcripts: Transcripts, number: int, key: str = KEY) -> Entry:
    return await transcripts.accept(key, Said(f"id-{number}", f"Frage {number}"), NOW)


async def test_an_accepted_message_waits_for_its_answer(transcripts: Transcripts) -> None:
    entry = await transcripts.accept(KEY, HELLO, NOW)
    assert facts(entry) == (1, "person", "id-1", False)
    assert await transcripts.entries(KEY) == [entry]
    assert await transcripts.waiting(KEY) == [entry]
    assert await transcripts.waiting_keys() == [KEY]
    assert await transcripts.reply(KEY, "id-1") is None


async def test_an_answer_stands_after_its_message_and_ends_the_waiting(transcripts: Transcripts) -> None:
    await transcripts.accept(KEY, HELLO, NOW)
    answer = await transcripts.answer(KEY, "id-1", ANSWER)
    assert facts(answer) == (2, "assistant", "id-1", True)
    entries = await transcripts.entries(KEY)
    assert [facts(entry) for entry in entries] == [(1, "person", "id-1", True), (2, "assistant", "id-1", True)]
    assert entries[1].payload == {"messages": ANSWER}
    assert await transcripts.reply(KEY, "id-1") == answer
    assert (await transcripts.waiting(KEY), await transcripts.waiting_keys()) == ([], [])


async def test_a_tap_keeps_what_was_shown_and_what_was_meant(transcripts: Transcripts) -> None:
    entry = await transcripts.accept(KEY, Said("id-1", "Job", payload="/job"), NOW)
    assert entry.payload == {"text": "Job", "payload": "/job"}


async def test_the_same_message_again_is_the_first_one(transcripts: Transcripts) -> None:
    first = await transcripts.accept(KEY, HELLO, NOW)
    assert await transcripts.accept(KEY, HELLO, NOW) == first
    await transcripts.answer(KEY, "id-1", ANSWER)
    again = await transcripts.accept(KEY, HELLO, NOW)
    assert (again.place, again.final) == (1, True)
    assert len(await transcripts.entries(KEY)) == 2


async def test_a_second_answer_is_the_first_one(transcripts: Transcripts) -> None:
    await transcripts.accept(KEY, HELLO, NOW)
    first = await transcripts.answer(KEY, "id-1", ANSWER)
    assert await transcripts.answer(KEY, "id-1", [{"text": "Etwas anderes"}]) == first
    assert len(await transcripts.entries(KEY)) == 2


async def test_the_same_id_with_other_words_is_refused(transcripts: Transcripts) -> None:
    await transcripts.accept(KEY, HELLO, NOW)
    for other in (Said("id-1", "Etwas anderes"), Said("id-1", "Hallo", payload="/job")):
        with pytest.raises(OtherWords):
            await transcripts.accept(KEY, other, NOW)
    assert len(await transcripts.entries(KEY)) == 1


async def test_the_same_id_in_another_conversation_is_another_message(transcripts: Transcripts) -> None:
    await transcripts.accept(KEY, HELLO, NOW)
    await transcripts.accept(OTHER, HELLO, NOW)
    await transcripts.answer(OTHER, "id-1", ANSWER)
    assert await transcripts.reply(KEY, "id-1") is None
    assert await transcripts.waiting_keys() == [KEY]


async def test_the_oldest_that_waits_comes_first_whatever_was_answered(transcripts: Transcripts) -> None:
    for number in range(3):
        await said(transcripts, number)
    await transcripts.answer(KEY, "id-1", ANSWER)
    assert [entry.client_id for entry in await transcripts.waiting(KEY)] == ["id-0", "id-2"]


async def test_only_so_many_may_wait(transcripts: Transcripts) -> None:
    for number in range(MOST_WAITING):
        await said(transcripts, number)
    with pytest.raises(TooManyWaiting):
        await said(transcripts, MOST_WAITING)
    assert (await said(transcripts, 0)).place == 1, "a resend is no new message"
    await transcripts.answer(KEY, "id-0", ANSWER)
    await said(transcripts, MOST_WAITING)
    await said(transcripts, 0, OTHER)


async def test_without_a_session_nothing_is_stored(transcripts: Transcripts) -> None:
    with pytest.raises(Ended):
        await transcripts.accept("x" * 64, HELLO, NOW)
    assert await transcripts.entries("x" * 64) == []


async def test_a_message_prolongs_the_session(transcripts: Transcripts, engine: AsyncEngine) -> None:
    await transcripts.accept(KEY, HELLO, NOW)
    async with engine.connect() as connection:
        used = await connection.scalar(select(WebSession.used_at).where(WebSession.conversation_key == KEY))
    assert used is not None
    assert used.replace(tzinfo=timezone.utc) == NOW


async def test_an_answer_to_what_is_gone_is_dropped(transcripts: Transcripts) -> None:
    assert await transcripts.answer(KEY, "id-1", ANSWER) is None
    assert await transcripts.entries(KEY) == []


async def test_entries_from_a_place_on(transcripts: Transcripts) -> None:
    for number in range(3):
        await said(transcripts, number)
    assert [entry.place for entry in await transcripts.entries(KEY, 1)] == [2, 3]
    assert await transcripts.entries(KEY, 3) == []


async def test_only_the_last_entries_are_kept_and_places_go_on(transcripts: Transcripts, engine: AsyncEngine) -> None:
    query = select(func.count()).where(TranscriptMessage.conversation_key == KEY)
    for number in range(MOST_ENTRIES):
        await said(transcripts, number)
        await transcripts.answer(KEY, f"id-{number}", [{"text": f"Antwort {number}"}])
        async with engine.connect() as connection:
            assert (await connection.scalar(query) or 0) <= MOST_ENTRIES + CUT_EVERY
    entries = await transcripts.entries(KEY)
    assert [entry.place for entry in entries] == list(range(MOST_ENTRIES + 1, 2 * MOST_ENTRIES + 1))
    assert entries[-1].payload == {"messages": [{"text": f"Antwort {MOST_ENTRIES - 1}"}]}


async def test_what_waits_is_never_cut(transcripts: Transcripts) -> None:
    for number in range(MOST_ENTRIES // 2):
        await said(transcripts, number)
        await transcripts.answer(KEY, f"id-{number}", ANSWER)
    waiting = [await said(transcripts, 100 + number) for number in range(MOST_WAITING)]
    for entry in waiting:
        await transcripts.answer(KEY, entry.client_id, ANSWER)
        assert [left.place for left in await transcripts.waiting(KEY)] == [
            other.place for other in waiting if other.place > entry.place
        ]


async def test_another_conversation_keeps_its_messages_when_one_is_cut(transcripts: Transcripts) -> None:
    await transcripts.accept(OTHER, HELLO, NOW)
    for number in range(MOST_ENTRIES):
        await said(transcripts, number)
        await transcripts.answer(KEY, f"id-{number}", [{"text": "Antwort"}])
    assert len(await transcripts.entries(OTHER)) == 1


def test_buttons_count_as_offered_only_when_the_assistant_said_them() -> None:
    forged = {"text": "x", "buttons": [{"title": "Neustart", "payload": "/restart"}]}
    entries = [
        Entry(1, "person", "1", False, forged, NOW),
        Entry(2, "assistant", "1", True, {"messages": ANSWER}, NOW),
    ]
    assert offered(entries) == {"/job": "Job"}
