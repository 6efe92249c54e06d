"""WhatsApp: whole conversations through the real page, with a stand-in for Meta and one for Rasa."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from messenger_site import WEBSITE, Messengers, messenger_site, stand_ins
from stand_in_rasa import MORE, QUESTION, results

from bot.phrases import phrase

ANNA = "4915100000001"
TOWNS = [{"title": f"Stadt {n}", "payload": f'/search{{"chip": "place=0591{n:04}"}}'} for n in range(1, 15)]


@pytest.fixture
async def messengers(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Messengers]:
    async with stand_ins() as (here, there), messenger_site(sqlite_url, tmp_path, here, there) as running:
        yield running


async def test_a_whole_conversation_with_reply_buttons(messengers: Messengers) -> None:
    whatsapp, rasa = messengers.whatsapp, messengers.site.rasa
    assert await whatsapp.say(ANNA, QUESTION) == (200, {})
    first, _introduction, found = await whatsapp.shown(ANNA, 3)
    assert phrase("channels.where.whatsapp") in first and WEBSITE in first
    assert "1. Autohaus Muster" in found
    assert whatsapp.chats[ANNA][2].body["interactive"]["type"] == "button"
    await whatsapp.tap(ANNA, MORE["title"])
    assert "3. Kfz Exempel" in (await whatsapp.shown(ANNA, 4))[3]
    assert rasa.messages == [QUESTION, MORE["payload"]] and rasa.channels == ["whatsapp"] * 2
    assert ANNA not in str(rasa.senders)


async def test_more_than_three_choices_are_a_list(messengers: Messengers) -> None:
    messengers.site.rasa.answer = lambda _message: [{"text": "Wo?", "buttons": TOWNS[:7]}]
    await messengers.whatsapp.say(ANNA, "hi")
    await messengers.whatsapp.shown(ANNA, 2)
    assert messengers.whatsapp.chats[ANNA][1].body["interactive"]["type"] == "list"
    await messengers.whatsapp.tap(ANNA, "Stadt 5")
    await messengers.whatsapp.shown(ANNA, 3)
    assert messengers.site.rasa.messages[-1] == TOWNS[4]["payload"]


async def test_choices_beyond_the_list_are_numbered_and_typed(messengers: Messengers) -> None:
    messengers.site.rasa.answer = lambda _message: [{"text": "Wo?", "buttons": TOWNS}]
    await messengers.whatsapp.say(ANNA, "hi")
    text = (await messengers.whatsapp.shown(ANNA, 2))[1]
    assert "1: Stadt 11\n2: Stadt 12" in text
    await messengers.whatsapp.say(ANNA, "2")
    await messengers.whatsapp.shown(ANNA, 3)
    assert messengers.site.rasa.messages[-1] == TOWNS[11]["payload"]


async def test_numbered_choices_do_not_take_the_results_numbers(messengers: Messengers) -> None:
    long = [{"title": f"{'Ein Titel, der für WhatsApp zu lang ist ' * 2}{n}", "payload": f"/more{n}"} for n in (1, 2)]
    messengers.site.rasa.answer = lambda _message: [{**results("Eins", "Zwei"), "buttons": long}]
    await messengers.whatsapp.say(ANNA, "hi")
    assert f"3: {long[0]['title']}" in (await messengers.whatsapp.shown(ANNA, 2))[1]
    await messengers.whatsapp.say(ANNA, "2")
    await messengers.whatsapp.shown(ANNA, 3)
    await messengers.whatsapp.say(ANNA, "4.")
    await messengers.whatsapp.shown(ANNA, 4)
    assert messengers.site.rasa.messages == ["hi", "2", "/more2"]


async def test_one_result_has_a_button_that_opens_its_website(messengers: Messengers) -> None:
    messengers.site.rasa.answer = lambda _message: [results("Eins")]
    await messengers.whatsapp.say(ANNA, "mehr zum 1.")
    await messengers.whatsapp.shown(ANNA, 3)
    kinds = [sent.body["interactive"]["type"] for sent in messengers.whatsapp.chats[ANNA][1:]]
    assert kinds == ["cta_url", "button"]


async def test_a_location_becomes_the_place_of_the_search(messengers: Messengers) -> None:
    location = {"latitude": 51.5136, "longitude": 7.4653, "name": "Zuhause"}
    await messengers.whatsapp.deliver(messengers.whatsapp.message(ANNA, "location", location=location))
    assert (await messengers.whatsapp.shown(ANNA, 3))[1] == phrase("channels.place", place="Dortmund")
    assert messengers.site.rasa.messages == ['/search{"chip": "place=05913000"}']


@pytest.mark.parametrize(
    ("kind", "line"), [("sticker", "sticker"), ("audio", "voice"), ("image", "picture"), ("unsupported", "other")]
)
async def test_unknown_kinds_get_a_friendly_line(messengers: Messengers, kind: str, line: str) -> None:
    await messengers.whatsapp.deliver(messengers.whatsapp.message(ANNA, kind, **{kind: {"id": "1"}}))
    assert await messengers.whatsapp.shown(ANNA, 1) == [phrase(f"channels.unknown.{line}")]


async def test_a_delivery_with_several_messages_is_read_in_their_order(messengers: Messengers) -> None:
    whatsapp = messengers.whatsapp
    later = {**whatsapp.message(ANNA, "text", text={"body": "zwei"})}
    sooner = {**whatsapp.message(ANNA, "text", text={"body": "eins"})}
    sooner["timestamp"] = str(int(later["timestamp"]) - 2)
    await whatsapp.deliver(later, sooner)
    await whatsapp.shown(ANNA, 3)
    assert messengers.site.rasa.messages == ["eins", "zwei"]


async def test_reactions_statuses_and_other_numbers_say_nothing(messengers: Messengers) -> None:
    whatsapp = messengers.whatsapp
    await whatsapp.deliver(whatsapp.message(ANNA, "reaction", reaction={"emoji": "x"}))
    await whatsapp.deliver(statuses=[{"id": "wamid.1", "status": "delivered", "recipient_id": ANNA}])
    other = {"display_phone_number": "1", "phone_number_id": "999"}
    await whatsapp.deliver(whatsapp.message(ANNA, "text", text={"body": "fremd"}), metadata=other)
    await whatsapp.say(ANNA, "hi")
    assert (await whatsapp.shown(ANNA, 2))[1] == "Verstanden: hi"
    assert messengers.site.rasa.messages == ["hi"]
