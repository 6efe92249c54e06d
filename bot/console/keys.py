"""What the app holds, by typed keys."""

from __future__ import annotations

from datetime import datetime, timezone

import jinja2
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.region import Region
from bot.settings import Settings
from bot.staff.sessions import Login


class Clock:
    """What time it is."""

    def now(self) -> datetime:
        """The time, with its zone."""
        return datetime.now(timezone.utc)


SETTINGS = web.AppKey("SETTINGS", Settings)
REGION = web.AppKey("REGION", Region)
ENGINE = web.AppKey("ENGINE", AsyncEngine)
TEMPLATES = web.AppKey("TEMPLATES", jinja2.Environment)
CLOCK = web.AppKey("CLOCK", Clock)
LOGIN = web.RequestKey("LOGIN", Login)
"""Of a request to a page that is not for everybody: who asks."""
