"""Corrections: written by one of the staff, decided by another, taught, and gone with their conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.conversations.correction_tables import Correction
from bot.conversations.log_tables import LoggedConversation
from bot.conversations.records import aware

OPEN, ACCEPTED, REJECTED, TAUGHT = "open", "accepted", "rejected", "taught"
STATES = (OPEN, ACCEPTED, REJECTED, TAUGHT)
PAGE = 200


class OwnCorrectionError(ValueError):
    """Nobody decides about what they wrote themselves."""


@dataclass(frozen=True)
class Draft:
    """A correction as its author gives it; the fields are those of the table."""

    kind: str
    conversation_key: str
    turn: int
    text: str
    goal: str = ""
    criteria: dict[str, Any] = field(default_factory=dict)
    topics: list[str] = field(default_factory=list)
    words: list[dict[str, Any]] = field(default_factory=list)
    turns: list[dict[str, Any]] = field(default_factory=list)
    note: str = ""
    before: dict[str, Any] = field(default_factory=dict)
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Corrected:
    """A correction as it stands."""

    number: int
    kind: str
    conversation_key: str | None
    turn: int
    author: str
    created_at: datetime
    text: str
    before: dict[str, Any]
    context: dict[str, Any]
    goal: str
    criteria: dict[str, Any]
    topics: list[str]
    words: list[dict[str, Any]]
    turns: list[dict[str, Any]]
    note: str
    state: str
    decided_by: str
    decided_at: datetime | None
    reason: str


_COLUMNS = [getattr(Correction, field.name) for field in fields(Corrected)]


async def add_correction(engine: AsyncEngine, author: str, draft: Draft) -> int | None:
    """Queue a correction; returns its number, or None when the conversation is gone.

    An earlier one of the same message by the same author that nobody has decided about is replaced.
    """
    values = {**asdict(draft), "author": author, "created_at": datetime.now(timezone.utc), "state": OPEN}
    same = (Correction.conversation_key == draft.conversation_key, Correction.turn == draft.turn)
    async with engine.begin() as connection:
        there = select(LoggedConversation.key).where(LoggedConversation.key == draft.conversation_key)
        # Locked, so that an erasure that comes at this moment waits and finds the correction.
        if await connection.scalar(there.with_for_update()) is None:
            return None
        mine = (*same, Correction.author == author, Correction.kind == draft.kind, Correction.state == OPEN)
        await connection.execute(delete(Correction).where(*mine))
        added = insert(Correction).values(**values, decided_by="", reason="").returning(Correction.number)
        return int((await connection.execute(added)).scalar_one())


async def list_corrections(engine: AsyncEngine, *states: str) -> list[Corrected]:
    """The corrections of some states, or of all, the oldest first."""
    query = select(*_COLUMNS).order_by(Correction.number)
    if states:
        query = query.where(Correction.state.in_(states))
    async with engine.connect() as connection:
        return [_corrected(row) for row in (await connection.execute(query)).mappings()]


async def newest_corrections(engine: AsyncEngine, state: str) -> list[Corrected]:
    """The newest corrections of a state; `PAGE` at most."""
    query = select(*_COLUMNS).where(Correction.state == state).order_by(Correction.number.desc()).limit(PAGE)
    async with engine.connect() as connection:
        return [_corrected(row) for row in (await connection.execute(query)).mappings()]


async def find_correction(engine: AsyncEngine, number: int) -> Corrected | None:
    """One correction."""
    async with engine.connect() as connection:
        row = (await connection.execute(select(*_COLUMNS).where(Correction.number == number))).mappings().one_or_none()
    return _corrected(row) if row else None


async def count_corrections(engine: AsyncEngine) -> dict[str, int]:
    """How many there are of each state."""
    query = select(Correction.state, func.count()).group_by(Correction.state)
    async with engine.connect() as connection:
        found: dict[str, int] = {row[0]: row[1] for row in await connection.execute(query)}
    return {state: found.get(state, 0) for state in STATES}


async def decide(engine: AsyncEngine, number: int, by: str, state: str, reason: str) -> bool:
    """Accept or reject a correction that is not taught yet; whether there was one.

    Raises:
        OwnCorrectionError: it is the decider's own.
    """
    found = await find_correction(engine, number)
    if found is None or found.state == TAUGHT:
        return False
    if found.author == by:
        raise OwnCorrectionError(number)
    values = {"state": state, "decided_by": by, "decided_at": datetime.now(timezone.utc), "reason": reason}
    waiting = (Correction.number == number, Correction.state != TAUGHT, Correction.author != by)
    async with engine.begin() as connection:
        return (await connection.execute(update(Correction).where(*waiting).values(**values))).rowcount == 1


async def mark_taught(connection: AsyncConnection, numbers: Sequence[int]) -> None:
    """What was accepted is taught from now on."""
    accepted = update(Correction).where(Correction.number.in_(numbers), Correction.state == ACCEPTED)
    await connection.execute(accepted.values(state=TAUGHT))


async def take_back(engine: AsyncEngine, number: int, by: str, reason: str) -> bool:
    """Teach a correction no more, from the next training on; whether it was taught."""
    values = {"state": REJECTED, "decided_by": by, "decided_at": datetime.now(timezone.utc), "reason": reason}
    taught = update(Correction).where(Correction.number == number, Correction.state == TAUGHT)
    async with engine.begin() as connection:
        return (await connection.execute(taught.values(**values))).rowcount == 1


async def erase_corrections(connection: AsyncConnection, conversation_key: str) -> int:
    """Delete all corrections of a conversation; returns how many there were."""
    return (
        await connection.execute(delete(Correction).where(Correction.conversation_key == conversation_key))
    ).rowcount


async def outlive(connection: AsyncConnection, conversation_keys: Sequence[str]) -> None:
    """Conversations leave the log by age: what was taught stays, cut off from them; the rest goes with them."""
    theirs = Correction.conversation_key.in_(conversation_keys)
    await connection.execute(delete(Correction).where(theirs, Correction.state != TAUGHT))
    await connection.execute(update(Correction).where(theirs).values(conversation_key=None))


def _corrected(row: Mapping[Any, Any]) -> Corrected:
    decided_at = row["decided_at"]
    return Corrected(**{**row, "created_at": aware(row["created_at"]), "decided_at": decided_at and aware(decided_at)})
