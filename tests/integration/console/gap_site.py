"""A console with demand and call-backs in its database."""

from __future__ import annotations

from datetime import datetime, timezone

from console_site import CALLBACK_KEY, House
from gap_turns import COOK, HAMM, LUENEN, many
from sqlalchemy import insert

from bot.conversations.callbacks import Callbacks, Wish
from bot.conversations.gaps.rollup import roll_up
from bot.conversations.gaps.tables import GapCell, GapPeriod
from bot.conversations.log import write_turns

WISH = Wish("Kumpelfreund", "0151 23456789", "nachmittags", "Ausbildung <b>finden</b>")
AUGUST, SEPTEMBER = (datetime(2026, month, 15, tzinfo=timezone.utc) for month in (8, 9))
IN_OCTOBER = datetime(2026, 10, 10, tzinfo=timezone.utc)


async def ask(house: House) -> None:
    """Two closed months and one that runs, with small numbers among them."""
    turns = [
        *many(12, at=AUGUST, occupation=COOK, total=0),
        *many(20, at=SEPTEMBER, occupation=COOK, relaxed="radius_km"),
        *many(3, at=SEPTEMBER, place=LUENEN, total=0),
        *many(6, at=SEPTEMBER, place="05978", total=0),
        *many(9, at=SEPTEMBER, topic="housing", total=0),
        *many(7, at=IN_OCTOBER, occupation=COOK, total=0),
    ]
    async with house.engine.begin() as connection:
        await write_turns(connection, turns)
    await roll_up(house.engine, IN_OCTOBER, 1)


async def one_of_each(house: House, taken_by: str | None) -> None:
    """A closed period with Hamm in it, and one call-back of the number 1."""
    period = {"start": SEPTEMBER.date().replace(day=1), "months": 1, "closed": True, "made_at": IN_OCTOBER}
    async with house.engine.begin() as connection:
        await connection.execute(insert(GapPeriod).values(**period, conversations=9))
        cell = {"start": period["start"], "dimension": "place", "value": HAMM, "found": 9}
        await connection.execute(insert(GapCell).values(**cell))
    callbacks = Callbacks(house.engine, CALLBACK_KEY.encode(), 14)
    number = await callbacks.add("somebody", WISH)
    assert number == 1
    if taken_by:
        await callbacks.take(number, taken_by)
