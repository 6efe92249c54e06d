"""Who sends a message: the session from the cookie, the limits it must keep, and the cookie of the answer."""

from __future__ import annotations

from aiohttp import web

from bot.settings import Settings
from bot.web.keys import LIMITS, SESSIONS, SETTINGS
from bot.web.limits import client_address
from bot.web.refusals import Refusal
from bot.web.sessions import Session


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this host, which browsers grant over https only."""
    return "__Host-kumpel" if settings.web_cookie_secure else "kumpel"


def session_of(request: web.Request) -> Session | None:
    """The session that the request's cookie proves, if any."""
    return request.app[SESSIONS].read(request.cookies.get(cookie_name(request.app[SETTINGS])))


def admit(request: web.Request) -> Session:
    """The session of a person who sends something; a new one at the first time.

    Raises:
        Refusal: too many messages came from the address or in the session.
    """
    limits = request.app[LIMITS]
    _keep(limits.address.wait(_address(request)))
    session = session_of(request)
    if session is None:
        return request.app[SESSIONS].issue()
    _keep(limits.session.wait(session.key))
    return session


def _keep(wait: int) -> None:
    if wait:
        raise Refusal("too_fast", 429, retry_after=wait)


def _address(request: web.Request) -> str:
    trusted = frozenset(part.strip() for part in request.app[SETTINGS].web_trusted_proxies.split(",") if part.strip())
    return client_address(request.remote or "", request.headers.get("X-Forwarded-For", ""), trusted)


def remember(request: web.Request, response: web.StreamResponse, session: Session) -> None:
    """Give the browser the session, good for its lifetime from now on."""
    sessions, settings = request.app[SESSIONS], request.app[SETTINGS]
    response.set_cookie(
        cookie_name(settings),
        sessions.token(session),
        max_age=int(sessions.lifetime_seconds),
        path="/",
        httponly=True,
        samesite="Lax",
        secure=settings.web_cookie_secure,
    )


def dismiss(request: web.Request, response: web.StreamResponse) -> None:
    """Take the session from the browser; its next message begins a new one."""
    settings = request.app[SETTINGS]
    response.del_cookie(
        cookie_name(settings), path="/", httponly=True, samesite="Lax", secure=settings.web_cookie_secure
    )
