"""What staff add to logged conversations: reviewed, flagged, assigned, tags and notes; each step can be undone."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.conversations.log_tables import LoggedConversation
from bot.conversations.records import aware
from bot.conversations.review_tables import ConversationNote, ConversationTag, ReviewStep
from bot.conversations.word_index import forget_words

LONGEST_TAG = 32
LONGEST_NOTE = 2000
_UNDO_FOR = timedelta(days=1)
_KEY_BYTES = 16
_NOBODY = {"reviewed_by": None, "reviewed_at": None}


@dataclass(frozen=True)
class Change:
    """What is to become of conversations; None leaves a thing as it is."""

    reviewed: bool | None = None
    flagged: bool | None = None
    assignee: str | None = None
    """A name of the staff, or "" for nobody."""
    tag: str | None = None
    untag: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Step:
    """A change that was made: its number for undoing it, and of which conversations."""

    number: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Note:
    """What somebody wrote to a conversation."""

    id: int
    author: str
    at: datetime
    text: str


def clean_tag(text: str) -> str:
    """A tag in its one spelling: lower case, single blanks."""
    return " ".join(text.lower().split())[:LONGEST_TAG].strip()


async def change(engine: AsyncEngine, keys: Sequence[str], wanted: Change, name: str, now: datetime) -> Step:
    """Change those of the conversations that are still there, all or none; `name` is who does it."""
    number = secrets.token_hex(_KEY_BYTES)
    async with engine.begin() as connection:
        await connection.execute(delete(ReviewStep).where(ReviewStep.at < now - _UNDO_FOR))
        before = await _before(connection, keys, wanted)
        if not before:
            return Step(number, ())
        columns = _columns(wanted, name, now)
        if columns:
            these = LoggedConversation.key.in_(list(before))
            await connection.execute(update(LoggedConversation).where(these).values(**columns))
        await _change_tags(connection, before)
        if wanted.note is not None:
            await _add_notes(connection, before, Note(0, name, now, wanted.note[:LONGEST_NOTE]))
        rows = [
            {"step": number, "conversation_key": key, "name": name, "at": now, "before": was}
            for key, was in before.items()
        ]
        await connection.execute(insert(ReviewStep), rows)
    return Step(number, tuple(before))


async def undo(engine: AsyncEngine, number: str, name: str) -> tuple[str, ...]:
    """Take back what somebody did in one step, and nothing else; returns the conversations that it concerned."""
    its = (ReviewStep.step == number, ReviewStep.name == name)
    async with engine.begin() as connection:
        rows = (await connection.execute(select(ReviewStep.conversation_key, ReviewStep.before).where(*its))).all()
        for key, before in rows:
            await _restore(connection, key, before)
        await connection.execute(delete(ReviewStep).where(*its))
    return tuple(row.conversation_key for row in rows)


async def remove_note(engine: AsyncEngine, key: str, note: int, author: str | None) -> bool:
    """Delete a note of a conversation for good, of one author only when one is given; whether there was one."""
    its = [ConversationNote.id == note, ConversationNote.conversation_key == key]
    if author is not None:
        its.append(ConversationNote.author == author)
    async with engine.begin() as connection:
        return bool((await connection.execute(delete(ConversationNote).where(*its))).rowcount)


async def forget_review(connection: AsyncConnection, keys: Sequence[str]) -> dict[str, int]:
    """Delete all that was added to conversations, and the words that they are found by; returns how much."""
    await forget_words(connection, keys)
    await connection.execute(delete(ReviewStep).where(ReviewStep.conversation_key.in_(keys)))
    notes = delete(ConversationNote).where(ConversationNote.conversation_key.in_(keys))
    tags = delete(ConversationTag).where(ConversationTag.conversation_key.in_(keys))
    return {
        "notes": (await connection.execute(notes)).rowcount,
        "tags": (await connection.execute(tags)).rowcount,
    }


async def tags_of(engine: AsyncEngine, keys: Sequence[str]) -> dict[str, list[str]]:
    """The tags of conversations, in the order of letters."""
    query = select(ConversationTag.conversation_key, ConversationTag.tag).order_by(ConversationTag.tag)
    found: dict[str, list[str]] = {key: [] for key in keys}
    async with engine.connect() as connection:
        for key, tag in await connection.execute(query.where(ConversationTag.conversation_key.in_(keys))):
            found[key].append(tag)
    return found


async def notes_of(engine: AsyncEngine, keys: Sequence[str]) -> dict[str, list[Note]]:
    """The notes of conversations, the oldest first."""
    note = ConversationNote
    query = select(note.conversation_key, note.id, note.author, note.at, note.text).order_by(note.id)
    found: dict[str, list[Note]] = {key: [] for key in keys}
    async with engine.connect() as connection:
        for key, number, author, at, text in await connection.execute(query.where(note.conversation_key.in_(keys))):
            found[key].append(Note(number, author, aware(at), text))
    return found


async def tags_in_use(engine: AsyncEngine, most: int = 50) -> list[str]:
    """The tags that are given most often."""
    query = select(ConversationTag.tag).group_by(ConversationTag.tag)
    async with engine.connect() as connection:
        return list(await connection.scalars(query.order_by(func.count().desc(), ConversationTag.tag).limit(most)))


async def _before(connection: AsyncConnection, keys: Sequence[str], wanted: Change) -> dict[str, dict[str, Any]]:
    """Of each conversation that there is, what the change will touch, as it stands now."""
    conversation = LoggedConversation
    touched = {"reviewed_by": wanted.reviewed, "flagged": wanted.flagged, "assignee": wanted.assignee}
    names = [name for name, wish in touched.items() if wish is not None]
    query = select(conversation.key, *(getattr(conversation, name) for name in names))
    rows = (await connection.execute(query.where(conversation.key.in_(keys)))).mappings().all()
    before: dict[str, dict[str, Any]] = {row["key"]: {name: row[name] for name in names} for row in rows}
    for verb, tag in (("tag", wanted.tag), ("untag", wanted.untag)):
        if tag:
            having = await _having(connection, list(before), tag)
            for key, was in before.items():
                if (key in having) == (verb == "untag"):
                    was[verb] = tag
    return before


async def _having(connection: AsyncConnection, keys: Sequence[str], tag: str) -> set[str]:
    its = (ConversationTag.tag == tag, ConversationTag.conversation_key.in_(keys))
    return set(await connection.scalars(select(ConversationTag.conversation_key).where(*its)))


def _columns(wanted: Change, name: str, now: datetime) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    if wanted.reviewed is not None:
        columns |= {"reviewed_by": name, "reviewed_at": now} if wanted.reviewed else _NOBODY
    if wanted.flagged is not None:
        columns["flagged"] = wanted.flagged
    if wanted.assignee is not None:
        columns["assignee"] = wanted.assignee or None
    return columns


async def _change_tags(connection: AsyncConnection, before: Mapping[str, Mapping[str, Any]]) -> None:
    given = [{"conversation_key": key, "tag": was["tag"]} for key, was in before.items() if "tag" in was]
    taken = [(key, was["untag"]) for key, was in before.items() if "untag" in was]
    if given:
        await connection.execute(insert(ConversationTag), given)
    for key, tag in taken:
        await _take_tag(connection, key, tag)


async def _take_tag(connection: AsyncConnection, key: str, tag: str) -> None:
    this = (ConversationTag.conversation_key == key, ConversationTag.tag == tag)
    await connection.execute(delete(ConversationTag).where(*this))


async def _add_notes(connection: AsyncConnection, before: Mapping[str, dict[str, Any]], note: Note) -> None:
    for key, was in before.items():
        values = {"conversation_key": key, "author": note.author, "at": note.at, "text": note.text}
        added = await connection.execute(insert(ConversationNote).values(**values))
        was["note"] = added.inserted_primary_key[0] if added.inserted_primary_key else None


async def _restore(connection: AsyncConnection, key: str, before: Mapping[str, Any]) -> None:
    columns = {name: before[name] for name in ("flagged", "assignee") if name in before}
    if "reviewed_by" in before:
        columns |= {"reviewed_by": before["reviewed_by"]} if before["reviewed_by"] else _NOBODY
    if columns:
        this = LoggedConversation.key == key
        await connection.execute(update(LoggedConversation).where(this).values(**columns))
    if "tag" in before:
        await _take_tag(connection, key, before["tag"])
    if "untag" in before and not await _having(connection, [key], before["untag"]):
        await connection.execute(insert(ConversationTag).values(conversation_key=key, tag=before["untag"]))
    if before.get("note"):
        await connection.execute(delete(ConversationNote).where(ConversationNote.id == before["note"]))
