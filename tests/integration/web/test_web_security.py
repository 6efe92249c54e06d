"""Sessions, origins, headers, limits and what is left behind, against the running app."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta, timezone
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from html_reading import read_html
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine
from stand_in_rasa import QUESTION
from web_site import COOKIE, Site, running_site

from bot.conversations.tables import TranscriptMessage
from bot.database import create_engine
from bot.web import app as web_app

COUNT = select(func.count()).select_from(TranscriptMessage)


async def cookie_of(site: Site) -> SimpleCookie:
    async with site.client.post("/api/chat", json={"message": "Hallo"}) as response:
        return SimpleCookie(response.headers["Set-Cookie"])


async def seen_with(site: Site, token: str) -> str:
    async with site.another_client() as stranger, stranger.get("/", cookies={COOKIE: token}) as response:
        return await response.text()


async def test_the_cookie_is_for_the_server_only(site: Site) -> None:
    cookie = (await cookie_of(site))[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert cookie["max-age"] == str(24 * 3600)
    assert not cookie["secure"]
    assert not cookie["domain"]


async def test_over_https_the_cookie_is_bound_to_host_and_https(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path, web_cookie_secure=True) as site:
        assert (await cookie_of(site))["__Host-kumpel"]["secure"]


async def test_the_whole_token_opens_the_conversation_and_no_part_of_it_does(site: Site) -> None:
    await site.chat("mein Geheimnis")
    token = site.cookie() or ""
    session_id, issued, signature = token.split(".")
    (key,) = site.rasa.senders
    assert "mein Geheimnis" in await seen_with(site, token)
    for forged in (session_id, key, f"{session_id}.{issued}", f"{session_id}.{issued}.{'0' * 64}", f"..{signature}"):
        assert "mein Geheimnis" not in await seen_with(site, forged)


async def test_a_forged_cookie_gets_a_new_conversation(site: Site) -> None:
    forged = {COOKIE: f"{'0' * 32}.1800000000.{'0' * 64}"}
    async with site.another_client() as stranger:
        response = await stranger.post("/api/chat", json={"message": "Hallo"}, cookies=forged)
        assert "0" * 32 not in response.headers["Set-Cookie"]


async def test_a_session_ends_hours_after_the_last_message(site: Site) -> None:
    await site.chat("mein Geheimnis")
    site.clock.now += 23 * 3600
    await site.chat("noch da")
    site.clock.now += 23 * 3600
    token = site.cookie() or ""
    assert "mein Geheimnis" in await seen_with(site, token)
    site.clock.now += 3600
    assert "mein Geheimnis" not in await seen_with(site, token)
    assert len(site.rasa.senders) == 1


async def test_looking_does_not_prolong_a_session(site: Site) -> None:
    await site.chat("Hallo")
    response = await site.client.get("/")
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("path", ["/", "/api/chat", "/forget"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://fremd.example"},
        {"Origin": "null"},
        {"Referer": "https://fremd.example/seite"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://127.0.0.1.fremd.example"},
    ],
    ids=str,
)
async def test_other_sites_cannot_write(site: Site, path: str, headers: dict[str, str]) -> None:
    await site.chat("Hallo")
    response = await site.client.post(path, data={"id": "1", "message": "x"}, headers=headers, allow_redirects=False)
    assert response.status == 403
    assert site.rasa.messages == ["Hallo"]
    assert "Hallo" in await site.page(), "nothing was deleted"


async def test_the_own_site_can_write(site: Site) -> None:
    origin = str(site.client.make_url("/")).rstrip("/")
    for headers in ({"Origin": origin, "Sec-Fetch-Site": "same-origin"}, {"Referer": origin + "/"}, {}):
        response = await site.client.post("/api/chat", json={"message": "Hallo"}, headers=headers)
        assert response.status == 200


async def test_a_form_of_another_type_cannot_reach_the_api(site: Site) -> None:
    response = await site.client.post("/api/chat", data='{"message": "x"}', headers={"Content-Type": "text/plain"})
    assert response.status == 415
    assert (await response.json())["text"]


@pytest.mark.parametrize("path", ["/", "/datenschutz", "/health", "/nothing-here", "/api/chat"])
async def test_every_answer_has_safe_headers(site: Site, path: str) -> None:
    headers = (await site.client.get(path)).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "Python" not in headers.get("Server", "")


async def test_the_page_needs_nothing_that_its_policy_forbids(site: Site) -> None:
    await site.post(message=QUESTION)
    page = read_html(await site.page())
    assert not page.find("style")
    for element in page.inside:
        assert "style" not in element.attributes
        assert not [name for name in element.attributes if name.startswith("on")]


async def test_files_may_be_kept_for_ever_under_their_address(site: Site) -> None:
    page = read_html(await site.page())
    addresses = [page.find("link", rel="stylesheet")[0].attributes["href"], page.find("script")[0].attributes["src"]]
    for address in addresses:
        response = await site.client.get(address)
        assert response.status == 200
        assert "immutable" in response.headers["Cache-Control"]
        assert "Content-Security-Policy" in response.headers
        assert (await site.client.get(address.replace("/static/", "/static/0"))).status == 404


async def test_a_body_that_is_too_large_is_refused(site: Site) -> None:
    api = await site.client.post("/api/chat", json={"message": "x" * 40_000})
    assert api.status == 413
    assert (await api.json())["error"] == "too_large"
    form = await site.client.post("/", data={"id": "1", "message": "x" * 40_000})
    assert form.status == 413
    assert site.rasa.received == []


async def test_an_upload_instead_of_a_text_is_no_message(site: Site) -> None:
    response = await site.client.post("/", data={"id": "1", "message": Path(__file__).open("rb")})  # noqa: SIM115
    assert response.status == 400
    assert site.rasa.received == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_other_methods_are_refused(site: Site, method: str) -> None:
    assert (await site.client.request(method, "/api/chat")).status == 405


async def test_a_session_that_floods_is_slowed_and_others_are_not(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path, web_session_messages_per_minute=4) as site:
        await site.chat("erste")
        statuses = [(await site.client.post("/api/chat", json={"message": "x"})).status for _ in range(4)]
        assert statuses == [200, 200, 429, 429]
        async with site.another_client() as other:
            assert (await other.post("/api/chat", json={"message": "y"})).status == 200


async def test_an_address_that_floods_with_new_sessions_is_slowed(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path, web_address_messages_per_minute=4) as site:
        statuses = []
        for _ in range(3):
            async with site.another_client() as stranger:
                response = await stranger.post("/api/chat", json={"message": "x"})
                statuses.append((response.status, response.headers.get("Retry-After")))
        assert statuses == [(200, None), (200, None), (429, "15")]


async def test_only_a_trusted_proxy_tells_addresses_apart(sqlite_url: str, tmp_path: Path) -> None:
    settings = {"web_address_messages_per_minute": 2}
    async with running_site(sqlite_url, tmp_path, **settings) as site:
        assert await _statuses_from_two_addresses(site) == [200, 429]
    async with running_site(sqlite_url, tmp_path, web_trusted_proxies="127.0.0.1", **settings) as site:
        assert await _statuses_from_two_addresses(site) == [200, 200]


async def _statuses_from_two_addresses(site: Site) -> list[int]:
    statuses = []
    for address in ("203.0.113.1", "203.0.113.2"):
        async with site.another_client() as stranger:
            headers = {"X-Forwarded-For": address}
            statuses.append((await stranger.post("/api/chat", json={"message": "x"}, headers=headers)).status)
    return statuses


async def test_ended_chats_are_deleted_though_nobody_writes(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_app, "PURGE_EVERY_SECONDS", 0.01)
    engine = create_engine(sqlite_url)
    async with running_site(sqlite_url, tmp_path) as site:
        await site.chat("Hallo")
        old = datetime.now(timezone.utc) - timedelta(hours=25)
        async with engine.begin() as connection:
            assert await connection.scalar(COUNT) == 2
            await connection.execute(update(TranscriptMessage).values(created_at=old))
        await asyncio.wait_for(_gone(engine), 5)
    await engine.dispose()


async def _gone(engine: AsyncEngine) -> None:
    while True:
        async with engine.connect() as connection:
            if not await connection.scalar(COUNT):
                return
        await asyncio.sleep(0.01)


async def test_the_log_holds_no_words_and_no_address(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    site.rasa.answer = lambda _message: "geheime Antwort"
    await site.chat("mein Geheimnis")
    await site.post(message="mein Geheimnis", id="2")
    await site.client.get("/?text=Geheimnis")
    own = [record for record in caplog.records if record.name.startswith(("bot.", "sqlalchemy"))]
    assert own, "that Rasa gave no answer is logged"
    assert not [record for record in own if "eheim" in record.getMessage()]


async def test_an_error_in_the_database_does_not_quote_what_was_written(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    engine = create_engine(site.settings.database_url)
    async with engine.begin() as connection:
        await connection.run_sync(TranscriptMessage.__table__.drop)  # type: ignore[attr-defined]
    await engine.dispose()
    response = await site.client.post("/api/chat", json={"message": "mein Geheimnis"})
    assert response.status == 500
    assert "Technik" in (await response.json())["text"]
    assert "eheim" not in caplog.text
    assert "POST /api/chat failed" in caplog.text
