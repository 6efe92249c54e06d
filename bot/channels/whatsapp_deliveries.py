"""Deliveries of WhatsApp's Cloud API as messages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

from bot.channels.messages import Content, Incoming, Location, Tap, Text, Unknown, Unreadable

_KINDS: dict[str, Unreadable] = {
    "sticker": "sticker",
    "audio": "voice",
    "image": "picture",
    "video": "picture",
    "edit": "edited",
    "document": "other",
    "contacts": "other",
    "order": "other",
    "unsupported": "other",
}
"""What else there is tells of the chat only: reactions, deleted messages, changed numbers."""


def read_delivery(data: dict[str, Any], phone_id: str) -> list[Incoming]:
    """The messages of people to a number, the oldest first: a delivery may hold several in any order."""
    found = (_message(message) for value in _values(data, phone_id) for message in _dicts(value.get("messages")))
    return sorted((message for message in found if message), key=lambda message: message.order)


def read_troubles(data: dict[str, Any], phone_id: str) -> list[str]:
    """Why messages did not reach the phones of those who should read them: codes only."""
    statuses = (status for value in _values(data, phone_id) for status in _dicts(value.get("statuses")))
    failed = (status for status in statuses if status.get("status") == "failed")
    errors = (error for status in failed for error in _dicts(status.get("errors")))
    return [f"not delivered, code {error.get('code', '-')}" for error in errors]


def _values(data: dict[str, Any], phone_id: str) -> Iterator[dict[str, Any]]:
    for entry in _dicts(data.get("entry")):
        for change in _dicts(entry.get("changes")):
            match change:
                case {"field": "messages", "value": {"metadata": {"phone_number_id": number}} as value}:
                    if number == phone_id:
                        yield value


def _message(message: dict[str, Any]) -> Incoming | None:
    match message:
        case {"from": str(sender), "id": str(id_), "timestamp": str(stamp)} if stamp.isdecimal() and len(stamp) < 12:
            content = Unknown("group") if message.get("group_id") else _content(message)
            moment = datetime.fromtimestamp(int(stamp), timezone.utc)
            return Incoming(id_, sender, int(stamp), content, moment) if content else None
    return None


def _content(message: dict[str, Any]) -> Content | None:
    match message:
        case {"type": "text", "text": {"body": str(text)}}:
            return Text(text)
        case {"type": "interactive", "interactive": {"button_reply": {"id": str(token)}}}:
            return Tap(token)
        case {"type": "interactive", "interactive": {"list_reply": {"id": str(token)}}}:
            return Tap(token)
        case {
            "type": "location",
            "location": {"latitude": float() | int() as lat, "longitude": float() | int() as lon},
        }:
            return Location(lat, lon)
    kind = _KINDS.get(str(message.get("type")))
    return Unknown(kind) if kind else None


def _dicts(items: object) -> list[dict[str, Any]]:
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
