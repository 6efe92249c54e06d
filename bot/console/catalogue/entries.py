"""One entry: shown, changed, made, ended, checked; what was done last can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from bot.catalogue.editing.cells import Cells
from bot.catalogue.editing.history import changes, history_of, newest_undoable
from bot.catalogue.editing.saving import (
    ConflictError,
    Entry,
    GoneError,
    Saved,
    add_entry,
    change_entry,
    check_entry,
    end_entry,
    read_entry,
    undo_edit,
)
from bot.catalogue.exchange.entries import EntryKind
from bot.catalogue.exchange.problems import Problem
from bot.catalogue.exchange.records import RecordError
from bot.console.catalogue.asking import address_of, entry_asked_for, kind_named, today, who
from bot.console.catalogue.forms import facts_of, fields_of, given_cells
from bot.console.keys import ENGINE
from bot.console.refusals import Refusal
from bot.console.rendering import page
from bot.staff import audit

DONE = ("new", "changed", "unchanged", "ended", "checked", "restored")


async def get_new(request: web.Request) -> web.StreamResponse:
    """An empty form."""
    kind = kind_named(request.match_info["kind"])
    return _new_form(request, kind, {})


async def post_new(request: web.Request) -> web.StreamResponse:
    """Make an entry."""
    kind = kind_named(request.match_info["kind"])
    given = given_cells(kind, await request.post())
    try:
        saved = await add_entry(request.app[ENGINE], kind, given, who(request), today(request))
    except ConflictError as conflict:
        return _new_form(request, kind, given, twin=conflict.number, status=409)
    except RecordError:
        raise Refusal("bad_request", 400) from None
    if saved.number is None:
        return _new_form(request, kind, given, problems=saved.problems, status=422)
    return await _done(request, kind, saved.number, "new")


async def get_entry(request: web.Request) -> web.StreamResponse:
    """An entry with its history: a form for those who may change it, facts for the others."""
    entry = await entry_asked_for(request)
    done = request.query.get("done", "")
    return await _entry_page(request, entry, entry.cells, entry.version, done=done if done in DONE else "")


async def post_entry(request: web.Request) -> web.StreamResponse:
    """Change an entry; what cannot be taken comes back with the reasons, and so does what somebody else changed."""
    entry, form = await entry_asked_for(request), await request.post()
    given, version = given_cells(entry.kind, form), _version(form)
    try:
        saved = await change_entry(request.app[ENGINE], entry, given, version, who(request), today(request))
    except (ConflictError, GoneError):
        now = await _again(request, entry)
        differing = [change.heading for change in changes(entry.kind, given, _only(now.cells, given))]
        return await _entry_page(
            request, now, now.cells | given, now.version, status=409, conflict=True, differing=differing
        )
    except RecordError:
        raise Refusal("bad_request", 400) from None
    if saved.number is None:
        cells = entry.cells | given
        return await _entry_page(request, entry, cells, version, status=422, problems=saved.problems)
    changed = (await read_entry(request.app[ENGINE], entry.kind, entry.number)).cells != entry.cells
    return await _done(request, entry.kind, entry.number, "changed" if changed else "unchanged")


async def post_end(request: web.Request) -> web.StreamResponse:
    """Let an entry count no longer."""
    entry, form = await entry_asked_for(request), await request.post()
    return await _deed(
        request, entry, "ended", end_entry(request.app[ENGINE], entry, _version(form), who(request), today(request))
    )


async def post_undo(request: web.Request) -> web.StreamResponse:
    """Take back what was done last."""
    entry, form = await entry_asked_for(request), await request.post()
    edit = newest_undoable(await history_of(request.app[ENGINE], entry.kind, entry.key))
    if edit is None or edit.before is None or str(form.get("edit")) != str(edit.number):
        raise Refusal("conflict", 409)
    back = undo_edit(request.app[ENGINE], entry, edit.number, edit.before, _version(form), who(request), today(request))
    return await _deed(request, entry, "restored", back)


async def post_check(request: web.Request) -> web.StreamResponse:
    """Confirm that an entry is right today."""
    entry, form = await entry_asked_for(request), await request.post()
    try:
        await check_entry(request.app[ENGINE], entry, _version(form), who(request), today(request))
    except (ConflictError, GoneError):
        raise Refusal("conflict", 409) from None
    await audit.note(request.app[ENGINE], who(request), "catalogue_checked", _target(entry.kind, entry.number))
    if form.get("back") == "work":
        raise web.HTTPSeeOther(f"/catalogue/work?kind={entry.kind.name}&done=checked")
    raise web.HTTPSeeOther(address_of(entry.kind, entry.number, "checked"))


async def _deed(request: web.Request, entry: Entry, what: str, saving: Any) -> web.StreamResponse:
    try:
        saved: Saved = await saving
    except (ConflictError, GoneError, RecordError):
        raise Refusal("conflict", 409) from None
    if saved.number is None:
        return await _entry_page(request, entry, entry.cells, entry.version, status=422, problems=saved.problems)
    return await _done(request, entry.kind, entry.number, what)


async def _done(request: web.Request, kind: EntryKind, number: int, what: str) -> web.StreamResponse:
    if what != "unchanged":
        await audit.note(request.app[ENGINE], who(request), f"catalogue_{what}", _target(kind, number))
    raise web.HTTPSeeOther(address_of(kind, number, what))


async def _again(request: web.Request, entry: Entry) -> Entry:
    try:
        return await read_entry(request.app[ENGINE], entry.kind, entry.number)
    except GoneError:
        raise Refusal("not_found", 404) from None


async def _entry_page(
    request: web.Request,
    entry: Entry,
    cells: Cells,
    version: str,
    *,
    status: int = 200,
    problems: Sequence[Problem] = (),
    **notices: Any,
) -> web.StreamResponse:
    edits = await history_of(request.app[ENGINE], entry.kind, entry.key)
    undoable = newest_undoable(edits)
    until = entry.values["valid_until"]
    return page(
        request,
        "catalogue_entry.html",
        status=status,
        entry_kind=entry.kind.name,
        number=entry.number,
        title=entry.cells.get("title") or entry.cells.get("name", ""),
        key=entry.key,
        version=version,
        ended=bool(until and until < today(request)),
        sample=entry.values["sample"],
        fields=fields_of(entry.kind, cells, problems, new=False),
        facts=facts_of(entry.kind, entry.cells),
        edits=edits,
        undoable=undoable.number if undoable else 0,
        **{"done": "", "conflict": False, "differing": (), **notices},
    )


def _new_form(
    request: web.Request,
    kind: EntryKind,
    cells: Cells,
    *,
    problems: Sequence[Problem] = (),
    twin: int = 0,
    status: int = 200,
) -> web.StreamResponse:
    fields = fields_of(kind, cells, problems, new=True)
    return page(request, "catalogue_new.html", status=status, kind=kind.name, fields=fields, twin=twin)


def _version(form: Any) -> str:
    return str(form.get("version", ""))


def _only(cells: Cells, asked: Cells) -> Cells:
    return {name: text for name, text in cells.items() if name in asked}


def _target(kind: EntryKind, number: int) -> str:
    return f"{kind.name}/{number}"
