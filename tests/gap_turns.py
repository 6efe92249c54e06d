"""Turns that search, for tests of demand and gaps."""

from __future__ import annotations

from datetime import datetime, timezone
from itertools import count
from typing import Any

from log_turns import turn

from bot.conversations.records import TurnRecord

HAMM, UNNA_KREIS, LUENEN = "05915000", "05978", "05978024"
COOK, NURSE = "29302", "81302"
_senders = count(1)


def asking(
    *,
    place: str | None = HAMM,
    occupation: str | None = None,
    industry: str | None = None,
    topic: str | None = None,
    total: int = 3,
    relaxed: str | None = None,
    at: datetime | None = None,
    sender: str | None = None,
    **values: Any,
) -> TurnRecord:
    """One message with its search, by default of a conversation of its own."""
    said = {"place": place, "occupation": occupation, "industry": industry}
    criteria = {key: [code] for key, code in said.items() if code}
    result = {
        "type": "programmes" if topic else "employers",
        "ids": [],
        "titles": [],
        "total": total,
        "offset": 0,
        "relaxed": [{"key": relaxed, "from": None, "to": None}] if relaxed else [],
        "criteria": criteria,
    }
    moment = at or datetime(2026, 9, 15, 12, tzinfo=timezone.utc)
    return turn(
        sender or f"asking {next(_senders)}",
        at=moment.timestamp(),
        criteria=criteria,
        topics=[topic] if topic else [],
        results=[result],
        **values,
    )


def many(number: int, **values: Any) -> list[TurnRecord]:
    """So many conversations that ask the same."""
    return [asking(**values) for _ in range(number)]
