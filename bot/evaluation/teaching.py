"""A model on the sealed sets, of which only figures leave this module, and on all corrections of staff."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.conversations.lessons import Lesson
from bot.evaluation import report
from bot.evaluation.assistants import Conversation, ModelAlone, Understood
from bot.evaluation.run import TOPIC_GOALS, evaluate, load_set
from bot.evaluation.scoring import same_criteria, same_topics
from bot.teaching.files import expected_of


async def measure(model: Path, sealed: Sequence[Path], lessons: Sequence[Lesson]) -> dict[str, Any]:
    """`sealed`: figures, and `corrected`: by number, what was understood and whether that is right."""
    assistant = ModelAlone.load(str(model))
    scores = await evaluate(assistant, [record for path in sealed for record in load_set(path)])
    figures = [{"name": bar.name, "value": bar.value, "at_least": bar.at_least} for bar in report.bars(scores)]
    found = {str(lesson.number): await _settled(assistant, lesson) for lesson in lessons}
    return {"sealed": figures if sealed else [], "corrected": found}


async def _settled(assistant: ModelAlone, lesson: Lesson) -> dict[str, Any]:
    if lesson.kind == "dialogue":
        return await _dialogue(assistant.conversation(), lesson)
    context = lesson.context
    conversation = assistant.conversation(context.get("criteria") or {}, context.get("topics") or ())
    understood = await conversation.say(lesson.text)
    expected = {"goal": lesson.goal, "criteria": expected_of(lesson.criteria), "topics": lesson.topics}
    return {"right": _right(expected, understood), **_shown(understood)}


async def _dialogue(conversation: Conversation, lesson: Lesson) -> dict[str, Any]:
    understood = [await conversation.say(turn["user"]) for turn in lesson.turns]
    right = [_right(turn["expect"], found) for turn, found in zip(lesson.turns, understood, strict=True)]
    return {"right": all(right), "turns": sum(right)}


def _right(expected: dict[str, Any], found: Understood) -> bool:
    topics = expected["goal"] not in TOPIC_GOALS or same_topics(expected.get("topics") or (), found.topics)
    return topics and found.goal == expected["goal"] and same_criteria(expected.get("criteria") or {}, found.criteria)


def _shown(understood: Understood) -> dict[str, Any]:
    return {"goal": understood.goal, "criteria": understood.criteria, "topics": list(understood.topics)}
