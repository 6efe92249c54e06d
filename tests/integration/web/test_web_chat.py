"""The chat over plain requests, against a stand-in for Rasa: answers, order, resends, taps, forgetting, trouble."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pytest
from chat_client import begin, checked
from sqlalchemy import insert, select
from stand_in_rasa import INTRODUCTION, MORE, QUESTION, SMALL, running_rasa
from web_site import Site, running_site

from bot.conversations.tables import RunningConversation, TranscriptMessage, WebSession
from bot.database import create_engine


async def stored(site: Site, table: Any) -> list[Any]:
    engine = create_engine(site.settings.database_url)
    async with engine.connect() as connection:
        rows = list(await connection.execute(select(table)))
    await engine.dispose()
    return rows


async def news(site: Site, after: int = -1, wait: int = 0) -> list[dict[str, Any]]:
    async with site.client.get("/api/chat", params={"after": after, "wait": wait}) as response:
        assert response.status == 200
        return [checked(frame) for frame in (await response.json())["frames"]]


async def answer_after(site: Site, place: int) -> list[dict[str, Any]]:
    """The messages of the entry behind a place, whether it is there already or comes now."""
    welcome, *frames = await news(site, after=place, wait=20)
    messages: list[dict[str, Any]] = [*welcome["entries"], *frames][-1]["messages"]
    return messages


def say(id_: str, text: str) -> dict[str, Any]:
    return {"type": "say", "id": id_, "text": text}


async def test_a_message_is_accepted_and_answered_with_whole_messages(site: Site) -> None:
    await begin(site.client)
    accepted, typing, answer = await site.frames(say("id-1", QUESTION))
    assert (accepted["type"], accepted["place"]) == ("accepted", 1)
    assert typing == {"type": "typing", "id": "id-1"}
    assert (answer["id"], answer["place"], answer["from"], answer["final"]) == ("id-1", 2, "assistant", True)
    assert answer["messages"][0] == INTRODUCTION
    assert set(answer["messages"][1]) == {"text", "buttons", "custom"}
    assert [view["kind"] for view in answer["views"]] == ["assistant", "assistant"]
    assert site.rasa.messages == [QUESTION]


async def test_the_whole_path_works_on_each_database(database_url: str, tmp_path: Path) -> None:
    async with running_site(database_url, tmp_path) as site:
        await site.chat(QUESTION)
        await site.tap(MORE["payload"])
        assert len(await stored(site, TranscriptMessage)) == 4
        assert "Garage Modell" in await site.page()
        (erased,) = await site.frames({"type": "forget", "id": "weg"})
        assert erased["receipt"]["entries"] == 4
        for table in (TranscriptMessage, RunningConversation, WebSession):
            assert await stored(site, table) == []


async def test_without_a_session_nothing_is_taken(site: Site) -> None:
    for frame in (say("1", "Hallo"), {"type": "forget", "id": "1"}):
        response = await site.client.post("/api/chat", json=frame)
        assert response.status == 403
        assert (await response.json())["frames"][0]["code"] == "no_session"
    assert (await site.client.get("/api/chat")).status == 204
    assert await stored(site, WebSession) == []


async def test_one_person_s_messages_belong_to_one_conversation(site: Site) -> None:
    await site.chat("eins")
    await site.chat("zwei")
    assert len(site.rasa.senders) == 1


async def test_two_people_have_two_conversations(site: Site) -> None:
    await site.chat("eins")
    async with site.another_client() as other:
        await begin(other)
        await other.post("/api/chat", json=say("1", "zwei"))
        assert "eins" not in await (await other.get("/chat")).text()
        assert "eins" not in await (await other.get("/api/chat?wait=0")).text()
    assert len(site.rasa.senders) == 2


async def test_rasa_never_learns_the_session_s_id(site: Site) -> None:
    await site.chat("Hallo")
    session_id = (site.cookie() or "").split(".")[0]
    rows = [*await stored(site, TranscriptMessage), *await stored(site, WebSession)]
    assert len(session_id) == 32
    assert session_id not in str(site.rasa.received) + str(rows)
    assert {row.conversation_key for row in rows} == site.rasa.senders


async def test_a_typed_command_arrives_as_words(site: Site) -> None:
    await site.chat("/restart")
    await site.chat('  /search{"chip": "size=small"}')
    assert site.rasa.messages == ["restart", 'search{"chip": "size=small"}']


async def test_an_offered_button_may_be_tapped(site: Site) -> None:
    await site.chat(QUESTION)
    await site.tap(SMALL["payload"])
    assert site.rasa.messages[-1] == SMALL["payload"]
    assert "kleine Betriebe (6)</p>" in await site.page()


async def test_a_button_offered_to_somebody_else_may_not(site: Site) -> None:
    await site.chat(QUESTION)
    async with site.another_client() as other:
        await begin(other)
        response = await other.post("/api/chat", json={"type": "tap", "id": "1", "payload": MORE["payload"]})
        assert (await response.json())["frames"][0]["code"] == "not_offered"
    assert site.rasa.messages == [QUESTION]


async def test_a_resend_gets_the_same_answer_and_rasa_is_asked_once(site: Site) -> None:
    first = await site.chat(QUESTION, id="same")
    accepted, again = await site.frames(say("same", QUESTION))
    assert (accepted["place"], again) == (1, first)
    assert site.rasa.messages == [QUESTION]


async def test_the_same_id_with_other_words_is_refused(site: Site) -> None:
    await site.chat("Hallo", id="same")
    (refused,) = await site.frames(say("same", "Etwas anderes"))
    assert (refused["type"], refused["code"]) == ("refused", "bad_frame")
    assert site.rasa.messages == ["Hallo"]


async def test_a_resend_while_the_first_is_under_way_waits_for_its_answer(site: Site) -> None:
    await site.chat("Hallo")
    site.rasa.open.clear()
    site.rasa.asked.clear()
    first = asyncio.create_task(site.chat(QUESTION, id="same"))
    await site.rasa.asked.wait()
    second = asyncio.create_task(site.chat(QUESTION, id="same"))
    site.rasa.open.set()
    assert await first == await second
    assert site.rasa.messages == ["Hallo", QUESTION]


async def test_one_slow_conversation_does_not_hold_up_another(site: Site) -> None:
    slow = asyncio.Event()
    await site.chat("Hallo")
    site.rasa.open = slow
    site.rasa.asked.clear()
    waiting = asyncio.create_task(site.chat("langsam"))
    await site.rasa.asked.wait()
    site.rasa.open = asyncio.Event()
    site.rasa.open.set()
    async with site.another_client() as other:
        await begin(other)
        response = await other.post("/api/chat", json=say("1", "schnell"))
        assert (await response.json())["frames"][-1]["messages"] == [{"text": "Verstanden: schnell"}]
    assert not waiting.done()
    slow.set()
    assert (await waiting)["messages"] == [{"text": "Verstanden: langsam"}]


@pytest.mark.parametrize(
    "nonsense", ["<html>", "[", "null", "{}", "[]", '[{"text": 1}]', '["x"]', "NaN", "[" * 100_000], ids=lambda x: x[:9]
)
async def test_nonsense_is_owned_up_to_and_asked_again(sqlite_url: str, tmp_path: Path, nonsense: str) -> None:
    async with running_site(sqlite_url, tmp_path, answer_timeout_seconds=0.1) as site:
        await begin(site.client)
        site.rasa.answer = lambda _message: nonsense
        frames = await site.frames(say("1", "Hallo"))
        assert [frame["type"] for frame in frames] == ["accepted", "typing", "notice"]
        assert "Technik" in frames[-1]["text"]
        site.rasa.answer = lambda message: [{"text": message}]
        assert await answer_after(site, 1) == [{"text": "Hallo"}]
        assert set(site.rasa.messages) == {"Hallo"}


async def test_rasa_that_is_down_answers_after_its_return(
    sqlite_url: str, tmp_path: Path, unused_tcp_port: int
) -> None:
    settings = {"rasa_port": unused_tcp_port, "answer_timeout_seconds": 0.2}
    async with running_site(sqlite_url, tmp_path, **settings) as site:
        await begin(site.client)
        assert (await site.frames(say("1", "eins")))[-1]["type"] == "notice"
        assert (await site.frames(say("2", "zwei")))[-1]["type"] == "notice"
        async with running_rasa(unused_tcp_port) as rasa:
            while len(entries := (await news(site))[0]["entries"]) < 4:
                await asyncio.sleep(0.05)
            assert rasa.messages == ["eins", "zwei"]
    assert [(entry["id"], entry["from"]) for entry in entries] == [
        ("1", "person"),
        ("2", "person"),
        ("1", "assistant"),
        ("2", "assistant"),
    ]


async def test_who_waits_behind_a_slow_answer_hears_in_time_too(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path, answer_timeout_seconds=0.3) as site:
        await begin(site.client)
        site.rasa.open.clear()
        started = time.monotonic()
        answers = await asyncio.gather(*(site.frames(say(str(number), "Hallo")) for number in range(5)))
        assert {frames[-1]["type"] for frames in answers} == {"notice"}
        assert time.monotonic() - started < 8
        assert site.rasa.messages == ["Hallo"], "one after the other"


async def test_a_message_that_never_can_be_answered_does_not_block_those_behind_it(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.asking.LONGEST_PAUSE_SECONDS", 0.01)
    async with running_site(sqlite_url, tmp_path) as site:
        site.rasa.answer = lambda message: "kaputt" if message == "Gift" else [{"text": message}]
        answer = await site.chat("Gift")
        assert answer["messages"][0]["custom"] == {"type": "unavailable"}
        assert (await site.chat("Hallo"))["messages"] == [{"text": "Hallo"}]


async def test_while_the_action_server_is_away_nothing_is_given_up(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.asking.LONGEST_PAUSE_SECONDS", 0.01)
    async with running_site(sqlite_url, tmp_path, answer_timeout_seconds=0.2) as site:
        await begin(site.client)
        site.rasa.acts = False
        site.rasa.status = 503
        assert (await site.frames(say("1", "Hallo")))[-1]["type"] == "notice"
        while len(site.rasa.messages) < 30:
            await asyncio.sleep(0.01)
        site.rasa.acts, site.rasa.status = True, 200
        assert await answer_after(site, 1) == [{"text": "Verstanden: Hallo"}]


async def test_what_was_accepted_is_answered_after_a_restart(
    sqlite_url: str, tmp_path: Path, unused_tcp_port: int
) -> None:
    settings = {"rasa_port": unused_tcp_port, "answer_timeout_seconds": 0.1}
    async with running_site(sqlite_url, tmp_path, **settings) as site:
        await begin(site.client)
        for number in range(3):
            await site.frames(say(str(number), f"Frage {number}"))
        token = site.cookie()
    async with running_rasa(unused_tcp_port) as rasa, running_site(sqlite_url, tmp_path, **settings) as site:
        site.client.session.cookie_jar.update_cookies({"kumpel": token or ""}, site.client.make_url("/"))
        while len(rasa.messages) < 3 or [e["final"] for e in (await news(site))[0]["entries"]] != [True] * 6:
            await asyncio.sleep(0.05)
        assert rasa.messages == ["Frage 0", "Frage 1", "Frage 2"]


async def test_every_message_has_a_name_of_its_own_for_rasa(site: Site) -> None:
    await site.chat("eins", id="a")
    await site.chat("zwei", id="b")
    assert site.rasa.ids == ["1-a", "3-b"]


async def test_news_are_waited_for_and_come_once(site: Site) -> None:
    await site.chat("eins", id="a")
    assert [entry["place"] for entry in (await news(site, after=0))[0]["entries"]] == [1, 2]
    waiting = asyncio.create_task(news(site, after=2, wait=20))
    while not any(line.listeners for line in site.chats._lines.values()):
        await asyncio.sleep(0.01)
    await site.chat("zwei", id="b")
    welcome, entry, *_ = await waiting
    assert (welcome["entries"], entry["place"], entry["text"]) == ([], 3, "zwei")


async def test_too_many_waiting_messages_are_refused(sqlite_url: str, tmp_path: Path) -> None:
    settings = {"answer_timeout_seconds": 0.01, "web_session_messages_per_minute": 1000}
    async with running_site(sqlite_url, tmp_path, **settings) as site:
        await begin(site.client)
        site.rasa.open.clear()
        for number in range(20):
            assert (await site.frames(say(str(number), "Hallo")))[0]["type"] == "accepted"
        response = await site.client.post("/api/chat", json=say("20", "Hallo"))
        assert (response.status, response.headers["Retry-After"]) == (429, "5")
        assert (await response.json())["frames"][0]["code"] == "too_many_waiting"


async def test_deleting_by_words_forgets_everything_and_starts_anew(site: Site) -> None:
    await site.chat("Hallo")
    (before,) = site.rasa.senders
    engine = create_engine(site.settings.database_url)
    async with engine.begin() as connection:
        row = {"sender_id": before, "events": [], "updated_at": (await stored(site, TranscriptMessage))[0].created_at}
        await connection.execute(insert(RunningConversation), [row])
    await engine.dispose()
    erased = await site.chat("lösch meine Daten")
    assert (erased["type"], erased["text"]) == ("erased", "Erledigt: Unser Chat ist gelöscht.")
    for table in (TranscriptMessage, RunningConversation, WebSession):
        assert await stored(site, table) == []
    assert site.cookie() is None
    await site.chat("Hallo wieder")
    assert len(site.rasa.senders) == 2


async def test_forgetting_waits_for_the_answer_under_way_and_drops_what_waits_behind_it(site: Site) -> None:
    await site.chat("Hallo")
    (key,) = site.rasa.senders
    site.rasa.open.clear()
    site.rasa.asked.clear()
    under_way = asyncio.create_task(site.frames(say("1", "noch etwas")))
    await site.rasa.asked.wait()
    behind = asyncio.create_task(site.frames(say("2", "und noch etwas")))
    while len(await site.chats.transcript(key)) < 4:
        await asyncio.sleep(0.01)
    forgetting = asyncio.create_task(site.frames({"type": "forget", "id": "weg"}))
    await asyncio.sleep(0.05)
    assert not forgetting.done()
    site.rasa.open.set()
    assert (await forgetting)[0]["type"] == "erased"
    assert [frames[-1]["type"] for frames in (await under_way, await behind)] == ["erased", "erased"]
    assert site.rasa.messages == ["Hallo", "noch etwas"]
    assert await stored(site, TranscriptMessage) == []


async def test_what_rasa_stores_after_deleting_is_deleted_too(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path, answer_timeout_seconds=0.2) as site:
        await begin(site.client)
        site.rasa.open.clear()
        await site.frames(say("1", "Hallo"))
        assert (await site.frames({"type": "forget", "id": "weg"}))[0]["type"] == "erased"
        engine = create_engine(sqlite_url)
        async with engine.begin() as connection:
            (key,) = site.rasa.senders
            row = {"sender_id": key, "events": [], "updated_at": site.chats._now()}
            await connection.execute(insert(RunningConversation), [row])
        await engine.dispose()
        site.rasa.open.set()
        while await stored(site, RunningConversation):
            await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    "body",
    ["", "{", "null", "[]", '"text"', "{}", '{"type": "say"}', '{"type": "hello", "version": 1}', "\xff", "[" * 10_000],
    ids=lambda body: body[:12],
)
async def test_what_is_no_frame_is_refused(site: Site, body: str) -> None:
    await begin(site.client)
    headers = {"Content-Type": "application/json"}
    response = await site.client.post("/api/chat", data=body.encode("latin-1"), headers=headers)
    assert response.status == 400
    assert checked((await response.json())["frames"][0])["code"] == "bad_frame"
    assert site.rasa.received == []


@pytest.mark.parametrize("query", ["after=x", "after=1.5", "after=", "after=99999999999", "wait=x", "after=--1"])
async def test_numbers_that_are_none_are_refused(site: Site, query: str) -> None:
    await begin(site.client)
    assert (
        await site.client.get(f"/api/chat?wait=0&{query}" if "wait" not in query else f"/api/chat?{query}")
    ).status == 400


@pytest.mark.parametrize(("text", "code"), [("", "empty"), (" /", "empty"), ("x" * 1001, "too_long")])
async def test_empty_and_long_messages_are_refused_with_a_line(site: Site, text: str, code: str) -> None:
    await begin(site.client)
    response = await site.client.post("/api/chat", json=say("1", text))
    assert response.status == 400
    (frame,) = (await response.json())["frames"]
    assert (checked(frame)["code"], bool(frame["text"])) == (code, True)
    assert site.rasa.received == []


async def test_a_thousand_of_the_longest_characters_fit(site: Site) -> None:
    await begin(site.client)
    body = json.dumps(say("1", "😀" * 1000))
    response = await site.client.post("/api/chat", data=body, headers={"Content-Type": "application/json"})
    assert response.status == 200
    assert site.rasa.messages == ["😀" * 1000]


async def test_halves_of_characters_do_no_harm(site: Site) -> None:
    await begin(site.client)
    body = '{"type": "say", "id": "1", "text": "a\\ud800b\\u0000c"}'
    response = await site.client.post("/api/chat", data=body, headers={"Content-Type": "application/json"})
    assert response.status == 200
    assert site.rasa.messages == ["abc"]


async def test_the_configuration_stores_nothing_and_may_be_kept(site: Site) -> None:
    response = await site.client.get("/api/config")
    config = await response.json()
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert (config["version"], config["assistant"], config["limits"]) == (1, "Kumpel", {"characters": 1000})
    assert len(config["examples"]) == 4
    assert {"name": "Berufsberatung der Agentur für Arbeit", "number": "0800 4 5555 00"} in config["phones"]


async def test_health_needs_nothing_and_ready_needs_all(site: Site) -> None:
    async def states() -> tuple[int, int]:
        return (await site.client.get("/health")).status, (await site.client.get("/ready")).status

    assert await states() == (200, 200)
    site.rasa.loaded = False
    assert await states() == (200, 503)
    site.rasa.loaded, site.rasa.acts = True, False
    assert await states() == (200, 503)
    site.rasa.acts = True
    assert await states() == (200, 200)


async def test_ready_uses_rasa_s_token(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path, rasa_token="geheim") as site:
        site.rasa.token = "geheim"
        assert (await site.client.get("/ready")).status == 200
        site.rasa.token = "anders"
        assert (await site.client.get("/ready")).status == 503


async def test_figures_stand_on_a_port_of_their_own(sqlite_url: str, tmp_path: Path, unused_tcp_port: int) -> None:
    async with running_site(sqlite_url, tmp_path, metrics_port=unused_tcp_port) as site:
        await site.chat("mein Geheimnis")
        await site.client.post("/api/chat", json=say("1", ""))
        async with site.client.session.get(f"http://127.0.0.1:{unused_tcp_port}/metrics") as response:
            text = await response.text()
        assert (await site.client.get("/metrics")).status == 404
    assert 'kumpel_entries_total{speaker="person"} 1.0' in text
    assert 'kumpel_refusals_total{code="empty"} 1.0' in text
    assert "kumpel_answer_seconds_count 1.0" in text
    assert "Geheimnis" not in text
