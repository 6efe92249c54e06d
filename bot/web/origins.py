"""Which websites may use the chat: its own, and those of the allow-list."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from aiohttp import web

from bot.settings import SettingError, variable

ALLOWED_HEADERS = "Authorization, Content-Type"
ALLOWED_METHODS = "GET, POST"
_PREFLIGHT_SECONDS = "600"


class Origins:
    """The allow-list."""

    def __init__(self, setting: str) -> None:
        """Read the list.

        Raises:
            SettingError: an item is no origin, `scheme://host` with a port or without.
        """
        self.allowed = frozenset(_origin(item) for item in setting.split(",") if item.strip())

    def of(self, request: web.Request) -> str | None:
        """The request's origin if it is on the list."""
        origin = request.headers.get("Origin", "").lower()
        return origin if origin in self.allowed else None

    def headers_for(self, request: web.Request) -> Mapping[str, str]:
        """What lets a listed website's script read the answer."""
        origin = self.of(request)
        if origin is None:
            return {"Vary": "Origin"} if self.allowed else {}
        return {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Credentials": "true",
            "Access-Control-Expose-Headers": "Retry-After",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Vary": "Origin",
        }

    @property
    def preflight(self) -> Mapping[str, str]:
        """What a listed website's script may send."""
        return {
            "Access-Control-Allow-Headers": ALLOWED_HEADERS,
            "Access-Control-Allow-Methods": ALLOWED_METHODS,
            "Access-Control-Max-Age": _PREFLIGHT_SECONDS,
        }


def is_foreign(request: web.Request) -> bool:
    """Whether a browser says that another site started the request. No browser leaves all three headers out."""
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        return True
    source = request.headers.get("Origin") or request.headers.get("Referer")
    return source is not None and urlsplit(source).netloc.lower() != request.host.lower()


def _origin(item: str) -> str:
    text = item.strip().rstrip("/").lower()
    try:
        parts = urlsplit(text)
        is_origin = (
            parts.scheme in ("http", "https") and bool(parts.hostname) and text == f"{parts.scheme}://{parts.netloc}"
        )
    except ValueError:
        is_origin = False
    if not is_origin or "@" in text:
        raise SettingError(f"{variable('web_origins')}: {item.strip()!r} is no origin, write https://www.example.org.")
    return text
