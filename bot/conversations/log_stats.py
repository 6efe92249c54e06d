"""What the log holds, in numbers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.log_tables import ErasureReceipt, LoggedConversation, LoggedTurn
from bot.conversations.records import aware
from bot.conversations.spool import Spool


@dataclass(frozen=True)
class LogStats:
    """Counts of the log, and of its spool."""

    conversations: int
    turns: int
    fallbacks: int
    receipts: int
    first_at: datetime | None
    last_at: datetime | None
    by_outcome: dict[str, int]
    by_channel: dict[str, int]
    by_language: dict[str, int]
    spool: dict[str, int]
    """`waiting` and `rejected` turns now; `spooled`, `written` and `dropped` since the spool was made."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON; times in ISO 8601."""
        times = {name: moment and moment.isoformat() for name, moment in vars(self).items() if name.endswith("_at")}
        return {**asdict(self), **times}


async def log_stats(engine: AsyncEngine) -> LogStats:
    """Count the log."""
    conversation = LoggedConversation
    whole = select(
        func.count(),
        func.coalesce(func.sum(conversation.fallbacks), 0),
        func.min(conversation.started_at),
        func.max(conversation.last_at),
    )
    async with engine.connect() as connection:
        count, fallbacks, first, last = (await connection.execute(whole)).one()
        by = {
            name: {
                row[0]: row[1]
                for row in await connection.execute(
                    select(column, func.count()).group_by(column).order_by(func.count().desc(), column)
                )
            }
            for name, column in _GROUPS.items()
        }
        turns = await connection.scalar(select(func.count()).select_from(LoggedTurn))
        receipts = await connection.scalar(select(func.count()).select_from(ErasureReceipt))
    spool = Spool.of(engine.url)
    waits = {"waiting": spool.waiting(), "rejected": spool.rejected()}
    counts = {name: spool.counts().get(name, 0) for name in ("spooled", "written", "dropped")}
    return LogStats(
        conversations=count,
        turns=turns or 0,
        fallbacks=fallbacks,
        receipts=receipts or 0,
        first_at=first and aware(first),
        last_at=last and aware(last),
        spool={**waits, **counts},
        **by,
    )


_GROUPS = {
    "by_outcome": LoggedConversation.outcome,
    "by_channel": LoggedConversation.channel,
    "by_language": LoggedConversation.language,
}
