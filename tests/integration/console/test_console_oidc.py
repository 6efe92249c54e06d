"""Logging in at an OpenID Connect provider: who gets in, and what is not believed. The provider is real HTTP."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from click.testing import CliRunner
from console_site import PASSWORD, Browser, House, Staffed, running_console
from joserfc.jwk import OctKey, RSAKey
from oidc_provider import CLIENT, SECRET, OidcProvider, running_provider
from sqlalchemy import select

from bot.cli import kumpel
from bot.console.app import create_app
from bot.console.guard import COOKIE
from bot.console.oidc.flows import LONGEST, MOST_FLOWS, Flows
from bot.console.oidc.pages import COOKIE as FLOW_COOKIE
from bot.settings import SettingError, Settings
from bot.staff import accounts, audit, identities
from bot.staff.tables import StaffAccount, StaffSession

CONSOLE = "https://console.example"
SETTINGS = {"console_address": CONSOLE, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
ANNA = {"sub": "77", "email": "Anna@agency.example", "email_verified": True}


@asynccontextmanager
async def both(staffed: Staffed, **settings: Any) -> AsyncIterator[tuple[House, OidcProvider]]:
    """A console and its provider."""
    async with running_provider(person=dict(ANNA)) as provider:
        given = {**SETTINGS, "oidc_issuer": provider.issuer, **settings}
        async with running_console(staffed, **given) as house:
            yield house, provider


async def begin(browser: Browser) -> str:
    """Start, follow the provider, and give the way back as a path of the console."""
    async with browser.client.get("/oidc/start", allow_redirects=False) as response:
        assert response.status == 303
        address = response.headers["Location"]
    async with browser.client.session.get(address, allow_redirects=False) as response:
        back = response.headers["Location"]
    assert back.startswith(f"{CONSOLE}/oidc/callback?")
    return back.removeprefix(CONSOLE)


async def enter(browser: Browser) -> int:
    """Log in at the provider; the status of the way back."""
    return await browser.status(await begin(browser))


async def test_a_registered_account_gets_in_by_code_pkce_state_and_nonce(staffed: Staffed) -> None:
    async with both(staffed) as (house, provider), house.browser() as browser:
        await identities.register(house.engine, "anna@agency.example", "editor")
        async with browser.client.get(await begin(browser), allow_redirects=False) as response:
            assert response.status == 200
            assert response.headers["Refresh"] == "0; url=/"
            cookie = response.cookies[COOKIE]
        assert (cookie["samesite"], bool(cookie["httponly"])) == ("Strict", True)
        assert "anna@agency.example" in await browser.text("/catalogue/employers/new")
        (asked,) = provider.asked
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        assert asked["redirect_uri"] == f"{CONSOLE}/oidc/callback"
        assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
        deeds = [(deed.name, deed.deed, deed.target) for deed in await audit.trail(house.engine)]
        assert deeds == [("anna@agency.example", "login", "oidc")]


async def test_nobody_else_gets_in(staffed: Staffed) -> None:
    async with both(staffed) as (house, _), house.browser() as browser:
        assert await enter(browser) == 403
        assert await browser.status("/") == 303
        assert [deed.deed for deed in await audit.trail(house.engine)] == ["login_failed"]


async def test_a_name_belongs_to_the_first_who_came_with_it(staffed: Staffed) -> None:
    async with both(staffed) as (house, provider), house.browser() as browser, house.browser() as other:
        await identities.register(house.engine, "anna@agency.example", "reader")
        assert await enter(browser) == 200
        provider.person["sub"] = "78"
        assert await enter(other) == 403, "the address has gone to somebody else"
        provider.person |= {"sub": "77", "email": "anna.new@agency.example"}
        assert await enter(other) == 200, "the same person under a new address"
        assert "anna@agency.example" in await other.text("/")


async def test_an_account_with_a_password_is_never_taken_over(staffed: Staffed) -> None:
    async with both(staffed, oidc_domains="agency.example") as (house, _), house.browser() as browser:
        await accounts.add(house.engine, "anna@agency.example", "admin", PASSWORD)
        assert await enter(browser) == 403


async def test_a_registered_account_has_no_password(staffed: Staffed) -> None:
    async with both(staffed) as (house, _), house.browser() as browser:
        await identities.register(house.engine, "admin", "admin")
        assert await browser.login("admin") == 403


@pytest.mark.parametrize(
    ("email", "status"),
    [
        ("anna@agency.example", 200),
        ("anna@sub.agency.example", 403),
        ("anna@agency.example.evil.example", 403),
        ("anna@evil.example@agency.example", 403),
        ("anna@agency.example ", 200),
        ("", 403),
        (["anna@agency.example"], 403),
        ("<script>@agency.example", 403),
    ],
)
async def test_a_domain_lets_its_people_in(staffed: Staffed, email: Any, status: int) -> None:
    async with both(staffed, oidc_domains="other.example, agency.example") as (house, provider):
        provider.person["email"] = email
        async with house.browser() as browser:
            assert await enter(browser) == status
            if status == 200:
                assert await browser.status("/audit") == 403
                assert await browser.status("/inbox") == 200


async def test_an_address_that_nobody_verified_proves_nothing(staffed: Staffed) -> None:
    async with both(staffed, oidc_domains="agency.example") as (house, provider):
        for verified in (False, None, "yes", 1.0 * 0):
            provider.person["email_verified"] = verified
            async with house.browser() as browser:
                assert await enter(browser) == 403


@pytest.mark.parametrize(
    ("groups", "role"),
    [(["staff", "bosses"], "admin"), ("staff", "reader"), (["others"], None), (None, None), ({"staff": 1}, None)],
)
async def test_roles_follow_from_a_claim_at_every_login(staffed: Staffed, groups: Any, role: str | None) -> None:
    roles = {"oidc_role_claim": "realm.groups", "oidc_roles": "staff=reader, bosses=admin"}
    async with both(staffed, oidc_domains="agency.example", **roles) as (house, provider):
        await identities.register(house.engine, "anna@agency.example", "editor")
        provider.person["realm"] = {"groups": groups}
        async with house.browser() as browser:
            assert await enter(browser) == (403 if role is None else 200)
        async with house.engine.connect() as connection:
            query = select(StaffAccount.role).where(StaffAccount.name == "anna@agency.example")
            assert await connection.scalar(query) == (role or "editor")


def hand_made(claims: dict[str, Any], header: dict[str, Any]) -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, claims)]
    return ".".join([*parts, ""])


LIES = {
    "another issuer": {"iss": "https://evil.example"},
    "another client": {"aud": "somebody else"},
    "another party": {"aud": [CLIENT, "else"], "azp": "else"},
    "over": {"exp": int(time.time()) - 3600},
    "without an end": {"exp": None},
    "from the future": {"iat": int(time.time()) + 7200, "nbf": int(time.time()) + 7200},
    "another nonce": {"nonce": "x"},
    "no nonce": {"nonce": None},
    "nobody": {"sub": None},
    "another access token": {"at_hash": "bm90IGl0"},
}


@pytest.mark.parametrize("lie", LIES)
async def test_a_token_that_lies_is_not_believed(staffed: Staffed, lie: str) -> None:
    async with both(staffed, oidc_domains="agency.example") as (house, provider), house.browser() as browser:
        changed = LIES[lie]
        provider.change = lambda claims: {k: v for k, v in (claims | changed).items() if v is not None}
        assert await enter(browser) == 403
        assert await browser.status("/") == 303


@pytest.mark.parametrize("forgery", ["another key", "shared secret", "public key as a secret"])
async def test_a_token_signed_by_somebody_else_is_not_believed(staffed: Staffed, forgery: str) -> None:
    async with both(staffed, oidc_domains="agency.example") as (house, provider), house.browser() as browser:
        if forgery == "another key":
            provider.signing_key = RSAKey.generate_key(2048, {"kid": provider.key.kid})
        else:
            secret = (
                SECRET if forgery == "shared secret" else base64.b64encode(provider.key.as_pem(private=False)).decode()
            )
            provider.signing_key = OctKey.import_key(secret)
            provider.header = {"alg": "HS256"}
        assert await enter(browser) == 403


async def test_a_token_without_a_signature_is_not_believed(staffed: Staffed, monkeypatch: pytest.MonkeyPatch) -> None:
    async with both(staffed, oidc_domains="agency.example") as (house, provider), house.browser() as browser:
        provider.header = {"alg": "none"}
        monkeypatch.setattr("oidc_provider.jwt.encode", lambda header, claims, *_, **__: hand_made(claims, header))
        assert await enter(browser) == 403


async def test_a_new_key_of_the_provider_is_fetched(staffed: Staffed, monkeypatch: pytest.MonkeyPatch) -> None:
    async with both(staffed, oidc_domains="agency.example") as (house, provider):
        async with house.browser() as browser:
            assert await enter(browser) == 200
        provider.key = RSAKey.generate_key(2048, {"kid": "new", "use": "sig"})
        monkeypatch.setattr("bot.console.oidc.provider.LEAST_SECONDS_BETWEEN", -1.0)
        async with house.browser() as browser:
            assert await enter(browser) == 200


async def test_the_way_back_works_once_in_the_same_browser_and_not_for_ever(staffed: Staffed) -> None:
    async with both(staffed, oidc_domains="agency.example") as (house, _):
        async with house.browser() as browser:
            back = await begin(browser)
            assert await browser.status(back) == 200
            assert await browser.status(back) == 403, "a second time"
        async with house.browser() as mine, house.browser() as theirs:
            assert await theirs.status(await begin(mine)) == 403, "a link from somebody else's login"
            await begin(theirs)
            assert await theirs.status(await begin(mine)) == 403, "even with a login of one's own under way"
        async with house.browser() as browser:
            back = await begin(browser)
            house.clock.pass_by(seconds=LONGEST.total_seconds() + 1)
            assert await browser.status(back) == 403


@pytest.mark.parametrize("query", ["", "code=x", "state=x", "code=x&state=x", "error=access_denied&state=x"])
async def test_a_way_back_that_nobody_went_leads_nowhere(staffed: Staffed, query: str) -> None:
    async with both(staffed, oidc_domains="agency.example") as (house, _), house.browser() as browser:
        browser.client.session.cookie_jar.update_cookies({FLOW_COOKIE: "x"}, browser.client.make_url("/oidc/"))
        assert await browser.status(f"/oidc/callback?{query}") == 403


async def test_a_mixed_up_provider_is_noticed(staffed: Staffed) -> None:
    async with both(staffed, oidc_domains="agency.example") as (house, _), house.browser() as browser:
        back = (await begin(browser)).split("&iss=")[0]
        assert await browser.status(f"{back}&iss=https%3A%2F%2Fevil.example") == 403
    async with (
        running_provider(discovery={"issuer": "https://evil.example"}) as other,
        running_console(staffed, **SETTINGS, oidc_issuer=other.issuer) as house,
        house.browser() as browser,
    ):
        assert await browser.status("/oidc/start") == 502


@pytest.mark.parametrize(
    "discovery",
    [{"authorization_endpoint": "javascript:alert(1)"}, {"authorization_endpoint": "http://evil.example/"}],
)
async def test_an_unsafe_address_is_not_followed(staffed: Staffed, discovery: dict[str, str]) -> None:
    async with both(staffed) as (house, provider), house.browser() as browser:
        provider.discovery = discovery
        assert await browser.status("/oidc/start") == 502


async def test_a_provider_that_is_away_is_said_and_passwords_still_work(staffed: Staffed) -> None:
    settings = {**SETTINGS, "oidc_issuer": "http://127.0.0.1:9"}
    async with running_console(staffed, **settings) as house, house.browser() as browser:
        async with browser.client.get("/oidc/start") as response:
            assert response.status == 502
            assert "antwortet gerade nicht" in await response.text()
        assert 'href="/oidc/start"' in await browser.text("/login")
        assert await browser.login("admin") == 303


async def test_a_login_at_the_provider_ends_the_token_that_the_browser_came_with(staffed: Staffed) -> None:
    async with both(staffed, oidc_domains="agency.example") as (house, _), house.browser("reader") as browser:
        before = browser.cookie()
        assert await enter(browser) == 200
        assert browser.cookie() != before
        async with house.engine.connect() as connection:
            names = list(await connection.scalars(select(StaffSession.name)))
        assert names == ["anna@agency.example"]


async def test_logging_out_leads_to_the_provider(staffed: Staffed) -> None:
    async with both(staffed, oidc_domains="agency.example") as (house, provider), house.browser() as browser:
        await enter(browser)
        response = await browser.post("/logout", form_token=await browser.form_token())
        assert response.status == 200
        address = response.headers["Refresh"].removeprefix("0; url=")
        assert address.startswith(f"{provider.issuer}/end?")
        assert await browser.status("/") == 303
        await browser.client.session.get(address, allow_redirects=False)
        assert provider.ended == [{"client_id": CLIENT, "post_logout_redirect_uri": f"{CONSOLE}/login"}]


async def test_without_a_provider_there_is_nothing(house: House) -> None:
    async with house.browser() as browser:
        assert await browser.status("/oidc/start") == await browser.status("/oidc/callback?code=x&state=x") == 404
        assert "/oidc/" not in await browser.text("/login")


async def test_no_secret_of_a_login_is_stored_or_shown(staffed: Staffed, caplog: pytest.LogCaptureFixture) -> None:
    async with both(staffed, oidc_domains="agency.example") as (house, provider), house.browser() as browser:
        provider.person["email_verified"] = False
        back = await begin(browser)
        async with browser.client.get(back, allow_redirects=False) as response:
            shown = await response.text()
        code = back.split("code=")[1].split("&")[0]
        assert response.status == 403
        for secret in (code, SECRET, provider.asked[0]["nonce"], "agency.example"):
            assert secret not in caplog.text
            assert secret not in shown


@pytest.mark.parametrize(
    "settings",
    [
        {"oidc_issuer": "https://x.example"},
        {"oidc_issuer": "https://x.example", "oidc_client_id": "x"},
        {"oidc_role_claim": "groups"},
        {"oidc_roles": "a=reader"},
        {"oidc_role_claim": "groups", "oidc_roles": "a=king"},
    ],
)
def test_a_set_up_that_cannot_work_is_refused_at_the_start(settings: dict[str, str]) -> None:
    with pytest.raises(SettingError):
        create_app(Settings(**settings))


def test_logins_under_way_are_bounded() -> None:
    from datetime import datetime, timezone

    flows, now = Flows(), datetime.now(timezone.utc)
    first = flows.begin(now)
    for _ in range(MOST_FLOWS):
        last = flows.begin(now)
    assert flows.end(first.state, first.browser, now) is None
    assert flows.end(last.state, last.browser, now) == last


def test_the_command_registers_without_a_password(staffed: Staffed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUMPEL_DATABASE_URL", staffed.url)
    added = CliRunner().invoke(kumpel, ["staff", "add", "Anna@agency.example", "--sso", "--role", "editor"])
    assert (added.exit_code, added.output.count("assword")) == (0, 0), added.output
    assert "anna@agency.example may log in as editor" in added.output
    listed = CliRunner().invoke(kumpel, ["staff", "list"])
    assert "anna@agency.example      editor" in listed.output
    wrong = CliRunner().invoke(kumpel, ["staff", "add", "<b>", "--sso"])
    assert wrong.exit_code == 1
