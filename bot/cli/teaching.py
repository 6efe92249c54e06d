"""One training with its comparison, as the console starts it and the command line runs it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cli.evaluate import SEALED
from bot.conversations.corrections import ACCEPTED, TAUGHT, list_corrections
from bot.conversations.lessons import Lesson, lesson_of
from bot.conversations.trainings import COMPARING, FAILED, READY, TRAINING, beat, find_training
from bot.settings import PROJECT_ROOT, Settings
from bot.teaching import model_store

Answer = TypeVar("Answer")
_BEAT_SECONDS = 5.0
_NICENESS = 10


async def train_and_compare(engine: AsyncEngine, settings: Settings, number: int) -> None:
    """Train a candidate with all that is taught and compare it; what fails is noted with the training.

    Raises:
        RuntimeError: the training failed; its output says why.
    """
    os.nice(_NICENESS)  # whoever chats meanwhile comes first
    try:
        await beat(engine, number, state=TRAINING)
        await _alive(engine, number, _train(settings))
        card = model_store.candidates(settings)[0]
        await beat(engine, number, model=card["file"], lessons=card["lessons"])
        await compare(engine, settings, number)
    except Exception as error:
        await beat(engine, number, state=FAILED, reason=f"{type(error).__name__}: {error}"[:500])
        raise


async def compare(engine: AsyncEngine, settings: Settings, number: int) -> None:
    """Hold a training's model against the one in use, on the sealed sets and on all corrections.

    Raises:
        NoModelError: one of the two is not there as it was trained.
    """
    training = await find_training(engine, number)
    if training is None or not training.model:
        raise model_store.NoModelError(f"Training {number} has no model.")
    await beat(engine, number, state=COMPARING)
    lessons = [lesson_of(one) for one in await list_corrections(engine, ACCEPTED, TAUGHT)]
    in_use, candidate = model_store.newest_model(settings), model_store.candidate(settings, training.model)
    before, after = await _alive(engine, number, asyncio.to_thread(_measure_both, in_use, candidate, lessons))
    report = {part: {"before": before[part], "after": after[part]} for part in ("sealed", "corrected")}
    await beat(engine, number, state=READY, report={**report, "compared_with": in_use.name})


async def _train(settings: Settings) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.cli", "train", "--candidate"),
        env={**os.environ, **settings.as_environment()},
        cwd=PROJECT_ROOT,
    )
    if await process.wait():
        raise RuntimeError(f"kumpel train ended with code {process.returncode}")


def _measure_both(in_use: Any, candidate: Any, lessons: list[Lesson]) -> tuple[dict[str, Any], dict[str, Any]]:
    """One after the other, because a model's words count for the whole process."""
    from bot.assistant import without_tensorflow

    without_tensorflow.install()
    from bot.evaluation.teaching import measure

    return asyncio.run(measure(in_use, SEALED, lessons)), asyncio.run(measure(candidate, SEALED, lessons))


async def _alive(engine: AsyncEngine, number: int, work: Awaitable[Answer]) -> Answer:
    """Give signs of life while something is done."""

    async def beats() -> None:
        while True:
            await asyncio.sleep(_BEAT_SECONDS)
            await beat(engine, number)

    beating = asyncio.create_task(beats())
    try:
        return await work
    finally:
        beating.cancel()
        with suppress(asyncio.CancelledError):
            await beating
