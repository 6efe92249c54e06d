"""Receipts of erasures: they prove that something was erased, and hold nothing of it."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.log_tables import ErasureReceipt
from bot.conversations.records import aware

WishedBy = Literal["person", "staff"]
SAME_WISH = timedelta(minutes=1)
"""Erasures of one conversation so close together are one wish that came by two ways."""
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH = 8


@dataclass(frozen=True)
class Receipt:
    """What can be shown to whoever asked. `counts`: how many pieces were erased where."""

    number: str
    key_hash: str
    erased_at: datetime
    wished_by: str
    counts: dict[str, int]


def hash_of(key: str) -> str:
    """The hash by which a receipt knows the conversation's key."""
    return hashlib.sha256(b"kumpel erasure " + key.encode()).hexdigest()


async def write_receipt(
    connection: AsyncConnection, key: str, counts: dict[str, int], wished_by: WishedBy, now: datetime
) -> Receipt:
    """Note an erasure; the second of one wish adds to the first's receipt. `now` with its time zone."""
    recent = select(ErasureReceipt).where(
        ErasureReceipt.key_hash == hash_of(key), ErasureReceipt.erased_at > now - SAME_WISH
    )
    row = (await connection.execute(recent.limit(1))).mappings().one_or_none()
    if row is None:
        receipt = Receipt(_new_number(now), hash_of(key), now, wished_by, counts)
        await connection.execute(insert(ErasureReceipt).values(**vars(receipt)))
        return receipt
    places = dict.fromkeys([*row["counts"], *counts])
    total = {place: row["counts"].get(place, 0) + counts.get(place, 0) for place in places}
    last = max(now, aware(row["erased_at"]))
    receipt = Receipt(row["number"], row["key_hash"], last, row["wished_by"], total)
    this = ErasureReceipt.number == receipt.number
    await connection.execute(update(ErasureReceipt).where(this).values(erased_at=last, counts=total))
    return receipt


async def find_receipt(connection: AsyncConnection, number: str) -> Receipt | None:
    """The receipt of a number, or None."""
    query = select(ErasureReceipt).where(ErasureReceipt.number == number.strip().upper())
    row = (await connection.execute(query)).mappings().one_or_none()
    return Receipt(**{**row, "erased_at": aware(row["erased_at"])}) if row else None


def _new_number(now: datetime) -> str:
    return f"{now:%Y%m%d}-{''.join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))}"
