"""Filters that staff keep."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from aiohttp import web

from bot.console.filters import address, asked
from bot.console.inbox.notices import back_to
from bot.console.keys import ENGINE, LOGIN
from bot.console.refusals import Refusal
from bot.staff import saved_filters
from bot.staff.roles import REVIEW, may


async def post_filter(request: web.Request) -> web.StreamResponse:
    """Keep the filter of the page that the form is on."""
    form, person = await request.post(), request[LOGIN].person
    name = " ".join(str(form.get("name", "")).split())[: saved_filters.LONGEST_NAME]
    fields = {key: value for key, value in asked(_query(form.get("back"))).fields.items() if value}
    if not name or not fields:
        raise Refusal("nothing_written", 400)
    shared = form.get("shared") == "1" and may(person.role, REVIEW)
    try:
        await saved_filters.save(request.app[ENGINE], person.name, name, fields, shared=shared)
    except saved_filters.TooManyFiltersError:
        raise Refusal("too_many_filters", 400, most=saved_filters.MOST) from None
    raise web.HTTPSeeOther(address("/inbox", fields))


async def post_filter_removal(request: web.Request) -> web.StreamResponse:
    """Delete a filter of one's own."""
    form = await request.post()
    number = str(form.get("id", ""))
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise Refusal("bad_request", 400)
    if not await saved_filters.remove(request.app[ENGINE], request[LOGIN].person.name, int(number)):
        raise Refusal("not_found", 404)
    raise web.HTTPSeeOther(back_to(form.get("back")))


def _query(back: object) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(back_to(back)).query))
