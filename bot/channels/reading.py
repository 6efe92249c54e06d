"""What a stored message says to the assistant. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.composing import picked, result_of, token_of
from bot.channels.messages import Limits
from bot.conversations.transcripts import Entry, Said, offered
from bot.language.gazetteer import name_of
from bot.phrases import phrase


@dataclass(frozen=True)
class Line:
    """An answer that the assistant is not asked for."""

    text: str


def client_id(name: str) -> str:
    """What the line calls a message whose stored name this is; at most 64 of `a-z0-9-`."""
    return "m-" + hashlib.sha256(name.encode()).hexdigest()[:40]


def line_for(content: dict[str, Any]) -> Line | None:
    """The friendly line for what the assistant cannot read, if that is all there is to it."""
    match content:
        case {"kind": "unknown", "what": what}:
            return Line(phrase(f"channels.unknown.{what}"))
        case {"kind": "place", "ags": None}:
            return Line(phrase("channels.place_far"))
        case {"kind": "too_many"}:
            return Line(phrase("web.refused.too_many_waiting"))
    return None


def said_by(content: dict[str, Any], id_: str, entries: Sequence[Entry], limits: Limits, channel: str) -> Said | Line:
    """A message as the line takes it, seen from what was said before it."""
    for entry in entries:
        if entry.direction == "person" and entry.client_id == id_:
            return Said(id_, entry.payload["text"], entry.payload.get("payload"), channel)
    text, payload = _words(content, entries, limits)
    return Said(id_, text, payload, channel) if text else Line(phrase("web.refused.not_offered"))


def place_line(content: dict[str, Any]) -> str | None:
    """What is said to somebody who shared a location."""
    ags = content.get("ags")
    return phrase("channels.place", place=name_of(ags)) if content["kind"] == "place" and ags else None


def _words(content: dict[str, Any], entries: Sequence[Entry], limits: Limits) -> tuple[str, str | None]:
    """Text, and payload where it is a choice; no text where a choice is not offered any more."""
    match content:
        case {"kind": "text", "text": text}:
            payload = _picked(text, entries, limits)
            return (offered(entries)[payload], payload) if payload else (text, None)
        case {"kind": "tap", "token": token}:
            return _tapped(token, entries)
        case {"kind": "place", "ags": ags}:
            return phrase("channels.location"), "/search" + json.dumps({"chip": f"place={ags}"})
    return phrase("channels.start"), None


def _picked(text: str, entries: Sequence[Entry], limits: Limits) -> str | None:
    answers = [entry for entry in entries if entry.direction == "assistant"]
    return picked(text, answers[-1].payload["messages"], limits) if answers else None


def _tapped(token: str, entries: Sequence[Entry]) -> tuple[str, str | None]:
    number = result_of(token)
    if number is not None:
        return phrase("web.card.more_message", number=number), None
    titles = offered(entries)
    payload = next((payload for payload in titles if token_of(payload) == token), None)
    return (titles[payload], payload) if payload else ("", None)
