"""What was taught as files of the repository: sentences, words, dialogue tests, and tasks beyond training."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.conversations.lessons import Lesson
from bot.language.goals import goal_of
from bot.language.industries import label_of
from bot.language.occupations import title_of
from bot.language.occupations_vocabulary import TaughtWord
from bot.language.taught import word_of

NLU = "data/taught/nlu.yml"
WORDS = "bot/language/tables/taught_words.csv"
DIALOGUES = "tests/understanding/dev/taught_dialogues.jsonl"
TASKS = "tasks.jsonl"
_NLU_HEAD = 'version: "3.1"\n\nnlu:\n'
_WORDS_HEAD = "word;kldb;wz\n"
TOPICAL = ("programmes", "advice")
"""Goals whose sentences are learned with their topics."""
_LABELS = {"occupation": ("kldb", title_of), "industry": ("wz", label_of)}


def files_of(lessons: Sequence[Lesson]) -> dict[str, str]:
    """All files by their path in the repository; those without content are left out."""
    words = words_of(lessons)
    found = {
        NLU: nlu_of(lessons),
        WORDS: _WORDS_HEAD + "".join(map(_word_line, words)) if words else "",
        DIALOGUES: "".join(map(_json_line, dialogues_of(lessons))),
        TASKS: "".join(map(_json_line, tasks_of(lessons))),
    }
    return {path: text for path, text in found.items() if text}


def added_to(folder: Path, lessons: Sequence[Lesson]) -> dict[str, str]:
    """The files of a checkout with what was taught added, by their path; what stands there already stays as it is."""
    found = {}
    for name, text in files_of(lessons).items():
        path = folder / name
        there = path.read_text(encoding="utf-8") if path.exists() else ""
        found[name] = _nlu_added(there, lessons) if name == NLU else _lines_added(there, text)
    return found


def _lines_added(there: str, text: str) -> str:
    known = set(there.splitlines())
    return there + "".join(line for line in text.splitlines(keepends=True) if line.rstrip("\n") not in known)


def _nlu_added(there: str, lessons: Sequence[Lesson]) -> str:
    new = nlu_of([lesson for lesson in lessons if _example(lesson.text) not in there])
    return there + new.removeprefix(_NLU_HEAD) if there else new


def nlu_of(lessons: Iterable[Lesson]) -> str:
    """The sentences as `data/` holds them; "" without any."""
    blocks: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for lesson in lessons:
        if lesson.kind == "message":
            topics = tuple(sorted(lesson.topics)) if lesson.goal in TOPICAL else ()
            blocks.setdefault((lesson.goal, topics), []).append(lesson.text)
    if not blocks:
        return ""
    return _NLU_HEAD + "".join(_block(*about, texts) for about, texts in sorted(blocks.items()))


def _block(goal: str, topics: Sequence[str], texts: Iterable[str]) -> str:
    metadata = f"  metadata:\n    topics: [{', '.join(topics)}]\n" if topics else ""
    lines = "".join(map(_example, sorted(dict.fromkeys(texts))))
    return f"- intent: {goal_of(goal)}\n{metadata}  examples: |\n{lines}"


def _example(text: str) -> str:
    return f"    - {text}\n"


def words_of(lessons: Iterable[Lesson]) -> list[TaughtWord]:
    """All taught words, each once; the later meaning of a word counts."""
    words = {word.word: word for lesson in lessons for word in map(word_of, lesson.words)}
    return [words[name] for name in sorted(words)]


def dialogues_of(lessons: Iterable[Lesson]) -> list[dict[str, Any]]:
    """The dialogue tests, in the format of `kumpel evaluate understanding`."""
    return [
        {"id": f"taught-d{lesson.number:03}", "title": lesson.text, "register": "console", "turns": lesson.turns}
        for lesson in lessons
        if lesson.kind == "dialogue"
    ]


def tasks_of(lessons: Iterable[Lesson]) -> list[dict[str, Any]]:
    """Messages whose criteria no sentence can teach and no word was given for, for the developers."""
    return [
        {
            "id": f"taught-{lesson.number:03}",
            "text": lesson.text,
            "register": "console",
            "goal": lesson.goal,
            "criteria": expected_of(lesson.criteria),
            "topics": lesson.topics,
            "note": f"in force before: {json.dumps(lesson.context, ensure_ascii=False)}",
        }
        for lesson in lessons
        if lesson.kind == "message" and lesson.criteria_differ and not lesson.words
    ]


def expected_of(criteria: Mapping[str, Any]) -> dict[str, Any]:
    """Criteria as the test sets write them: occupations and industries with their names."""
    found: dict[str, Any] = {}
    for key, value in criteria.items():
        if key == "not":
            found[key] = expected_of(value)
        elif key in _LABELS:
            name, label = _LABELS[key]
            found[key] = [{"label": label(code), name: [code]} for code in value]
        else:
            found[key] = value
    return found


def _word_line(word: TaughtWord) -> str:
    return f"{word.word};{' '.join(word.kldb)};{' '.join(word.wz)}\n"


def _json_line(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"
