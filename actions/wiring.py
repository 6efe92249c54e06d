"""The one place where actions get their parts: settings, region, database and catalogue, once per process."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from functools import cache

from bot.catalogue import Catalogue
from bot.conversations.callbacks import KEY_FILE, Callbacks, callback_key
from bot.database import create_engine
from bot.region import Region, load_region
from bot.settings import Settings, load_settings

_catalogue: Catalogue | None = None
_callbacks: Callbacks | None = None
_opened = AsyncExitStack()
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
    """The catalogue, opened at the first call; one that cannot be opened is tried again at the next."""
    global _catalogue
    async with _opening:
        if _catalogue is None:
            async with AsyncExitStack() as parts:
                engine = create_engine(settings().database_url)
                parts.push_async_callback(engine.dispose)
                _catalogue = await Catalogue.open(engine, region())
                parts.push_async_callback(_catalogue.close)
                _opened.push_async_exit(parts.pop_all())
    return _catalogue


async def callbacks() -> Callbacks:
    """The wishes to be called back; they need no catalogue."""
    global _callbacks
    async with _opening:
        if _callbacks is None:
            key = callback_key(settings(), settings().path(KEY_FILE))
            engine = create_engine(settings().database_url)
            _opened.push_async_callback(engine.dispose)
            _callbacks = Callbacks(engine, key, settings().callback_days)
    return _callbacks


async def close() -> None:
    """Close the catalogue and forget the settings, so that the next call starts from the environment as it is then."""
    global _catalogue, _callbacks
    _catalogue = _callbacks = None
    await _opened.aclose()
    settings.cache_clear()
    region.cache_clear()
