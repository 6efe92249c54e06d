"""Days of sample events, so that there is always something in the weeks to come.

An event of the stock either says `starts_on`, or, as a sample, on which weekdays and how many weeks ahead it may be.
Its day then follows from its id and the week in which it is asked for: the same on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from bot.region import WEEKDAYS

DATE_KEYS = ("weekdays", "weeks_ahead", "days")
_SPAN = re.compile(r"(\d{1,2})-(\d{1,2})")
MOST_DAYS = 7


class DateError(ValueError):
    """The days of an event cannot be worked out."""


def dated(table: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The event with `starts_on`, and `ends_on` where it lasts several days, instead of relative days.

    Raises:
        DateError: the relative days cannot be read.
    """
    rest = {key: value for key, value in table.items() if key not in DATE_KEYS}
    if "weekdays" not in table:
        return rest
    if table.get("sample") != "true" or "starts_on" in table:
        raise DateError("weekdays are for samples; a real event says starts_on")
    start = _start(table, today)
    days = int(table.get("days", "1"))
    if not 1 <= days <= MOST_DAYS:
        raise DateError(f"days: write 1 to {MOST_DAYS}")
    rest["starts_on"] = start.isoformat()
    if days > 1:
        rest["ends_on"] = (start + timedelta(days=days - 1)).isoformat()
    return rest


def _start(table: Mapping[str, Any], today: date) -> date:
    wanted = table["weekdays"]
    if not isinstance(wanted, list) or not wanted or not set(wanted) <= set(WEEKDAYS):
        raise DateError(f"weekdays: write a list of {', '.join(WEEKDAYS)}")
    span = _SPAN.fullmatch(str(table.get("weeks_ahead", "1-12")))
    if not span or not 1 <= int(span[1]) <= int(span[2]):
        raise DateError("weeks_ahead: write a span like 2-8; the current week is 0 and too late")
    monday = today - timedelta(days=today.weekday())
    dice = Random(f"{table['id']} {monday.isoformat()}")  # noqa: S311 - no secret hangs on it
    week = dice.randint(int(span[1]), int(span[2]))
    return monday + timedelta(weeks=week, days=WEEKDAYS.index(dice.choice(wanted)))
