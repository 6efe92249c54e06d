"""An event as a calendar file (iCalendar, RFC 5545) that a phone can save."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
MOST_OCTETS = 75
"""Of a line; longer ones go on in the next, which begins with a space."""
_NEW_LINE = "\r\n"


def calendar_file(row: Any) -> str:
    """The file of an event's row. Times are in UTC; without a time it takes the whole days."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kumpel//DE", "BEGIN:VEVENT", *_event(row)]
    return _NEW_LINE.join(_NEW_LINE.join(_folded(line)) for line in [*lines, "END:VEVENT", "END:VCALENDAR", ""])


def _event(row: Any) -> Iterator[str]:
    yield f"UID:{row.source}-{row.source_id}-{row.starts_on:%Y%m%d}@kumpel"
    yield f"DTSTAMP:{row.checked_on:%Y%m%d}T000000Z"
    yield from _times(row)
    yield f"SUMMARY:{_escaped(row.title)}"
    yield f"DESCRIPTION:{_escaped(row.text)}"
    where = ", ".join(filter(None, (row.venue, row.street, row.city)))
    if where:
        yield f"LOCATION:{_escaped(where)}"
    if row.url:
        yield f"URL:{row.url}"


def _times(row: Any) -> Iterator[str]:
    last = row.ends_on or row.starts_on
    if not row.starts_at:
        yield f"DTSTART;VALUE=DATE:{row.starts_on:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}"
        return
    yield f"DTSTART:{_moment(row.starts_on, row.starts_at)}"
    if row.ends_at:
        yield f"DTEND:{_moment(last, row.ends_at)}"


def _moment(day: date, time: str) -> str:
    local = datetime.fromisoformat(f"{day.isoformat()}T{time}").replace(tzinfo=ZONE)
    return f"{local.astimezone(ZoneInfo('UTC')):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for character in ("\\", ";", ","):
        text = text.replace(character, f"\\{character}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most `MOST_OCTETS` octets of UTF-8."""
    piece = ""
    for character in line:
        if len((piece + character).encode()) > MOST_OCTETS:
            yield piece
            piece = " "
        piece += character
    yield piece
