"""Trainings with their progress and comparison, and which model is in use."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web

from bot.console.keys import CLOCK, ENGINE, LOGIN, SETTINGS
from bot.console.refusals import Refusal
from bot.console.rendering import page
from bot.console.teach.view import correction_view
from bot.conversations.corrections import list_corrections
from bot.conversations.lessons import read_lessons
from bot.conversations.trainings import (
    COMPARING,
    DROPPED,
    READY,
    Trained,
    beat,
    begin_training,
    find_training,
    list_trainings,
    settle,
)
from bot.staff import audit
from bot.teaching import background, model_store, promotion
from bot.teaching.promotion import NotPromotedError, is_stale
from bot.teaching.verdict import verdict_of

LONGEST_REASON = 500
SECONDS_BETWEEN_LOOKS = 3
_STEPS = {"waiting": 0, "training": 1, "comparing": 2, "ready": 3, "promoted": 3, "dropped": 3, "failed": 3}
STEPS = 3


async def get_models(request: web.Request) -> web.StreamResponse:
    """The model in use, those before it, and the trainings."""
    settings = request.app[SETTINGS]
    cards = model_store.models(settings)
    lessons = [lesson.number for lesson in read_lessons(settings.database_url)]
    used = cards[0].get("lessons", []) if cards else []
    trainings = [_training_view(request, one) for one in await list_trainings(request.app[ENGINE])]
    return page(
        request,
        "teach_models.html",
        in_use=cards[0] if cards else None,
        earlier=model_store.earlier_models(settings),
        trainings=trainings,
        going_on=any(one["goes_on"] for one in trainings),
        new=len(set(lessons) - set(used)),
        gone=len(set(used) - set(lessons)),
        refresh=SECONDS_BETWEEN_LOOKS if any(one["goes_on"] for one in trainings) else 0,
    )


async def post_train(request: web.Request) -> web.StreamResponse:
    """Begin a training in the background, when something is taught that the model in use does not know, or less."""
    engine, settings, name = request.app[ENGINE], request.app[SETTINGS], request[LOGIN].person.name
    lessons = [lesson.number for lesson in read_lessons(settings.database_url)]
    cards = model_store.models(settings)
    if not cards or set(lessons) == set(cards[0].get("lessons", [])):
        raise Refusal("teach_nothing", 409)
    number = await begin_training(engine, name, lessons)
    if number is None:
        raise Refusal("teach_busy", 409)
    await audit.note(engine, name, "teach_trained", str(number))
    await background.start(settings, "train", number)
    raise web.HTTPSeeOther(f"/teach/models/{number}")


async def get_training(request: web.Request) -> web.StreamResponse:
    """One training: how far it is, or how its model compares with the one in use."""
    training = await _training(request)
    settings = request.app[SETTINGS]
    verdict = verdict_of(training.report, settings.teach_margin) if training.report else None
    known = {one.number: one for one in await list_corrections(request.app[ENGINE])} if verdict else {}

    def named(numbers: list[int]) -> list[Any]:
        return [correction_view(known[number]) for number in numbers if number in known]

    goes_on = training.goes_on(request.app[CLOCK].now())
    return page(
        request,
        "teach_training.html",
        training=training,
        view=_training_view(request, training),
        verdict=verdict,
        named=named,
        margin=settings.teach_margin,
        stale=training.state == READY and is_stale(settings, training),
        refresh=SECONDS_BETWEEN_LOOKS if goes_on else 0,
    )


async def post_promote(request: web.Request) -> web.StreamResponse:
    """Put the model to use, or drop it."""
    training = await _training(request)
    engine, settings, name = request.app[ENGINE], request.app[SETTINGS], request[LOGIN].person.name
    fields = await request.post()
    reason = " ".join(str(fields.get("reason", ""))[:LONGEST_REASON].split())
    if fields.get("act") == "drop" and training.state == READY:
        await settle(engine, training.number, DROPPED, name, reason)
        await audit.note(engine, name, "teach_dropped", training.model)
        raise web.HTTPSeeOther("/teach/models")
    try:
        await promotion.promote(engine, settings, training.number, name, reason)
    except NotPromotedError as error:
        raise Refusal(f"teach_{error}", 409) from None
    except model_store.NoModelError:
        raise Refusal("teach_no_model", 409) from None
    overruled = bool(verdict_of(training.report, settings.teach_margin).fell)
    await audit.note(engine, name, "teach_overruled" if overruled else "teach_promoted", training.model)
    raise web.HTTPSeeOther("/teach/models")


async def post_compare(request: web.Request) -> web.StreamResponse:
    """Compare a model anew, because another one is in use by now."""
    training = await _training(request)
    if training.state != READY:
        raise Refusal("teach_not_ready", 409)
    engine = request.app[ENGINE]
    await beat(engine, training.number, state=COMPARING)
    await audit.note(engine, request[LOGIN].person.name, "teach_compared", str(training.number))
    await background.start(request.app[SETTINGS], "compare", training.number)
    raise web.HTTPSeeOther(f"/teach/models/{training.number}")


async def post_rollback(request: web.Request) -> web.StreamResponse:
    """Go back to an earlier model."""
    fields = await request.post()
    try:
        card = await asyncio.to_thread(model_store.roll_back, request.app[SETTINGS], str(fields.get("model", "")))
    except model_store.NoModelError:
        raise Refusal("teach_no_model", 409) from None
    await audit.note(request.app[ENGINE], request[LOGIN].person.name, "teach_rolled_back", str(card["file"]))
    raise web.HTTPSeeOther("/teach/models")


def _training_view(request: web.Request, training: Trained) -> dict[str, Any]:
    goes_on = training.goes_on(request.app[CLOCK].now())
    silent = not goes_on and training.state in ("waiting", "training", "comparing")
    state = "silent" if silent else training.state
    return {"one": training, "state": state, "goes_on": goes_on, "step": _STEPS[training.state], "steps": STEPS}


async def _training(request: web.Request) -> Trained:
    found = await find_training(request.app[ENGINE], int(request.match_info["number"]))
    if found is None:
        raise Refusal("not_found", 404)
    return found
