"""Filters of the log as they stand in an address, so that every number and every list can be linked to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from bot.console.refusals import Refusal
from bot.conversations.inbox import NAMED, Filter, Position
from bot.conversations.overview import ZONE
from bot.conversations.records import OUTCOMES
from bot.conversations.review import clean_tag
from bot.language.goals import GOALS

FIELDS = ("from", "to", "channel", "language", "outcome", "goal", "fallback", "below")
REVIEW_FIELDS = ("reviewed", "reviewer", "flagged", "assigned", "tag", "q")
"""Those that only the list of conversations knows."""
YES_NO = {None: None, "1": True, "0": False}
MOST_CHARACTERS = 64


@dataclass(frozen=True)
class Asked:
    """What an address asks for: the fields as they were given, and the filter that they mean."""

    fields: dict[str, str]
    filter: Filter


def asked(query: Mapping[str, str]) -> Asked:
    """The filter of an address; empty fields stand for all.

    Raises:
        Refusal: a field cannot be understood.
    """
    fields = {name: query.get(name, "").strip()[:MOST_CHARACTERS] for name in (*FIELDS, *REVIEW_FIELDS)}
    given = {name: value for name, value in fields.items() if value}
    try:
        until = _day(given.get("to"))
        wanted = Filter(
            since=_day(given.get("from")),
            until=until + timedelta(days=1) if until else None,
            channel=given.get("channel"),
            language=given.get("language"),
            outcome=_one_of(given.get("outcome"), (*OUTCOMES, NAMED)),
            goal=_one_of(given.get("goal"), GOALS),
            fallback=YES_NO[given.get("fallback")],
            below=_percent(given.get("below")),
            flagged=YES_NO[given.get("flagged")],
            reviewed=YES_NO[given.get("reviewed")],
            reviewer=given.get("reviewer"),
            assignee=given.get("assigned"),
            tag=clean_tag(given["tag"]) if "tag" in given else None,
            text=given.get("q"),
        )
    except (ValueError, KeyError, OverflowError):
        raise Refusal("filter", 400) from None
    return Asked(fields, wanted)


def address(path: str, fields: Mapping[str, str], **changed: str) -> str:
    """The address of a page with fields, some of them changed; empty ones are left out."""
    values = {name: value for name, value in {**fields, **changed}.items() if value}
    return f"{path}?{urlencode(values)}" if values else path


def position(text: str) -> Position | None:
    """Where a list goes on, as `position_text` wrote it.

    Raises:
        Refusal: it is none.
    """
    if not text:
        return None
    try:
        moment, key = text[:100].split("_", 1)
        read = datetime.fromisoformat(moment)
        if read.tzinfo is None:
            raise ValueError(text)
    except ValueError:
        raise Refusal("filter", 400) from None
    return read, key


def position_text(place: Position) -> str:
    """A position for an address."""
    return f"{place[0].isoformat()}_{place[1]}"


def last_days(today: date, days: int) -> dict[str, str]:
    """Fields for the days up to today."""
    return {"from": (today - timedelta(days=days - 1)).isoformat(), "to": today.isoformat()}


def _day(text: str | None) -> datetime | None:
    return datetime.combine(date.fromisoformat(text), time(), ZONE) if text else None


def _one_of(text: str | None, known: tuple[str, ...]) -> str | None:
    if text is not None and text not in known:
        raise ValueError(text)
    return text


def _percent(text: str | None) -> float | None:
    if text is None:
        return None
    value = int(text)
    if not 0 < value <= 100:
        raise ValueError(text)
    return value / 100
