"""What a correction can change, said before it is decided about. Keys of `teach.effects` in the phrases."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversations.lessons import Lesson
from bot.teaching.files import TOPICAL


def effects(lesson: Lesson) -> Iterator[str]:
    """What becomes of a lesson; `task` and `crisis` are what training alone does not settle."""
    if lesson.kind == "dialogue":
        yield "dialogue"
        return
    yield "sentence"
    if lesson.goal in TOPICAL and lesson.topics:
        yield "topics"
    if lesson.words:
        yield "word"
    elif lesson.criteria_differ:
        yield "task"
    if "crisis" in (lesson.goal, lesson.before.get("goal")):
        yield "crisis"
