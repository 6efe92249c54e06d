"""The JSON API against a stand-in for Rasa: answers, order, resends, taps, forgetting, trouble."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from stand_in_rasa import INTRODUCTION, MORE, QUESTION, SMALL, running_rasa
from web_site import Site, running_site

from bot.conversations.tables import RunningConversation, TranscriptMessage
from bot.conversations.transcripts import Said
from bot.database import create_engine
from bot.web.chat import Chat
from bot.web.keys import CHAT


async def stored(site: Site, table: Any) -> list[Any]:
    engine = create_engine(site.settings.database_url)
    async with engine.connect() as connection:
        rows = list(await connection.execute(select(table)))
    await engine.dispose()
    return rows


async def test_a_message_is_answered_with_whole_messages(site: Site) -> None:
    answer = await site.chat(QUESTION, id="id-1")
    assert answer["id"] == "id-1"
    assert answer["messages"][0] == INTRODUCTION
    result = answer["messages"][1]
    assert set(result) == {"text", "buttons", "custom"}
    assert [item["title"] for item in result["custom"]["items"]] == ["Autohaus Muster", "Werkstatt Probe"]
    assert [view["kind"] for view in answer["views"]] == ["assistant", "assistant"]
    assert site.rasa.messages == [QUESTION]


async def test_the_whole_path_works_on_each_database(database_url: str, tmp_path: Path) -> None:
    async with running_site(database_url, tmp_path) as site:
        await site.chat(QUESTION, id="1")
        await site.chat(MORE["payload"], id="2")
        assert len(await stored(site, TranscriptMessage)) == 4
        assert "Garage Modell" in await site.page()
        await site.client.post("/forget")
        assert await stored(site, TranscriptMessage) == []


async def test_one_person_s_messages_belong_to_one_conversation(site: Site) -> None:
    await site.chat("eins")
    await site.chat("zwei")
    assert len(site.rasa.senders) == 1


async def test_two_people_have_two_conversations(site: Site) -> None:
    await site.chat("eins")
    async with site.another_client() as other:
        await other.post("/api/chat", json={"message": "zwei"})
        assert "eins" not in await (await other.get("/")).text()
    assert len(site.rasa.senders) == 2


async def test_rasa_never_learns_the_session_s_id(site: Site) -> None:
    await site.chat("Hallo")
    session_id = (site.cookie() or "").split(".")[0]
    rows = await stored(site, TranscriptMessage)
    assert len(session_id) == 32
    assert session_id not in str(site.rasa.received) + str(rows)
    assert {row.conversation_key for row in rows} == site.rasa.senders


async def test_a_typed_command_arrives_as_words(site: Site) -> None:
    await site.chat("/restart")
    await site.chat('  /search{"chip": "size=small"}')
    assert site.rasa.messages == ["restart", 'search{"chip": "size=small"}']


async def test_an_offered_button_may_be_tapped(site: Site) -> None:
    await site.chat(QUESTION)
    await site.chat(SMALL["payload"])
    assert site.rasa.messages[-1] == SMALL["payload"]
    assert "kleine Betriebe (6)</p>" in await site.page()


async def test_a_button_offered_to_somebody_else_may_not(site: Site) -> None:
    await site.chat(QUESTION)
    async with site.another_client() as other:
        await other.post("/api/chat", json={"message": MORE["payload"]})
    assert site.rasa.messages[-1] == "more"


async def test_a_resend_gets_the_same_answer_and_rasa_is_asked_once(site: Site) -> None:
    first = await site.chat(QUESTION, id="same")
    again = await site.chat(QUESTION, id="same")
    assert again["messages"] == first["messages"]
    assert site.rasa.messages == [QUESTION]


async def test_a_resend_while_the_first_is_under_way_waits_for_its_answer(site: Site) -> None:
    await site.chat("Hallo")
    site.rasa.open.clear()
    site.rasa.asked.clear()
    first = asyncio.create_task(site.chat(QUESTION, id="same"))
    await site.rasa.asked.wait()
    second = asyncio.create_task(site.chat(QUESTION, id="same"))
    site.rasa.open.set()
    assert (await first)["messages"] == (await second)["messages"]
    assert site.rasa.messages == ["Hallo", QUESTION]


async def test_messages_of_one_conversation_stay_in_order(site: Site) -> None:
    await site.chat("0")
    chat: Chat = site.client.server.app[CHAT]  # type: ignore[union-attr]
    site.rasa.open.clear()
    turns = [asyncio.create_task(chat.answer("key", Said(str(number), str(number)))) for number in range(1, 20)]
    await site.rasa.asked.wait()
    site.rasa.open.set()
    answers = await asyncio.gather(*turns)
    assert site.rasa.messages == [str(number) for number in range(20)]
    assert [answer[0]["text"] for answer in answers] == [f"Verstanden: {number}" for number in range(1, 20)]


async def test_one_slow_conversation_does_not_hold_up_another(site: Site) -> None:
    slow = asyncio.Event()
    await site.chat("Hallo")

    def answer(message: str) -> list[dict[str, Any]]:
        return [{"text": message}]

    site.rasa.answer = answer
    site.rasa.open = slow
    site.rasa.asked.clear()
    waiting = asyncio.create_task(site.chat("langsam"))
    await site.rasa.asked.wait()
    site.rasa.open = asyncio.Event()
    site.rasa.open.set()
    async with site.another_client() as other:
        response = await other.post("/api/chat", json={"message": "schnell"})
        assert (await response.json())["messages"] == [{"text": "schnell"}]
    assert not waiting.done()
    slow.set()
    assert (await waiting)["messages"] == [{"text": "langsam"}]


@pytest.mark.parametrize(
    "nonsense", ["<html>", "[", "null", "{}", "[]", '[{"text": 1}]', '["x"]', "NaN", "[" * 100_000], ids=lambda x: x[:9]
)
async def test_nonsense_is_owned_up_to(site: Site, nonsense: str) -> None:
    site.rasa.answer = lambda _message: nonsense
    answer = await site.chat("Hallo")
    assert [message["custom"] for message in answer["messages"]] == [{"type": "unavailable"}]
    assert "Technik" in answer["messages"][0]["text"]


@pytest.mark.parametrize("status", [404, 409, 500, 503])
async def test_an_error_of_rasa_is_owned_up_to(site: Site, status: int) -> None:
    site.rasa.status = status
    answer = await site.chat("Hallo")
    assert answer["messages"][0]["custom"] == {"type": "unavailable"}


async def test_rasa_that_is_down_is_owned_up_to_and_answers_after_its_return(
    sqlite_url: str, tmp_path: Path, unused_tcp_port: int
) -> None:
    async with running_site(sqlite_url, tmp_path, rasa_port=unused_tcp_port) as site:
        answer = await site.chat("Hallo", id="same")
        assert answer["messages"][0]["custom"] == {"type": "unavailable"}
        async with running_rasa(unused_tcp_port):
            again = await site.chat("Hallo", id="same")
        assert again["messages"] == [{"text": "Verstanden: Hallo"}]
        page = await site.page()
        assert "Verstanden: Hallo" in page
        assert "Technik" not in page.split("transcript")[1].split("composer")[0]


async def test_slow_rasa_is_owned_up_to_in_time(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path, answer_timeout_seconds=0.3) as site:
        site.rasa.open.clear()
        started = time.monotonic()
        answer = await site.chat("Hallo")
        assert answer["messages"][0]["custom"] == {"type": "unavailable"}
        assert 0.3 <= time.monotonic() - started < 2


async def test_those_who_wait_behind_a_slow_answer_hear_in_time_too(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path, answer_timeout_seconds=0.3) as site:
        await site.chat("Hallo")
        site.rasa.open.clear()
        started = time.monotonic()
        answers = await asyncio.gather(*(site.chat(f"{number}") for number in range(5)))
        assert time.monotonic() - started < 2
        assert {answer["messages"][0]["custom"]["type"] for answer in answers} == {"unavailable"}


async def test_deleting_by_words_forgets_everything_and_starts_anew(site: Site) -> None:
    await site.chat("Hallo")
    (before,) = site.rasa.senders
    engine = create_engine(site.settings.database_url)
    async with engine.begin() as connection:
        row = {"sender_id": before, "events": [], "updated_at": (await stored(site, TranscriptMessage))[0].created_at}
        await connection.execute(insert(RunningConversation), [row])
    await engine.dispose()
    answer = await site.chat("lösch meine Daten")
    assert answer["messages"][0]["custom"] == {"type": "erased"}
    assert answer["views"][0]["kind"] == "erased"
    assert await stored(site, TranscriptMessage) == []
    assert await stored(site, RunningConversation) == []
    assert site.cookie() is None
    await site.chat("Hallo wieder")
    assert len(site.rasa.senders) == 2


async def test_forgetting_waits_for_the_answer_under_way_and_drops_what_waits_behind_it(site: Site) -> None:
    await site.chat("Hallo")
    site.rasa.open.clear()
    site.rasa.asked.clear()
    under_way = asyncio.create_task(site.chat("lösch meine Daten"))
    await site.rasa.asked.wait()
    chat: Chat = site.client.server.app[CHAT]  # type: ignore[union-attr]
    (key,) = site.rasa.senders
    behind = asyncio.create_task(site.chat("noch etwas"))
    while len(await chat.transcript(key)) < 4:
        await asyncio.sleep(0)
    site.rasa.open.set()
    await under_way
    assert (await behind)["messages"] == []
    assert "noch etwas" not in site.rasa.messages
    assert await stored(site, TranscriptMessage) == []


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "null",
        "[]",
        '"text"',
        "{}",
        '{"message": 1}',
        '{"message": null}',
        '{"message": "x", "id": "no spaces"}',
        "\xff",
        "[" * 10_000,
    ],
    ids=lambda body: body[:12],
)
async def test_what_is_no_message_is_refused(site: Site, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    response = await site.client.post("/api/chat", data=body.encode("latin-1"), headers=headers)
    assert response.status == 400
    assert (await response.json())["error"] == "bad_request"
    assert site.rasa.received == []


async def test_an_id_of_another_type_is_replaced(site: Site) -> None:
    answer = await site.chat("Hallo", id=7)
    assert len(answer["id"]) == 32


@pytest.mark.parametrize(("text", "code"), [("", "empty"), (" /", "empty"), ("x" * 1001, "too_long")])
async def test_empty_and_long_messages_are_refused_with_a_line(site: Site, text: str, code: str) -> None:
    response = await site.client.post("/api/chat", json={"message": text})
    assert response.status == 400
    body = await response.json()
    assert body["error"] == code
    assert body["text"]
    assert "Set-Cookie" not in response.headers
    assert site.rasa.received == []


async def test_a_thousand_of_the_longest_characters_fit(site: Site) -> None:
    body = json.dumps({"message": "😀" * 1000})
    response = await site.client.post("/api/chat", data=body, headers={"Content-Type": "application/json"})
    assert response.status == 200
    assert site.rasa.messages == ["😀" * 1000]


async def test_halves_of_characters_do_no_harm(site: Site) -> None:
    body = '{"message": "a\\ud800b\\u0000c"}'
    response = await site.client.post("/api/chat", data=body, headers={"Content-Type": "application/json"})
    assert response.status == 200
    assert site.rasa.messages == ["abc"]


async def test_health_needs_nothing_and_ready_needs_a_model(site: Site) -> None:
    assert (await site.client.get("/health")).status == 200
    assert (await site.client.get("/ready")).status == 200
    site.rasa.loaded = False
    assert (await site.client.get("/ready")).status == 503
    assert (await site.client.get("/health")).status == 200


async def test_ready_uses_rasa_s_token(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path, rasa_token="geheim") as site:
        site.rasa.token = "geheim"
        assert (await site.client.get("/ready")).status == 200
        site.rasa.token = "anders"
        assert (await site.client.get("/ready")).status == 503
