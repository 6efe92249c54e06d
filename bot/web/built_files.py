"""What `npm run build` makes of `widget/`: the chat's one script, and the typeface of the site."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.settings import PROJECT_ROOT

DIST = PROJECT_ROOT / "widget" / "dist"
PREFIX = "/widget"
WIDGET = "kumpel-chat.js"
_TYPES = {".js": "text/javascript", ".woff2": "font/woff2"}
_SECONDS = {".js": 300, ".woff2": 30 * 24 * 3600}
"""How long a browser keeps a file without asking: other websites name the script without a version."""


@dataclass(frozen=True)
class BuiltFile:
    """One file, held in memory."""

    content: bytes
    content_type: str
    etag: str
    seconds: int


def load_built_files(folder: Path = DIST) -> dict[str, BuiltFile]:
    """All files of the folder by name; none when nothing has been built."""
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return {path.name: _load(path) for path in paths if path.suffix in _TYPES}


def _load(path: Path) -> BuiltFile:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:32]
    return BuiltFile(content, _TYPES[path.suffix], digest, _SECONDS[path.suffix])


def response_for(files: dict[str, BuiltFile], request: web.Request) -> web.Response:
    """The file that a request names, or that the browser's own copy is still right.

    Raises:
        aiohttp.web.HTTPNotFound: nothing of this name was built.
    """
    file = files.get(request.match_info["name"])
    if file is None:
        raise web.HTTPNotFound
    # Any website may embed the chat's script; where it may be used is checked by the lines that it opens.
    headers = {"Cache-Control": f"public, max-age={file.seconds}", "Cross-Origin-Resource-Policy": "cross-origin"}
    if any(tag.value == file.etag for tag in request.if_none_match or ()):
        response = web.Response(status=304, headers=headers)
    else:
        response = web.Response(body=file.content, content_type=file.content_type, headers=headers)
        if file.content_type.startswith("text/"):
            response.charset = "utf-8"
            response.enable_compression()
    response.etag = file.etag
    return response
