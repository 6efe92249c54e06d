"""Logging in and out."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.console.guard import COOKIE, login_of
from bot.console.keys import CLOCK, ENGINE, LOGIN, SETTINGS
from bot.console.refusals import Refusal
from bot.console.rendering import page
from bot.staff import accounts, audit, lockout, sessions
from bot.staff.accounts import Person
from bot.staff.identities import has_identity

MOST_CHARACTERS = 200
LOGOUT: web.AppKey[Callable[[web.Application], Awaitable[str]]] = web.AppKey("LOGOUT", Callable)  # type: ignore[arg-type]
"""Gives the address at which one logs out at the identity provider, or an empty text."""
ONE_BY_ONE = web.AppKey("ONE_BY_ONE", asyncio.Lock)
"""Attempts come one after the other, so that a hundred at once do not slip in before the first failure counts."""


async def get_login(request: web.Request) -> web.StreamResponse:
    """The form, or the way on for whoever is logged in."""
    if await login_of(request) is not None:
        raise web.HTTPSeeOther("/")
    return _form(request)


async def post_login(request: web.Request) -> web.StreamResponse:
    """Log in: a new token, whatever token the browser came with."""
    form = await request.post()
    name, password, code = (_field(form.get(key)) for key in ("name", "password", "code"))
    async with request.app[ONE_BY_ONE]:
        try:
            person = await _proven(request, name, password, code)
        except Refusal as refusal:
            return _form(request, refusal.text, name, refusal.status)
    answer = web.HTTPSeeOther("/")
    await let_in(request, person, answer)
    raise answer


async def let_in(request: web.Request, person: Person, answer: web.StreamResponse, way: str = "") -> None:
    """Begin a login with a new token, end the one that the browser came with, and put the cookie into the answer."""
    engine, now = request.app[ENGINE], request.app[CLOCK].now()
    if old := request.cookies.get(COOKIE):
        await sessions.end(engine, old)
    await sessions.purge(engine, now)
    login = await sessions.begin(engine, person, now)
    await audit.note(engine, person.name, "login", way)
    answer.set_cookie(
        COOKIE,
        login.token,
        httponly=True,
        samesite="Strict",
        secure=request.app[SETTINGS].console_cookie_secure,
        path="/",
    )


async def post_logout(request: web.Request) -> web.StreamResponse:
    """Log out; whoever came from the provider is led there to log out as well."""
    login = request[LOGIN]
    elsewhere = (
        await request.app[LOGOUT](request.app) if await has_identity(request.app[ENGINE], login.person.name) else ""
    )
    await sessions.end(request.app[ENGINE], login.token)
    await audit.note(request.app[ENGINE], login.person.name, "logout")
    if not elsewhere:
        answer = web.HTTPSeeOther("/login")
        answer.del_cookie(COOKIE, path="/")
        raise answer
    del request[LOGIN]
    leading = page(request, "onward.html", address=elsewhere)
    leading.headers["Refresh"] = f"0; url={elsewhere}"
    leading.del_cookie(COOKIE, path="/")
    return leading


def _form(request: web.Request, text: str = "", name: str = "", status: int = 200) -> web.Response:
    provider = bool(request.app[SETTINGS].oidc_issuer)
    return page(request, "login.html", text=text, name=name, provider=provider, status=status)


async def _proven(request: web.Request, name: str, password: str, code: str) -> Person:
    engine, now = request.app[ENGINE], request.app[CLOCK].now()
    subjects = lockout.subjects_of(name, request.remote or "")
    wait = await lockout.wait_of(engine, subjects, now)
    if wait:
        raise Refusal("locked", 429, seconds=math.ceil(wait.total_seconds()))
    person = await accounts.proven(engine, name, password, code, now)
    if person is None:
        await lockout.failed(engine, subjects, now)
        await audit.note(engine, "", "login_failed")
        raise Refusal("unproven", 403)
    await lockout.succeeded(engine, subjects)
    return person


def _field(value: object) -> str:
    return value[:MOST_CHARACTERS] if isinstance(value, str) else ""
