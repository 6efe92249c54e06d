"""What was just done, as it stands in the address that leads on from it, with the way to undo it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from aiohttp import web

from bot.conversations.review import Step
from bot.phrases import counted, entry

_STEP = re.compile(r"[0-9a-f]{32}")
_PAGES = re.compile(r"/inbox|/conversations/[0-9a-f]{32}")
_OWN = ("step", "did", "count")


@dataclass(frozen=True)
class Notice:
    """A sentence, and the number of the step that can be undone, or ""."""

    text: str
    step: str


def notice_of(request: web.Request) -> Notice | None:
    """The notice that an address carries; one that carries nonsense has none."""
    did, count, step = (request.query.get(name, "") for name in ("did", "count", "step"))
    if did not in entry("console.did") or not (count.isascii() and count.isdecimal() and len(count) < 4):
        return None
    return Notice(counted(f"console.did.{did}", int(count)), step if _STEP.fullmatch(step) else "")


def back_to(address: object) -> str:
    """The page of the console that a form came from, without an old notice; the list when it is none."""
    parts = urlsplit(address) if isinstance(address, str) and len(address) < 2000 else urlsplit("/inbox")
    if parts.scheme or parts.netloc or not _PAGES.fullmatch(parts.path):
        return "/inbox"
    fields = [(name, value) for name, value in parse_qsl(parts.query) if name not in _OWN]
    return f"{parts.path}?{urlencode(fields)}" if fields else parts.path


def done(back: str, did: str, step: Step, *, undoable: bool = True) -> web.HTTPSeeOther:
    """On to where the form came from, with a notice."""
    told = {"did": did, "count": str(len(step.keys)), **({"step": step.number} if undoable and step.keys else {})}
    return web.HTTPSeeOther(f"{back}{'&' if '?' in back else '?'}{urlencode(told)}")
