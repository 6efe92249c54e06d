"""Messages as the page shows them: one description that both the templates and the script only have to lay out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypedDict

from bot.conversations.transcripts import Entry
from bot.phrases import phrase
from bot.web.links import Segment, link_for, segments
from bot.web.messages import ERASED, UNAVAILABLE

_NUMBERED = re.compile(r"\s*\d+\. ")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


class CardView(TypedDict):
    """One result. `more` is what a person may write to hear more of it."""

    number: int
    title: str
    sample: bool
    reasons: list[str]
    origin: str
    link: Segment | None
    more: str | None


class MessageView(TypedDict):
    """One message. `kind` is person, assistant, unavailable or erased; `resend` holds what a failed one said.

    `newest` marks what the person said last; `spoken` is the whole text, for screen readers.
    """

    kind: str
    id: str
    newest: bool
    segments: list[Segment]
    spoken: str
    widened: bool
    cards: list[CardView]
    chips: list[dict[str, str]]
    resend: str | None


def transcript_view(entries: list[Entry]) -> list[MessageView]:
    """A transcript. Chips and further steps belong to the newest answer only; older ones are spent."""
    last_said = max((index for index, entry in enumerate(entries) if entry.direction == "person"), default=-1)
    views: list[MessageView] = []
    for index, entry in enumerate(entries):
        views += _entry_views(entry, is_newest=index > last_said)
        if index == last_said:
            views[-1]["newest"] = True
    answered = {entry.client_id for entry in entries if entry.final}
    for entry in entries:
        if entry.direction == "person" and entry.client_id not in answered:
            _offer_resend(views, entry)
    return views


def _entry_views(entry: Entry, *, is_newest: bool) -> list[MessageView]:
    if entry.direction == "person":
        return [{**_plain_view("person", entry.payload["text"]), "id": entry.client_id}]
    messages = entry.payload["messages"]
    return [{**assistant_view(message, is_newest=is_newest), "id": entry.client_id} for message in messages]


def _offer_resend(views: list[MessageView], waiting: Entry) -> None:
    """Under the apology, if there is one yet, otherwise under the message itself."""
    last = [view for view in views if view["id"] == waiting.client_id][-1]
    last["resend"] = waiting.payload.get("payload") or waiting.payload["text"]


def assistant_view(message: Mapping[str, Any], *, is_newest: bool) -> MessageView:
    """A message of the assistant. With cards it shows its text without the lines that the cards repeat."""
    text, custom = str(message.get("text", "")), message.get("custom") or {}
    kind = custom.get("type")
    cards = _cards(custom, is_newest=is_newest)
    view = _plain_view(kind if kind in (UNAVAILABLE, ERASED) else "assistant", text_beside(text, cards))
    view["spoken"] = text
    view["widened"] = bool(custom.get("relaxed"))
    view["cards"] = cards
    view["chips"] = list(message.get("buttons", [])) if is_newest else []
    return view


def _plain_view(kind: str, text: str) -> MessageView:
    shown = [Segment(text=text, href=None)] if kind == "person" else segments(text)
    return MessageView(
        kind=kind, id="", newest=False, segments=shown, spoken=text, widened=False, cards=[], chips=[], resend=None
    )


def text_beside(text: str, cards: list[CardView]) -> str:
    """The text without its numbered lines that name a card's title, and without the gaps they leave."""
    lines = [line for line in text.splitlines() if not _repeats_a_card(line, cards)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _repeats_a_card(line: str, cards: list[CardView]) -> bool:
    return bool(_NUMBERED.match(line)) and any(card["title"] in line for card in cards)


def _cards(custom: Mapping[str, Any], *, is_newest: bool) -> list[CardView]:
    offset, items = custom.get("offset"), custom.get("items")
    start = offset + 1 if isinstance(offset, int) else 1
    known = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return [_card(number, item, is_newest=is_newest) for number, item in enumerate(known, start=start)]


def _card(number: int, item: Mapping[str, Any], *, is_newest: bool) -> CardView:
    reasons = item.get("reasons")
    return CardView(
        number=number,
        title=str(item.get("title", "")),
        sample=bool(item.get("sample")),
        reasons=[str(reason) for reason in reasons] if isinstance(reasons, list) else [],
        origin=_origin(item),
        link=link_for(str(item.get("url") or "")),
        more=phrase("web.card.more_message", number=number) if is_newest else None,
    )


def _origin(item: Mapping[str, Any]) -> str:
    """Where the data comes from and when it was checked."""
    date = _ISO_DATE.sub(r"\3.\2.\1", str(item.get("checked_on") or ""))
    key = "origin" if date else "origin_undated"
    return phrase(f"web.card.{key}", source=item["source"], date=date) if item.get("source") else ""
