"""Lessons for tests."""

from __future__ import annotations

from typing import Any

from bot.conversations.lessons import Lesson


def lesson(number: int = 1, text: str = "ich möchte gern auf dem Kutter anfangen", **values: Any) -> Lesson:
    """A lesson about a message."""
    given: dict[str, Any] = {
        "kind": "message",
        "before": {"goal": "out_of_scope", "criteria": {}, "topics": []},
        "context": {"criteria": {}, "topics": []},
        "goal": "search",
        "criteria": {},
        "topics": [],
        "words": [],
        "turns": [],
        **values,
    }
    return Lesson(number=number, text=text, **given)


def dialogue(*texts: str, number: int = 9) -> Lesson:
    """A dialogue test."""
    expect = {"goal": "search", "criteria": {}, "topics": []}
    return lesson(number, "ein Test", kind="dialogue", turns=[{"user": text, "expect": expect} for text in texts])
