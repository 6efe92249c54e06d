"""A stand-in for Telegram's Bot API; shapes and limits as https://core.telegram.org/bots/api publishes them."""

from __future__ import annotations

import itertools
import json
import time

from aiohttp import web

from bot.cli.messengers.stand_in import Body, StandIn

TOKEN = "123456:stand-in-token"  # noqa: S105  of nobody
SECRET = "stand-in-secret-0123456789"  # noqa: S105
MOST_TEXT, MOST_CALLBACK_BYTES = 4096, 64


class StandInTelegram(StandIn):
    """One bot and the people who write to it."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers = itertools.count(1000)
        self.blocked: set[str] = set()

    def app(self) -> web.Application:
        """`/bot<token>/<method>`."""
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._call)
        return app

    def text_of(self, body: Body) -> str:
        """The words of a message."""
        return str(body["text"])

    async def say(self, chat: int, text: str) -> tuple[int, Body]:
        """Somebody writes."""
        return await self.deliver(self.update(chat, text=text))

    async def tap(self, chat: int, title: str) -> tuple[int, Body]:
        """Somebody taps the newest button of that title."""
        rows = (sent.body.get("reply_markup", {}).get("inline_keyboard", []) for sent in self.chats[str(chat)])
        buttons = [button for keyboard in rows for row in keyboard for button in row if button["text"] == title]
        message = {"message_id": 1, "date": 1_000_000_000, "chat": _chat(chat), "from": {"id": 1, "is_bot": True}}
        query = {"id": "q1", "from": {"id": chat}, "message": message, "data": buttons[-1]["callback_data"]}
        return await self.deliver({"update_id": next(self.numbers), "callback_query": query})

    def update(self, chat: int, kind: str = "message", /, **content: object) -> Body:
        """An update about a message of a private chat."""
        person = {"id": chat, "is_bot": False, "first_name": "P", "language_code": "de"}
        message = {"message_id": 1, "date": int(time.time()), "chat": _chat(chat), "from": person, **content}
        return {"update_id": next(self.numbers), kind: message}

    async def deliver(self, update: Body, secret: str | None = SECRET) -> tuple[int, Body]:
        """Call the webhook as Telegram does."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret is not None else {}
        return await self.post(json.dumps(update).encode(), headers)

    async def _call(self, request: web.Request) -> web.Response:
        method, body = request.match_info["method"], await request.json()
        self.requests.append((method, body))
        if request.match_info["token"] != TOKEN:
            return _refused(401, "Unauthorized")
        if method == "sendMessage":
            return await self._send(body)
        results: dict[str, object] = {
            "getMe": {"id": 1, "is_bot": True, "username": "kumpel_bot"},
            "getWebhookInfo": {"url": self.webhook, "pending_update_count": 0},
        }
        if method == "setWebhook":
            self.webhook = body["url"]
        return web.json_response({"ok": True, "result": results.get(method, True), "description": "Webhook was set"})

    async def _send(self, body: Body) -> web.Response:
        chat = str(body["chat_id"])
        if refused := await self.refuse():
            return refused
        if chat in self.blocked:
            return _refused(403, "Forbidden: bot was blocked by the user")
        if problem := _problem(body):
            return _refused(400, f"Bad Request: {problem}")
        await self.keep(chat, body)
        return web.json_response({"ok": True, "result": {"message_id": 1, "date": 0, "chat": {"id": chat}}})


def _chat(number: int) -> Body:
    return {"id": number, "type": "private", "first_name": "P"}


def _refused(code: int, description: str) -> web.Response:
    return web.json_response({"ok": False, "error_code": code, "description": description}, status=code)


def _problem(body: Body) -> str | None:
    """What the real one would not take."""
    text = body.get("text") or ""
    if not text.strip():
        return "message text is empty"
    if len(text.encode("utf-16-le")) // 2 > MOST_TEXT:
        return "message is too long"
    for row in body.get("reply_markup", {}).get("inline_keyboard", []):
        for button in row:
            if not 1 <= len(button.get("callback_data", "x").encode()) <= MOST_CALLBACK_BYTES:
                return "BUTTON_DATA_INVALID"
    return None
