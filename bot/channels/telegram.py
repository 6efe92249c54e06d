"""Telegram by its Bot API (https://core.telegram.org/bots/api)."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from typing import Any

from aiohttp import ClientSession

from bot.channels.adapter import Adapter, Denied, Gone, NotUnderstood, Payload, TryLater, Webhook
from bot.channels.http import Answer, call
from bot.channels.messages import Incoming, Limits, Outgoing
from bot.channels.telegram_updates import read_update
from bot.settings import SettingError, Settings, variable

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  a header's name
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
UPDATES = ("message", "edited_message", "callback_query")
"""Kinds of updates that are asked for."""
_ROW_CHARACTERS = 28
"""Titles that fit beside each other on a small phone."""
_CREDENTIALS = (401, 404)


class Telegram(Adapter, Webhook):
    """One bot."""

    name = "telegram"
    limits = Limits(text=4096, choices=24, choice_title=64, links=True, results=True, utf16=True)
    most_bytes = 256 * 1024

    def __init__(self, settings: Settings, http: ClientSession) -> None:
        self._http = http
        self._secret = settings.telegram_secret
        self._base = f"{settings.telegram_api.rstrip('/')}/bot{settings.telegram_token}"

    def verify(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Telegram shows the secret that `set_webhook` told it."""
        shown = headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
        return hmac.compare_digest(shown, self._secret.encode())

    def read(self, body: bytes) -> list[Incoming]:
        """The message of an update, if it is one of a person."""
        message = read_update(_update(body))
        return [message] if message else []

    def reply(self, body: bytes) -> Payload:
        """A tap is confirmed with the answer to its delivery, which needs no request."""
        match _update(body):
            case {"callback_query": {"id": str(query)}}:
                return {"method": "answerCallbackQuery", "callback_query_id": query}
        return {}

    def payloads(self, message: Outgoing) -> list[Payload]:
        """One `sendMessage`, in plain text so that nothing in it can be taken for markup."""
        rows = _rows(message)
        body: Payload = {"text": message.text, "link_preview_options": {"is_disabled": True}}
        return [{**body, "reply_markup": {"inline_keyboard": rows}} if rows else body]

    async def send(self, address: str, payload: Payload, name: str) -> None:
        """`sendMessage`. Telegram knows no transaction ids: what timed out may arrive twice."""
        _raise_for(await self._call("sendMessage", {**payload, "chat_id": address}))

    async def typing(self, address: str, message_id: str) -> None:
        """Shows that the bot types, for 5 s."""
        await self._call("sendChatAction", {"chat_id": address, "action": "typing"})

    async def check(self) -> str:
        """The bot's name, and whether Telegram knows where to deliver."""
        me = (await self._asked("getMe")).get("username", "?")
        hook = await self._asked("getWebhookInfo")
        where = hook.get("url") or "no webhook: `kumpel channels set-webhook telegram`"
        trouble = f", last error: {hook['last_error_message']}" if hook.get("last_error_message") else ""
        return f"@{me}, {where}, {hook.get('pending_update_count', 0)} waiting{trouble}"

    async def set_webhook(self, url: str) -> str:
        """Tell Telegram where to deliver; its words.

        Raises:
            TryLater, Denied: it was not set.
        """
        wish = {"url": url, "secret_token": self._secret, "allowed_updates": UPDATES, "max_connections": 10}
        answer = await self._call("setWebhook", wish)
        _raise_for(answer)
        return str(answer.data.get("description", "set"))

    async def _asked(self, method: str) -> dict[str, Any]:
        answer = await self._call(method, {})
        if answer.status in _CREDENTIALS:
            raise Denied("Telegram does not know the token")
        _raise_for(answer)
        result = answer.data.get("result")
        return result if isinstance(result, dict) else {}

    async def _call(self, method: str, body: Payload) -> Answer:
        return await call(self._http, "POST", f"{self._base}/{method}", body=body)


def build(settings: Settings, http: ClientSession) -> Telegram:
    """The adapter.

    Raises:
        SettingError: the secret is too short to be one, or Telegram would not take it.
    """
    if not _SECRET.fullmatch(settings.telegram_secret):
        raise SettingError(f"{variable('telegram_secret')} takes 16 to 256 of A-Z, a-z, 0-9, _ and -.")
    return Telegram(settings, http)


def _update(body: bytes) -> dict[str, Any]:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        raise NotUnderstood("no JSON") from None
    if not isinstance(update, dict) or type(update.get("update_id")) is not int:
        raise NotUnderstood("no update")
    return update


def _rows(message: Outgoing) -> list[list[Payload]]:
    """Choices beside each other where they are short; the link below them."""
    rows: list[list[Payload]] = []
    room = 0
    for choice in message.choices:
        if not rows or len(choice.title) > room:
            rows.append([])
            room = _ROW_CHARACTERS
        rows[-1].append({"text": choice.title, "callback_data": choice.token})
        room -= len(choice.title) + 4
    return [*rows, *([[{"text": message.link.title, "url": message.link.url}]] if message.link else [])]


def _raise_for(answer: Answer) -> None:
    """Turn a refusal into what it means."""
    if answer.status == 200 and answer.data.get("ok"):
        return
    why = f"{answer.status} {answer.data.get('description') or ''}".strip()
    wish = (answer.data.get("parameters") or {}).get("retry_after") or answer.retry_after
    if answer.status in (200, 429) or answer.status >= 500:
        raise TryLater(why, wish)
    if answer.status in _CREDENTIALS:
        raise TryLater(f"{why}: the token is wrong", everywhere=True)
    if answer.status == 403 or "chat not found" in why.lower():
        raise Gone
    raise Denied(why)
