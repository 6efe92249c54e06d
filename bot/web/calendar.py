"""Events as calendar files that a phone can save."""

from __future__ import annotations

from datetime import date

from aiohttp import web

from bot.catalogue.events import KIND
from bot.web.keys import ENGINE
from bot.web.refusals import Refusal

ADDRESS = "/termine/{id:[0-9]{1,9}}.ics"
"""The address that `bot.web.view` names on an event's card."""


async def get_calendar(request: web.Request) -> web.Response:
    """The file of one event.

    Raises:
        Refusal: there is no such event, or not any more.
    """
    number = int(request.match_info["id"])
    async with request.app[ENGINE].connect() as connection:
        found = await KIND.details(connection, [number], date.today())
        await connection.rollback()
    if not found or not found[0].calendar:
        raise Refusal("no_event", 404)
    headers = {"Content-Disposition": f'attachment; filename="termin-{number}.ics"'}
    return web.Response(text=found[0].calendar, content_type="text/calendar", charset="utf-8", headers=headers)
