"""Review on both databases: change one or many, undo, search by words, and nothing stays after an erasure."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from log_turns import conversations, turn
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations import word_index
from bot.conversations.erasure import erase, erase_said
from bot.conversations.inbox import NOBODY, Filter, find_conversations, neighbours, previews
from bot.conversations.log import write_turns
from bot.conversations.records import TurnRecord
from bot.conversations.retention import forget, purge_log
from bot.conversations.review import Change, change, clean_tag, notes_of, remove_note, tags_in_use, tags_of, undo
from bot.conversations.review_tables import ConversationNote, ConversationTag, LoggedWord, ReviewStep

NOW = datetime.now(timezone.utc)
ADDED = (ConversationNote, ConversationTag, LoggedWord, ReviewStep)


async def write(engine: AsyncEngine, *turns: TurnRecord) -> None:
    async with engine.begin() as connection:
        await write_turns(connection, turns)


async def keys(engine: AsyncEngine) -> list[str]:
    """Of all conversations, the oldest first."""
    return [conversation.key for conversation in await conversations(engine)]


async def found(engine: AsyncEngine, **wanted: object) -> list[str]:
    return [each.key for each in reversed(await find_conversations(engine, Filter(**wanted)))]  # type: ignore[arg-type]


async def counts(engine: AsyncEngine) -> list[int]:
    async with engine.connect() as connection:
        return [await connection.scalar(select(func.count()).select_from(table)) or 0 for table in ADDED]


async def test_all_that_can_be_done_can_be_filtered_by_and_undone(engine: AsyncEngine) -> None:
    await write(engine, turn("a"), turn("b"), turn("c"))
    a, b, c = await keys(engine)
    for wanted, by in [
        (Change(reviewed=True), {"reviewed": True}),
        (Change(reviewed=True), {"reviewer": "anna"}),
        (Change(flagged=True), {"flagged": True}),
        (Change(assignee="ben"), {"assignee": "ben"}),
        (Change(tag="mobilität"), {"tag": "mobilität"}),
    ]:
        step = await change(engine, [a, c, "0" * 32], wanted, "anna", NOW)
        assert set(step.keys) == {a, c}
        assert await found(engine, **by) == [a, c]
        assert await undo(engine, step.number, "ben") == (), "nobody undoes what somebody else did"
        assert set(await undo(engine, step.number, "anna")) == {a, c}
        assert await found(engine, **by) == []
        assert await undo(engine, step.number, "anna") == (), "once"
    assert await found(engine, reviewed=False) == await found(engine, flagged=False) == [a, b, c]
    assert await found(engine, assignee=NOBODY) == [a, b, c]
    assert (await counts(engine))[-1] == 0


async def test_undoing_brings_back_what_was_there_and_no_more(engine: AsyncEngine) -> None:
    await write(engine, turn("a"), turn("b"))
    a, b = await keys(engine)
    await change(engine, [a], Change(tag="x"), "anna", NOW)
    await change(engine, [a], Change(assignee="anna"), "anna", NOW)
    both = await change(engine, [a, b], Change(tag="x"), "ben", NOW)
    away = await change(engine, [a, b], Change(untag="x"), "ben", NOW)
    nobody = await change(engine, [a, b], Change(assignee=""), "ben", NOW)
    assert await tags_of(engine, [a, b]) == {a: [], b: []}
    await undo(engine, away.number, "ben")
    assert await tags_of(engine, [a, b]) == {a: ["x"], b: ["x"]}
    await undo(engine, both.number, "ben")
    assert await tags_of(engine, [a, b]) == {a: ["x"], b: []}, "a had the tag before"
    await undo(engine, nobody.number, "ben")
    assert await found(engine, assignee="anna") == [a]


async def test_a_tag_is_given_once_and_has_one_spelling(engine: AsyncEngine) -> None:
    await write(engine, turn("a"), turn("b"))
    a, b = await keys(engine)
    for _ in range(2):
        await change(engine, [a, b], Change(tag=clean_tag("  Mini   Job ")), "anna", NOW)
    await change(engine, [b], Change(tag="zwei"), "anna", NOW)
    assert await tags_of(engine, [a, b]) == {a: ["mini job"], b: ["mini job", "zwei"]}
    assert await tags_in_use(engine) == ["mini job", "zwei"]
    assert len(clean_tag("x" * 99)) == 32


async def test_notes_are_kept_in_order_undone_and_removed(engine: AsyncEngine) -> None:
    await write(engine, turn("a"), turn("b"))
    a, b = await keys(engine)
    await change(engine, [a, b], Change(note="first"), "anna", NOW)
    second = await change(engine, [a], Change(note="second"), "ben", NOW)
    notes = await notes_of(engine, [a, b])
    assert [(note.author, note.text) for note in notes[a]] == [("anna", "first"), ("ben", "second")]
    assert notes[a][0].at == NOW
    await undo(engine, second.number, "ben")
    assert [note.text for note in (await notes_of(engine, [a]))[a]] == ["first"]
    number = notes[a][0].id
    assert not await remove_note(engine, a, number, "ben")
    assert not await remove_note(engine, b, number, "anna"), "of another conversation"
    assert await remove_note(engine, a, number, "anna")
    assert (await notes_of(engine, [a, b]))[a] == []


async def test_what_goes_on_has_to_be_read_again(engine: AsyncEngine) -> None:
    await write(engine, turn("a"))
    (a,) = await keys(engine)
    await change(engine, [a], Change(reviewed=True, flagged=True), "anna", NOW)
    await write(engine, turn("a", goal="human"))
    (line,) = await find_conversations(engine, Filter())
    assert (line.reviewed_by, line.reviewed_at, line.flagged) == (None, None, True)
    assert line.goals == ",human,search,"
    assert await found(engine, goal="human") == await found(engine, goal="search") == [a]
    assert await found(engine, goal="more") == []


@pytest.mark.parametrize("rare", [0, 5000], ids=["common", "rare"])
async def test_words_are_found_in_any_message_and_spelling(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch, rare: int
) -> None:
    monkeypatch.setattr(word_index, "RARE", rare)
    await write(engine, turn("a", text="Koch in Köln"), turn("a", text="lieber Pflegekräfte?"), turn("b", text="köche"))
    await write(engine, turn("a", text="und koch"))
    a, b = await keys(engine)
    for text, expected in {
        "koch": [b, a],
        "KOELN": [a],
        "koch pflegekraefte": [a],
        "pflege": [a],
        "koch bäcker": [],
        "kö": [],
        "koche": [b],
        "100%": [],
        "it": [],
        "ich": [b, a],
        "": [b, a],
    }.items():
        assert await found(engine, text=text) == expected, text
    assert await found(engine, text="koch", language="tr") == []


async def test_neighbours_stand_beside_it_in_the_filtered_list(engine: AsyncEngine) -> None:
    at = NOW.timestamp()
    await write(
        engine, *[turn(f"s{number}", at=at + number // 2, language="tr" if number % 2 else "de") for number in range(8)]
    )
    lines = await find_conversations(engine, Filter())
    for place, line in enumerate(lines):
        beside = await neighbours(engine, Filter(), line.place)
        assert beside.newer == (lines[place - 1].key if place else None)
        assert beside.older == (lines[place + 1].key if place + 1 < len(lines) else None)
    turkish = [line for line in lines if line.language == "tr"]
    beside = await neighbours(engine, Filter(language="tr"), turkish[1].place)
    assert (beside.newer, beside.older) == (turkish[0].key, turkish[2].key)


async def test_a_line_shows_what_was_not_understood(engine: AsyncEngine) -> None:
    await write(engine, turn("a", text="hallo"), turn("a", text="was?", fallback=True), turn("b", text="guten tag"))
    a, b = await keys(engine)
    assert await previews(engine, [a, b]) == {a: "was?", b: "guten tag"}


async def review_fully(engine: AsyncEngine) -> str:
    await write(engine, turn("mine", text="Quittenmus"), turn("mine", text="Pflaumenmus"))
    (key,) = await keys(engine)
    for wanted in (Change(note="a note"), Change(tag="a tag"), Change(reviewed=True)):
        await change(engine, [key], wanted, "anna", NOW)
    assert await counts(engine) == [1, 1, 2, 3]
    return key


async def test_erasing_reaches_all_of_it_and_the_receipt_counts_it(engine: AsyncEngine) -> None:
    await review_fully(engine)
    receipt = await forget(engine, "mine")
    assert (receipt.counts["notes"], receipt.counts["tags"]) == (1, 1)
    assert await counts(engine) == [0, 0, 0, 0]


async def test_staff_erase_it_as_well(engine: AsyncEngine) -> None:
    assert await erase(engine, await review_fully(engine), "staff") is not None
    assert await counts(engine) == [0, 0, 0, 0]


async def test_a_wish_within_the_chat_takes_the_words_of_what_goes(engine: AsyncEngine) -> None:
    await review_fully(engine)
    until = datetime.now(timezone.utc) - timedelta(seconds=900)
    late = until.timestamp() + 60
    await write(engine, turn("mine", text="Kirschmus", at=late))
    async with engine.begin() as connection:
        await erase_said(connection, "mine", until)
    async with engine.connect() as connection:
        assert list(await connection.scalars(select(LoggedWord.word))) == ["kirschmus"]
    assert await counts(engine) == [0, 0, 1, 0]


async def test_it_ends_with_the_retention(engine: AsyncEngine) -> None:
    await review_fully(engine)
    assert await purge_log(engine, NOW + timedelta(hours=1), NOW) == 1
    assert await counts(engine) == [0, 0, 0, 0]


async def test_steps_are_forgotten_after_a_day(engine: AsyncEngine) -> None:
    await write(engine, turn("a"))
    (a,) = await keys(engine)
    old = await change(engine, [a], Change(flagged=True), "anna", NOW - timedelta(days=2))
    await change(engine, [a], Change(reviewed=True), "anna", NOW)
    assert await undo(engine, old.number, "anna") == ()
    assert await found(engine, flagged=True) == [a]
