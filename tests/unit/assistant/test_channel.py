"""A bot message leaves the REST channel as one message, and nonsense gets a clear refusal."""

from __future__ import annotations

import pytest
from rasa.core.channels.channel import UserMessage
from sanic import Sanic

from bot.assistant.channel import KumpelRestInput, WholeMessages


async def test_text_buttons_and_custom_stay_together() -> None:
    channel = WholeMessages()
    button = {"title": "Weitere zeigen", "payload": "/more"}
    message = {"text": "Treffer", "buttons": [button], "custom": {"type": "employers"}, "image": None, "elements": []}
    await channel.send_response("someone", message)
    assert channel.messages == [
        {"recipient_id": "someone", "text": "Treffer", "buttons": [button], "custom": {"type": "employers"}}
    ]


async def test_an_empty_message_is_not_sent() -> None:
    channel = WholeMessages()
    await channel.send_response("someone", {"text": None, "buttons": []})
    assert channel.messages == []


class Body:
    """As much of a request as the channel reads."""

    def __init__(self, json: object) -> None:
        self.json = json


async def echo(message: UserMessage) -> None:
    await message.output_channel.send_response(message.sender_id, {"text": message.text, "custom": {"n": 1}})


@pytest.mark.parametrize("body", [None, [], "x", {}, {"sender": "a"}, {"message": "a"}, {"sender": "a", "message": 5}])
async def test_a_request_without_sender_and_message_is_refused(body: object) -> None:
    answer = await KumpelRestInput()._answer(Body(body), echo)  # type: ignore[arg-type]
    assert answer.status == 400


async def test_a_message_is_answered_whole() -> None:
    answer = await KumpelRestInput()._answer(Body({"sender": "a", "message": " hallo "}), echo)  # type: ignore[arg-type]
    assert answer.status == 200
    assert b'"text":"hallo"' in answer.body
    assert b'"custom":{"n":1}' in answer.body


def test_the_channel_keeps_rasas_own_address() -> None:
    app = Sanic("channel_test")
    app.blueprint(KumpelRestInput().blueprint(echo), url_prefix=f"/webhooks/{KumpelRestInput.name()}")
    assert any(route.path == "webhooks/rest/webhook" for route in app.router.routes)
