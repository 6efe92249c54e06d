"""Nothing lost, nothing twice, in order: duplicates, overtaking, refusals, time-outs, restarts, deletion."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from async_timeout import timeout
from messenger_site import Messengers, messenger_site, stand_ins
from stand_in_rasa import QUESTION
from web_site import running_site

from bot.channels import sending
from bot.cli.messengers.stand_in import PATIENCE_SECONDS, Refusal, StandIn
from bot.conversations.messenger_states import State, States
from bot.conversations.messengers import MOST_WAITING, Outbox
from bot.database import create_engine
from bot.phrases import phrase
from bot.web.keys import HUB

ANNA, BERT = 4711, 4712


@pytest.fixture
async def messengers(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Messengers]:
    async with stand_ins() as (here, there), messenger_site(sqlite_url, tmp_path, here, there) as running:
        yield running


async def state(messengers: Messengers, channel: str) -> State:
    engine = create_engine(messengers.site.settings.database_url)
    try:
        found = await States(engine).read(channel)
        assert found is not None
        return found
    finally:
        await engine.dispose()


async def given_up(messengers: Messengers, count: int) -> bool:
    return (await state(messengers, "telegram")).given_up == count


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait for something, but not for ever."""
    async with timeout(PATIENCE_SECONDS):
        while not await holds():
            await asyncio.sleep(0.05)


async def asked(stand_in: StandIn, request: object = None) -> bool:
    return request in stand_in.requests if request else bool(stand_in.requests)


async def tried(messengers: Messengers, messages: int) -> bool:
    return len(messengers.site.rasa.messages) == messages and len(messengers.telegram.refusals) < 998


async def has_error(messengers: Messengers) -> bool:
    engine = create_engine(messengers.site.settings.database_url)
    found = await States(engine).read("telegram")
    await engine.dispose()
    return found is not None and found.error is not None


async def nothing_to_send(url: str) -> None:
    engine = create_engine(url)

    async def is_empty() -> bool:
        return not await Outbox(engine).waiting()

    await until(is_empty)
    await engine.dispose()


def everything_stored(url: str) -> str:
    """The database's files, as text."""
    path = Path(url.removeprefix("sqlite+aiosqlite:///"))
    connection = sqlite3.connect(path)
    try:
        return "\n".join(connection.iterdump())
    finally:
        connection.close()


async def test_an_update_that_comes_twice_is_answered_once(messengers: Messengers) -> None:
    update = messengers.telegram.update(ANNA, text="eins")
    for _ in range(3):
        assert (await messengers.telegram.deliver(update))[0] == 200
    await asyncio.gather(*(messengers.telegram.deliver(update) for _ in range(5)))
    await messengers.telegram.say(ANNA, "zwei")
    await messengers.telegram.shown(str(ANNA), 3)
    await messengers.telegram.deliver(update)
    await messengers.telegram.say(ANNA, "drei")
    texts = await messengers.telegram.shown(str(ANNA), 4)
    assert texts[1:] == ["Verstanden: eins", "Verstanden: zwei", "Verstanden: drei"]


async def test_a_message_of_long_ago_is_a_replay(messengers: Messengers) -> None:
    old = messengers.telegram.update(ANNA, text="alt", date=int(time.time()) - 8 * 86_400)
    assert (await messengers.telegram.deliver(old))[0] == 200
    await messengers.telegram.say(ANNA, "neu")
    await messengers.telegram.shown(str(ANNA), 2)
    assert messengers.site.rasa.messages == ["neu"]


async def test_updates_that_overtake_each_other_are_answered_in_their_order(messengers: Messengers) -> None:
    messengers.site.client.server.app[HUB]._answering._settle = 0.5  # however slow this machine is
    updates = [messengers.telegram.update(ANNA, text=str(n)) for n in range(100, 108)]
    await asyncio.gather(*(messengers.telegram.deliver(update) for update in reversed(updates)))
    texts = await messengers.telegram.shown(str(ANNA), 9)
    assert texts[1:] == [f"Verstanden: {n}" for n in range(100, 108)]


async def test_a_slow_chat_does_not_hold_up_another(messengers: Messengers) -> None:
    messengers.telegram.refusals.append(Refusal(hangs=1.0))
    await messengers.telegram.say(ANNA, "a")
    await until(lambda: asked(messengers.telegram))
    await messengers.telegram.say(BERT, "b")
    await messengers.telegram.shown(str(BERT), 2)
    assert messengers.telegram.texts(str(ANNA)) == []
    await messengers.telegram.shown(str(ANNA), 2)


async def test_retry_after_of_telegram_is_kept(messengers: Messengers) -> None:
    busy = {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after 1"}
    messengers.telegram.refusals.append(Refusal(429, {**busy, "parameters": {"retry_after": 1}}))
    began = time.monotonic()
    await messengers.telegram.say(ANNA, "hi")
    await messengers.telegram.shown(str(ANNA), 2)
    assert [each.at - began >= 1.0 for each in messengers.telegram.chats[str(ANNA)]] == [True, True]
    assert "429" in ((await state(messengers, "telegram")).error or "")


async def test_retry_after_in_the_head_is_kept(messengers: Messengers) -> None:
    body = {"error": {"code": 131056, "message": "pair rate limit"}}
    messengers.whatsapp.refusals.append(Refusal(429, body, {"Retry-After": "1"}))
    began = time.monotonic()
    await messengers.whatsapp.say("49151", "hi")
    await messengers.whatsapp.shown("49151", 2)
    assert messengers.whatsapp.chats["49151"][0].at - began >= 1.0


async def test_errors_of_the_messenger_are_gone_through_in_order(messengers: Messengers) -> None:
    messengers.telegram.refusals.extend([Refusal(500), Refusal(502), Refusal(503)])
    await messengers.telegram.say(ANNA, "eins")
    await messengers.telegram.say(ANNA, "zwei")
    texts = await messengers.telegram.shown(str(ANNA), 3)
    assert texts[1:] == ["Verstanden: eins", "Verstanden: zwei"]


async def test_a_request_without_an_answer_is_sent_again(
    messengers: Messengers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.http.SECONDS", 0.2)
    messengers.whatsapp.refusals.append(Refusal(hangs=1.0))
    await messengers.whatsapp.say("49151", "hi")
    assert (await messengers.whatsapp.shown("49151", 2))[1] == "Verstanden: hi"


async def test_what_is_refused_for_good_is_given_up_visibly(messengers: Messengers) -> None:
    denied = {"ok": False, "error_code": 400, "description": "Bad Request: can't parse"}
    messengers.telegram.refusals.append(Refusal(400, denied))
    await messengers.telegram.say(ANNA, "hi")
    assert await messengers.telegram.shown(str(ANNA), 1) == ["Verstanden: hi"]
    told = await state(messengers, "telegram")
    assert told.given_up == 1 and "can't parse" in (told.error or "")


async def test_what_cannot_be_sent_for_hours_is_given_up_visibly(
    messengers: Messengers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "GIVE_UP_AFTER", sending.timedelta(seconds=0.3))
    messengers.telegram.refusals.extend(Refusal(500) for _ in range(1000))
    await messengers.telegram.say(ANNA, "hi")
    await until(lambda: given_up(messengers, 2))
    messengers.telegram.refusals.clear()
    await messengers.telegram.say(ANNA, "wieder da")
    assert await messengers.telegram.shown(str(ANNA), 1) == ["Verstanden: wieder da"]


async def test_nobody_writes_to_somebody_who_blocked_the_bot(messengers: Messengers) -> None:
    messengers.telegram.blocked.add(str(ANNA))
    await messengers.telegram.say(ANNA, "hi")
    await messengers.telegram.say(BERT, "hi")
    await messengers.telegram.shown(str(BERT), 2)
    await nothing_to_send(messengers.site.settings.database_url)
    assert [method for method, _ in messengers.telegram.requests].count("sendMessage") == 3


async def test_while_rasa_is_slow_one_is_told_once_and_answered(sqlite_url: str, tmp_path: Path) -> None:
    async with (
        stand_ins() as (here, there),
        messenger_site(sqlite_url, tmp_path, here, there, answer_timeout_seconds=0.2) as running,
    ):
        running.site.rasa.open.clear()
        await here.say(ANNA, "hi")
        assert await here.shown(str(ANNA), 1) == [phrase("web.delayed")]
        await until(lambda: asked(here, ("sendChatAction", {"chat_id": str(ANNA), "action": "typing"})))
        running.site.rasa.open.set()
        assert (await here.shown(str(ANNA), 3))[2] == "Verstanden: hi"


async def test_too_many_messages_are_told_once(messengers: Messengers) -> None:
    messengers.site.rasa.open.clear()
    for number in range(MOST_WAITING + 5):
        assert (await messengers.telegram.say(ANNA, f"n{number}"))[0] == 200
    messengers.site.rasa.open.set()
    texts = await messengers.telegram.shown(str(ANNA), MOST_WAITING + 2)
    assert texts[-1] == phrase("web.refused.too_many_waiting")
    assert messengers.site.rasa.messages == [f"n{number}" for number in range(MOST_WAITING)]


async def test_a_restart_in_the_middle_loses_nothing(sqlite_url: str, tmp_path: Path) -> None:
    async with stand_ins() as (here, there):
        async with messenger_site(sqlite_url, tmp_path, here, there) as running:
            running.site.rasa.open.clear()
            for text in ("eins", "zwei", "drei"):
                await here.say(ANNA, text)
                await there.say("49151", text)
            await running.site.rasa.asked.wait()
        async with messenger_site(sqlite_url, tmp_path, here, there):
            wanted = [f"Verstanden: {text}" for text in ("eins", "zwei", "drei")]
            assert (await here.shown(str(ANNA), 4))[1:] == wanted
            assert (await there.shown("49151", 4))[1:] == wanted


async def test_a_restart_while_the_messenger_is_away_sends_all_later_and_once(sqlite_url: str, tmp_path: Path) -> None:
    async with stand_ins() as (here, there):
        async with messenger_site(sqlite_url, tmp_path, here, there) as running:
            here.refusals.extend(Refusal(503) for _ in range(1000))
            await here.say(ANNA, "eins")
            await here.say(ANNA, "zwei")
            await until(lambda: tried(running, 2))
        here.refusals.clear()
        async with messenger_site(sqlite_url, tmp_path, here, there):
            assert (await here.shown(str(ANNA), 3))[1:] == ["Verstanden: eins", "Verstanden: zwei"]
            await asyncio.sleep(0.3)
        assert len(here.texts(str(ANNA))) == 3


async def test_a_messenger_that_cannot_be_reached_keeps_nobody_from_starting(sqlite_url: str, tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9"
    async with (
        stand_ins() as (here, there),
        messenger_site(sqlite_url, tmp_path, here, there, telegram_api=nowhere) as running,
    ):
        await here.say(ANNA, "hi")
        await there.say("49151", "hi")
        await there.shown("49151", 2)
        assert (await running.site.chat("web"))["messages"][0]["text"] == "Verstanden: web"
        await until(lambda: has_error(running))
        assert "cannot be reached" in ((await state(running, "telegram")).error or "")


async def test_half_a_setting_up_leaves_it_off(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running_site(sqlite_url, tmp_path, telegram_token="x") as site:
        assert (await site.client.post("/channels/telegram", data=b"{}")).status == 404
        assert (await site.chat("web"))["from"] == "assistant"
    assert "telegram is off: KUMPEL_TELEGRAM_SECRET, KUMPEL_PUBLIC_URL not set" in caplog.text


async def test_a_setting_that_does_not_work_leaves_it_off(sqlite_url: str, tmp_path: Path) -> None:
    async with (
        stand_ins() as (here, there),
        messenger_site(sqlite_url, tmp_path, here, there, telegram_secret="too short!") as running,
    ):
        assert (await here.say(ANNA, "hi"))[0] == 404
        assert (await running.site.chat("web"))["from"] == "assistant"


async def test_deleting_gives_a_receipt_and_leaves_nothing(messengers: Messengers) -> None:
    telegram, url = messengers.telegram, messengers.site.settings.database_url
    await telegram.say(ANNA, QUESTION)
    await telegram.shown(str(ANNA), 3)
    await telegram.say(ANNA, "lösch meine Daten")
    assert (await telegram.shown(str(ANNA), 4))[3] == "Erledigt: Unser Chat ist gelöscht."
    await nothing_to_send(url)
    stored = everything_stored(url)
    assert "erasure_receipts" in stored and QUESTION not in stored
    for table in ("messenger_chats", "messenger_outbox", "transcript_messages", "web_sessions"):
        assert f'INSERT INTO "{table}"' not in stored
    await telegram.say(ANNA, "hallo")
    assert phrase("channels.where.telegram") in (await telegram.shown(str(ANNA), 6))[4]
    assert len(messengers.site.rasa.senders) == 2


async def test_chat_ids_and_words_under_way_stand_nowhere_in_the_clear(messengers: Messengers) -> None:
    messengers.site.rasa.open.clear()
    messengers.whatsapp.refusals.extend(Refusal(503) for _ in range(1000))
    await messengers.telegram.say(998877665544, "geheime Frage")
    await messengers.whatsapp.say("491998877665", "andere geheime Frage")
    await messengers.site.rasa.asked.wait()
    stored = everything_stored(messengers.site.settings.database_url)
    assert "998877665544" not in stored and "491998877665" not in stored


async def test_a_conversation_ends_after_its_hours_and_a_new_one_begins(messengers: Messengers) -> None:
    await messengers.telegram.say(ANNA, "eins")
    await messengers.telegram.shown(str(ANNA), 2)
    messengers.site.clock.now += 25 * 3600
    await messengers.telegram.say(ANNA, "zwei")
    texts = await messengers.telegram.shown(str(ANNA), 4)
    assert texts[2] == texts[0] and texts[3] == "Verstanden: zwei"
    assert len(messengers.site.rasa.senders) == 2


async def test_undelivered_messages_show_in_the_state(messengers: Messengers) -> None:
    failed = {"id": "wamid.1", "status": "failed", "recipient_id": "49151", "errors": [{"code": 131026}]}
    await messengers.whatsapp.deliver(statuses=[failed])
    assert (await state(messengers, "whatsapp")).error == "not delivered, code 131026"


@pytest.mark.postgres
async def test_on_postgresql_as_well(postgres_url: str, tmp_path: Path) -> None:
    async with stand_ins() as (here, there), messenger_site(postgres_url, tmp_path, here, there) as running:
        update = here.update(ANNA, text="eins")
        await asyncio.gather(*(here.deliver(update) for _ in range(4)))
        assert (await here.shown(str(ANNA), 2))[1] == "Verstanden: eins"
        await here.say(ANNA, "lösch meine Daten")
        await here.shown(str(ANNA), 3)
        assert running.site.rasa.messages == ["eins", "lösch meine Daten"]
