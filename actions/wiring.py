"""The one place where actions get their parts: settings, region, database and catalogue, once per process."""

from __future__ import annotations

import asyncio
from functools import cache

from bot.catalogue import Catalogue
from bot.database import create_engine
from bot.region import Region, load_region
from bot.settings import Settings, load_settings

_catalogue: Catalogue | None = None
_opening = asyncio.Lock()


@cache
def settings() -> Settings:
    """The process's settings."""
    return load_settings()


@cache
def region() -> Region:
    """The region that the assistant works for."""
    return load_region(settings().region)


async def catalogue() -> Catalogue:
    """The catalogue, opened at the first call."""
    global _catalogue
    async with _opening:
        if _catalogue is None:
            _catalogue = await Catalogue.open(create_engine(settings().database_url), region())
    return _catalogue
