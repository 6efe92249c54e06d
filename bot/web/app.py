"""The web app's one wiring place."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path

from aiohttp import ClientSession, DummyCookieJar, TCPConnector, web
from async_timeout import timeout
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations import retention
from bot.conversations.sessions import SessionStore
from bot.database import OUTAGES, create_engine
from bot.region import load_region
from bot.settings import PROJECT_ROOT, Settings
from bot.web import api, health, keys, pages, site, socket
from bot.web.asking import Asking
from bot.web.assistant_client import AssistantClient
from bot.web.built_files import load_built_files
from bot.web.chat import Chat
from bot.web.counting import Counted
from bot.web.limits import Limiter
from bot.web.messengers import CHANNEL_KEY_FILE, get_webhook, messengers, post_webhook
from bot.web.metrics import Metrics
from bot.web.metrics_site import serve_metrics
from bot.web.middlewares import add_security_headers, errors_in_words, known_origins
from bot.web.origins import Origins
from bot.web.sessions import Sessions, Signer, signing_secret
from bot.web.static_files import PREFIX, load_static_files

MOST_BYTES = 32 * 1024
"""A body's size: 1,000 characters in the longest encoding, and some room."""
PURGE_EVERY_SECONDS = 600.0
STOP_SECONDS = 4.0
"""So long what is under way may take to end when this process is asked to."""
SECRET_FILE = PROJECT_ROOT / "var" / "session_secret"

log = logging.getLogger(__name__)
Clock = Callable[[], float]


def create_app(
    settings: Settings,
    *,
    clock: Clock = time.time,
    secret_file: Path = SECRET_FILE,
    channel_key_file: Path = CHANNEL_KEY_FILE,
) -> web.Application:
    """The app, ready to be served. `clock` gives seconds since 1970."""
    app = web.Application(middlewares=[errors_in_words, known_origins], client_max_size=MOST_BYTES)
    app[keys.SETTINGS] = settings
    app[keys.REGION] = load_region(settings.region)
    app[keys.ORIGINS] = Origins(settings.web_origins)
    app[keys.METRICS] = Metrics()
    app[keys.LIMITS] = keys.Limits(
        session=Limiter(settings.web_session_messages_per_minute, clock),
        address=Limiter(settings.web_address_messages_per_minute, clock),
        session_sockets=Counted(settings.web_session_sockets),
        address_sockets=Counted(settings.web_address_sockets),
    )
    app[keys.TEMPLATES] = pages.environment()
    app[keys.STATIC_FILES] = load_static_files()
    app[keys.BUILT_FILES] = load_built_files()
    app.on_response_prepare.append(add_security_headers)
    app.on_shutdown.append(_stop_chat)
    app.cleanup_ctx.extend(
        (_database(clock, signing_secret(settings, secret_file)), _chat, messengers(channel_key_file), serve_metrics)
    )
    _add_routes(app)
    return app


def _add_routes(app: web.Application) -> None:
    site.add_routes(app)
    app.router.add_get("/chat", pages.get_page)
    app.router.add_post("/chat", pages.post_page)
    app.router.add_post("/chat/forget", pages.post_forget)
    app.router.add_get("/datenschutz", pages.get_privacy)
    app.router.add_get(PREFIX + "/{digest}/{name}", pages.get_static)
    app.router.add_get("/api/config", api.get_config)
    app.router.add_post("/api/session", api.post_session)
    app.router.add_get("/api/socket", socket.get_socket)
    app.router.add_get("/api/chat", api.get_chat)
    app.router.add_post("/api/chat", api.post_chat)
    app.router.add_get("/channels/{name}", get_webhook)
    app.router.add_post("/channels/{name}", post_webhook)
    app.router.add_get("/health", health.get_health)
    app.router.add_get("/ready", health.get_ready)


def _database(clock: Clock, secret: bytes) -> Callable[[web.Application], AsyncIterator[None]]:
    async def from_start_to_end(app: web.Application) -> AsyncIterator[None]:
        """Database, sessions, and the clean-up of what has ended."""
        settings = app[keys.SETTINGS]
        lifetime = timedelta(hours=settings.session_hours)
        # An error that quoted a statement's parameters would bring what people write into the log.
        # Every transaction here is ended explicitly, so the pool need not end it again, a trip to the thread.
        engine = create_engine(settings.database_url, durable=True, hide_parameters=True, pool_reset_on_return=None)
        app[keys.ENGINE] = engine
        store = SessionStore(engine, lifetime)
        app[keys.SESSIONS] = Sessions(Signer(secret), store, clock, lifetime.total_seconds())
        ending = asyncio.Event()
        purging = asyncio.create_task(_purge_until(ending, engine, lifetime))
        yield
        ending.set()
        await purging
        await engine.dispose()

    return from_start_to_end


async def _chat(app: web.Application) -> AsyncIterator[None]:
    """Connections to Rasa, and what was accepted before this start."""
    settings = app[keys.SETTINGS]
    async with ClientSession(cookie_jar=DummyCookieJar(), connector=TCPConnector(limit=0)) as http:
        app[keys.ASSISTANT] = AssistantClient(http, settings)
        asking = Asking(app[keys.ASSISTANT], app[keys.METRICS])
        now = app[keys.SESSIONS].now
        chat = Chat(app[keys.ENGINE], asking, app[keys.METRICS], settings.answer_timeout_seconds, now)
        app[keys.CHAT] = chat
        chat.resume()
        yield


async def _stop_chat(app: web.Application) -> None:
    await app[keys.CHAT].stop(STOP_SECONDS)


async def _purge_until(ending: asyncio.Event, engine: AsyncEngine, lifetime: timedelta) -> None:
    """The page promises when a chat is deleted, so that must not wait for someone to write."""
    while not ending.is_set():
        try:
            await retention.purge(engine, datetime.now(timezone.utc) - lifetime)
        except OUTAGES:
            log.exception("Ended chats could not be deleted; the next try is in %d s", PURGE_EVERY_SECONDS)
        with suppress(asyncio.TimeoutError):
            async with timeout(PURGE_EVERY_SECONDS):
                await ending.wait()
