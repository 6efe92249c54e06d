"""The inbox's own style sheet and script."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

_STATIC = Path(__file__).parents[1] / "static"
_HEADERS = {"Cache-Control": "no-cache"}
SCRIPT_ADDRESS = "/static/inbox.js"
STYLE_ADDRESS = "/static/inbox.css"


async def get_script(_request: web.Request) -> web.Response:
    """The keyboard; everything works without it."""
    return _file("inbox.js", "text/javascript")


async def get_style(_request: web.Request) -> web.Response:
    """The looks of list and transcript."""
    return _file("inbox.css", "text/css")


def _file(name: str, content_type: str) -> web.Response:
    body = (_STATIC / name).read_bytes()
    return web.Response(body=body, content_type=content_type, charset="utf-8", headers=_HEADERS)
