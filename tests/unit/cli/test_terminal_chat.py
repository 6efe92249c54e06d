from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from click import ClickException

from bot.cli.chat import converse, payload, shown
from bot.settings import Settings

BUTTONS = [{"title": "kleine Betriebe", "payload": "/small"}, {"title": "mehr", "payload": "/more"}]


@pytest.mark.parametrize(
    ("line", "sent"),
    [
        ("[1]", "/small"),
        (" [2] ", "/more"),
        ("[3]", "[3]"),
        ("[0]", "[0]"),
        ("1", "1"),
        ("44137", "44137"),
        ("[x]", "[x]"),
        ("[[1]]", "[[1]]"),
        ("[]", "[]"),
    ],
)
def test_only_a_number_in_brackets_presses_a_button(line: str, sent: str) -> None:
    assert payload(line, BUTTONS) == sent


def test_an_answer_is_its_texts_and_then_its_buttons() -> None:
    messages = [{"text": "Eins", "buttons": BUTTONS[:1]}, {"custom": {}}, {"text": "Zwei", "buttons": BUTTONS[1:]}]
    assert shown(messages) == ["Eins", "Zwei", "[1] kleine Betriebe  [2] mehr"]


def test_an_answer_without_buttons_is_its_texts() -> None:
    assert shown([{"text": "Eins"}]) == ["Eins"]


class StandInRasa:
    """Rasa's REST channel, which writes down what it is sent."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.status = 200

    async def answer(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.received.append(body)
        return web.json_response([{"text": f"heard {body['message']}", "buttons": BUTTONS}], status=self.status)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/webhooks/rest/webhook", self.answer)
        return app


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Standard input as a pipe; a function that types into it."""
    kept, (reading, writing) = os.dup(0), os.pipe()
    os.dup2(reading, 0)
    os.close(reading)
    threads = set(threading.enumerate())

    def type_lines(*lines: str) -> None:
        os.write(writing, "".join(f"{line}\n" for line in lines).encode())

    yield type_lines
    os.close(writing)
    for thread in set(threading.enumerate()) - threads:
        thread.join(5)
    os.dup2(kept, 0)
    os.close(kept)


async def test_lines_are_sent_and_answers_shown(keyboard: Any, capsys: pytest.CaptureFixture[str]) -> None:
    rasa = StandInRasa()
    keyboard("hallo", "[2]", "")
    async with TestServer(rasa.app()) as server:
        await converse(Settings(rasa_port=server.port))
    assert [body["message"] for body in rasa.received] == ["hallo", "/more"]
    assert len({body["sender"] for body in rasa.received}) == 1
    assert "> heard hallo\n[1] kleine Betriebe  [2] mehr\n> heard /more\n" in capsys.readouterr().out


async def test_a_failing_assistant_is_one_line(keyboard: Any) -> None:
    rasa = StandInRasa()
    rasa.status = 500
    keyboard("hallo")
    async with TestServer(rasa.app()) as server:
        with pytest.raises(ClickException, match=r"Rasa does not answer .*rasa\.log says why"):
            await converse(Settings(rasa_port=server.port))
