"""The web app's one wiring place."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path

from aiohttp import ClientSession, DummyCookieJar, web
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations import retention
from bot.database import create_engine
from bot.region import load_region
from bot.settings import PROJECT_ROOT, Settings
from bot.web import api, pages
from bot.web.assistant_client import AssistantClient
from bot.web.chat import Chat
from bot.web.keys import ASSISTANT, CHAT, LIMITS, REGION, SESSIONS, SETTINGS, STATIC_FILES, TEMPLATES, Limits
from bot.web.limits import Limiter
from bot.web.middlewares import add_security_headers, errors_in_words, same_origin
from bot.web.sessions import Sessions, signing_secret
from bot.web.static_files import PREFIX, load_static_files

MOST_BYTES = 32 * 1024
"""A body's size: 1,000 characters in the longest encoding, and some room."""
PURGE_EVERY_SECONDS = 600.0
SECRET_FILE = PROJECT_ROOT / "var" / "session_secret"

log = logging.getLogger(__name__)
Clock = Callable[[], float]


def create_app(settings: Settings, *, clock: Clock = time.time, secret_file: Path = SECRET_FILE) -> web.Application:
    """The app, ready to be served. `clock` gives seconds since 1970."""
    app = web.Application(middlewares=[errors_in_words, same_origin], client_max_size=MOST_BYTES)
    lifetime = settings.session_hours * 3600
    app[SETTINGS] = settings
    app[REGION] = load_region(settings.region)
    app[SESSIONS] = Sessions(signing_secret(settings, secret_file), lifetime, clock)
    app[LIMITS] = Limits(
        session=Limiter(settings.web_session_messages_per_minute, clock),
        address=Limiter(settings.web_address_messages_per_minute, clock),
    )
    app[TEMPLATES] = pages.environment()
    app[STATIC_FILES] = load_static_files()
    app.on_response_prepare.append(add_security_headers)
    app.cleanup_ctx.append(_parts)
    _add_routes(app)
    return app


def _add_routes(app: web.Application) -> None:
    app.router.add_get("/", pages.get_start)
    app.router.add_get("/chat", pages.get_page)
    app.router.add_post("/chat", pages.post_page)
    app.router.add_post("/chat/forget", pages.post_forget)
    app.router.add_get("/datenschutz", pages.get_privacy)
    app.router.add_get(PREFIX + "/{digest}/{name}", pages.get_static)
    app.router.add_post("/api/chat", api.post_chat)
    app.router.add_get("/health", api.get_health)
    app.router.add_get("/ready", api.get_ready)


async def _parts(app: web.Application) -> AsyncIterator[None]:
    """Database, connections to Rasa and the clean-up, from start to end of the app."""
    settings = app[SETTINGS]
    # An error that quoted a statement's parameters would bring what people write into the log.
    # Every transaction here is ended explicitly, so the pool need not end it again, which costs a trip to the thread.
    engine = create_engine(settings.database_url, hide_parameters=True, pool_reset_on_return=None)
    async with ClientSession(cookie_jar=DummyCookieJar()) as http:
        app[ASSISTANT] = AssistantClient(http, settings)
        app[CHAT] = Chat(engine, app[ASSISTANT], settings.answer_timeout_seconds)
        purging = asyncio.create_task(_purge_for_ever(engine, timedelta(hours=settings.session_hours)))
        yield
        purging.cancel()
        with suppress(asyncio.CancelledError):
            await purging
    await engine.dispose()


async def _purge_for_ever(engine: AsyncEngine, lifetime: timedelta) -> None:
    """The page promises when a chat is deleted, so that must not wait for someone to write."""
    while True:
        try:
            await retention.purge(engine, datetime.now(timezone.utc) - lifetime)
        except SQLAlchemyError:
            log.exception("Ended chats could not be deleted; the next try is in %d s", PURGE_EVERY_SECONDS)
        await asyncio.sleep(PURGE_EVERY_SECONDS)
