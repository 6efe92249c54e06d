"""Links: which addresses may become one, and where they stand in a message's text."""

from __future__ import annotations

import re
from typing import TypedDict
from urllib.parse import urlsplit

from bot.phrases import phrase

SCHEMES = frozenset({"http", "https", "mailto", "tel"})

# A phone number starts with 0 and has a gap after its area code, or is one of the 116 numbers for help in need.
_IN_TEXT = re.compile(
    r"(?P<web>https?://[^\s<>\"„“]+[^\s<>\"„“.,;:!?)])"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\d/.,-])(?P<phone>(?=0\d+[ /-])0\d(?:[ /-]?\d){5,12}|116 ?\d{3})(?![\d/.,-]?\d)"
)


class Segment(TypedDict):
    """A piece of text, with the address it leads to if it is a link."""

    text: str
    href: str | None


def segments(text: str) -> list[Segment]:
    """The text in pieces, so that web and mail addresses and phone numbers can be tapped."""
    pieces: list[Segment] = []
    end = 0
    for found in _IN_TEXT.finditer(text):
        pieces.append(Segment(text=text[end : found.start()], href=None))
        pieces.append(Segment(text=found.group(), href=_address(found)))
        end = found.end()
    pieces.append(Segment(text=text[end:], href=None))
    return [piece for piece in pieces if piece["text"]]


def _address(found: re.Match[str]) -> str:
    if found["mail"]:
        return f"mailto:{found['mail']}"
    return f"tel:{re.sub(r'[^0-9]', '', found['phone'])}" if found["phone"] else found["web"]


def link_for(url: str) -> Segment | None:
    """A link with a label that says what it does, or None for an address that may not become one."""
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return None
    if scheme not in SCHEMES:
        return None
    return Segment(text=phrase(f"web.card.link.{scheme}"), href=url)
