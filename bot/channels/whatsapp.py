"""WhatsApp by Meta's Cloud API (https://developers.facebook.com/docs/whatsapp/cloud-api)."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from aiohttp import ClientSession

from bot.channels.adapter import Adapter, Denied, Gone, NotUnderstood, Payload, TryLater, Webhook
from bot.channels.http import Answer, call
from bot.channels.messages import Incoming, Outgoing
from bot.channels.whatsapp_deliveries import read_delivery, read_troubles
from bot.channels.whatsapp_payloads import LIMITS, payloads
from bot.settings import SettingError, Settings, variable

SIGNATURE_HEADER = "X-Hub-Signature-256"
SHORTEST_TOKEN = 16
_BUSY_EVERYWHERE = frozenset({4, 80007, 130429, 131048})
_BUSY = frozenset({1, 2, 131000, 131016, 131056, 133004})
_CREDENTIALS = frozenset({0, 10, 190, 200, 368, 131031})
_NOBODY = frozenset({131026})
"""Error codes: https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes, checked 2026-11."""


class WhatsApp(Adapter, Webhook):
    """One business number."""

    name = "whatsapp"
    limits = LIMITS
    most_bytes = 3 * 1024 * 1024
    """Meta packs up to 3 MB into one delivery."""

    def __init__(self, settings: Settings, http: ClientSession) -> None:
        self._http = http
        self._phone_id = settings.whatsapp_phone_id
        self._verify_token = settings.whatsapp_verify_token
        self._app_secret = settings.whatsapp_app_secret
        self._base = f"{settings.whatsapp_api.rstrip('/')}/{settings.whatsapp_phone_id}"
        self._headers = {"Authorization": f"Bearer {settings.whatsapp_token}"}

    def challenge(self, query: Mapping[str, str]) -> str | None:
        """Meta's question when the webhook is set up."""
        shown = query.get("hub.verify_token", "").encode("utf-8", "replace")
        is_known = hmac.compare_digest(shown, self._verify_token.encode())
        return query.get("hub.challenge") if is_known and query.get("hub.mode") == "subscribe" else None

    def verify(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Meta signs each delivery with the app's secret."""
        wanted = "sha256=" + hmac.new(self._app_secret.encode(), body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(headers.get(SIGNATURE_HEADER, "").encode("utf-8", "replace"), wanted.encode())

    def read(self, body: bytes) -> list[Incoming]:
        """The messages of a delivery to this number."""
        return read_delivery(_object(body), self._phone_id)

    def troubles(self, body: bytes) -> list[str]:
        """What could not be delivered to somebody's phone."""
        return read_troubles(_object(body), self._phone_id)

    def payloads(self, message: Outgoing) -> list[Payload]:
        """Text, reply buttons, a list or a button that opens a website."""
        return payloads(message)

    async def send(self, address: str, payload: Payload, name: str) -> None:
        """`POST /messages`. WhatsApp knows no transaction ids: what timed out may arrive twice."""
        to = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": address}
        _raise_for(await self._call("POST", "/messages", {**to, **payload}))

    async def typing(self, address: str, message_id: str) -> None:
        """Marks the message as read and shows that somebody types."""
        seen = {"messaging_product": "whatsapp", "status": "read", "message_id": message_id}
        await self._call("POST", "/messages", {**seen, "typing_indicator": {"type": "text"}})

    async def check(self) -> str:
        """The number's name as people see it."""
        answer = await self._call("GET", "?fields=display_phone_number,verified_name", None)
        if answer.status in (400, 401, 403, 404):
            raise Denied(f"WhatsApp does not take token and phone number ID ({_why(answer)})")
        _raise_for(answer)
        return f"{answer.data.get('verified_name', '?')}, {answer.data.get('display_phone_number', '?')}"

    async def _call(self, method: str, path: str, body: Payload | None) -> Answer:
        return await call(self._http, method, self._base + path, headers=self._headers, body=body)


def build(settings: Settings, http: ClientSession) -> WhatsApp:
    """The adapter.

    Raises:
        SettingError: the verify token is too short to be a secret.
    """
    if len(settings.whatsapp_verify_token) < SHORTEST_TOKEN:
        raise SettingError(f"{variable('whatsapp_verify_token')} needs at least {SHORTEST_TOKEN} characters.")
    return WhatsApp(settings, http)


def _object(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise NotUnderstood("no JSON") from None
    if not isinstance(data, dict) or data.get("object") != "whatsapp_business_account":
        raise NotUnderstood("no delivery of WhatsApp")
    return data


def _error(answer: Answer) -> dict[str, Any]:
    error = answer.data.get("error")
    return error if isinstance(error, dict) else {}


def _why(answer: Answer) -> str:
    """Status and code only: Meta's words may quote the number."""
    return f"status {answer.status}, code {_error(answer).get('code', '-')}"


def _raise_for(answer: Answer) -> None:
    """Turn a refusal into what it means."""
    if answer.status == 200:
        return
    code, why = _error(answer).get("code"), _why(answer)
    if code in _CREDENTIALS or answer.status == 401:
        raise TryLater(f"{why}: token or account is not accepted", answer.retry_after, everywhere=True)
    if code in _BUSY_EVERYWHERE:
        raise TryLater(why, answer.retry_after, everywhere=True)
    if answer.status == 429 or answer.status >= 500 or code in _BUSY:
        raise TryLater(why, answer.retry_after)
    if code in _NOBODY:
        raise Gone
    raise Denied(why)
