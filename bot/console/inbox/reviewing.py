"""What staff do with conversations: one form for one conversation or many, every step noted and undoable."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from bot.console.inbox.listing import reviewers
from bot.console.inbox.notices import back_to, done
from bot.console.keys import CLOCK, ENGINE, LOGIN
from bot.console.refusals import Refusal
from bot.conversations.inbox import NOBODY, PAGE
from bot.conversations.review import LONGEST_NOTE, Change, Step, change, clean_tag, remove_note, undo
from bot.staff import audit
from bot.staff.roles import ERASE, may

_KEY = re.compile(r"[0-9a-f]{32}")
_PLAIN = {
    "reviewed": Change(reviewed=True),
    "unreviewed": Change(reviewed=False),
    "flagged": Change(flagged=True),
    "unflagged": Change(flagged=False),
}
_WRITTEN: dict[str, Callable[[str], Change]] = {
    "noted": lambda text: Change(note=text),
    "tagged": lambda text: Change(tag=text),
    "untagged": lambda text: Change(untag=text),
}


async def post_review(request: web.Request) -> web.StreamResponse:
    """Change the conversations that are chosen."""
    form = await request.post()
    keys = [key for key in form.getall("key", []) if isinstance(key, str) and _KEY.fullmatch(key)]
    if not keys:
        raise Refusal("nothing_chosen", 400)
    did = _meant(form)
    wanted = await _change(request, did, form)
    engine, name = request.app[ENGINE], request[LOGIN].person.name
    step = await change(engine, list(dict.fromkeys(keys))[:PAGE], wanted, name, request.app[CLOCK].now())
    await audit.note_all(engine, name, did, step.keys)
    raise done(back_to(form.get("back")), did, step)


async def post_undo(request: web.Request) -> web.StreamResponse:
    """Take back a step of one's own."""
    form = await request.post()
    name, number = request[LOGIN].person.name, str(form.get("step", ""))
    keys = await undo(request.app[ENGINE], number, name) if _KEY.fullmatch(number) else ()
    await audit.note_all(request.app[ENGINE], name, "undone", keys)
    raise done(back_to(form.get("back")), "undone", Step(number, keys), undoable=False)


async def post_note_removal(request: web.Request) -> web.StreamResponse:
    """Delete a note for good: one's own, or, for those who may erase conversations, any."""
    form = await request.post()
    person, key, number = request[LOGIN].person, request.match_info["key"], str(form.get("note", ""))
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise Refusal("bad_request", 400)
    author = None if may(person.role, ERASE) else person.name
    if not await remove_note(request.app[ENGINE], key, int(number), author):
        raise Refusal("not_found", 404)
    await audit.note(request.app[ENGINE], person.name, "note_removed", key)
    raise done(back_to(form.get("back")), "note_removed", Step("", (key,)), undoable=False)


def _meant(form: Mapping[str, Any]) -> str:
    """The button that was pressed; whoever presses Enter in a field means what the field is for."""
    did = str(form.get("do", ""))
    if did != "entered":
        return did
    return "noted" if _text(form, "note") else "tagged"


async def _change(request: web.Request, did: str, form: Mapping[str, Any]) -> Change:
    if did in _PLAIN:
        return _PLAIN[did]
    if did == "assigned":
        return Change(assignee=await _assignee(request, _text(form, "assignee")))
    if did not in _WRITTEN:
        raise Refusal("bad_request", 400)
    text = _text(form, "note")[:LONGEST_NOTE] if did == "noted" else clean_tag(_text(form, "tag"))
    if not text:
        raise Refusal("nothing_written", 400)
    return _WRITTEN[did](text)


async def _assignee(request: web.Request, name: str) -> str:
    if name == NOBODY:
        return ""
    if name not in await reviewers(request):
        raise Refusal("no_colleague", 400)
    return name


def _text(form: Mapping[str, Any], name: str) -> str:
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""
