"""Promoting a candidate, with a reason where something sealed got worse, and going back."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.lessons import read_lessons
from bot.conversations.trainings import PROMOTED, READY, Trained, find_training, settle
from bot.settings import Settings
from bot.teaching import model_store
from bot.teaching.verdict import verdict_of


class NotPromotedError(ValueError):
    """A candidate is not promoted. `teach_` and the message are a key of `console.refusals` in the phrases."""


def is_stale(settings: Settings, training: Trained) -> bool:
    """Whether another model is in use by now than the one that the candidate was compared with."""
    cards = model_store.models(settings)
    return not cards or training.report.get("compared_with") != cards[0]["file"]


async def promote(engine: AsyncEngine, settings: Settings, number: int, by: str, reason: str) -> Trained:
    """Let a training's model be the one in use.

    Raises:
        NotPromotedError: it is not ready, was compared with another model, learned what was erased since, or something
            sealed got worse and no reason was given.
        NoModelError: its file is not there as it was trained.
    """
    training = await find_training(engine, number)
    if training is None or training.state != READY:
        raise NotPromotedError("not_ready")
    if is_stale(settings, training):
        raise NotPromotedError("stale")
    if set(training.lessons) - {lesson.number for lesson in read_lessons(engine.url)}:
        raise NotPromotedError("gone")
    if verdict_of(training.report, settings.teach_margin).fell and not reason.strip():
        raise NotPromotedError("worse")
    model_store.promote(settings, training.model)
    await settle(engine, number, PROMOTED, by, reason.strip())
    return training
