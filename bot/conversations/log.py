"""Brings turns into the log's tables: each once, however often it comes, and none of what was erased meanwhile.

Every step is one statement for all turns of a batch, because a batch is written beside a running assistant.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime, timezone
from functools import reduce
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.gaps.storing import rewrite_asks, write_asks
from bot.conversations.log_tables import ErasureReceipt, LoggedConversation, LoggedTurn, LogLink
from bot.conversations.receipts import hash_of
from bot.conversations.records import Summary, TurnRecord, aware, goals_text
from bot.conversations.word_index import forget_words, write_words

_KEY_BYTES = 16
_NOT_IN_THE_ROW = ("sender", "at", "channel")
_TURN_FIELDS = tuple(field.name for field in fields(TurnRecord) if field.name not in _NOT_IN_THE_ROW)
_SUMMARY_COLUMNS = tuple(getattr(LoggedConversation, field.name) for field in fields(Summary))
_SUMMED_UP = tuple(
    getattr(LoggedTurn, name) for name in ("at", "language", "fallback", "confidence", "outcome", "goal", "text")
)
_UNREVIEWED = {"reviewed_by": None, "reviewed_at": None}
"""What goes on has to be read again."""
# As tables, because an update of many rows by another column than the key is none of a mapped class.
_LINKS, _CONVERSATIONS = (cast(Table, table.__table__) for table in (LogLink, LoggedConversation))
_NEVER = datetime.min.replace(tzinfo=timezone.utc)


async def write_turns(connection: AsyncConnection, turns: Iterable[TurnRecord]) -> int:
    """Write turns, of any conversations and in any order; returns how many were new."""
    new = await _unwritten(connection, {turn.message_id: turn for turn in turns})
    if not new:
        return 0
    by_sender: dict[str, list[TurnRecord]] = {}
    for turn in sorted(new, key=lambda turn: turn.at):
        by_sender.setdefault(turn.sender, []).append(turn)
    keys = await _keys(connection, by_sender)
    by_key = {keys[sender]: its_turns for sender, its_turns in by_sender.items()}
    await _write_summaries(connection, by_key)
    await _insert_turns(connection, by_key)
    await write_words(connection, {key: [turn.text for turn in its_turns] for key, its_turns in by_key.items()})
    await write_asks(connection, by_key)
    return len(new)


async def rewrite_summary(connection: AsyncConnection, key: str) -> None:
    """Make a conversation's summary anew from the turns that it still has; without any it goes, with its link."""
    rows = (await connection.execute(select(*_SUMMED_UP).where(LoggedTurn.conversation_key == key))).all()
    await forget_words(connection, [key])
    of_it = LoggedConversation.key == key
    if not rows:
        await connection.execute(delete(LogLink).where(LogLink.conversation_key == key))
        await connection.execute(delete(LoggedConversation).where(of_it))
        return
    channel = await connection.scalar(select(LoggedConversation.channel).where(of_it)) or ""
    summaries = [
        Summary(channel, language, aware(at), aware(at), 1, int(fallback), confidence, outcome, goals_text([goal]))
        for at, language, fallback, confidence, outcome, goal, _text in rows
    ]
    await write_words(connection, {key: [row.text for row in rows]})
    await connection.execute(update(LoggedConversation).where(of_it).values(**asdict(_together(summaries))))
    await rewrite_asks(connection, key)


async def _unwritten(connection: AsyncConnection, turns: Mapping[str, TurnRecord]) -> list[TurnRecord]:
    """Those that the log does not have and that were not erased after they were said."""
    known = set(await connection.scalars(select(LoggedTurn.message_id).where(LoggedTurn.message_id.in_(list(turns)))))
    hashes = {turn.sender: hash_of(turn.sender) for turn in turns.values()}
    last = select(ErasureReceipt.key_hash, func.max(ErasureReceipt.erased_at)).group_by(ErasureReceipt.key_hash)
    found = await connection.execute(last.where(ErasureReceipt.key_hash.in_(list(hashes.values()))))
    erased = {key_hash: aware(erased_at) for key_hash, erased_at in found}
    return [
        turn
        for message_id, turn in turns.items()
        if message_id not in known and turn.time > erased.get(hashes[turn.sender], _NEVER)
    ]


async def _keys(connection: AsyncConnection, senders: Mapping[str, Sequence[TurnRecord]]) -> dict[str, str]:
    """The log's key of each running conversation; one that has none gets one."""
    query = select(LogLink.sender_id, LogLink.conversation_key).where(LogLink.sender_id.in_(list(senders)))
    keys = {row.sender_id: row.conversation_key for row in await connection.execute(query)}
    known = [{"this": sender, "last_at": turns[-1].time} for sender, turns in senders.items() if sender in keys]
    fresh = [
        {"sender_id": sender, "conversation_key": secrets.token_hex(_KEY_BYTES), "last_at": turns[-1].time}
        for sender, turns in senders.items()
        if sender not in keys
    ]
    if known:
        await connection.execute(update(_LINKS).where(LogLink.sender_id == bindparam("this")), known)
    if fresh:
        await connection.execute(insert(LogLink), fresh)
    return {**keys, **{str(link["sender_id"]): str(link["conversation_key"]) for link in fresh}}


async def _write_summaries(connection: AsyncConnection, by_key: Mapping[str, Sequence[TurnRecord]]) -> None:
    query = select(LoggedConversation.key, *_SUMMARY_COLUMNS).where(LoggedConversation.key.in_(list(by_key)))
    before = {row.key: _summary(row) for row in await connection.execute(query)}
    said = {key: _together([Summary.of(turn) for turn in turns]) for key, turns in by_key.items()}
    fresh = [{"key": key, **asdict(summary)} for key, summary in said.items() if key not in before]
    grown = [{"this": key, **asdict(summary.followed_by(said[key])), **_UNREVIEWED} for key, summary in before.items()]
    if fresh:
        await connection.execute(insert(LoggedConversation), fresh)
    if grown:
        this = LoggedConversation.key == bindparam("this")
        await connection.execute(update(_CONVERSATIONS).where(this), grown)


async def _insert_turns(connection: AsyncConnection, by_key: Mapping[str, Sequence[TurnRecord]]) -> None:
    last = select(LoggedTurn.conversation_key, func.max(LoggedTurn.number)).group_by(LoggedTurn.conversation_key)
    found = await connection.execute(last.where(LoggedTurn.conversation_key.in_(list(by_key))))
    lasts: dict[str, int] = {row[0]: row[1] for row in found}
    rows = [
        _row(key, number, turn)
        for key, turns in by_key.items()
        for number, turn in enumerate(turns, lasts.get(key, 0) + 1)
    ]
    await connection.execute(insert(LoggedTurn), rows)


def _row(key: str, number: int, turn: TurnRecord) -> dict[str, Any]:
    values = {name: getattr(turn, name) for name in _TURN_FIELDS}
    return {"conversation_key": key, "number": number, "at": turn.time, **values}


def _summary(row: Any) -> Summary:
    values = {field.name: getattr(row, field.name) for field in fields(Summary)}
    return Summary(**{**values, "started_at": aware(row.started_at), "last_at": aware(row.last_at)})


def _together(summaries: Sequence[Summary]) -> Summary:
    return reduce(Summary.followed_by, summaries)
