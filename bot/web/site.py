"""The agency's site around the chat: start, how to embed it, accessibility, imprint."""

from __future__ import annotations

import secrets

from aiohttp import web

from bot.web import built_files
from bot.web.keys import BUILT_FILES, SETTINGS
from bot.web.messages import MOST_CHARACTERS
from bot.web.pages import html


def add_routes(app: web.Application) -> None:
    """The site's addresses."""
    app.router.add_get("/", get_start)
    app.router.add_get("/einbinden", get_embedding)
    app.router.add_get("/barrierefreiheit", get_accessibility)
    app.router.add_get("/impressum", get_imprint)
    app.router.add_get(built_files.PREFIX + "/{name}", get_built)


async def get_start(request: web.Request) -> web.Response:
    """What the agency offers, and the chat in its corner. Without JavaScript its questions lead to the form chat."""
    return html(request, "site_start.html", {"limit": MOST_CHARACTERS, "form_id": secrets.token_hex(16)})


async def get_embedding(request: web.Request) -> web.Response:
    """How another website gets the chat."""
    return html(request, "site_embedding.html", {"origin": _origin(request)})


async def get_accessibility(request: web.Request) -> web.Response:
    """The accessibility statement."""
    return html(request, "site_accessibility.html", {})


async def get_imprint(request: web.Request) -> web.Response:
    """Who answers for the site."""
    return html(request, "site_imprint.html", {})


async def get_built(request: web.Request) -> web.Response:
    """The chat's script and the site's typeface."""
    return built_files.response_for(request.app[BUILT_FILES], request)


def _origin(request: web.Request) -> str:
    """This server's address as browsers know it: a proxy that brings https leaves its mark in the cookie's setting."""
    scheme = "https" if request.app[SETTINGS].web_cookie_secure else request.scheme
    return f"{scheme}://{request.host}"
