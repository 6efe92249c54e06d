"""Style, script and icon, each under an address that holds a hash of its content and may so be kept for ever."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

STATIC_DIR = Path(__file__).parent / "static"
PREFIX = "/static"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class StaticFile:
    """One file, held in memory."""

    address: str
    content: bytes
    content_type: str


def load_static_files(folder: Path = STATIC_DIR) -> dict[str, StaticFile]:
    """All files of the folder by name."""
    return {path.name: _load(path) for path in sorted(folder.iterdir()) if path.suffix in _TYPES}


def _load(path: Path) -> StaticFile:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:16]
    return StaticFile(f"{PREFIX}/{digest}/{path.name}", content, _TYPES[path.suffix])


def response_for(files: dict[str, StaticFile], path: str) -> web.Response:
    """The file under an address.

    Raises:
        aiohttp.web.HTTPNotFound: no file has exactly this address; an old one's content is gone.
    """
    file = next((file for file in files.values() if file.address == path), None)
    if file is None:
        raise web.HTTPNotFound
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    response = web.Response(body=file.content, content_type=file.content_type, charset="utf-8", headers=headers)
    response.enable_compression()
    return response
