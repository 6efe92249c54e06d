"""Whether this process and the assistant are up."""

from __future__ import annotations

from aiohttp import web
from async_timeout import timeout
from sqlalchemy import text

from bot.database import OUTAGES
from bot.web.keys import ASSISTANT, ENGINE

_DATABASE_SECONDS = 3.0


async def get_health(_request: web.Request) -> web.Response:
    """Whether this process answers."""
    return web.json_response({"status": "ok"})


async def get_ready(request: web.Request) -> web.Response:
    """Whether a chat would be answered: database, Rasa with a model and the action server can be reached."""
    parts = {"database": await _has_database(request), "assistant": await request.app[ASSISTANT].is_ready()}
    away = [name for name, is_there in parts.items() if not is_there]
    status = f"waiting for {' and '.join(away)}" if away else "ready"
    return web.json_response({"status": status}, status=503 if away else 200)


async def _has_database(request: web.Request) -> bool:
    try:
        async with timeout(_DATABASE_SECONDS), request.app[ENGINE].connect() as connection:
            await connection.execute(text("SELECT 1"))
    except OUTAGES:
        return False
    return True
