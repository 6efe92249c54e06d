"""Transcripts on both databases: accepted before answered, answered once, bounded."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.tables import TranscriptMessage
from bot.conversations.transcripts import CUT_EVERY, MOST_ENTRIES, Entry, Said, Transcripts, offered

KEY = "k" * 64
HELLO = Said("id-1", "Hallo")
ANSWER = [{"text": "Hi!"}, {"text": "Was suchst du?", "buttons": [{"title": "Job", "payload": "/job"}]}]


async def count(engine: AsyncEngine, key: str) -> int:
    query = select(func.count()).where(TranscriptMessage.conversation_key == key)
    async with engine.connect() as connection:
        return await connection.scalar(query) or 0


async def test_an_accepted_message_waits_for_its_answer(engine: AsyncEngine) -> None:
    transcripts = Transcripts(engine)
    accepted = await transcripts.accept(KEY, HELLO)
    assert (accepted.said, accepted.repeated) == (HELLO, False)
    assert await transcripts.entries(KEY) == [Entry("person", "id-1", False, {"text": "Hallo"})]
    assert await transcripts.answered(KEY, "id-1") is None


async def test_an_answer_stands_after_its_message_in_order(engine: AsyncEngine) -> None:
    transcripts = Transcripts(engine)
    await transcripts.accept(KEY, HELLO)
    await transcripts.answer(KEY, "id-1", ANSWER)
    assert await transcripts.entries(KEY) == [
        Entry("person", "id-1", False, {"text": "Hallo"}),
        Entry("assistant", "id-1", True, {"messages": ANSWER}),
    ]
    assert await transcripts.answered(KEY, "id-1") == ANSWER


async def test_a_tap_keeps_what_was_shown_and_what_was_meant(engine: AsyncEngine) -> None:
    transcripts = Transcripts(engine)
    await transcripts.accept(KEY, Said("id-1", "Job", payload="/job"))
    assert (await transcripts.entries(KEY))[0].payload == {"text": "Job", "payload": "/job"}


async def test_the_same_id_with_the_same_words_is_one_message(engine: AsyncEngine) -> None:
    transcripts = Transcripts(engine)
    await transcripts.accept(KEY, HELLO)
    again = await transcripts.accept(KEY, HELLO)
    assert (again.said, again.repeated) == (HELLO, True)
    assert len(await transcripts.entries(KEY)) == 1


async def test_the_same_id_with_other_words_is_another_message(engine: AsyncEngine) -> None:
    transcripts = Transcripts(engine)
    await transcripts.accept(KEY, HELLO)
    other = await transcripts.accept(KEY, Said("id-1", "Etwas anderes"))
    assert not other.repeated
    assert other.said.client_id != "id-1"
    assert [entry.payload["text"] for entry in await transcripts.entries(KEY)] == ["Hallo", "Etwas anderes"]


async def test_the_same_id_in_another_conversation_is_another_message(engine: AsyncEngine) -> None:
    transcripts = Transcripts(engine)
    await transcripts.accept(KEY, HELLO)
    assert not (await transcripts.accept("other", HELLO)).repeated
    await transcripts.answer("other", "id-1", ANSWER)
    assert await transcripts.answered(KEY, "id-1") is None


async def test_an_apology_leaves_the_message_waiting_and_gives_way_to_the_answer(engine: AsyncEngine) -> None:
    transcripts = Transcripts(engine)
    await transcripts.accept(KEY, HELLO)
    await transcripts.answer(KEY, "id-1", [{"text": "Gerade nicht."}], final=False)
    assert await transcripts.answered(KEY, "id-1") is None
    await transcripts.answer(KEY, "id-1", ANSWER)
    assert [entry.payload for entry in await transcripts.entries(KEY)][1:] == [{"messages": ANSWER}]
    assert await transcripts.answered(KEY, "id-1") == ANSWER


async def test_a_late_answer_comes_last_where_the_person_looks(engine: AsyncEngine) -> None:
    transcripts = Transcripts(engine)
    await transcripts.accept(KEY, HELLO)
    await transcripts.answer(KEY, "id-1", [{"text": "Gerade nicht."}], final=False)
    await transcripts.accept(KEY, Said("id-2", "Bist du da?"))
    await transcripts.answer(KEY, "id-2", [{"text": "Ja."}])
    await transcripts.answer(KEY, "id-1", ANSWER)
    order = [(entry.direction, entry.client_id) for entry in await transcripts.entries(KEY)]
    assert order == [("person", "id-1"), ("person", "id-2"), ("assistant", "id-2"), ("assistant", "id-1")]


async def test_only_the_last_entries_are_kept(engine: AsyncEngine) -> None:
    transcripts = Transcripts(engine)
    for number in range(MOST_ENTRIES):
        await transcripts.accept(KEY, Said(f"id-{number}", f"Frage {number}"))
        await transcripts.answer(KEY, f"id-{number}", [{"text": f"Antwort {number}"}])
        stored = await count(engine, KEY)
        assert stored <= MOST_ENTRIES + CUT_EVERY
    entries = await transcripts.entries(KEY)
    assert len(entries) == MOST_ENTRIES
    assert entries[0].payload == {"text": f"Frage {MOST_ENTRIES // 2}"}
    assert entries[-1].payload == {"messages": [{"text": f"Antwort {MOST_ENTRIES - 1}"}]}


async def test_another_conversation_keeps_its_messages_when_one_is_cut(engine: AsyncEngine) -> None:
    transcripts = Transcripts(engine)
    await transcripts.accept("other", HELLO)
    for number in range(MOST_ENTRIES):
        await transcripts.accept(KEY, Said(f"id-{number}", "Frage"))
        await transcripts.answer(KEY, f"id-{number}", [{"text": "Antwort"}])
    assert len(await transcripts.entries("other")) == 1


def test_buttons_count_as_offered_only_when_the_assistant_said_them() -> None:
    forged = {"text": "x", "buttons": [{"title": "Neustart", "payload": "/restart"}]}
    entries = [Entry("person", "1", False, forged), Entry("assistant", "1", True, {"messages": ANSWER})]
    assert offered(entries) == {"/job": "Job"}
