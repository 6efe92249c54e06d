"""Brings the stock into a database; doing it again changes only what is different, and sample events' days.

What staff have changed in the console stays as they left it.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.catalogue.editing.history import as_staff_left_it
from bot.catalogue.exchange.importing import ImportOutcome, import_kinds
from bot.catalogue.stock.reading import STOCK_SOURCE, read_stock


async def fill_stock(engine: AsyncEngine, today: date | None = None) -> ImportOutcome:
    """Insert or update the whole stock by source and id in a migrated database; what it no longer has ends.

    Raises:
        StockError: an entry cannot be used; nothing was changed.
    """
    day = today or date.today()
    given = {
        kind: await as_staff_left_it(engine, kind, STOCK_SOURCE, list(records))
        for kind, records in read_stock(day).items()
    }
    return await import_kinds(engine, STOCK_SOURCE, given, complete=True, today=day)
