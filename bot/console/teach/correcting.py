"""Correcting a message, and making a conversation a dialogue test."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web

from bot.console.keys import ENGINE, LOGIN
from bot.console.refusals import Refusal
from bot.console.rendering import page
from bot.console.teach.form import LONGEST_NOTE, LONGEST_TEXT, Form, read_form, words_taught
from bot.console.teach.view import NOT, blank, controls, understood
from bot.conversations.corrections import (
    ACCEPTED,
    OPEN,
    TAUGHT,
    Draft,
    add_correction,
    list_corrections,
)
from bot.conversations.inbox import LoggedMessage, read_conversation
from bot.conversations.lessons import Lesson
from bot.language.goals import GOALS
from bot.staff import audit
from bot.teaching.files import expected_of
from bot.teaching.objections import LEAST_TURNS, objections

_TAP = "/"


async def get_correct(request: web.Request) -> web.StreamResponse:
    """The form, filled with what was understood."""
    message, _ = await _message(request)
    return _form_page(request, message, blank(_understood(message), message.text))


async def post_correct(request: web.Request) -> web.StreamResponse:
    """Look codes up, or queue the correction."""
    message, context = await _message(request)
    fields = await request.post()
    form = read_form(fields)
    if fields.get("act") == "outside":
        form.goal, form.criteria, form.topics = "out_of_scope", dict(context["criteria"]), []
    elif fields.get("act") != "save":
        return _form_page(request, message, form)
    draft = _draft(request, message, context, form)
    found = await asyncio.to_thread(objections, _lesson(draft), ())
    if found:
        return _form_page(request, message, form, found)
    return await _queued(request, draft)


async def get_dialogue(request: web.Request) -> web.StreamResponse:
    """The conversation as a test, ready to be checked."""
    turns = await _turns(request)
    return _dialogue_page(request, turns, turns[0]["user"] if turns else "", "")


async def post_dialogue(request: web.Request) -> web.StreamResponse:
    """Queue the test."""
    turns = await _turns(request)
    fields = await request.post()
    for number, turn in enumerate(turns, start=1):
        turn["user"] = " ".join(str(fields.get(f"turn.{number}", ""))[:LONGEST_TEXT].split())
    title = " ".join(str(fields.get("text", ""))[:80].split())
    tested = [{"user": turn["user"], "expect": turn["expect"]} for turn in turns]
    draft = Draft("dialogue", request.match_info["key"], 0, title, turns=tested, note=_note(fields))
    found = await asyncio.to_thread(objections, _lesson(draft), ())
    if found:
        return _dialogue_page(request, turns, title, draft.note, found)
    return await _queued(request, draft)


async def _queued(request: web.Request, draft: Draft) -> web.StreamResponse:
    engine, name = request.app[ENGINE], request[LOGIN].person.name
    number = await add_correction(engine, name, draft)
    if number is None:
        raise Refusal("not_found", 404)
    await audit.note(engine, name, "teach_corrected", str(number))
    raise web.HTTPSeeOther(f"/teach/{number}")


async def _message(request: web.Request) -> tuple[LoggedMessage, dict[str, Any]]:
    """The message, and what was in force before it."""
    found = await read_conversation(request.app[ENGINE], request.match_info["key"])
    number = int(request.match_info["turn"])
    messages = {message.number: message for message in found[1]} if found else {}
    message = messages.get(number)
    if message is None or message.text.startswith(_TAP):
        raise Refusal("not_found", 404)
    before = messages.get(number - 1)
    return message, {"criteria": before.criteria if before else {}, "topics": before.topics if before else []}


def _draft(request: web.Request, message: LoggedMessage, context: dict[str, Any], form: Form) -> Draft:
    return Draft(
        kind="message",
        conversation_key=request.match_info["key"],
        turn=message.number,
        text=form.text,
        goal=form.goal,
        criteria=form.criteria,
        topics=form.topics,
        words=words_taught(form, message.criteria),
        note=form.note,
        before=_understood(message),
        context=context,
    )


def _lesson(draft: Draft) -> Lesson:
    names = set(Lesson.__dataclass_fields__) - {"number"}
    return Lesson(number=0, **{name: getattr(draft, name) for name in names})


def _understood(message: LoggedMessage) -> dict[str, Any]:
    return {"goal": message.goal, "criteria": message.criteria, "topics": message.topics}


async def _turns(request: web.Request) -> list[dict[str, Any]]:
    """The messages up to the first tap, with what is right: what was corrected, else what was understood."""
    key = request.match_info["key"]
    found = await read_conversation(request.app[ENGINE], key)
    if found is None:
        raise Refusal("not_found", 404)
    known = await list_corrections(request.app[ENGINE], OPEN, ACCEPTED, TAUGHT)
    corrected = {one.turn: one for one in known if one.conversation_key == key and one.kind == "message"}
    turns = []
    for message in found[1]:
        if message.text.startswith(_TAP):
            break
        right: Any = corrected.get(message.number, message)
        expect = {"goal": right.goal, "criteria": expected_of(right.criteria), "topics": right.topics}
        seen = {"goal": right.goal, "criteria": right.criteria, "topics": right.topics}
        turns.append({"user": message.text, "expect": expect, "seen": seen})
    return turns


def _note(fields: Any) -> str:
    return " ".join(str(fields.get("note", ""))[:LONGEST_NOTE].split())


def _form_page(request: web.Request, message: LoggedMessage, form: Form, found: Any = ()) -> web.Response:
    return page(
        request,
        "teach_correct.html",
        key=request.match_info["key"],
        message=message,
        before=understood(_understood(message)),
        form=form,
        goals=GOALS,
        controls=controls(form),
        exclusions=controls(form, NOT),
        objections=found,
    )


def _dialogue_page(request: web.Request, turns: Any, title: str, note: str, found: Any = ()) -> web.Response:
    shown = [{"user": turn["user"], "seen": understood(turn["seen"])} for turn in turns]
    return page(
        request,
        "teach_dialogue.html",
        key=request.match_info["key"],
        turns=shown,
        title=title,
        note=note,
        enough=len(turns) >= LEAST_TURNS,
        objections=found,
    )
