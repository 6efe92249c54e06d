"""Messages on the page's two borders: what a person may send, and what counts as an answer of the assistant."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, TypedDict

from bot.conversations.transcripts import Said
from bot.web.refusals import Refusal

MOST_CHARACTERS = 1000
MOST_ID_CHARACTERS = 64
ERASED = "erased"
UNAVAILABLE = "unavailable"

_COMMAND_PREFIX = "/"
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


def may_be_tap(text: str) -> bool:
    """Whether a message may be the payload of a button."""
    return text.startswith(_COMMAND_PREFIX)


def said(client_id: str, text: str, offered: dict[str, str]) -> Said:
    """What a person sent, out of untrusted strings. Only a payload that was offered as a button stays a payload.

    Raises:
        Refusal: there is nothing to read in it, it is too long, or the id is not one.
    """
    if not (client_id.isascii() and client_id.replace("-", "").isalnum() and len(client_id) <= MOST_ID_CHARACTERS):
        raise Refusal("bad_request", 400)
    text = clean(text)
    if text in offered:
        return Said(client_id, offered[text], payload=text)
    if len(text) > MOST_CHARACTERS:
        raise Refusal("too_long", 400, limit=MOST_CHARACTERS, length=len(text))
    if not as_plain_text(text):
        raise Refusal("empty", 400)
    return Said(client_id, text)


def for_assistant(message: Said) -> str:
    """What Rasa gets of it."""
    return message.payload or as_plain_text(message.text)


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
