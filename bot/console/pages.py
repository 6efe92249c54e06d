"""Overview, erasing a conversation, and the audit trail."""

from __future__ import annotations

from aiohttp import web

from bot.console.filters import FIELDS, address, asked, last_days
from bot.console.keys import CLOCK, ENGINE, LOGIN
from bot.console.refusals import Refusal
from bot.console.rendering import page
from bot.console.view import bars, day_bars
from bot.conversations.erasure import erase
from bot.conversations.overview import ZONE, overview
from bot.staff import audit

DEFAULT_DAYS = 30


async def get_overview(request: web.Request) -> web.StreamResponse:
    """Figures of some days; each leads to its conversations."""
    fields = {name: request.query[name] for name in FIELDS if name in request.query}
    if not fields.get("from") and not fields.get("to"):
        fields.update(last_days(request.app[CLOCK].now().astimezone(ZONE).date(), DEFAULT_DAYS))
    wanted = asked(fields)
    figures = await overview(request.app[ENGINE], wanted.filter)

    def inbox(**changed: str) -> str:
        return address("/inbox", wanted.fields, **changed)

    return page(
        request,
        "overview.html",
        fields=wanted.fields,
        figures=figures,
        inbox=inbox,
        days=day_bars(figures.by_day, inbox),
        parts={
            "outcomes": bars(figures.by_outcome, lambda code: inbox(outcome=code)),
            "goals": bars(figures.by_goal, lambda code: inbox(goal=code)),
            "channels": bars(figures.by_channel, lambda code: inbox(channel=code)),
            "languages": bars(figures.by_language, lambda code: inbox(language=code)),
        },
    )


async def post_erase(request: web.Request) -> web.StreamResponse:
    """Erase a conversation at somebody's wish, and show the receipt."""
    key = request.match_info["key"]
    receipt = await erase(request.app[ENGINE], key, "staff")
    if receipt is None:
        raise Refusal("not_found", 404)
    await audit.note(request.app[ENGINE], request[LOGIN].person.name, "erase", receipt.number)
    return page(request, "erased.html", receipt=receipt)


async def get_audit(request: web.Request) -> web.StreamResponse:
    """Who did what, the newest first."""
    before = request.query.get("before", "")
    if before and not (before.isascii() and before.isdecimal() and len(before) < 10):
        raise Refusal("filter", 400)
    deeds = await audit.trail(request.app[ENGINE], int(before) if before else None)
    more = f"/audit?before={deeds[-1].number}" if len(deeds) == audit.PAGE else ""
    return page(request, "audit.html", deeds=deeds, more=more)


async def get_health(_request: web.Request) -> web.StreamResponse:
    """That it runs."""
    return web.json_response({"status": "ok"})
