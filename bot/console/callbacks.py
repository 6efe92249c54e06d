"""Wishes to be called back: list, open, take, give back, done. Only opening decrypts, and it is noted who did."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from urllib.parse import quote

from aiohttp import web

from bot.console.guard import Route
from bot.console.keys import CLOCK, ENGINE, LOGIN, SETTINGS
from bot.console.refusals import Refusal
from bot.console.rendering import page
from bot.conversations.callbacks import KEY_FILE, Callbacks, callback_key
from bot.staff import audit
from bot.staff.roles import CALLBACKS

PATH = "/callbacks"
_PHONE = re.compile(r"\+?[0-9][0-9 ()/.-]{4,24}")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,120}\.[a-zA-Z]{2,24}")


async def get_list(request: web.Request) -> web.StreamResponse:
    """Who waits, the oldest first, and who cares for it."""
    settings = request.app[SETTINGS]
    waiting = await (await _callbacks(request)).waiting()
    late = request.app[CLOCK].now() - timedelta(hours=settings.callback_overdue_hours)
    overdue = {each.id for each in waiting if each.created_at < late}
    limits = {"hours": settings.callback_overdue_hours, "days": settings.callback_days}
    return page(request, "callbacks.html", waiting=waiting, overdue=overdue, limits=limits)


async def get_one(request: web.Request) -> web.StreamResponse:
    """What one wish says; that it was read is noted before it is shown."""
    number, callbacks = _number(request), await _callbacks(request)
    waiting = next((each for each in await callbacks.waiting() if each.id == number), None)
    if waiting is None:
        raise Refusal("not_found", 404)
    await _note(request, "callback_read")
    found = await callbacks.read(number)
    if found is None:
        raise Refusal("not_found", 404)
    link = contact_link(found.wish.channel) if found.wish else None
    return page(request, "callback.html", waiting=waiting, wish=found.wish, link=link)


async def post_take(request: web.Request) -> web.StreamResponse:
    """Care for a wish, and see what it says."""
    await _change(request, await (await _callbacks(request)).take(_number(request), _name(request)), "callback_taken")
    raise web.HTTPSeeOther(f"{PATH}/{_number(request)}")


async def post_return(request: web.Request) -> web.StreamResponse:
    """Leave it to others."""
    given = await (await _callbacks(request)).give_back(_number(request), _name(request))
    await _change(request, given, "callback_returned")
    raise web.HTTPSeeOther(PATH)


async def post_done(request: web.Request) -> web.StreamResponse:
    """Delete it, because it is done."""
    done = await (await _callbacks(request)).done(_number(request), _name(request))
    await _change(request, done, "callback_done")
    raise web.HTTPSeeOther(PATH)


def contact_link(channel: str) -> str | None:
    """The address that starts a call or a mail, for what is clearly a number or an address."""
    told = channel.strip()
    if _PHONE.fullmatch(told):
        return "tel:" + re.sub(r"[^0-9+]", "", told)
    return f"mailto:{quote(told, safe='@.+-_')}" if _EMAIL.fullmatch(told) else None


async def _change(request: web.Request, changed: bool, deed: str) -> None:
    if not changed:
        raise Refusal("callback", 409)
    await _note(request, deed)


async def _note(request: web.Request, deed: str) -> None:
    await audit.note(request.app[ENGINE], _name(request), deed, str(_number(request)))


async def _callbacks(request: web.Request) -> Callbacks:
    settings = request.app[SETTINGS]
    key = await asyncio.to_thread(callback_key, settings, settings.path(KEY_FILE))
    return Callbacks(request.app[ENGINE], key, settings.callback_days)


def _number(request: web.Request) -> int:
    return int(request.match_info["number"])


def _name(request: web.Request) -> str:
    return request[LOGIN].person.name


_ONE = PATH + "/{number:[0-9]{1,9}}"
ROUTES = (
    Route("GET", PATH, get_list, CALLBACKS),
    Route("GET", _ONE, get_one, CALLBACKS),
    Route("POST", _ONE + "/take", post_take, CALLBACKS),
    Route("POST", _ONE + "/return", post_return, CALLBACKS),
    Route("POST", _ONE + "/done", post_done, CALLBACKS),
)
