"""What is taught, as a file that training reads: it needs no database, and no checkout that can be written to.

It stands beside SQLite's file, or below `var/taught/` for a server, and is always written whole from the table, so
that nothing stays in it that was erased.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.corrections import TAUGHT, Corrected, list_corrections
from bot.database import absolute_url
from bot.settings import PROJECT_ROOT


@dataclass(frozen=True)
class Lesson:
    """One taught correction; the fields are those of `correction_tables.Correction`."""

    number: int
    kind: str
    text: str
    before: dict[str, Any]
    context: dict[str, Any]
    goal: str
    criteria: dict[str, Any]
    topics: list[str]
    words: list[dict[str, Any]]
    turns: list[dict[str, Any]]

    @property
    def criteria_differ(self) -> bool:
        """Whether other criteria are in force than were understood."""
        return bool(self.criteria != self.before.get("criteria", {}))


def lesson_of(corrected: Corrected) -> Lesson:
    """A correction as it is learned."""
    return Lesson(**{name: getattr(corrected, name) for name in Lesson.__dataclass_fields__})


def lessons_file(url: str | URL) -> Path:
    """The file that belongs to a database."""
    parsed = make_url(absolute_url(url) if isinstance(url, str) else url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        return Path(f"{parsed.database}.taught") / "lessons.jsonl"
    name = hashlib.sha256(parsed.render_as_string(hide_password=True).encode()).hexdigest()[:16]
    return PROJECT_ROOT / "var" / "taught" / name / "lessons.jsonl"


def read_lessons(url: str | URL, numbers: Collection[int] | None = None) -> list[Lesson]:
    """All lessons of a database, or those of some numbers; none when nothing was taught."""
    path = lessons_file(url)
    if not path.exists():
        return []
    found = [Lesson(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
    return [lesson for lesson in found if numbers is None or lesson.number in numbers]


async def rewrite_lessons(engine: AsyncEngine) -> None:
    """Bring the file to what the table says now."""
    path = lessons_file(engine.url)
    if not path.exists() and not await list_corrections(engine, TAUGHT):
        return
    with await asyncio.to_thread(_lock, path):
        _write(path, [lesson_of(corrected) for corrected in await list_corrections(engine, TAUGHT)])


def _lock(path: Path) -> contextlib.AbstractContextManager[None]:
    """Hold the folder's lock, so that of two writers the later one has read the later state."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path.parent / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return _released(handle)


@contextlib.contextmanager
def _released(handle: int) -> Iterator[None]:
    try:
        yield
    finally:
        os.close(handle)


def _write(path: Path, lessons: list[Lesson]) -> None:
    lines = [json.dumps(asdict(lesson), ensure_ascii=False) + "\n" for lesson in lessons]
    new = path.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
