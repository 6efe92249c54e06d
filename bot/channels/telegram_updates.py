"""Updates of Telegram's Bot API as messages."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from bot.channels.messages import Content, Incoming, Location, Started, Tap, Text, Unknown, Unreadable

_KINDS: dict[str, Unreadable] = {
    "sticker": "sticker",
    "animation": "sticker",
    "dice": "sticker",
    "voice": "voice",
    "audio": "voice",
    "video_note": "voice",
    "photo": "picture",
    "video": "picture",
}
_ADDRESSED = "/"
"""In a group only commands are for the bot; it stays silent to all else."""


def read_update(update: dict[str, Any]) -> Incoming | None:
    """The message of an update; None when it is none of a person."""
    number = update["update_id"]
    match update:
        case {"message": dict(message)}:
            return _message(number, message, _content(message))
        case {"edited_message": dict(message)}:
            return _message(number, message, None if "location" in message else Unknown("edited"))
        case {"callback_query": {"from": {"id": int()}, "message": dict(message), "data": str(token)}}:
            # The date is that of the message whose button was tapped, which may be old.
            return _message(number, {**message, "date": None}, Tap(token), is_own=True)
    return None


def _message(number: int, message: dict[str, Any], content: Content | None, *, is_own: bool = False) -> Incoming | None:
    chat, sender = message.get("chat"), message.get("from")
    if not isinstance(chat, dict) or not isinstance(chat.get("id"), int) or content is None:
        return None
    if not is_own and isinstance(sender, dict) and sender.get("is_bot"):
        return None
    if chat.get("type") != "private":
        if not str(message.get("text") or "").startswith(_ADDRESSED):
            return None
        content = Unknown("group")
    return Incoming(str(number), str(chat["id"]), number, content, _time(message.get("date")))


def _content(message: dict[str, Any]) -> Content | None:
    match message:
        case {"text": str(text)}:
            return Started() if text.split("@")[0].split(" ")[0] == "/start" else Text(text)
        case {"location": {"latitude": float() | int() as lat, "longitude": float() | int() as lon}}:
            return Location(lat, lon)
    kind = next((kind for name, kind in _KINDS.items() if name in message), None)
    return Unknown(kind or "other") if kind or not _is_service(message) else None


def _is_service(message: dict[str, Any]) -> bool:
    """Whether it only tells of the chat: somebody joined, a message was pinned."""
    return not message.keys() & {"document", "contact", "venue", "poll", "story", "paid_media", "game", "checklist"}


def _time(seconds: object) -> datetime | None:
    return datetime.fromtimestamp(seconds, timezone.utc) if isinstance(seconds, int) and seconds < 1 << 40 else None
