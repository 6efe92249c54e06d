"""A stand-in for WhatsApp's Cloud API; shapes and limits as Meta's documentation publishes them."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import time
from typing import Any

from aiohttp import web

from bot.cli.messengers.stand_in import Body, StandIn

TOKEN = "stand-in-token"  # noqa: S105  of nobody
PHONE_ID = "106540352242922"
APP_SECRET = "stand-in-app-secret"  # noqa: S105
VERIFY_TOKEN = "stand-in-verify-token"  # noqa: S105


class StandInWhatsApp(StandIn):
    """One business number and the people who write to it."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers = itertools.count(1)

    def app(self) -> web.Application:
        """`/<phone number id>` and `/<phone number id>/messages`."""
        app = web.Application()
        app.router.add_get(f"/{PHONE_ID}", self._number)
        app.router.add_post(f"/{PHONE_ID}/messages", self._messages)
        return app

    def text_of(self, body: Body) -> str:
        """The words of a message."""
        text = body["text"]["body"] if body["type"] == "text" else body["interactive"]["body"]["text"]
        return str(text)

    async def say(self, person: str, text: str) -> tuple[int, Body]:
        """Somebody writes."""
        return await self.deliver(self.message(person, "text", text={"body": text}))

    async def tap(self, person: str, title: str) -> tuple[int, Body]:
        """Somebody taps the newest button or row of that title."""
        found = [
            (kind, row) for sent in self.chats[person] for kind, row in _tappable(sent.body) if row["title"] == title
        ]
        kind, row = found[-1]
        reply = {"type": kind, kind: {"id": row["id"], "title": title}}
        return await self.deliver(self.message(person, "interactive", interactive=reply))

    def message(self, person: str, kind: str, **content: object) -> Body:
        """A message of a person."""
        id_ = f"wamid.{next(self.numbers)}"
        return {"from": person, "id": id_, "timestamp": str(int(time.time())), "type": kind, **content}

    async def deliver(self, *messages: Body, secret: str = APP_SECRET, **value: object) -> tuple[int, Body]:
        """Call the webhook as Meta does."""
        data = json.dumps(delivery(*messages, **value)).encode()
        return await self.post(data, {"X-Hub-Signature-256": signature(data, secret)})

    async def _number(self, request: web.Request) -> web.Response:
        self.requests.append(("number", {}))
        if refused := _unauthorised(request):
            return refused
        return web.json_response({"display_phone_number": "+49 231 000000", "verified_name": "Kumpel", "id": PHONE_ID})

    async def _messages(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.requests.append(("messages", body))
        if refused := _unauthorised(request):
            return refused
        if body.get("status") == "read":
            return web.json_response({"success": True})
        if planned := await self.refuse():
            return planned
        if problem := _problem(body):
            return _error(400, 131009, problem)
        await self.keep(body["to"], body)
        contacts = [{"input": body["to"], "wa_id": body["to"]}]
        return web.json_response(
            {"messaging_product": "whatsapp", "contacts": contacts, "messages": [{"id": "wamid.x"}]}
        )


def delivery(*messages: Body, **value: object) -> Body:
    """What Meta posts."""
    metadata = {"display_phone_number": "49231000000", "phone_number_id": PHONE_ID}
    about = {"messaging_product": "whatsapp", "metadata": metadata, "messages": list(messages), **value}
    changes = [{"field": "messages", "value": about}]
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]}


def signature(data: bytes, secret: str = APP_SECRET) -> str:
    """The header that proves a delivery."""
    return "sha256=" + hmac.new(secret.encode(), data, hashlib.sha256).hexdigest()


def _unauthorised(request: web.Request) -> web.Response | None:
    is_known = request.headers.get("Authorization") == f"Bearer {TOKEN}"
    return None if is_known else _error(401, 190, "Invalid OAuth access token")


def _error(status: int, code: int, message: str) -> web.Response:
    return web.json_response({"error": {"message": message, "type": "OAuthException", "code": code}}, status=status)


def _tappable(body: Body) -> list[tuple[str, Any]]:
    action = body.get("interactive", {}).get("action", {})
    buttons = [("button_reply", button["reply"]) for button in action.get("buttons", [])]
    rows = [("list_reply", row) for section in action.get("sections", []) for row in section["rows"]]
    return [*buttons, *rows]


def _problem(body: Body) -> str | None:
    """What the real one would not take."""
    if body["type"] == "text":
        return None if 0 < len(body["text"]["body"]) <= 4096 else "text.body"
    interactive = body["interactive"]
    if not 0 < len(interactive["body"]["text"]) <= 1024:
        return "interactive.body.text"
    titles = [row["title"] for _kind, row in _tappable(body)]
    longest, most = {"button": (20, 3), "list": (24, 10), "cta_url": (0, 0)}[interactive["type"]]
    is_doubled = interactive["type"] == "button" and len(set(titles)) < len(titles)
    descriptions = [row.get("description", "") for _kind, row in _tappable(body)]
    if len(titles) > most or is_doubled or any(len(title) > longest for title in titles):
        return "interactive.action"
    if any(len(description) > 72 for description in descriptions):
        return "interactive.action.rows.description"
    return None
