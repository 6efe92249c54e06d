"""What holds for every request: safe headers, writes from the console's own pages only, errors in words."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from bot.console.refusals import Refusal
from bot.console.rendering import error_page

log = logging.getLogger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": with it browsers send `Origin: null` with forms, and no post could be told from a foreign one.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_CODES = {404: "not_found", 405: "not_found", 413: "too_large"}


async def add_security_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Signal `on_response_prepare`: every answer has the headers, and none is kept by the browser."""
    for name, value in SECURITY_HEADERS.items():
        response.headers[name] = value
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.pop("Server", None)


@web.middleware
async def own_pages_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse writes that another site makes a browser send, the login among them."""
    if request.method not in SAFE_METHODS:
        source = request.headers.get("Origin") or request.headers.get("Referer")
        elsewhere = source is not None and urlsplit(source).netloc.lower() != request.host.lower()
        if elsewhere or request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            raise Refusal("foreign", 403)
    return await handler(request)


@web.middleware
async def errors_in_words(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer every error with a page; what is unexpected goes to the program's log."""
    try:
        return await handler(request)
    except Refusal as refusal:
        return error_page(request, refusal)
    except web.HTTPError as error:
        return error_page(request, Refusal(_CODES.get(error.status, "bad_request"), error.status))
    except web.HTTPException:
        raise
    except Exception:
        log.exception("%s %s failed", request.method, request.path)
        return error_page(request, Refusal("failed", 500))
