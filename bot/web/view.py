"""Messages as the page shows them: one description that both the templates and the script only have to lay out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypedDict

from bot.catalogue.sources import source_title
from bot.conversations.transcripts import Entry
from bot.phrases import phrase
from bot.web.links import Segment, link_for, segments
from bot.web.messages import ERASED, UNAVAILABLE

_NUMBERED = re.compile(r"\s*\d+\. ")
_EVENT_ID = re.compile(r"[0-9]{1,9}")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


class CardView(TypedDict):
    """One result. `more` is what a person may write to hear more of it, `calendar` the path of a calendar file."""

    number: int
    type: str
    title: str
    sample: bool
    reasons: list[str]
    origin: str
    link: Segment | None
    more: str | None
    calendar: str | None


class MessageView(TypedDict):
    """One message. `kind` is person, assistant, unavailable or erased.

    `spoken` is the whole text, for screen readers; `widened` says that the search was widened.
    """

    kind: str
    segments: list[Segment]
    spoken: str
    widened: bool
    cards: list[CardView]
    chips: list[dict[str, str]]


class TranscriptLine(MessageView):
    """One message in the page's transcript. `newest` marks what the person said last."""

    newest: bool


def transcript_view(entries: list[Entry]) -> list[TranscriptLine]:
    """A transcript. Chips and further steps belong to the newest answer only; older ones are spent."""
    last_said = max((index for index, entry in enumerate(entries) if entry.direction == "person"), default=-1)
    lines: list[TranscriptLine] = []
    for index, entry in enumerate(entries):
        for view in _entry_views(entry, is_newest=index > last_said):
            lines.append({**view, "newest": index == last_said})
    if any(entry.direction == "person" and not entry.final for entry in entries):
        lines.append({**_plain_view(UNAVAILABLE, phrase("web.waiting")), "newest": False})
    return lines


def _entry_views(entry: Entry, *, is_newest: bool) -> list[MessageView]:
    if entry.direction == "person":
        return [_plain_view("person", entry.payload["text"])]
    return [assistant_view(message, is_newest=is_newest) for message in entry.payload["messages"]]


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
    return MessageView(kind=kind, segments=shown, spoken=text, widened=False, cards=[], chips=[])


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
    kind = str(custom.get("type"))
    return [_card(number, kind, item, is_newest=is_newest) for number, item in enumerate(known, start=start)]


def _card(number: int, kind: str, item: Mapping[str, Any], *, is_newest: bool) -> CardView:
    reasons = item.get("reasons")
    return CardView(
        number=number,
        type=kind,
        title=str(item.get("title", "")),
        sample=bool(item.get("sample")),
        reasons=[str(reason) for reason in reasons] if isinstance(reasons, list) else [],
        origin=_origin(item),
        link=link_for(str(item.get("url") or "")),
        more=phrase("web.card.more_message", number=number) if is_newest else None,
        calendar=_calendar_path(item.get("id")) if kind == "events" else None,
    )


def _origin(item: Mapping[str, Any]) -> str:
    """Where the data comes from and when it was checked."""
    date = _ISO_DATE.sub(r"\3.\2.\1", str(item.get("checked_on") or ""))
    key = "origin" if date else "origin_undated"
    return phrase(f"web.card.{key}", source=source_title(str(item["source"])), date=date) if item.get("source") else ""


def _calendar_path(event_id: object) -> str | None:
    """Where an event's file is served (`bot.web.calendar`); None for what is no event's id."""
    return f"/termine/{event_id}.ics" if isinstance(event_id, str) and _EVENT_ID.fullmatch(event_id) else None
