"""Why a correction cannot be learned as it stands. Each objection is a key of `teach.objections` in the phrases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from bot.conversations.lessons import Lesson
from bot.conversations.redaction import find
from bot.language.read import read
from bot.language.taught import objection, word_of
from bot.language.text import fold
from bot.phrases import entry
from bot.teaching.near_copies import examples, is_near, tested

LONGEST = 500
LEAST_TURNS = 2
_MARKUP = frozenset("[]{}<>")


def objections(lesson: Lesson, others: Sequence[Lesson]) -> list[str]:
    """All that speaks against a lesson beside those that are taught already; nothing when it can be learned."""
    found = _of_dialogue(lesson, others) if lesson.kind == "dialogue" else _of_message(lesson, others)
    return list(dict.fromkeys(found))


def of_text(text: str) -> Iterator[str]:
    """What speaks against a sentence by itself: personal data, marks of it, signs that are none of a sentence."""
    if not text.strip():
        yield "empty"
    elif len(text) > LONGEST:
        yield "long"
    elif any(mark in text for mark in entry("conversations.redacted").values()):
        yield "marked"
    elif text.startswith("/") or not text.isprintable() or _MARKUP & set(text):
        yield "markup"
    elif find(text, [(mention.start, mention.end) for mention in read(text).mentions if mention.key != "topics"]):
        yield "personal"


def _of_message(lesson: Lesson, others: Sequence[Lesson]) -> Iterator[str]:
    yield from of_text(lesson.text)
    if is_near(lesson.text, [*tested(), *_said(others)]):
        yield "tested"
    taught_as = {other.goal for other in others if other.kind == "message" and fold(other.text) == fold(lesson.text)}
    if _shipped().get(fold(lesson.text), lesson.goal) != lesson.goal or taught_as - {lesson.goal}:
        yield "contradicts"
    for word in map(word_of, lesson.words):
        reason = objection(word)
        if reason is not None:
            yield f"word_{reason}"


def _of_dialogue(lesson: Lesson, others: Sequence[Lesson]) -> Iterator[str]:
    if len(lesson.turns) < LEAST_TURNS:
        yield "few_turns"
    learned = [*_shipped(), *(fold(other.text) for other in others if other.kind == "message")]
    for turn in lesson.turns:
        yield from of_text(turn["user"])
        if is_near(turn["user"], learned):
            yield "learned"


def _said(lessons: Iterable[Lesson]) -> list[str]:
    return [fold(turn["user"]) for lesson in lessons for turn in lesson.turns]


@cache
def _shipped() -> dict[str, str]:
    """The goals of all shipped training sentences, which are folded."""
    return {fold(text): goal for goal, texts in examples().items() for text in texts}
