"""Clients that mean harm: forged sessions, nonsense, floods, those that dawdle and those that never read."""

from __future__ import annotations

import asyncio
import json
import socket as sockets
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, TCPConnector, web
from chat_client import Tab, begin, tab
from stand_in_rasa import running_rasa
from web_site import SECRET, Site, running_site

from bot.settings import Settings
from bot.web.__main__ import KEEP_ALIVE_SECONDS
from bot.web.app import create_app
from bot.web.sessions import Session, Signer

ATTACK = '<img src=x onerror="alert(1)"></script><script>alert(1)</script>'


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "." * 150,
        Session("0" * 32).key,
        Signer(b"guessed").token(Session("0" * 32)),
        Signer(SECRET.encode()).token(Session("0" * 32)),
    ],
    ids=["letter", "dots", "key", "guessed secret", "never begun"],
)
async def test_forged_sessions_open_nothing(site: Site, token: str) -> None:
    async with site.client.ws_connect("/api/socket") as socket:
        assert (await Tab(socket).hello(token=token))["code"] == "no_session"
        assert await Tab(socket).closed() == 4000
    headers = {"Authorization": f"Bearer {token}"}
    assert (await site.client.get("/api/chat?wait=0", headers=headers)).status == 204
    assert (await site.client.post("/api/chat", json={"type": "forget", "id": "1"}, headers=headers)).status == 403


@pytest.mark.parametrize(
    "first",
    [
        '{"type": "say", "id": "1", "text": "Hallo"}',
        '{"type": "ping"}',
        "{",
        "null",
        "[" * 5000,
        '{"type": "hello"}',
        "",
    ],
    ids=lambda text: text[:20],
)
async def test_who_does_not_greet_is_let_go(site: Site, first: str) -> None:
    await begin(site.client)
    async with site.client.ws_connect("/api/socket") as socket:
        await socket.send_str(first)
        assert (await Tab(socket).next())["code"] == "bad_frame"
        assert await Tab(socket).closed() == 4002
    assert site.rasa.received == []


async def test_who_says_nothing_is_let_go(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.socket.HELLO_SECONDS", 0.2)
    async with site.client.ws_connect("/api/socket") as socket:
        assert (await Tab(socket).next())["type"] == "bye"
        assert await Tab(socket).closed() == 4000


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "{",
        "null",
        "7",
        "[" * 5000,
        '{"type": "say"}',
        '{"type": "say", "id": "a b", "text": "x"}',
        '{"type": "say", "id": "1", "text": {"toString": 1}}',
        '{"type": "welcome", "entries": []}',
        '{"type": "__proto__"}',
        b"\x00\xff",
    ],
    ids=lambda frame: str(frame[:24]),
)
async def test_malformed_frames_are_refused_and_the_chat_goes_on(site: Site, frame: str | bytes) -> None:
    await begin(site.client)
    async with tab(site.client) as (first, _):
        if isinstance(frame, bytes):
            await first.socket.send_bytes(frame)
        else:
            await first.socket.send_str(frame)
        assert (await first.next())["code"] == "bad_frame"
        await first.say("1", "Hallo")
    assert site.rasa.messages == ["Hallo"]


async def test_who_sends_nothing_but_nonsense_is_let_go(site: Site) -> None:
    await begin(site.client)
    async with tab(site.client) as (first, _):
        for _ in range(25):
            await first.socket.send_str("{")
        assert await first.closed() == 4002


async def test_a_second_greeting_is_refused(site: Site) -> None:
    await begin(site.client)
    async with tab(site.client) as (first, _):
        assert (await first.hello())["code"] == "bad_frame"


async def test_an_oversized_frame_ends_the_connection(site: Site) -> None:
    await begin(site.client)
    async with tab(site.client) as (first, _):
        await first.send("say", id="1", text="x" * 20_000)
        assert await first.closed() in (1009, 4002)
    assert site.rasa.received == []
    async with tab(site.client) as (again, _):
        await again.send("say", id="1", text="ü" * 1001)
        assert (await again.next())["code"] == "too_long"


async def test_html_and_script_in_every_field_stay_text(site: Site) -> None:
    item: dict[str, Any] = dict.fromkeys(("id", "title", "source", "checked_on"), ATTACK) | {
        "reasons": [ATTACK],
        "url": f"javascript:{ATTACK}",
    }
    hostile: list[dict[str, Any]] = [
        {
            "text": ATTACK,
            "buttons": [{"title": ATTACK, "payload": f"/x{ATTACK}"}],
            "custom": {"type": ATTACK, "items": [item]},
        }
    ]
    site.rasa.answer = lambda _message: hostile
    await begin(site.client)
    async with tab(site.client) as (first, _):
        (view,) = (await first.say("1", ATTACK))["views"]
        await first.send("tap", id="2", payload=f"/x{ATTACK}", title=ATTACK)
        await first.until("entry")
    assert view["kind"] == "assistant"
    assert view["segments"] == [{"text": ATTACK, "href": None}]
    assert view["cards"][0]["link"] is None
    async with tab(site.client) as (_, welcome):
        assert [entry["text"] for entry in welcome["entries"] if entry["from"] == "person"] == [ATTACK, ATTACK]
    page = await site.page()
    assert "<img src=x" not in page
    assert "<script>alert" not in page


async def test_a_flood_is_refused_and_others_are_served(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path, web_session_messages_per_minute=10) as site:
        await begin(site.client)
        async with tab(site.client) as (flood, _), site.another_client() as http:
            await begin(http)
            for number in range(200):
                await flood.send("say", id=str(number), text="x")
            async with tab(http) as (calm, _):
                for number in range(5):
                    await calm.say(str(number), "Hallo")
            refused = await flood.until("refused")
            assert (refused["code"], refused["retry_after"]) == ("too_fast", 6)
        assert site.rasa.messages.count("x") == 5, "the rest stays in the network and is never read"


async def test_one_chat_has_only_so_many_tabs(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path, web_session_sockets=2) as site:
        await begin(site.client)
        async with tab(site.client), tab(site.client), site.client.ws_connect("/api/socket") as third:
            assert (await Tab(third).hello())["code"] == "too_many_tabs"
            assert await Tab(third).closed() == 4003
        async with tab(site.client) as (_, welcome):
            assert welcome["type"] == "welcome", "one that is closed counts no more"


async def test_one_address_has_only_so_many_connections(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path, web_address_sockets=3) as site:
        async with AsyncExitStack() as stack:
            for _ in range(3):
                await stack.enter_async_context(site.client.ws_connect("/api/socket"))
            async with site.client.ws_connect("/api/socket") as fourth:
                assert (await Tab(fourth).next())["code"] == "too_many_tabs"
                assert await Tab(fourth).closed() == 4003
            await begin(site.client)
            assert (await site.client.get("/api/chat?wait=20")).status == 429
        async with tab(site.client):
            pass


async def test_who_does_not_read_is_let_go_and_holds_nobody_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.socket.SEND_SECONDS", 0.5)
    site.rasa.answer = lambda _message: [{"text": "Wort " * 40_000}]
    await begin(site.client)
    async with site.client.ws_connect("/api/socket", max_msg_size=0) as deaf, tab(site.client) as (first, _):
        await deaf.send_json({"type": "hello", "version": 1})
        deaf._reader._protocol.transport.pause_reading()  # type: ignore[attr-defined]
        (line,) = site.chats._lines.values()
        number = 0
        while len(line.listeners) > 1 and number < 25:
            await first.say(str(number), "Hallo")
            number += 1
        while len(line.listeners) > 1:
            await asyncio.sleep(0.05)
        assert (await first.say("last", "Hallo"))["id"] == "last"


async def test_a_thousand_idle_sockets_do_no_harm(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path, web_address_sockets=2000, web_session_sockets=2000) as site:
        await begin(site.client)
        cookies = site.client.session.cookie_jar
        async with (
            ClientSession(cookie_jar=cookies, connector=TCPConnector(limit=0)) as http,
            AsyncExitStack() as stack,
        ):
            address = site.client.make_url("/api/socket")
            for _ in range(1000):
                socket = await stack.enter_async_context(http.ws_connect(address))
                await Tab(socket).hello()
            async with site.another_client() as other:
                await begin(other)
                async with tab(other) as (calm, _):
                    assert (await calm.say("1", "Hallo"))["place"] == 2
            assert (await site.client.get("/health")).status == 200


HEAD = b"POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\nContent-Type: application/%s\r\n\r\nm"


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"POST /api/chat HTTP/1.1\r\nHost: a\r\n",
        HEAD % (b"/api/chat", b"json"),
        HEAD % (b"/chat", b"x-www-form-urlencoded"),
    ],
    ids=["nothing", "half a head", "half a body", "half a form"],
)
async def test_slow_loris_is_let_go(
    sqlite_url: str, tmp_path: Path, start: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.api.BODY_SECONDS", 0.3)
    monkeypatch.setattr("bot.web.pages.FORM_SECONDS", 0.3)
    async with running_rasa() as rasa:
        ports = {"rasa_port": rasa.port, "actions_port": rasa.port, "metrics_port": 0}
        app = create_app(Settings(database_url=sqlite_url, session_secret=SECRET, **ports), secret_file=tmp_path / "x")
        runner = web.AppRunner(app, keepalive_timeout=0.5, access_log=None, lingering_time=0.5)
        await runner.setup()
        site = web.SockSite(runner, _listener())
        await site.start()
        port = runner.addresses[0][1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(start)
        answer = await asyncio.wait_for(_drip(reader, writer), 15)
        assert answer == b"" or answer.startswith((b"HTTP/1.1 408 ", b"HTTP/1.0 400 ", b"HTTP/1.1 400 "))
        await runner.cleanup()


def test_the_page_itself_waits_no_longer_than_half_a_minute() -> None:
    assert KEEP_ALIVE_SECONDS <= 30


def _listener() -> sockets.socket:
    listener = sockets.socket()
    listener.bind(("127.0.0.1", 0))
    return listener


async def _drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    """Send a byte now and then until the server has had enough."""
    reading = asyncio.create_task(reader.read())
    while not reading.done():
        try:
            writer.write(b"a")
            await writer.drain()
        except ConnectionError:
            break
        await asyncio.wait({reading}, timeout=0.1)
    writer.close()
    try:
        return await reading
    except ConnectionError:
        return b""


async def test_answers_are_not_mixed_among_many(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path, web_address_messages_per_minute=100_000) as site:

        async def person(number: int) -> None:
            async with site.another_client() as http:
                await begin(http)
                async with tab(http) as (mine, _):
                    for turn in range(4):
                        answer = await mine.say(str(turn), f"Person {number}, Frage {turn}")
                        assert answer["messages"] == [{"text": f"Verstanden: Person {number}, Frage {turn}"}]
                async with http.get("/api/chat?wait=0") as response:
                    text = json.dumps(await response.json())
                    assert text.count("Person ") == text.count(f"Person {number},")

        await asyncio.gather(*(person(number) for number in range(30)))
