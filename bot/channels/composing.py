"""The assistant's messages as a medium takes them: pieces of text, choices as buttons or numbers, links. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from bot.channels.messages import Choice, Limits, Link, Outgoing
from bot.channels.splitting import split
from bot.phrases import phrase

BotMessage = Mapping[str, Any]
"""As contract.md describes it: `text`, `buttons`, `custom`."""
_MORE = re.compile(r"more\.(\d{1,4})")
_TYPED = re.compile(r"(?:nr\.? ?)?(\d{1,3})[.)]?", re.IGNORECASE)
_OWN_NUMBER = re.compile(r"(\d{1,4})\. ")
_ADDRESS = re.compile(r"https?://[^\s<>\"„“]+[^\s<>\"„“.,;:!?)]")
_WEB = ("http", "https")
_OPENS = frozenset((*_WEB, "mailto", "tel"))


@dataclass(frozen=True)
class _Offer:
    """A message's choices: those shown by the medium, those that are numbered, and the payload of each number."""

    shown: list[Choice]
    numbered: list[Choice]
    payloads: dict[int, str]


def token_of(payload: str) -> str:
    """What a button carries in place of its payload, which is longer than some media take."""
    return hashlib.sha256(payload.encode()).hexdigest()[:16]


def result_of(token: str) -> int | None:
    """The number of the result that somebody wants to hear more of, when the token says so."""
    found = _MORE.fullmatch(token)
    return int(found[1]) if found else None


def compose(messages: Sequence[BotMessage], limits: Limits) -> list[Outgoing]:
    """An answer as messages within the limits; `text` of each stands alone."""
    offers = _offers(messages, limits)
    return [piece for message, offer in zip(messages, offers, strict=True) for piece in _pieces(message, offer, limits)]


def picked(text: str, messages: Sequence[BotMessage], limits: Limits) -> str | None:
    """The payload of the numbered choice that a typed text picks, if it does."""
    typed = _TYPED.fullmatch(text.strip())
    if typed is None:
        return None
    numbers = {number: payload for offer in _offers(messages, limits) for number, payload in offer.payloads.items()}
    return numbers.get(int(typed[1]))


def _offers(messages: Sequence[BotMessage], limits: Limits) -> list[_Offer]:
    """Choices are counted on after the results' own numbers, so that a typed number means one thing."""
    first = 1 + max((number for message in messages for number in _taken(message)), default=0)
    offers: list[_Offer] = []
    for message in messages:
        offers.append(_offer(message, limits, first))
        first = max([first, *(number + 1 for number in offers[-1].payloads)])
    return offers


def _offer(message: BotMessage, limits: Limits, first: int) -> _Offer:
    buttons = list(message.get("buttons") or ())
    fits = all(len(button["title"]) <= limits.choice_title for button in buttons)
    room = limits.choices if fits else 0
    shown = [Choice(button["title"], token_of(button["payload"])) for button in buttons[:room]]
    details = _details(message) if limits.results else []
    if len(details) + len(shown) <= limits.choices:
        shown = [*details, *shown]
    rest = buttons[room:]
    numbered = _numbered(rest, first)
    return _Offer(shown, numbered, {int(c.number or 0): b["payload"] for c, b in zip(numbered, rest, strict=True)})


def _numbered(buttons: Sequence[Mapping[str, str]], first: int) -> list[Choice]:
    """Each with a number; a title that begins with a result's number keeps that one."""
    choices, free = [], count(first)
    for button in buttons:
        own = _OWN_NUMBER.match(button["title"])
        number = int(own[1]) if own else next(free)
        title = button["title"][own.end() :] if own else button["title"]
        choices.append(Choice(title, token_of(button["payload"]), number))
    return choices


def _details(message: BotMessage) -> list[Choice]:
    numbers = list(_results(message))
    if len(numbers) < 2:
        return []
    return [Choice(phrase("channels.more_of", number=number), f"more.{number}") for number in numbers]


def _taken(message: BotMessage) -> Iterator[int]:
    """The numbers of a message's results, shown in it or named by its chips."""
    yield from _results(message)
    titles = (_OWN_NUMBER.match(button["title"]) for button in message.get("buttons") or ())
    yield from (int(own[1]) for own in titles if own)


def _results(message: BotMessage) -> Iterator[int]:
    """The numbers of a message's results."""
    custom = message.get("custom") or {}
    items, offset = custom.get("items"), custom.get("offset")
    start = offset if isinstance(offset, int) else 0
    return iter(range(start + 1, start + 1 + (len(items) if isinstance(items, list) else 0)))


def _pieces(message: BotMessage, offer: _Offer, limits: Limits) -> list[Outgoing]:
    text, link = str(message.get("text") or ""), _link(message)
    is_button = link is not None and limits.links and urlsplit(link.url).scheme in _WEB
    if link is not None and not is_button and link.url not in text:
        text = f"{text}\n\n{phrase('channels.link', title=link.title, url=link.url)}"
    if offer.numbered:
        lines = "\n".join(f"{choice.number}: {choice.title}" for choice in offer.numbered)
        text = f"{text}\n\n{phrase('channels.choices')}:\n{lines}"
    pieces = split(text, limits)
    if (offer.shown or is_button) and pieces and limits.text_with_choices:
        pieces[-1:] = split(pieces[-1], limits, limits.text_with_choices)
    *before, last = pieces or [phrase("channels.next")]
    return [*map(Outgoing, before), Outgoing(last, tuple(offer.shown), link if is_button else None)]


def _link(message: BotMessage) -> Link | None:
    """The link of the one result that a message is about, or the only address in its text."""
    custom = message.get("custom") or {}
    items = list(custom.get("items") or ())
    written = _ADDRESS.findall(str(message.get("text") or ""))
    if len(items) == 1 and isinstance(items[0], dict):
        return _opening(str(items[0].get("url") or ""))
    return _opening(written[0]) if not items and len(written) == 1 else None


def _opening(url: str) -> Link | None:
    """A link with a label that says what it does; None for an address that may not become one."""
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return None
    return Link(phrase(f"web.card.link.{scheme}"), url) if scheme in _OPENS else None
