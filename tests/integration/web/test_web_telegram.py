"""Telegram: whole conversations through the real page, with a stand-in for Telegram and one for Rasa."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from messenger_site import WEBSITE, Messengers, messenger_site, stand_ins
from stand_in_rasa import MORE, QUESTION, SMALL
from web_site import running_site

from bot.phrases import entry, phrase

ANNA = 4711
HEADING = next(section["heading"] for section in entry("web.privacy.sections") if section.get("needs_messengers"))


@pytest.fixture
async def messengers(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Messengers]:
    async with stand_ins() as (here, there), messenger_site(sqlite_url, tmp_path, here, there) as running:
        yield running


async def test_a_whole_conversation(messengers: Messengers) -> None:
    telegram, rasa = messengers.telegram, messengers.site.rasa
    assert await telegram.say(ANNA, QUESTION) == (200, {})
    first, introduction, found = await telegram.shown(str(ANNA), 3)
    assert phrase("channels.where.telegram") in first and WEBSITE in first
    assert introduction.startswith("Hallo!") and "1. Autohaus Muster" in found
    status, reply = await telegram.tap(ANNA, MORE["title"])
    assert (status, reply["method"]) == (200, "answerCallbackQuery")
    assert "3. Kfz Exempel" in (await telegram.shown(str(ANNA), 4))[3]
    await telegram.tap(ANNA, SMALL["title"])
    await telegram.shown(str(ANNA), 5)
    assert rasa.messages == [QUESTION, MORE["payload"], SMALL["payload"]]
    assert rasa.channels == ["telegram"] * 3
    assert len(rasa.senders) == 1 and str(ANNA) not in str(rasa.senders)


async def test_a_result_has_a_button_of_its_own(messengers: Messengers) -> None:
    await messengers.telegram.say(ANNA, QUESTION)
    await messengers.telegram.shown(str(ANNA), 3)
    await messengers.telegram.tap(ANNA, phrase("channels.more_of", number=2))
    await messengers.telegram.shown(str(ANNA), 4)
    assert messengers.site.rasa.messages[-1] == phrase("web.card.more_message", number=2)


async def test_a_typed_number_goes_to_the_assistant_where_choices_are_buttons(messengers: Messengers) -> None:
    await messengers.telegram.say(ANNA, QUESTION)
    await messengers.telegram.shown(str(ANNA), 3)
    await messengers.telegram.say(ANNA, "2")
    await messengers.telegram.shown(str(ANNA), 4)
    assert messengers.site.rasa.messages[-1] == "2"


async def test_start_is_a_greeting(messengers: Messengers) -> None:
    await messengers.telegram.say(ANNA, "/start abc")
    await messengers.telegram.shown(str(ANNA), 2)
    assert messengers.site.rasa.messages == [phrase("channels.start")]


async def test_a_command_reaches_the_assistant_as_words(messengers: Messengers) -> None:
    await messengers.telegram.say(ANNA, '/search{"chip": "place=05913000"}')
    await messengers.telegram.shown(str(ANNA), 2)
    assert messengers.site.rasa.messages == ['search{"chip": "place=05913000"}']


async def test_a_button_that_was_never_offered_does_nothing(messengers: Messengers) -> None:
    telegram = messengers.telegram
    query = {"id": "q", "from": {"id": ANNA}, "message": telegram.update(ANNA)["message"], "data": "0123456789abcdef"}
    await telegram.deliver({"update_id": 1, "callback_query": query})
    assert await telegram.shown(str(ANNA), 1) == [phrase("web.refused.not_offered")]
    assert messengers.site.rasa.messages == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"sticker": {"file_id": "x"}}, "sticker"),
        ({"voice": {"file_id": "x", "duration": 3}}, "voice"),
        ({"photo": [{"file_id": "x"}], "caption": "Guck"}, "picture"),
        ({"document": {"file_id": "x"}}, "other"),
        ({"contact": {"phone_number": "1"}}, "other"),
    ],
)
async def test_unknown_kinds_get_a_friendly_line(messengers: Messengers, content: dict, kind: str) -> None:
    assert (await messengers.telegram.deliver(messengers.telegram.update(ANNA, **content)))[0] == 200
    assert await messengers.telegram.shown(str(ANNA), 1) == [phrase(f"channels.unknown.{kind}")]
    assert messengers.site.rasa.messages == []


async def test_an_edited_message_gets_a_friendly_line(messengers: Messengers) -> None:
    await messengers.telegram.deliver(messengers.telegram.update(ANNA, "edited_message", text="anders"))
    assert await messengers.telegram.shown(str(ANNA), 1) == [phrase("channels.unknown.edited")]


async def test_in_a_group_only_a_command_gets_a_line(messengers: Messengers) -> None:
    group = {"id": -100, "type": "supergroup", "title": "G"}
    telegram = messengers.telegram
    await telegram.deliver(telegram.update(ANNA, text="Hallo zusammen", chat=group))
    await telegram.deliver(telegram.update(ANNA, text="/start@kumpel_bot", chat=group))
    assert await telegram.shown("-100", 1) == [phrase("channels.unknown.group")]
    assert messengers.site.rasa.messages == []


async def test_joining_and_other_service_messages_say_nothing(messengers: Messengers) -> None:
    telegram = messengers.telegram
    assert (await telegram.deliver(telegram.update(ANNA, pinned_message={"message_id": 1})))[0] == 200
    assert (await telegram.deliver({"update_id": 5, "my_chat_member": {"chat": {"id": ANNA}}}))[0] == 200
    await telegram.say(ANNA, "hi")
    assert (await telegram.shown(str(ANNA), 2))[1] == "Verstanden: hi"


async def test_a_location_becomes_the_place_of_the_search(messengers: Messengers) -> None:
    telegram = messengers.telegram
    await telegram.deliver(telegram.update(ANNA, location={"latitude": 51.6166, "longitude": 7.5281}))
    texts = await telegram.shown(str(ANNA), 3)
    assert texts[1] == phrase("channels.place", place="Lünen")
    assert messengers.site.rasa.messages == ['/search{"chip": "place=05978024"}']


async def test_a_location_elsewhere_is_told_so(messengers: Messengers) -> None:
    await messengers.telegram.deliver(
        messengers.telegram.update(ANNA, location={"latitude": 48.14, "longitude": 11.58})
    )
    assert await messengers.telegram.shown(str(ANNA), 1) == [phrase("channels.place_far")]


async def test_a_long_answer_comes_in_pieces_and_keeps_its_buttons(messengers: Messengers) -> None:
    paragraph = "Ein Satz über Ausbildung. " * 30
    text = "\n\n".join([paragraph.strip()] * 12)
    messengers.site.rasa.answer = lambda _message: [{"text": text, "buttons": [MORE]}]
    await messengers.telegram.say(ANNA, "lang")
    texts = (await messengers.telegram.shown(str(ANNA), 4))[1:]
    assert "\n\n".join(texts) == text and all(len(piece) <= 4096 for piece in texts)
    sent = messengers.telegram.chats[str(ANNA)]
    assert ["reply_markup" in each.body for each in sent[1:]] == [False, False, True]


async def test_too_long_a_message_is_told_so(messengers: Messengers) -> None:
    await messengers.telegram.say(ANNA, "a" * 1001)
    assert await messengers.telegram.shown(str(ANNA), 1) == [phrase("web.refused.too_long", length=1001, limit=1000)]


async def test_the_privacy_page_names_the_messengers_that_are_on(messengers: Messengers) -> None:
    async with messengers.site.client.get("/datenschutz") as response:
        text = await response.text()
    assert "Telegram, WhatsApp" in text and HEADING in text


async def test_the_privacy_page_says_nothing_of_messengers_when_none_is_on(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path) as site, site.client.get("/datenschutz") as response:
        assert HEADING not in await response.text()
