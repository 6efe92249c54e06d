"""What comes in from a messenger and what goes out to it, whichever it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Unreadable = Literal["sticker", "voice", "picture", "edited", "group", "encrypted", "other"]
"""Kinds of messages that the assistant does not read; each has a friendly line in `bot/phrases/channels.yml`."""


@dataclass(frozen=True)
class Text:
    """Words that somebody typed."""

    text: str


@dataclass(frozen=True)
class Started:
    """Somebody opened the chat and said nothing yet (Telegram's /start)."""


@dataclass(frozen=True)
class Tap:
    """A tap on a choice; `token` as `Choice.token`."""

    token: str


@dataclass(frozen=True)
class Location:
    """A shared place in degrees (WGS 84). It is turned into a municipality before anything is stored."""

    lat: float
    lon: float


@dataclass(frozen=True)
class Unknown:
    """Something that the assistant does not read."""

    kind: Unreadable


Content = Text | Started | Tap | Location | Unknown


@dataclass(frozen=True)
class Incoming:
    """One message of a person."""

    id: str
    """The messenger's own name of the message or update: what is delivered again has the same. Any text."""
    address: str
    """Where an answer goes (chat id, number, room). Only the adapter reads it; it is stored hashed and encrypted."""
    order: int
    """Grows within one chat with time, e.g. the update's number or milliseconds since 1970."""
    content: Content
    at: datetime | None = None
    """When it was sent, with time zone, where the messenger says so. What is too old is a replay and is refused."""


@dataclass(frozen=True)
class Choice:
    """A way on that can be tapped or, where it has a number, typed."""

    title: str
    token: str
    """At most 20 characters of `0-9a-z.`; comes back in `Tap`."""
    number: int | None = None
    """Shown beside the title: typing it picks the choice. None where the medium shows it as a button."""


@dataclass(frozen=True)
class Link:
    """An address that a person may open; http, https, mailto or tel."""

    title: str
    url: str


@dataclass(frozen=True)
class Outgoing:
    """One message that keeps the medium's limits.

    `text` stands alone: it holds the numbered choices and the links that the medium cannot show in a better way.
    """

    text: str
    choices: Sequence[Choice] = ()
    """Those the medium shows as buttons or as a list, at most `Limits.choices`."""
    link: Link | None = None
    """One link that the medium shows as a button, where `Limits.links` says that it can."""


@dataclass(frozen=True)
class Limits:
    """What a medium can do. Lengths in characters as `Limits.length` counts them."""

    text: int
    """Of one message."""
    choices: int = 0
    """Choices that one message can show by itself; 0: all become numbered lines of the text."""
    text_with_choices: int | None = None
    """Of a message with choices, where that is shorter."""
    choice_title: int = 64
    """A longer title makes all choices of the message numbered lines."""
    links: bool = False
    """Whether a message can show one link as a button."""
    results: bool = False
    """Whether each result of a list gets a choice of its own, "more of number 2"."""
    utf16: bool = False
    """Whether lengths are counted in UTF-16 units, as Telegram does."""

    def length(self, text: str) -> int:
        """The length of a text as the medium counts it."""
        return len(text.encode("utf-16-le", "surrogatepass")) // 2 if self.utf16 else len(text)
