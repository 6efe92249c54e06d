"""A console with demand and call-backs in its database."""

from __future__ import annotations

from datetime import datetime, timezone

from console_site import House
from gap_turns import COOK, LUENEN, many

from bot.conversations.callbacks import Wish
from bot.conversations.gaps.rollup import roll_up
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
