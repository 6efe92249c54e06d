"""What bringing the accepted corrections into the training data would change, shown before it is written."""

from __future__ import annotations

import asyncio
import difflib
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.corrections import ACCEPTED, TAUGHT, Corrected, list_corrections, mark_taught
from bot.conversations.lessons import Lesson, lesson_of, rewrite_lessons
from bot.teaching.files import files_of
from bot.teaching.objections import objections


@dataclass(frozen=True)
class Plan:
    """Accepted corrections: those that will be taught, those that cannot, and the change of each file."""

    new: list[Corrected]
    refused: list[tuple[Corrected, list[str]]]
    diffs: dict[str, list[str]]
    """Lines of a unified diff by the file's path in the repository."""
    stamp: str
    """Of exactly this change, so that nothing else is written than what was shown."""


def plan_of(taught: Sequence[Corrected], accepted: Sequence[Corrected]) -> Plan:
    """The change that the accepted corrections make; each is held against those before it as well."""
    before = [lesson_of(one) for one in taught]
    after, new, refused = list(before), list[Corrected](), list[tuple[Corrected, list[str]]]()
    for one in accepted:
        found = objections(lesson_of(one), after)
        if found:
            refused.append((one, found))
        else:
            new.append(one)
            after.append(lesson_of(one))
    return Plan(new, refused, _diffs(before, after), _stamp(after))


async def make_plan(engine: AsyncEngine) -> Plan:
    """The change that is due now."""
    taught, accepted = await list_corrections(engine, TAUGHT), await list_corrections(engine, ACCEPTED)
    return await asyncio.to_thread(plan_of, taught, accepted)


async def carry_out(engine: AsyncEngine, stamp: str) -> Plan | None:
    """Write the change that has this stamp; None when another one is due by now."""
    plan = await make_plan(engine)
    if plan.stamp != stamp or not plan.new:
        return None
    async with engine.begin() as connection:
        await mark_taught(connection, [one.number for one in plan.new])
    await rewrite_lessons(engine)
    return plan


def _diffs(before: Sequence[Lesson], after: Sequence[Lesson]) -> dict[str, list[str]]:
    old, new = files_of(before), files_of(after)
    paths = [path for path in {**old, **new} if old.get(path) != new.get(path)]
    return {path: _diff(path, old.get(path, ""), new.get(path, "")) for path in paths}


def _diff(path: str, old: str, new: str) -> list[str]:
    return list(difflib.unified_diff(old.splitlines(), new.splitlines(), f"a/{path}", f"b/{path}", lineterm=""))


def _stamp(lessons: Sequence[Lesson]) -> str:
    written = json.dumps([asdict(lesson) for lesson in lessons], sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()
