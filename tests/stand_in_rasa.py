"""A stand-in for Rasa that speaks its protocol on loopback: the REST channel and `/status`; and for the action server's
`/health`, on the same port."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

INTRODUCTION = {"text": "Hallo! Ich bin Kumpel, ein Chat-Programm und kein Mensch."}
QUESTION = "Ausbildung Kfz in Lünen"
MORE = {"title": "Weitere zeigen", "payload": "/more"}
SMALL = {"title": "kleine Betriebe (6)", "payload": '/search{"chip": "size=small"}'}


def item(number: int, title: str, **more: Any) -> dict[str, Any]:
    """A result as contract.md describes it."""
    return {
        "id": f"employer-{number}",
        "title": title,
        "reasons": ["Ausbildung Kfz-Mechatroniker/in ab 08/2027", f"{number} km"],
        "sample": True,
        "url": "https://beispiel.example/betrieb",
        "source": "Beispieldaten",
        "checked_on": "2026-11-01",
        **more,
    }


def results(*titles: str, offset: int = 0, **custom: Any) -> dict[str, Any]:
    """A result message with a text that stands alone."""
    items = [item(offset + number, title) for number, title in enumerate(titles, start=1)]
    lines = "\n".join(f"{offset + n}. {title} (Beispiel): 3 km" for n, title in enumerate(titles, start=1))
    return {
        "text": f"Ich habe 7 Betriebe gefunden.\n\n{lines}\n\nMit „weiter“ zeige ich dir mehr.",
        "buttons": [MORE, SMALL],
        "custom": {"type": "employers", "criteria": {}, "total": 7, "offset": offset, "items": items, **custom},
    }


def converse(message: str) -> list[dict[str, Any]]:
    """What the stand-in answers unless a test says otherwise."""
    known: dict[str, list[dict[str, Any]]] = {
        QUESTION: [INTRODUCTION, results("Autohaus Muster", "Werkstatt Probe")],
        MORE["payload"]: [results("Kfz Exempel", "Garage Modell", offset=2)],
        SMALL["payload"]: [
            results("Werkstatt Probe", relaxed=[{"key": "radius_km", "from": 5, "to": 20}]),
        ],
        "lösch meine Daten": [{"text": "Erledigt: Unser Chat ist gelöscht.", "custom": {"type": "erased"}}],
    }
    return known.get(message, [{"text": f"Verstanden: {message}"}])


class StandInRasa:
    """Answers as it is told to and keeps what it was asked."""

    def __init__(self) -> None:
        self.received: list[tuple[str, str]] = []
        self.ids: list[str] = []
        """What each message was called."""
        self.channels: list[str] = []
        """The messenger that each message came by; empty for the website."""
        self.answer: Callable[[str], Any] = converse
        self.status = 200
        self.loaded = True
        self.acts = True
        """Whether the action server is up."""
        self.token = ""
        self.open = asyncio.Event()
        """Answers wait for it; cleared, Rasa is slow."""
        self.open.set()
        self.asked = asyncio.Event()
        """Set as soon as a message has come in."""
        self.port = 0

    @property
    def messages(self) -> list[str]:
        """The texts it was asked, in order."""
        return [message for _, message in self.received]

    @property
    def senders(self) -> set[str]:
        """Who asked."""
        return {sender for sender, _ in self.received}

    async def _webhook(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.received.append((body["sender"], body["message"]))
        self.ids.append(body["message_id"])
        self.channels.append(body.get("input_channel", ""))
        self.asked.set()
        await self.open.wait()
        answer = self.answer(body["message"])
        if isinstance(answer, str):
            return web.Response(text=answer, status=self.status)
        return web.json_response(answer, status=self.status)

    async def _status(self, request: web.Request) -> web.Response:
        if self.token and request.query.get("token") != self.token:
            return web.json_response({"status": "failure"}, status=401)
        if not self.loaded:
            return web.json_response({"status": "failure"}, status=409)
        return web.json_response({"model_file": "model.tar.gz", "model_id": "1", "num_active_training_jobs": 0})

    async def _health(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"}, status=200 if self.acts else 503)

    def app(self) -> web.Application:
        """Its routes."""
        app = web.Application()
        app.router.add_post("/webhooks/rest/webhook", self._webhook)
        app.router.add_get("/status", self._status)
        app.router.add_get("/health", self._health)
        return app


@asynccontextmanager
async def running_rasa(port: int | None = None) -> AsyncIterator[StandInRasa]:
    """A stand-in that listens on a port of loopback, a free one unless given."""
    rasa = StandInRasa()
    server = TestServer(rasa.app(), host="127.0.0.1", port=port)
    await server.start_server()
    rasa.port = server.port or 0
    try:
        yield rasa
    finally:
        rasa.open.set()
        await server.close()
