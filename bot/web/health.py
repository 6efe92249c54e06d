"""Whether this process and the assistant are up."""

from __future__ import annotations

from aiohttp import web

from bot.database import answers
from bot.web.keys import ASSISTANT, ENGINE


async def get_health(_request: web.Request) -> web.Response:
    """Whether this process answers."""
    return web.json_response({"status": "ok"})


async def get_ready(request: web.Request) -> web.Response:
    """Whether a chat would be answered: database, Rasa with a model and the action server can be reached."""
    parts = {"database": await answers(request.app[ENGINE]), "assistant": await request.app[ASSISTANT].is_ready()}
    away = [name for name, is_there in parts.items() if not is_there]
    status = f"waiting for {' and '.join(away)}" if away else "ready"
    return web.json_response({"status": status}, status=503 if away else 200)
