"""Who sends a message: the session from cookie or token, the limits it must keep, and the cookie of the answer."""

from __future__ import annotations

from aiohttp import web

from bot.settings import Settings
from bot.web.keys import LIMITS, SESSIONS, SETTINGS
from bot.web.limits import Limiter, client_address
from bot.web.refusals import Refusal
from bot.web.sessions import Session

_BEARER = "Bearer "


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this host, which browsers grant over https only."""
    return "__Host-kumpel" if settings.web_cookie_secure else "kumpel"


async def session_of(request: web.Request) -> Session | None:
    """The session that the request's token or cookie proves, if any."""
    authorization = request.headers.get("Authorization", "")
    if authorization.startswith(_BEARER):
        return await request.app[SESSIONS].read(authorization.removeprefix(_BEARER))
    return await request.app[SESSIONS].read(request.cookies.get(cookie_name(request.app[SETTINGS])))


async def session_for(request: web.Request) -> Session:
    """The session of a request that needs one.

    Raises:
        Refusal: it has none.
    """
    session = await session_of(request)
    if session is None:
        raise Refusal("no_session", 403)
    return session


def keep_address_limit(request: web.Request) -> None:
    """Count a request in for its address.

    Raises:
        Refusal: too many came from there.
    """
    _keep(request.app[LIMITS].address, address_of(request))


def keep_session_limit(request: web.Request, session: Session) -> None:
    """Count a message in for its session.

    Raises:
        Refusal: too many came in it.
    """
    _keep(request.app[LIMITS].session, session.key)


def _keep(limiter: Limiter, key: str) -> None:
    if wait := limiter.wait(key):
        raise Refusal("too_fast", 429, retry_after=wait)


def address_of(request: web.Request) -> str:
    """Where a request comes from; used in memory only."""
    trusted = frozenset(part.strip() for part in request.app[SETTINGS].web_trusted_proxies.split(",") if part.strip())
    return client_address(request.remote or "", request.headers.get("X-Forwarded-For", ""), trusted)


async def remember(request: web.Request, response: web.StreamResponse, session: Session) -> None:
    """Renew the session and give the browser its token."""
    sessions, settings = request.app[SESSIONS], request.app[SETTINGS]
    response.set_cookie(
        cookie_name(settings),
        sessions.token(await sessions.renew(session)),
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
