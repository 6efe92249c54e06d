"""The assistant's text as Matrix shows it: with links and bold numbers, everything else escaped. Pure."""

from __future__ import annotations

import re
from html import escape

from bot.channels.adapter import Payload

_PARTS = re.compile(r"(?P<address>https?://[^\s<>\"]+[^\s<>\".,:;!?)])|(?P<number>^\d{1,3}[.:](?= ))", re.MULTILINE)


def text_payload(text: str) -> Payload:
    """The content of an `m.room.message`, in plain text and in HTML."""
    body = {"msgtype": "m.text", "body": text, "format": "org.matrix.custom.html"}
    return {**body, "formatted_body": as_html(text)}


def as_html(text: str) -> str:
    """Lines stay lines, the numbers that one may type are bold."""
    pieces, done = [], 0
    for found in _PARTS.finditer(text):
        pieces += [_escaped(text[done : found.start()]), _marked(found)]
        done = found.end()
    return "".join((*pieces, _escaped(text[done:])))


def _marked(found: re.Match[str]) -> str:
    shown = escape(found[0])
    return f'<a href="{shown}">{shown}</a>' if found["address"] else f"<strong>{shown}</strong>"


def _escaped(text: str) -> str:
    return escape(text).replace("\n", "<br>")
