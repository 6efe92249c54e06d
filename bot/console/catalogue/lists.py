"""The catalogue as lists: all kinds, one kind, and what waits for a check."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.catalogue.editing.finding import (
    PAGE,
    STALE_AFTER_DAYS,
    Found,
    count_waiting,
    find_entries,
    has_occupation,
    has_town,
    waiting_entries,
)
from bot.catalogue.editing.saving import read_entry
from bot.catalogue.exchange.entries import KINDS
from bot.catalogue.stats import catalogue_stats
from bot.console.catalogue.asking import STATES, kind_named, page_number, today, wanted
from bot.console.filters import address
from bot.console.keys import ENGINE
from bot.console.rendering import page


async def get_catalogue(request: web.Request) -> web.StreamResponse:
    """How many entries of each kind there are, and how many wait for a check."""
    engine, day = request.app[ENGINE], today(request)
    stats = await catalogue_stats(engine, day)
    waiting = await count_waiting(engine, KINDS, day)
    return page(request, "catalogue_start.html", stats=stats, waiting=waiting)


async def get_kind(request: web.Request) -> web.StreamResponse:
    """The entries of one kind that fit what is looked for."""
    kind, asked = kind_named(request.match_info["kind"]), wanted(request)
    found = await find_entries(request.app[ENGINE], kind, asked, today(request))
    fields = {name: getattr(asked, name) for name in ("name", "town", "occupation", "state")}
    return page(
        request,
        "catalogue_list.html",
        kind=kind.name,
        fields=fields,
        states=STATES,
        has_town=has_town(kind),
        has_occupation=has_occupation(kind),
        found=found,
        **_neighbours(request.path, fields, asked.page, found),
    )


async def get_work(request: web.Request) -> web.StreamResponse:
    """What waits for a check, of one kind; the oldest first."""
    engine, day = request.app[ENGINE], today(request)
    waiting = await count_waiting(engine, KINDS, day)
    kind = kind_named(request.query.get("kind") or max(waiting, key=lambda name: waiting[name]))
    number = page_number(request)
    found = await waiting_entries(engine, kind, number, day)
    versions = {line.number: (await read_entry(engine, kind, line.number)).version for line in found.lines}
    return page(
        request,
        "catalogue_work.html",
        kind=kind.name,
        waiting=waiting,
        found=found,
        versions=versions,
        stale_days=STALE_AFTER_DAYS,
        done="checked" if request.query.get("done") == "checked" else "",
        **_neighbours(request.path, {"kind": kind.name}, number, found),
    )


def _neighbours(path: str, fields: dict[str, str], number: int, found: Found) -> dict[str, Any]:
    before = address(path, fields, page=str(number - 1)) if number > 1 else ""
    after = address(path, fields, page=str(number + 1)) if number * PAGE < found.total else ""
    return {"before": before, "after": after}
