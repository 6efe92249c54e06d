"""The console's one wiring place, and the table of its routes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web

from bot.console import callbacks, inbox, login, pages
from bot.console.catalogue import ROUTES as CATALOGUE_ROUTES
from bot.console.catalogue.jobs import keep_jobs
from bot.console.gaps import pages as gaps
from bot.console.guard import For, Route, guarded
from bot.console.keys import CLOCK, ENGINE, REGION, SETTINGS, TEMPLATES, Clock
from bot.console.middlewares import add_security_headers, errors_in_words, own_pages_only
from bot.console.oidc import ROUTES as OIDC_ROUTES
from bot.console.oidc.pages import check_settings, end_address, keep_provider
from bot.console.rendering import STYLE_ADDRESS, environment, get_style
from bot.console.teach.routes import ROUTES as TEACH_ROUTES
from bot.database import create_engine
from bot.region import load_region
from bot.settings import Settings
from bot.staff.roles import AUDIT, ERASE, READ

MOST_BYTES = 64 * 1024
ROUTES = (
    Route("GET", "/health", pages.get_health, For.EVERYBODY),
    Route("GET", STYLE_ADDRESS, get_style, For.EVERYBODY),
    Route("GET", "/login", login.get_login, For.EVERYBODY),
    Route("POST", "/login", login.post_login, For.EVERYBODY),
    Route("POST", "/logout", login.post_logout, For.STAFF),
    Route("GET", "/", pages.get_overview, READ),
    Route("POST", "/conversations/{key:[0-9a-f]{32}}/erase", pages.post_erase, ERASE),
    Route("GET", "/audit", pages.get_audit, AUDIT),
    *inbox.ROUTES,
    *gaps.ROUTES,
    *callbacks.ROUTES,
    *CATALOGUE_ROUTES,
    *OIDC_ROUTES,
    *TEACH_ROUTES,
)


def create_app(settings: Settings, *, clock: Clock | None = None) -> web.Application:
    """The app, ready to be served.

    Raises:
        SettingError: what is set for OpenID Connect cannot work.
    """
    check_settings(settings)
    app = web.Application(middlewares=[errors_in_words, own_pages_only], client_max_size=MOST_BYTES)
    app[SETTINGS] = settings
    app[REGION] = load_region(settings.region)
    app[TEMPLATES] = environment()
    app[CLOCK] = clock or Clock()
    app.on_response_prepare.append(add_security_headers)
    app.cleanup_ctx.append(_database)
    app.cleanup_ctx.append(keep_jobs)
    app.cleanup_ctx.append(keep_provider)
    app[login.LOGOUT] = end_address
    for route in ROUTES:
        app.router.add_route(route.method, route.path, guarded(route))
    return app


async def _database(app: web.Application) -> AsyncIterator[None]:
    app[login.ONE_BY_ONE] = asyncio.Lock()
    # An error that quoted a statement's parameters would bring what people write into the program's log.
    app[ENGINE] = create_engine(app[SETTINGS].database_url, hide_parameters=True)
    yield
    await app[ENGINE].dispose()
