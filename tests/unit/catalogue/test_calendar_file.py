"""Calendar files of events, as RFC 5545 asks for them."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from bot.catalogue.calendar_file import MOST_OCTETS, calendar_file

WINTER, SUMMER = date(2026, 12, 10), date(2027, 6, 10)


def event(**values):
    known = {
        "source": "beispiel",
        "source_id": "1",
        "checked_on": date(2026, 11, 24),
        "starts_on": WINTER,
        "ends_on": None,
        "starts_at": "17:00",
        "ends_at": "19:00",
        "title": "Messe",
        "text": "Text",
        "venue": "Halle",
        "street": None,
        "city": "Lünen",
        "url": None,
    }
    return SimpleNamespace(**known | values)


def lines(**values) -> list[str]:
    return calendar_file(event(**values)).replace("\r\n ", "").split("\r\n")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, ["DTSTART:20261210T160000Z", "DTEND:20261210T180000Z"]),
        ({"starts_on": SUMMER}, ["DTSTART:20270610T150000Z", "DTEND:20270610T170000Z"]),
        ({"ends_at": None}, ["DTSTART:20261210T160000Z"]),
        ({"starts_at": None}, ["DTSTART;VALUE=DATE:20261210", "DTEND;VALUE=DATE:20261211"]),
        (
            {"starts_at": None, "ends_on": date(2026, 12, 12)},
            ["DTSTART;VALUE=DATE:20261210", "DTEND;VALUE=DATE:20261213"],
        ),
        ({"ends_on": date(2026, 12, 12)}, ["DTSTART:20261210T160000Z", "DTEND:20261212T180000Z"]),
    ],
)
def test_when_it_is(values: dict, expected: list[str]) -> None:
    assert [line for line in lines(**values) if line.startswith("DT") and not line.startswith("DTSTAMP")] == expected


def test_what_it_says() -> None:
    found = lines(title="A, B; C\\D\nE", url="https://example.org")
    assert "SUMMARY:A\\, B\\; C\\\\D\\nE" in found
    assert "LOCATION:Halle\\, Lünen" in found
    assert "URL:https://example.org" in found
    assert found[0] == "BEGIN:VCALENDAR"
    assert found[-2:] == ["END:VCALENDAR", ""]


def test_long_lines_are_folded_between_characters() -> None:
    raw = calendar_file(event(text="ü" * 200))
    assert all(len(line.encode()) <= MOST_OCTETS for line in raw.split("\r\n"))
    assert f"DESCRIPTION:{'ü' * 200}" in raw.replace("\r\n ", "")
