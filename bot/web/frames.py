"""The frames of the chat's protocol: what a client may send, and what it is sent. docs/chat-protocol.md tells more."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.conversations.receipts import Receipt
from bot.conversations.transcripts import Entry
from bot.phrases import phrase
from bot.web.refusals import Refusal
from bot.web.view import assistant_view

VERSION = 1
SUBPROTOCOL = "kumpel.v1"
NOTHING_SEEN = -1
_LARGEST_PLACE = 2**31 - 1
_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
_MOST_TOKEN_CHARACTERS = 200

Frame = dict[str, Any]


@dataclass(frozen=True)
class Hello:
    """The first frame: who it is, and which entries it has."""

    after: int = NOTHING_SEEN
    token: str | None = None


@dataclass(frozen=True)
class Say:
    """Words."""

    id: str
    text: str


@dataclass(frozen=True)
class Tap:
    """A button."""

    id: str
    payload: str


@dataclass(frozen=True)
class Forget:
    """The wish that everything be deleted."""

    id: str


@dataclass(frozen=True)
class Ping:
    """A sign of life."""


ClientFrame = Hello | Say | Tap | Forget | Ping


def read_frame(text: str) -> ClientFrame:
    """A client's frame out of untrusted text.

    Raises:
        Refusal: it is none.
    """
    try:
        return frame_of(json.loads(text))
    except (ValueError, RecursionError):
        raise Refusal("bad_frame", 400) from None


def frame_of(data: object) -> ClientFrame:
    """A client's frame out of untrusted JSON.

    Raises:
        Refusal: it is none.
    """
    match data:
        case {"type": "hello", "version": 1 as version, **more} if version is not True:
            return _hello(more.get("after", NOTHING_SEEN), more.get("token"))
        case {"type": "say", "id": str(id_), "text": str(text)} if _ID.fullmatch(id_):
            return Say(id_, text)
        case {"type": "tap", "id": str(id_), "payload": str(payload)} if _ID.fullmatch(id_):
            return Tap(id_, payload)
        case {"type": "forget", "id": str(id_)} if _ID.fullmatch(id_):
            return Forget(id_)
        case {"type": "ping"}:
            return Ping()
    raise Refusal("bad_frame", 400)


def _hello(after: object, token: object) -> Hello:
    if not isinstance(after, int) or isinstance(after, bool) or not NOTHING_SEEN <= after <= _LARGEST_PLACE:
        raise Refusal("bad_frame", 400)
    if not isinstance(token, str | None) or len(token or "") > _MOST_TOKEN_CHARACTERS:
        raise Refusal("bad_frame", 400)
    return Hello(after, token)


def entry_data(entry: Entry) -> Frame:
    """An entry as every client is told of it."""
    data = {"place": entry.place, "id": entry.client_id, "from": entry.direction, "at": entry.at.isoformat()}
    if entry.direction == "person":
        return {**data, "text": entry.payload["text"], "final": entry.final}
    messages = entry.payload["messages"]
    views = [assistant_view(message, is_newest=True) for message in messages]
    return {**data, "messages": messages, "views": views, "final": entry.final}


def welcome(entries: Sequence[Entry], after: int, expires_in: int) -> Frame:
    """The answer to `hello`: what the client lacks of the transcript, or all of it when what it has is out of date."""
    first, last = (entries[0].place, entries[-1].place) if entries else (1, 0)
    is_gap = after != NOTHING_SEEN and not first - 1 <= after <= last
    shown = [entry_data(entry) for entry in entries if is_gap or entry.place > after]
    frame = {"type": "welcome", "version": VERSION, "place": last, "expires_in": expires_in, "entries": shown}
    return {**frame, "reset": True} if is_gap else frame


def entry_frame(entry: Entry) -> Frame:
    """A new entry."""
    return {"type": "entry", **entry_data(entry)}


def accepted(entry: Entry) -> Frame:
    """The message is durably stored."""
    return {"type": "accepted", "id": entry.client_id, "place": entry.place, "at": entry.at.isoformat()}


def typing(message_id: str) -> Frame:
    """The assistant is at it."""
    return {"type": "typing", "id": message_id}


def notice(message_id: str) -> Frame:
    """The answer takes longer; it comes all the same."""
    return {"type": "notice", "id": message_id, "code": "delayed", "text": phrase("web.delayed")}


def refused(refusal: Refusal, message_id: str | None = None) -> Frame:
    """A frame was not accepted."""
    frame: Frame = {"type": "refused", "code": refusal.code, "text": refusal.text}
    if message_id is not None:
        frame["id"] = message_id
    return {**frame, "retry_after": refusal.retry_after} if refusal.retry_after is not None else frame


def erased(receipt: Receipt, text: str) -> Frame:
    """Everything is deleted; the session is over. With the receipt's number staff can prove it."""
    about = {"number": receipt.number, "at": receipt.erased_at.isoformat(), "entries": receipt.counts["messages"]}
    return {"type": "erased", "receipt": about, "text": text}


def bye(code: str, retry_after: int) -> Frame:
    """The server is about to close the connection; `retry_after` in seconds."""
    return {"type": "bye", "code": code, "retry_after": retry_after}


PONG: Frame = {"type": "pong"}


def dump(frame: Frame) -> str:
    """A frame as text; characters are not escaped, which halves the size of some scripts."""
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))
