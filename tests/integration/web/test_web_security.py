"""Sessions, origins, headers, limits and what is left behind, against the running app."""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import datetime, timedelta, timezone
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestClient
from chat_client import begin
from html_reading import read_html
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine
from stand_in_rasa import QUESTION
from web_site import COOKIE, Site, running_site

from bot.conversations.tables import TranscriptMessage, WebSession
from bot.database import create_engine
from bot.settings import SettingError
from bot.web import app as web_app
from bot.web.origins import Origins

COUNT = select(func.count()).select_from(TranscriptMessage)


async def cookie_of(site: Site) -> SimpleCookie:
    async with site.client.post("/api/session", json={"version": 1}) as response:
        return SimpleCookie(response.headers["Set-Cookie"])


async def seen_with(site: Site, token: str) -> str:
    async with site.another_client() as stranger:
        page = await (await stranger.get("/chat", cookies={COOKIE: token})).text()
        bearer = {"Authorization": f"Bearer {token}"}
        return page + await (await stranger.get("/api/chat?wait=0", headers=bearer)).text()


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
    session_id, serial, signature = token.split(".")
    (key,) = site.rasa.senders
    assert "mein Geheimnis" in await seen_with(site, token)
    for forged in (session_id, key, f"{session_id}.{serial}", f"{session_id}.{serial}.{'0' * 64}", f"..{signature}"):
        assert "mein Geheimnis" not in await seen_with(site, forged)


async def test_a_forged_cookie_gets_a_new_conversation(site: Site) -> None:
    forged = {COOKIE: f"{'0' * 32}.1.{'0' * 64}"}
    async with site.another_client() as stranger:
        response = await stranger.post("/api/session", json={"version": 1}, cookies=forged)
        assert "0" * 32 not in response.headers["Set-Cookie"]


async def test_a_token_in_memory_does_what_a_cookie_does(site: Site) -> None:
    response = await site.client.post("/api/session", json={"version": 1, "cookieless": True})
    token = (await response.json())["token"]
    assert "Set-Cookie" not in response.headers
    headers = {"Authorization": f"Bearer {token}"}
    answer = await site.client.post("/api/chat", json={"type": "say", "id": "1", "text": "Hallo"}, headers=headers)
    assert answer.status == 200
    assert "Set-Cookie" not in answer.headers
    assert "Verstanden: Hallo" in await seen_with(site, token)


@pytest.mark.parametrize(
    "body",
    [{}, {"version": 2}, {"version": 1, "cookieless": "yes"}, [], None, {"version": 1, "cookieless": 1}],
    ids=str,
)
async def test_a_session_is_asked_for_in_one_way(site: Site, body: object) -> None:
    headers = {"Content-Type": "application/json"}
    response = await site.client.post("/api/session", data=json.dumps(body), headers=headers)
    assert response.status == 400
    assert site.cookie() is None


async def test_a_token_that_was_replaced_opens_nothing(site: Site) -> None:
    await site.chat("mein Geheimnis")
    old = site.cookie() or ""
    site.clock.now += 3600
    await site.chat("noch da")
    new = site.cookie() or ""
    assert old != new
    assert "mein Geheimnis" in await seen_with(site, new)
    site.clock.now += 60
    assert "mein Geheimnis" not in await seen_with(site, old)


async def test_a_deleted_session_s_token_opens_nothing(site: Site) -> None:
    await site.chat("Hallo")
    token = site.cookie() or ""
    await site.client.post("/chat/forget")
    async with site.another_client() as other:
        bearer = {"Authorization": f"Bearer {token}"}
        frame = {"type": "say", "id": "1", "text": "Hallo wieder"}
        assert (await other.post("/api/chat", json=frame, headers=bearer)).status == 403
    assert site.rasa.messages == ["Hallo"]


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
    response = await site.client.get("/chat")
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("path", ["/chat", "/api/chat", "/api/session", "/chat/forget"])
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
        response = await site.client.post("/api/session", json={"version": 1}, headers=headers)
        assert response.status == 200


FOREIGN = {"Origin": "https://fremd.example", "Sec-Fetch-Site": "cross-site"}
LISTED = {"Origin": "https://agentur.example", "Sec-Fetch-Site": "cross-site"}


@pytest.mark.parametrize("path", ["/api/chat?wait=0", "/api/config", "/api/socket"])
async def test_other_sites_cannot_read_either(site: Site, path: str) -> None:
    response = await site.client.get(path, headers=FOREIGN)
    assert response.status == 403
    assert (await response.json())["frames"][0]["code"] == "foreign"
    assert "Access-Control-Allow-Origin" not in response.headers


async def test_sites_of_the_list_may_use_the_api_and_nothing_else(sqlite_url: str, tmp_path: Path) -> None:
    origins = "https://agentur.example/, https://www.agentur.example:8443"
    async with running_site(sqlite_url, tmp_path, web_origins=origins) as site:
        response = await site.client.post("/api/session", json={"version": 1, "cookieless": True}, headers=LISTED)
        assert response.status == 200
        assert response.headers["Access-Control-Allow-Origin"] == "https://agentur.example"
        assert response.headers["Access-Control-Allow-Credentials"] == "true"
        assert response.headers["Vary"] == "Origin"
        for path in ("/chat", "/chat/forget"):
            assert (await site.client.post(path, data={"message": "x"}, headers=LISTED)).status == 403
        assert (await site.client.get("/api/config", headers=FOREIGN)).status == 403
        policy = (await site.client.get("/chat")).headers["Content-Security-Policy"]
        assert policy.endswith("frame-ancestors 'self' https://agentur.example https://www.agentur.example:8443")


async def test_a_browser_is_told_what_a_listed_site_may_send(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path, web_origins="https://agentur.example") as site:
        ask = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
        allowed = await site.client.options("/api/chat", headers={**LISTED, **ask})
        assert allowed.status == 204
        assert allowed.headers["Access-Control-Allow-Headers"] == "Authorization, Content-Type"
        refused = await site.client.options("/api/chat", headers={**FOREIGN, **ask})
        assert refused.status == 403
        assert "Access-Control-Allow-Headers" not in refused.headers


@pytest.mark.parametrize(
    "origins", ["*", "agentur.example", "https://", "ftp://a.example", "https://a.example/pfad", "https://a@b.example"]
)
async def test_a_list_that_is_none_stops_the_start(origins: str) -> None:
    with pytest.raises(SettingError, match="KUMPEL_WEB_ORIGINS"):
        Origins(origins)


async def test_a_form_of_another_type_cannot_reach_the_api(site: Site) -> None:
    response = await site.client.post("/api/chat", data='{"type": "ping"}', headers={"Content-Type": "text/plain"})
    assert response.status == 415
    assert (await response.json())["frames"][0]["text"]


@pytest.mark.parametrize("path", ["/chat", "/datenschutz", "/health", "/nothing-here", "/api/chat", "/api/session"])
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
    linked = [element.attributes["href"] for element in page.find("link")]
    addresses = [address for address in linked if address.startswith("/static/")]
    assert len(addresses) >= 2
    for address in addresses:
        response = await site.client.get(address)
        assert response.status == 200
        assert "immutable" in response.headers["Cache-Control"]
        assert "Content-Security-Policy" in response.headers
        assert (await site.client.get(address.replace("/static/", "/static/0"))).status == 404


async def test_a_body_that_is_too_large_is_refused(site: Site) -> None:
    api = await site.client.post("/api/chat", json={"type": "say", "id": "1", "text": "x" * 40_000})
    assert api.status == 413
    assert (await api.json())["frames"][0]["code"] == "too_large"
    form = await site.client.post("/chat", data={"id": "1", "message": "x" * 40_000})
    assert form.status == 413
    assert site.rasa.received == []


async def test_an_upload_instead_of_a_text_is_no_message(site: Site) -> None:
    response = await site.client.post("/chat", data={"id": "1", "message": Path(__file__).open("rb")})  # noqa: SIM115
    assert response.status == 400
    assert site.rasa.received == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_other_methods_are_refused(site: Site, method: str) -> None:
    assert (await site.client.request(method, "/api/chat")).status == 405


async def status_of(client: TestClient | ClientSession, id_: str, **options: Any) -> tuple[int, str | None]:
    frame = {"type": "say", "id": id_, "text": "x"}
    async with client.post("/api/chat", json=frame, **options) as response:
        return response.status, response.headers.get("Retry-After")


async def test_a_session_that_floods_is_slowed_and_others_are_not(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path, web_session_messages_per_minute=4) as site:
        await begin(site.client)
        statuses = [await status_of(site.client, str(number)) for number in range(4)]
        assert statuses == [(200, None), (200, None), (429, "15"), (429, "15")]
        async with site.another_client() as other:
            await begin(other)
            assert await status_of(other, "1") == (200, None)


async def test_an_address_that_floods_with_new_sessions_is_slowed(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path, web_address_messages_per_minute=4) as site:
        statuses = []
        for _ in range(3):
            async with site.another_client() as stranger:
                response = await stranger.post("/api/session", json={"version": 1})
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
            statuses.append((await stranger.post("/api/session", json={"version": 1}, headers=headers)).status)
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
            await connection.execute(update(WebSession).values(used_at=old))
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
    await site.post(message="mein Geheimnis", id="2")
    site.rasa.answer = lambda _message: "geheime Antwort"
    task = asyncio.create_task(site.chat("mein Geheimnis"))
    while not [record for record in caplog.records if record.name == "bot.web.asking"]:
        await asyncio.sleep(0.01)
    task.cancel()
    await site.client.get("/?text=Geheimnis")
    own = [record for record in caplog.records if record.name.startswith(("bot.", "sqlalchemy"))]
    assert own, "that Rasa gave no answer is logged"
    assert not [record for record in own if "eheim" in record.getMessage()]


async def test_a_database_that_is_away_is_owned_up_to_and_quotes_nothing(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.chat.STORE_SECONDS", 0.3)
    async with running_site(sqlite_url, tmp_path) as site:
        await begin(site.client)
        engine = create_engine(sqlite_url)
        async with engine.begin() as connection:
            await connection.execute(text("ALTER TABLE transcript_messages RENAME TO away"))
        response = await site.client.post("/api/chat", json={"type": "say", "id": "1", "text": "mein Geheimnis"})
        assert (response.status, response.headers["Retry-After"]) == (503, "5")
        assert "Technik" in (await response.json())["frames"][0]["text"]
        assert "eheim" not in caplog.text
        async with engine.begin() as connection:
            await connection.execute(text("ALTER TABLE away RENAME TO transcript_messages"))
        await engine.dispose()
        assert (await site.chat("mein Geheimnis", id="1"))["place"] == 2
