"""What holds for every request: safe headers, who may write, and errors in words."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.database import OUTAGES
from bot.web.frames import VERSION, refused
from bot.web.keys import METRICS, ORIGINS
from bot.web.origins import is_foreign
from bot.web.pages import error_page
from bot.web.refusals import Refusal

log = logging.getLogger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

API_PREFIX = "/api/"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
DATABASE_RETRY_SECONDS = 5
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": with it browsers send `Origin: null` with forms, and no post could be told from a foreign one.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_CODES = {404: "not_found", 405: "not_found", 413: "too_large"}


async def add_security_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Signal `on_response_prepare`: every answer has the headers, and none is kept that does not say it may be."""
    origins = request.app[ORIGINS]
    response.headers["Content-Security-Policy"] = " ".join([_POLICY, *sorted(origins.allowed)])
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith(API_PREFIX):
        response.headers.update(origins.headers_for(request))
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.pop("Server", None)


@web.middleware
async def known_origins(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what a foreign site makes a browser send: every write, and whatever concerns the chat's lines."""
    is_api = request.path.startswith(API_PREFIX)
    origins = request.app[ORIGINS]
    if is_api and origins.of(request):
        return web.Response(status=204, headers=origins.preflight) if _is_preflight(request) else await handler(request)
    if (is_api or request.method not in SAFE_METHODS) and is_foreign(request):
        raise Refusal("foreign", 403)
    return await handler(request)


def _is_preflight(request: web.Request) -> bool:
    return request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers


@web.middleware
async def errors_in_words(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer every error with a German line, as JSON or as a page; what is unexpected goes to the log."""
    try:
        return await handler(request)
    except Refusal as refusal:
        return _answer(request, refusal)
    except web.HTTPError as error:
        return _answer(request, Refusal(_CODES.get(error.status, "bad_frame"), error.status))
    except OUTAGES as error:
        log.warning("%s %s: the database is away (%s)", request.method, request.path, type(error).__name__)
        # What was written is not known here, so the help lines stand there for everybody.
        away = Refusal("unavailable", 503, retry_after=DATABASE_RETRY_SECONDS, in_danger=True)
        return _answer(request, away)
    except Exception:
        log.exception("%s %s failed", request.method, request.path)
        return _answer(request, Refusal("failed", 500))


def _answer(request: web.Request, refusal: Refusal) -> web.Response:
    request.app[METRICS].refusals.labels(refusal.code).inc()
    if request.path.startswith(API_PREFIX):
        body = {"version": VERSION, "frames": [refused(refusal)]}
        return web.json_response(body, status=refusal.status, headers=refusal.headers)
    return error_page(request, refusal)
