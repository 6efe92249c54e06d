"""Who may ask for what: every route names the permission that it needs, and nothing is served that names none."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from aiohttp import web

from bot.console.keys import CLOCK, ENGINE, LOGIN, SETTINGS
from bot.console.refusals import Refusal
from bot.staff import audit, sessions
from bot.staff.roles import may
from bot.staff.sessions import Login

COOKIE = "kumpel_staff"
FORM_TOKEN = "form_token"  # noqa: S105  the field's name
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class For(Enum):
    """Routes that need no permission."""

    EVERYBODY = "everybody"
    STAFF = "staff"


@dataclass(frozen=True)
class Route:
    """One route of the console. Writes are POSTs, and carry the login's form token unless they are for everybody."""

    method: str
    path: str
    handler: Handler
    needs: str | For
    most_bytes: int | None = None
    """Of what is sent, where it may be more than usual."""


def guarded(route: Route) -> Handler:
    """The route's handler behind its guard."""

    async def handle(request: web.Request) -> web.StreamResponse:
        if route.needs is For.EVERYBODY:
            return await route.handler(request)
        login = await login_of(request)
        if login is None:
            raise web.HTTPSeeOther("/login")
        request[LOGIN] = login
        if isinstance(route.needs, str) and not may(login.person.role, route.needs):
            await audit.note(request.app[ENGINE], login.person.name, "refused", route.path)
            raise Refusal("forbidden", 403)
        if route.method == "POST":
            if route.most_bytes:
                request = request.clone(client_max_size=route.most_bytes)
            await _check_form(request, login)
        return await route.handler(request)

    return handle


async def login_of(request: web.Request) -> Login | None:
    """Who asks, by the cookie."""
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    idle = timedelta(minutes=request.app[SETTINGS].console_idle_minutes)
    return await sessions.find(request.app[ENGINE], token, idle, request.app[CLOCK].now())


async def _check_form(request: web.Request, login: Login) -> None:
    form = await request.post()
    given = str(form.get(FORM_TOKEN)).encode("utf-8", "replace")
    if not hmac.compare_digest(given, login.form_token.encode()):
        raise Refusal("foreign", 403)
