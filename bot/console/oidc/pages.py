"""To the provider and back. An account of the provider has no password here."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientSession, DummyCookieJar, web
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from bot.console.keys import CLOCK, ENGINE, SETTINGS
from bot.console.login import let_in
from bot.console.oidc.claims import NotAllowedError, NotProvenError, identity_of, read_claims, roles_of
from bot.console.oidc.flows import LONGEST, Flow, Flows
from bot.console.oidc.provider import Provider, ProviderError
from bot.console.refusals import Refusal
from bot.console.rendering import page
from bot.settings import SettingError, Settings, variable
from bot.staff import audit, identities

log = logging.getLogger(__name__)
CALLBACK = "/oidc/callback"
COOKIE = "kumpel_oidc"
SCOPE = "openid profile email"
MOST_CHARACTERS = 4096
FLOWS = web.AppKey("FLOWS", Flows)
PROVIDER = web.AppKey("PROVIDER", Provider)


def check_settings(settings: Settings) -> None:
    """Refuse a set-up that cannot work.

    Raises:
        SettingError: something is missing or cannot be read.
    """
    if settings.oidc_issuer and not (settings.oidc_client_id and settings.console_address):
        missing = variable("oidc_client_id" if settings.console_address else "console_address")
        raise SettingError(f"{variable('oidc_issuer')} needs {missing} as well.")
    roles_of(settings)


async def keep_provider(app: web.Application) -> AsyncIterator[None]:
    """The provider and the logins under way, from the app's start to its end."""
    async with ClientSession(cookie_jar=DummyCookieJar()) as session:
        app[PROVIDER] = Provider(app[SETTINGS], session)
        app[FLOWS] = Flows()
        yield


async def get_start(request: web.Request) -> web.StreamResponse:
    """Send the browser to the provider."""
    settings = _settings(request)
    try:
        address = await request.app[PROVIDER].address("authorization_endpoint")
    except ProviderError as error:
        raise _away(error) from None
    flow = request.app[FLOWS].begin(request.app[CLOCK].now())
    query = {
        "response_type": "code",
        "client_id": settings.oidc_client_id,
        "redirect_uri": redirect_address(settings),
        "scope": SCOPE,
        "state": flow.state,
        "nonce": flow.nonce,
        "code_challenge": create_s256_code_challenge(flow.verifier),
        "code_challenge_method": "S256",
    }
    answer = web.HTTPSeeOther(f"{address}{'&' if '?' in address else '?'}{urlencode(query)}")
    answer.set_cookie(
        COOKIE,
        flow.browser,
        max_age=int(LONGEST.total_seconds()),
        httponly=True,
        samesite="Lax",  # with "Strict" the browser would not send it on its way back from the provider
        secure=settings.console_cookie_secure,
        path="/oidc",
    )
    raise answer


async def get_callback(request: web.Request) -> web.StreamResponse:
    """Let in whom the provider sends back.

    The answer is a page that leads on, because a browser keeps a strict cookie to itself while it is being redirected
    by another site.
    """
    settings, engine = _settings(request), request.app[ENGINE]
    flow = _flow(request)
    try:
        identity = identity_of(await _claims(request, flow), settings)
        person = await identities.enter(engine, identity, _domains(settings))
        if person is None:
            raise NotAllowedError("account")
    except ProviderError as error:
        raise _away(error) from None
    except (NotProvenError, NotAllowedError) as error:
        log.warning("a login at the provider was refused: %s", error)
        await audit.note(engine, "", "login_failed", "oidc")
        raise Refusal("oidc_unproven" if isinstance(error, NotProvenError) else "oidc_unknown", 403) from None
    answer = page(request, "onward.html", address="/")
    answer.headers["Refresh"] = "0; url=/"
    answer.del_cookie(COOKIE, path="/oidc")
    await let_in(request, person, answer, "oidc")
    return answer


async def end_address(app: web.Application) -> str:
    """Where one logs out at the provider as well; empty where there is no such address."""
    settings = app[SETTINGS]
    if not settings.oidc_issuer:
        return ""
    try:
        address = await app[PROVIDER].address("end_session_endpoint")
    except ProviderError:
        return ""
    back = f"{settings.console_address.rstrip('/')}/login"
    return f"{address}?{urlencode({'client_id': settings.oidc_client_id, 'post_logout_redirect_uri': back})}"


def redirect_address(settings: Settings) -> str:
    """Where the provider sends people back to."""
    return settings.console_address.rstrip("/") + CALLBACK


async def _claims(request: web.Request, flow: Flow) -> dict[str, Any]:
    settings, provider = request.app[SETTINGS], request.app[PROVIDER]
    code = request.query.get("code", "")
    if (
        not code
        or len(code) > MOST_CHARACTERS
        or request.query.get("iss", settings.oidc_issuer) != settings.oidc_issuer
    ):
        raise NotProvenError("code")
    tokens = await provider.tokens(code, flow.verifier, redirect_address(settings))
    token, access = str(tokens.get("id_token", "")), str(tokens.get("access_token", ""))
    now = int(request.app[CLOCK].now().timestamp())
    try:
        return read_claims(token, await provider.keys(), settings, flow.nonce, access, now)
    except NotProvenError:
        # The provider may sign with a new key by now.
        return read_claims(token, await provider.keys(anew=True), settings, flow.nonce, access, now)


def _flow(request: web.Request) -> Flow:
    state, browser = request.query.get("state", ""), request.cookies.get(COOKIE, "")
    flow = request.app[FLOWS].end(state, browser, request.app[CLOCK].now())
    if flow is None:
        raise Refusal("oidc_unproven", 403)
    return flow


def _settings(request: web.Request) -> Settings:
    settings = request.app[SETTINGS]
    if not settings.oidc_issuer:
        raise Refusal("not_found", 404)
    return settings


def _domains(settings: Settings) -> list[str]:
    return [domain.strip().lower() for domain in settings.oidc_domains.split(",") if domain.strip()]


def _away(error: ProviderError) -> Refusal:
    log.warning("the OpenID Connect provider: %s", error)
    return Refusal("oidc_away", 502)
