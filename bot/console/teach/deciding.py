"""The queue of corrections, the second pair of eyes, and the step into the training data."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.console.keys import ENGINE, LOGIN
from bot.console.refusals import Refusal
from bot.console.rendering import page
from bot.console.teach.view import correction_view
from bot.conversations.corrections import (
    ACCEPTED,
    OPEN,
    REJECTED,
    STATES,
    TAUGHT,
    Corrected,
    OwnCorrectionError,
    count_corrections,
    decide,
    find_correction,
    list_corrections,
    newest_corrections,
    take_back,
)
from bot.conversations.lessons import lesson_of, rewrite_lessons
from bot.staff import audit
from bot.teaching.objections import objections
from bot.teaching.plan import carry_out, make_plan

LONGEST_REASON = 500


async def get_queue(request: web.Request) -> web.StreamResponse:
    """The corrections of a state, the newest first."""
    state = request.query.get("state", OPEN)
    if state not in STATES:
        raise Refusal("filter", 400)
    engine = request.app[ENGINE]
    found = await newest_corrections(engine, state)
    return page(
        request,
        "teach_queue.html",
        state=state,
        states=STATES,
        counts=await count_corrections(engine),
        corrections=[correction_view(one) for one in found],
    )


async def get_correction(request: web.Request) -> web.StreamResponse:
    """One correction: what it says, what it can change, and what speaks against it."""
    one = await _correction(request)
    taught = [lesson_of(other) for other in await list_corrections(request.app[ENGINE], TAUGHT)]
    others = [lesson for lesson in taught if lesson.number != one.number]
    found = await asyncio.to_thread(objections, lesson_of(one), others)
    own = one.author == request[LOGIN].person.name
    return page(request, "teach_correction.html", view=correction_view(one), objections=found, own=own)


async def post_decide(request: web.Request) -> web.StreamResponse:
    """Accept, reject, or take back what is taught already."""
    one = await _correction(request)
    fields = await request.post()
    reason = " ".join(str(fields.get("reason", ""))[:LONGEST_REASON].split())
    deed = await _decided(request, one, str(fields.get("act")), reason)
    await audit.note(request.app[ENGINE], request[LOGIN].person.name, deed, str(one.number))
    raise web.HTTPSeeOther("/teach")


async def _decided(request: web.Request, one: Corrected, act: str, reason: str) -> str:
    """Do it; returns what stands in the audit trail.

    Raises:
        Refusal: the correction is one's own, or not in a state for that.
    """
    engine, name = request.app[ENGINE], request[LOGIN].person.name
    if act == "take_back" and await take_back(engine, one.number, name, reason):
        await rewrite_lessons(engine)
        return "teach_taken_back"
    states = {"accept": (ACCEPTED, "teach_accepted"), "reject": (REJECTED, "teach_rejected")}
    if act not in states:
        raise Refusal("teach_state", 409)
    state, deed = states[act]
    try:
        if not await decide(engine, one.number, name, state, reason):
            raise Refusal("teach_state", 409)
    except OwnCorrectionError:
        raise Refusal("teach_own", 409) from None
    return deed


async def get_plan(request: web.Request) -> web.StreamResponse:
    """What accepted corrections would change in the training data."""
    plan = await make_plan(request.app[ENGINE])
    refused = [(correction_view(one), found) for one, found in plan.refused]
    return page(request, "teach_plan.html", plan=plan, refused=refused)


async def post_plan(request: web.Request) -> web.StreamResponse:
    """Write the change that was shown, and no other."""
    fields = await request.post()
    engine = request.app[ENGINE]
    plan = await carry_out(engine, str(fields.get("stamp", "")))
    if plan is None:
        raise Refusal("teach_plan", 409)
    numbers = ", ".join(str(one.number) for one in plan.new)
    await audit.note(engine, request[LOGIN].person.name, "teach_written", numbers)
    raise web.HTTPSeeOther("/teach/models")


async def _correction(request: web.Request) -> Corrected:
    one = await find_correction(request.app[ENGINE], int(request.match_info["number"]))
    if one is None:
        raise Refusal("not_found", 404)
    return one
