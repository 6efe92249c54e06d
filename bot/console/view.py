"""What the templates show, ready made: bars, chips, results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from bot.conversations.inbox import LoggedMessage
from bot.language.wording import words_for
from bot.phrases import entry

MOST_DAYS = 92


@dataclass(frozen=True)
class Bar:
    """One bar: `share` of the longest in whole percent, and where its number leads."""

    label: str
    count: int
    share: int
    address: str


def bars(counts: Mapping[str, int], address: Callable[[str], str]) -> list[Bar]:
    """Bars in the order of the counts."""
    longest = max(counts.values(), default=0)
    return [Bar(code, count, round(100 * count / longest), address(code)) for code, count in counts.items()]


def day_bars(counts: Mapping[date, int], inbox: Callable[..., str]) -> list[Bar]:
    """A bar for each day from the first to the last with a conversation, the empty ones among them."""
    if not counts:
        return []
    last, longest = max(counts), max(counts.values())
    first = max(min(counts), last - timedelta(days=MOST_DAYS - 1))
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [
        Bar(
            f"{day:%d.%m.}",
            counts.get(day, 0),
            round(100 * counts.get(day, 0) / longest),
            inbox(**{"from": day.isoformat(), "to": day.isoformat()}),
        )
        for day in days
    ]


def message_view(message: LoggedMessage) -> dict[str, Any]:
    """A message with its criteria and topics as chips."""
    topics: Mapping[str, str] = entry("console.topics")
    return {
        **asdict(message),
        "chips": [*criteria_words(message.criteria), *(topics.get(topic, topic) for topic in message.topics)],
        "percent": round(100 * message.confidence),
    }


def criteria_words(criteria: Mapping[str, Any]) -> list[str]:
    """The search in words; a code that the tables no longer have stands for itself."""
    try:
        return words_for(criteria)
    except KeyError:
        return [f"{key}: {value}" for key, value in criteria.items()]
