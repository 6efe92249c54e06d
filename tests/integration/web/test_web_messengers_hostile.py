"""Only the messengers get in, and what comes in does no harm."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from messenger_site import Messengers, messenger_site, stand_ins

from bot.cli.messengers import whatsapp

ANNA, BERT = 4711, 4712
BROKEN = [b"", b"[]", b"{}", b'{"update_id": "x"}', b"\xff", b"[" * 5000, b'{"update_id": true}']
HOSTILE = [None, 7, "x", [], {}, {"id": "x"}, {"id": 1}, [[]], {"chat": None}]


@pytest.fixture
async def messengers(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Messengers]:
    async with stand_ins() as (here, there), messenger_site(sqlite_url, tmp_path, here, there) as running:
        yield running


@pytest.mark.parametrize("secret", [None, "", "wrong", "stand-in-secret-012345678"])
async def test_only_telegram_gets_in(messengers: Messengers, secret: str | None) -> None:
    status, _ = await messengers.telegram.deliver(messengers.telegram.update(ANNA, text="hi"), secret)
    assert status == 403
    await messengers.telegram.say(BERT, "hi")
    await messengers.telegram.shown(str(BERT), 2)
    assert messengers.site.rasa.messages == ["hi"] and len(messengers.site.rasa.senders) == 1


async def test_only_whatsapp_gets_in(messengers: Messengers) -> None:
    there = messengers.whatsapp
    message = there.message("49151", "text", text={"body": "hi"})
    assert (await there.deliver(message, secret="another"))[0] == 403
    data = json.dumps(whatsapp.delivery(message)).encode()
    assert (await there.post(data, {}))[0] == 403
    assert (await there.post(data + b" ", {"X-Hub-Signature-256": whatsapp.signature(data)}))[0] == 403
    assert (await there.post(data, {"X-Hub-Signature-256": whatsapp.signature(data)}))[0] == 200


async def test_meta_learns_whose_address_it_is(messengers: Messengers) -> None:
    query = {"hub.mode": "subscribe", "hub.verify_token": whatsapp.VERIFY_TOKEN, "hub.challenge": "1158201444"}
    answer = await messengers.site.client.get("/channels/whatsapp", params=query)
    assert (answer.status, await answer.text()) == (200, "1158201444")
    for wrong in ({**query, "hub.verify_token": "x"}, {**query, "hub.mode": "other"}, {}):
        assert (await messengers.site.client.get("/channels/whatsapp", params=wrong)).status == 403
    assert (await messengers.site.client.get("/channels/telegram")).status == 403


async def test_too_large_a_delivery_is_refused(messengers: Messengers) -> None:
    update = messengers.telegram.update(ANNA, text="x" * 300_000)
    assert (await messengers.telegram.deliver(update))[0] == 413
    assert (await messengers.telegram.say(ANNA, "hi"))[0] == 200


@pytest.mark.parametrize("body", BROKEN)
async def test_what_is_no_update_is_refused(messengers: Messengers, body: bytes) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": "stand-in-secret-0123456789"}
    assert (await messengers.telegram.post(body, headers))[0] == 400


@pytest.mark.parametrize("field", ["message", "callback_query", "edited_message"])
@pytest.mark.parametrize("value", HOSTILE)
async def test_odd_updates_do_no_harm(messengers: Messengers, field: str, value: object) -> None:
    assert (await messengers.telegram.deliver({"update_id": 9, field: value}))[0] == 200


@pytest.mark.parametrize("value", HOSTILE)
async def test_odd_deliveries_do_no_harm(messengers: Messengers, value: object) -> None:
    assert (await messengers.whatsapp.deliver(messages=value))[0] == 200
    data = json.dumps({"object": "whatsapp_business_account", "entry": value}).encode()
    assert (await messengers.whatsapp.post(data, {"X-Hub-Signature-256": whatsapp.signature(data)}))[0] == 200
