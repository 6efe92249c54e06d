"""The chat over a WebSocket, against a stand-in for Rasa: acknowledging, order, resends, tabs, coming back, goodbye."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from aiohttp import WSServerHandshakeError
from chat_client import Tab, begin, tab
from stand_in_rasa import MORE, QUESTION, SMALL
from web_site import Site, running_site

from bot.cli.line.client import cut
from bot.database import create_engine

IN_DANGER = "Ich will nicht mehr leben"


async def test_a_message_is_acknowledged_and_then_answered(site: Site) -> None:
    await begin(site.client)
    async with tab(site.client) as (first, welcome):
        assert (welcome["entries"], welcome["place"], welcome["expires_in"]) == ([], 0, 24 * 3600)
        await first.send("say", id="1", text=QUESTION)
        assert (await first.next())["type"] == "accepted"
        assert await first.next() == {"type": "typing", "id": "1"}
        entry = await first.next()
        assert (entry["type"], entry["id"], entry["place"]) == ("entry", "1", 2)
        assert [view["kind"] for view in entry["views"]] == ["assistant", "assistant"]


async def test_the_protocol_s_name_is_agreed_on(site: Site) -> None:
    async with site.client.ws_connect("/api/socket", protocols=("kumpel.v1", "other")) as socket:
        assert socket.protocol == "kumpel.v1"


async def test_messages_that_come_at_once_are_answered_in_order(site: Site) -> None:
    await begin(site.client)
    site.rasa.open.clear()
    async with tab(site.client) as (first, _):
        for number in range(15):
            await first.send("say", id=str(number), text=f"Frage {number}")
        for number in range(15):
            assert (await first.until("accepted"))["id"] == str(number)
        assert site.rasa.messages == ["Frage 0"], "the next one is asked when the first is answered"
        site.rasa.open.set()
        answers = [await first.until("entry") for _ in range(15)]
    assert [answer["id"] for answer in answers] == [str(number) for number in range(15)]
    assert [answer["place"] for answer in answers] == list(range(16, 31))
    assert site.rasa.messages == [f"Frage {number}" for number in range(15)]


async def test_a_resend_is_acknowledged_again_and_not_answered_again(site: Site) -> None:
    await begin(site.client)
    async with tab(site.client) as (first, _):
        await first.say("1", "Hallo")
        await first.send("say", id="1", text="Hallo")
        assert await first.next() == {**(await _accepted(first, "1")), "place": 1}
        await first.send("ping")
        assert (await first.next())["type"] == "pong", "nothing else came"
    assert site.rasa.messages == ["Hallo"]


async def _accepted(opened: Tab, id_: str) -> dict[str, Any]:
    await opened.send("say", id=id_, text="Hallo")
    return await opened.until("accepted")


async def test_a_resend_after_a_cut_finds_its_answer_on_the_way(site: Site) -> None:
    await begin(site.client)
    site.rasa.open.clear()
    async with tab(site.client) as (first, _):
        await first.send("say", id="1", text="Hallo")
        await site.rasa.asked.wait()
        cut(first.socket)
    async with tab(site.client, after=0) as (again, welcome):
        assert [(entry["id"], entry["final"]) for entry in welcome["entries"]] == [("1", False)]
        assert await again.next() == {"type": "typing", "id": "1"}
        await again.send("say", id="1", text="Hallo")
        assert (await again.next())["type"] == "accepted"
        assert await again.next() == {"type": "typing", "id": "1"}
        site.rasa.open.set()
        assert (await again.next())["messages"] == [{"text": "Verstanden: Hallo"}]
    assert site.rasa.messages == ["Hallo"]


async def test_two_tabs_hear_the_same(site: Site) -> None:
    await begin(site.client)
    async with tab(site.client) as (first, _), tab(site.client) as (second, _):
        answer = await first.say("1", "Hallo")
        heard = await second.next()
        assert (heard["from"], heard["text"], heard["place"], heard["final"]) == ("person", "Hallo", 1, False)
        assert await second.next() == {"type": "typing", "id": "1"}
        assert await second.next() == answer
        await second.say("2", "Danke")
        assert (await first.next())["text"] == "Danke"


async def test_another_person_hears_nothing(site: Site) -> None:
    await begin(site.client)
    async with site.another_client() as other:
        await begin(other)
        async with tab(site.client) as (first, _), tab(other) as (stranger, _):
            await first.say("1", "mein Geheimnis")
            assert await stranger.hears_nothing()


async def test_coming_back_brings_what_is_missing(site: Site) -> None:
    await begin(site.client)
    async with tab(site.client) as (first, _):
        await first.say("1", "eins")
        await first.say("2", "zwei")
    async with tab(site.client, after=2) as (_, welcome):
        assert [entry["place"] for entry in welcome["entries"]] == [3, 4]
        assert "reset" not in welcome
    async with tab(site.client, after=99) as (_, welcome):
        assert [entry["place"] for entry in welcome["entries"]] == [1, 2, 3, 4]
        assert welcome["reset"] is True


async def test_only_offered_buttons_may_be_tapped(site: Site) -> None:
    await begin(site.client)
    async with tab(site.client) as (first, _):
        for payload in (MORE["payload"], "/restart", "", "/search{}"):
            await first.send("tap", id="1", payload=payload, title="Mehr")
            refused = await first.next()
            assert (refused["type"], refused["code"], refused["id"]) == ("refused", "not_offered", "1")
        await first.say("2", QUESTION)
        await first.send("tap", id="3", payload=SMALL["payload"], title="<b>gefälscht</b>")
        await first.until("entry")
    async with tab(site.client, after=2) as (_, welcome):
        assert welcome["entries"][0]["text"] == SMALL["title"]
    assert site.rasa.messages == [QUESTION, SMALL["payload"]]


async def test_a_notice_comes_in_time_and_the_answer_later(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path, answer_timeout_seconds=0.2) as site:
        await begin(site.client)
        site.rasa.open.clear()
        async with tab(site.client) as (first, _), tab(site.client) as (second, _):
            await first.send("say", id="1", text="Hallo")
            notice = await first.until("notice")
            assert (notice["id"], notice["code"]) == ("1", "delayed")
            assert await second.until("notice") == notice
            async with tab(site.client) as (third, _):
                assert await third.next() == notice, "who comes later is told, too"
            site.rasa.open.set()
            assert (await first.until("entry"))["id"] == "1"
        assert site.rasa.messages == ["Hallo"]


async def test_deleting_ends_every_tab(site: Site) -> None:
    await begin(site.client)
    async with tab(site.client) as (first, _), tab(site.client) as (second, _):
        await first.say("1", "Hallo")
        await second.send("forget", id="weg")
        for opened in (first, second):
            erased = await opened.until("erased")
            assert erased["receipt"]["entries"] == 2
            assert await opened.closed() == 4001
    async with site.client.ws_connect("/api/socket") as socket:
        refused = await Tab(socket).hello()
        assert (refused["type"], refused["code"]) == ("refused", "no_session")
        assert await Tab(socket).closed() == 4000


async def test_deleting_by_words_ends_every_tab(site: Site) -> None:
    await begin(site.client)
    async with tab(site.client) as (first, _), tab(site.client) as (second, _):
        await first.send("say", id="1", text="lösch meine Daten")
        for opened in (first, second):
            assert (await opened.until("erased"))["text"] == "Erledigt: Unser Chat ist gelöscht."
            assert await opened.closed() == 4001


async def test_a_message_after_the_end_of_the_session_is_refused(site: Site) -> None:
    await begin(site.client)
    async with tab(site.client) as (first, _):
        await first.say("1", "Hallo")
        engine = create_engine(site.settings.database_url)
        async with engine.begin() as connection:
            await connection.exec_driver_sql("DELETE FROM web_sessions")
        await engine.dispose()
        await first.send("say", id="2", text="noch da?")
        assert (await first.until("refused"))["code"] == "no_session"
        assert (await first.next())["code"] == "expired"
        assert await first.closed() == 4000
    assert site.rasa.messages == ["Hallo"]


async def test_a_token_opens_a_socket_without_a_cookie(site: Site) -> None:
    async with site.another_client() as other:
        response = await other.post("/api/session", json={"version": 1, "cookieless": True})
        token = (await response.json())["token"]
    async with site.another_client() as other, tab(other, token=token) as (opened, _):
        assert (await opened.say("1", "Hallo"))["place"] == 2


@pytest.mark.parametrize("origin", ["https://fremd.example", "null", "http://127.0.0.1:1"])
async def test_a_foreign_site_opens_no_socket(site: Site, origin: str) -> None:
    await begin(site.client)
    with pytest.raises(WSServerHandshakeError) as refused:
        await site.client.ws_connect("/api/socket", headers={"Origin": origin})
    assert refused.value.status == 403


async def test_a_listed_site_opens_one(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path, web_origins="https://agentur.example") as site:
        headers = {"Origin": "https://agentur.example", "Sec-Fetch-Site": "cross-site"}
        async with site.client.ws_connect("/api/socket", headers=headers) as socket:
            assert (await Tab(socket).hello())["code"] == "no_session"


async def test_while_the_database_is_away_messages_are_refused_for_a_moment(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.chat.STORE_SECONDS", 0.2)
    await begin(site.client)
    engine = create_engine(site.settings.database_url)
    async with tab(site.client) as (first, _):
        async with engine.begin() as connection:
            await connection.exec_driver_sql("ALTER TABLE transcript_messages RENAME TO away")
        await first.send("say", id="1", text="Hallo")
        refused = await first.until("refused")
        assert (refused["id"], refused["code"], refused["retry_after"]) == ("1", "unavailable", 5)
        assert "112" not in refused["text"]
        await first.send("say", id="2", text=IN_DANGER)
        assert "116 111" in (await first.until("refused"))["text"], "nobody in danger is left with a line on technology"
        async with site.client.ws_connect("/api/socket") as socket:
            assert (await Tab(socket).hello())["code"] == "unavailable"
            assert await Tab(socket).closed() == 1013
        async with engine.begin() as connection:
            await connection.exec_driver_sql("ALTER TABLE away RENAME TO transcript_messages")
        assert (await first.say("1", "Hallo"))["place"] == 2
    await engine.dispose()


async def test_what_was_stored_though_nobody_knew_is_told_before_what_comes_next(site: Site) -> None:
    """As when the connection to the database is lost in the moment of the commit."""
    await begin(site.client)
    async with tab(site.client) as (first, _):
        await first.say("1", "eins")
        (key,) = site.rasa.senders
        engine = create_engine(site.settings.database_url)
        async with engine.begin() as connection:
            await connection.exec_driver_sql(
                "INSERT INTO transcript_messages VALUES (?, 3, 'person', 'lost', 0, '{\"text\": \"verloren\"}', ?)",
                (key, "2026-11-24 12:00:00"),
            )
        await engine.dispose()
        await first.send("say", id="2", text="zwei")
        frames = [await first.next()]
        while frames[-1].get("place") != 6:
            frames.append(await first.next())
    told = [(frame["type"], frame.get("place")) for frame in frames if "place" in frame]
    assert told == [("entry", 3), ("accepted", 4), ("entry", 5), ("entry", 6)]
    assert site.rasa.messages == ["eins", "verloren", "zwei"]


async def test_a_tab_that_shows_no_sign_of_life_is_let_go(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.socket.IDLE_SECONDS", 0.2)
    await begin(site.client)
    async with tab(site.client) as (first, _):
        assert (await first.next())["code"] == "idle"
        assert await first.closed() == 4000


async def test_at_the_end_everybody_hears_goodbye(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path) as site:
        await begin(site.client)
        async with tab(site.client) as (first, _):
            site.rasa.open.clear()
            await first.send("say", id="1", text="Hallo")
            await site.rasa.asked.wait()
            ending = asyncio.create_task(site.chats.stop(5))
            await asyncio.sleep(0)
            await first.send("say", id="2", text="zu spät")
            assert (await first.until("refused"))["code"] == "unavailable"
            site.rasa.open.set()
            assert (await first.until("entry"))["id"] == "1", "what is under way is finished"
            assert (await first.until("bye"))["code"] == "restart"
            assert await first.closed() == 1012
            await ending
