"""The JSON side for those whom no WebSocket reaches, and what the widget must know before it begins."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

from aiohttp import web
from async_timeout import timeout

from bot.phrases import entry
from bot.web.entrance import address_of, dismiss, keep_address_limit, remember, session_for, session_of
from bot.web.frames import (
    NOTHING_SEEN,
    PONG,
    VERSION,
    Forget,
    Frame,
    Ping,
    Say,
    Tap,
    frame_of,
    welcome,
)
from bot.web.keys import CHAT, LIMITS, REGION, SESSIONS, SETTINGS
from bot.web.line import Listener
from bot.web.messages import MOST_CHARACTERS
from bot.web.posting import admitted
from bot.web.refusals import Refusal

CONFIG_SECONDS = 300
LONGEST_WAIT_SECONDS = 20.0
BODY_SECONDS = 10.0
"""A body that takes longer comes from nobody who waits for an answer."""


async def get_config(request: web.Request) -> web.Response:
    """What the widget shows before anybody has said anything."""
    region, settings = request.app[REGION], request.app[SETTINGS]
    phones = [{"name": contact.name, "number": contact.phone} for contact in region.contacts if contact.phone]
    if region.agency.phone:
        phones.insert(0, {"name": region.agency.name, "number": region.agency.phone})
    config = {
        "version": VERSION,
        "assistant": region.assistant,
        "agency": region.agency.name,
        "region": region.name,
        "privacy_url": "/datenschutz",
        "limits": {"characters": MOST_CHARACTERS},
        "hours": settings.session_hours,
        "phones": phones,
        "examples": list(entry("web.intro.examples")),
    }
    return web.json_response(config, headers={"Cache-Control": f"public, max-age={CONFIG_SECONDS}"})


async def post_session(request: web.Request) -> web.Response:
    """Begin a session, or renew the one that the request proves."""
    match await _json(request):
        case {"version": 1, "cookieless": True}:
            is_cookieless = True
        case {"version": 1, **more} if more.get("cookieless", False) is False:
            is_cookieless = False
        case _:
            raise Refusal("bad_frame", 400)
    keep_address_limit(request)
    sessions = request.app[SESSIONS]
    session = await session_of(request)
    if session is None:
        session = sessions.draw()
        await sessions.begin(session)
    body: dict[str, Any] = {"version": VERSION, "expires_in": int(sessions.lifetime_seconds)}
    if is_cookieless:
        return web.json_response({**body, "token": sessions.token(await sessions.renew(session))})
    response = web.json_response(body)
    await remember(request, response, session)
    return response


async def post_chat(request: web.Request) -> web.Response:
    """One client frame in; what becomes of it out, as frames."""
    frame = frame_of(await _json(request))
    if isinstance(frame, Ping):
        return _frames([PONG])
    session = await session_for(request)
    if isinstance(frame, Forget):
        frames = [await request.app[CHAT].forget(session.key)]
    elif isinstance(frame, Say | Tap):
        frames = await request.app[CHAT].converse(session.key, await admitted(request, session, frame))
    else:
        raise Refusal("bad_frame", 400)
    response = _frames(frames)
    if "Authorization" not in request.headers:
        await _keep_or_take_cookie(request, response, frames)
    return response


async def get_chat(request: web.Request) -> web.Response:
    """What came after a place, as a welcome frame and what waits; 204 without a session."""
    after, wait = _number(request, "after", NOTHING_SEEN), _number(request, "wait", int(LONGEST_WAIT_SECONDS))
    session = await session_of(request)
    if session is None:
        return web.Response(status=204)
    with request.app[LIMITS].address_sockets.one(address_of(request)) as may_wait:
        if not may_wait:
            raise Refusal("too_fast", 429, retry_after=int(LONGEST_WAIT_SECONDS))
        return _frames(await _news(request, session.key, after, min(float(wait), LONGEST_WAIT_SECONDS)))


async def _news(request: web.Request, key: str, after: int, wait: float) -> list[Frame]:
    expires_in = int(request.app[SESSIONS].lifetime_seconds)
    async with request.app[CHAT].listening(key) as (listener, entries):
        first = welcome(entries, after, expires_in)
        frames = [first, *listener.heard()]
        if not first["entries"] and "reset" not in first:
            frames += await _next_news(listener, wait)
    return frames


async def _next_news(listener: Listener, wait: float) -> list[Frame]:
    """What happens next, at the latest after `wait` seconds; that somebody types is none."""
    frames: list[Frame] = []
    with suppress(asyncio.TimeoutError):
        async with timeout(wait):
            while not frames or frames[-1]["type"] == "typing":
                frames.append(await listener.next())
    return frames + listener.heard()


async def _keep_or_take_cookie(request: web.Request, response: web.Response, frames: list[Frame]) -> None:
    session = await session_of(request)
    if session is None or frames[-1]["type"] == "erased":
        dismiss(request, response)
    else:
        await remember(request, response, session)


def _frames(frames: list[Frame]) -> web.Response:
    response = web.json_response({"version": VERSION, "frames": frames})
    response.enable_compression()
    return response


def _number(request: web.Request, name: str, default: int) -> int:
    text = request.query.get(name, str(default))
    if not text.removeprefix("-").isdecimal() or len(text) > 10:
        raise Refusal("bad_frame", 400)
    return int(text)


async def _json(request: web.Request) -> object:
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    try:
        async with timeout(BODY_SECONDS):
            return json.loads(await request.text())
    except asyncio.TimeoutError:
        raise Refusal("bad_frame", 408) from None
    except (ValueError, RecursionError, LookupError):
        raise Refusal("bad_frame", 400) from None
