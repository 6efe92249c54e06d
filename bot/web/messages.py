"""Messages on the page's two borders: what a person may send, and what counts as an answer of the assistant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, TypedDict

from bot.conversations.transcripts import Said
from bot.web.refusals import Refusal

MOST_CHARACTERS = 1000
ERASED = "erased"
UNAVAILABLE = "unavailable"

_COMMAND_START = re.compile(r"^[\s/]+")
"""Every kind of space counts: Rasa strips them all."""
_NEVER_WANTED = ("Cc", "Cs")
"""Unicode categories that no message needs: control characters and lone surrogates, which databases refuse."""


class BotMessage(TypedDict, total=False):
    """A message of the assistant as contract.md describes it."""

    text: str
    buttons: list[dict[str, str]]
    custom: dict[str, Any]


class NotAnAnswer(ValueError):
    """What came from the assistant is not a list of messages."""


def clean(text: str) -> str:
    """The text without control characters, with plain line ends and no space around it."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    kept = (char for char in lines if char in "\n\t" or unicodedata.category(char) not in _NEVER_WANTED)
    return "".join(kept).strip()


def as_plain_text(text: str) -> str:
    """The text as Rasa may read it. Rasa strips a message and takes a leading slash as a command, so both go."""
    return _COMMAND_START.sub("", text)


def said(message_id: str, text: str) -> Said:
    """What a person wrote, out of an untrusted text.

    Raises:
        Refusal: there is nothing to read in it, or it is too long.
    """
    text = clean(text)
    if len(text) > MOST_CHARACTERS:
        raise Refusal("too_long", 400, limit=MOST_CHARACTERS, length=len(text))
    if not as_plain_text(text):
        raise Refusal("empty", 400)
    return Said(message_id, text)


def tapped(message_id: str, payload: str, offered: Mapping[str, str]) -> Said:
    """A tap on a button; its title is the one that was offered, whatever the client calls it.

    Raises:
        Refusal: no such button was offered in this conversation.
    """
    if payload not in offered:
        raise Refusal("not_offered", 400)
    return Said(message_id, offered[payload], payload=payload)


def for_assistant(stored: Mapping[str, Any]) -> str:
    """What Rasa gets of a person's stored message."""
    return str(stored.get("payload") or as_plain_text(stored["text"]))


def read_answer(data: object) -> list[BotMessage]:
    """The messages of an answer, checked.

    Raises:
        NotAnAnswer: it is something else, or silence, which is what Rasa sends when an action failed.
    """
    if not isinstance(data, list) or not data:
        raise NotAnAnswer
    return [_message(item) for item in data]


def _message(data: object) -> BotMessage:
    if not isinstance(data, dict):
        raise NotAnAnswer
    text, buttons, custom = data.get("text", ""), data.get("buttons") or [], data.get("custom")
    if not isinstance(text, str) or not isinstance(buttons, list) or not isinstance(custom, dict | None):
        raise NotAnAnswer
    message = BotMessage(text=text)
    if buttons:
        message["buttons"] = [_button(button) for button in buttons]
    if custom:
        message["custom"] = custom
    return message


def _button(data: object) -> dict[str, str]:
    match data:
        case {"title": str(title), "payload": str(payload)}:
            return {"title": title, "payload": payload}
    raise NotAnAnswer


def is_erased(messages: list[BotMessage]) -> bool:
    """Whether the assistant says that the conversation is to be forgotten."""
    return any(message.get("custom", {}).get("type") == ERASED for message in messages)
