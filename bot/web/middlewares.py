"""What holds for every request: safe headers, same-origin writes, and errors in words."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from bot.web.pages import error_page
from bot.web.refusals import Refusal

log = logging.getLogger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

API_PREFIX = "/api/"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": with it browsers send `Origin: null` with forms, and no post could be told from a foreign one.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_CODES = {404: "not_found", 405: "not_found", 413: "too_large", 415: "bad_request"}


async def add_security_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Signal `on_response_prepare`: every answer has the headers, and none but files with a hash is kept."""
    for name, value in SECURITY_HEADERS.items():
        response.headers[name] = value
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.pop("Server", None)


@web.middleware
async def same_origin(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse writes that another site makes a browser send."""
    if request.method not in SAFE_METHODS and is_foreign(request):
        raise Refusal("foreign", 403)
    return await handler(request)


def is_foreign(request: web.Request) -> bool:
    """Whether a browser says that another site started the request. No browser leaves all three headers out."""
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        return True
    source = request.headers.get("Origin") or request.headers.get("Referer")
    return source is not None and urlsplit(source).netloc.lower() != request.host.lower()


@web.middleware
async def errors_in_words(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer every error with a German line, as JSON or as a page; what is unexpected goes to the log."""
    try:
        return await handler(request)
    except Refusal as refusal:
        return _answer(request, refusal)
    except web.HTTPError as error:
        return _answer(request, Refusal(_CODES.get(error.status, "bad_request"), error.status))
    except Exception:
        log.exception("%s %s failed", request.method, request.path)
        return _answer(request, Refusal("failed", 500))


def _answer(request: web.Request, refusal: Refusal) -> web.Response:
    if request.path.startswith(API_PREFIX):
        body = {"error": refusal.code, "text": refusal.text}
        return web.json_response(body, status=refusal.status, headers=refusal.headers)
    return error_page(request, refusal)
