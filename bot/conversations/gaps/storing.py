"""Keeps what each logged conversation asked for beside it, as its turns are written and erased."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.gaps.asks import asks_of, worst
from bot.conversations.gaps.tables import LoggedAsk
from bot.conversations.log_tables import LoggedConversation, LoggedTurn
from bot.conversations.records import TurnRecord, aware

ZONE = ZoneInfo("Europe/Berlin")
"""Whose months are meant."""
_ASKS = cast(Table, LoggedAsk.__table__)
_KEY = ("conversation_key", "dimension", "value")

Place = tuple[str, str, str]
"""Conversation, dimension, value."""


async def write_asks(connection: AsyncConnection, by_key: Mapping[str, Sequence[TurnRecord]]) -> None:
    """Add what new turns asked for; their conversations are in the log already."""
    said: dict[Place, int] = {
        (key, *ask): ending
        for key, turns in by_key.items()
        for ask, ending in worst([asks_of(turn.results, turn.criteria, turn.topics) for turn in turns]).items()
    }
    if not said:
        return
    query = select(*(_ASKS.c[name] for name in _KEY), _ASKS.c.ending).where(_ASKS.c.conversation_key.in_(list(by_key)))
    before = {(row[0], row[1], row[2]): row[3] for row in await connection.execute(query)}
    worse = [_row(place, ending) for place, ending in said.items() if ending > before.get(place, ending)]
    if worse:
        this = [_ASKS.c[name] == bindparam(f"this_{name}") for name in _KEY]
        values = [{f"this_{name}": value for name, value in row.items()} for row in worse]
        change = update(_ASKS).where(*this).values(ending=bindparam("this_ending"))
        await connection.execute(change, values)
    await _insert(connection, {place: ending for place, ending in said.items() if place not in before})


async def rewrite_asks(connection: AsyncConnection, key: str) -> None:
    """Make a conversation's asks anew from the turns that it still has."""
    await connection.execute(delete(LoggedAsk).where(LoggedAsk.conversation_key == key))
    turns = select(LoggedTurn.results, LoggedTurn.criteria, LoggedTurn.topics)
    rows = await connection.execute(turns.where(LoggedTurn.conversation_key == key))
    left = worst([asks_of(*row) for row in rows])
    await _insert(connection, {(key, *ask): ending for ask, ending in left.items()})


async def _insert(connection: AsyncConnection, asks: Mapping[Place, int]) -> None:
    if not asks:
        return
    keys = list(dict.fromkeys(key for key, _, _ in asks))
    query = select(LoggedConversation.key, LoggedConversation.started_at).where(LoggedConversation.key.in_(keys))
    months = {row[0]: month_of(aware(row[1])) for row in await connection.execute(query)}
    rows = [{**_row(place, ending), "month": months[place[0]]} for place, ending in asks.items()]
    await connection.execute(insert(LoggedAsk), rows)


def month_of(moment: datetime) -> str:
    """The month of a time in Germany."""
    return moment.astimezone(ZONE).strftime("%Y-%m")


def _row(place: Place, ending: int) -> dict[str, object]:
    return {**dict(zip(_KEY, place, strict=True)), "ending": ending}
