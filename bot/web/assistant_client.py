"""The way to Rasa, on loopback: its REST channel for messages, its HTTP API to see whether a model is loaded."""

from __future__ import annotations

import asyncio
import json

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.settings import Settings
from bot.web.messages import BotMessage, NotAnAnswer, read_answer

READY_SECONDS = 3.0


class AssistantUnavailable(Exception):
    """Rasa is down, too slow, or answers something that is no answer."""


class AssistantClient:
    """Asks Rasa. One per process; it shares its connections."""

    def __init__(self, http: ClientSession, settings: Settings) -> None:
        self._http = http
        self._base = f"http://127.0.0.1:{settings.rasa_port}"
        self._token = settings.rasa_token

    async def ask(self, sender: str, message: str, seconds: float) -> list[BotMessage]:
        """The assistant's answer to one message.

        Raises:
            AssistantUnavailable: there was none within `seconds`.
        """
        body = await self._fetch("POST", "/webhooks/rest/webhook", seconds, json={"sender": sender, "message": message})
        try:
            return read_answer(json.loads(body))
        except (ValueError, RecursionError) as error:
            raise AssistantUnavailable(_kind(error)) from None

    async def is_ready(self) -> bool:
        """Whether Rasa can be reached and has a model loaded."""
        parameters = {"token": self._token} if self._token else {}
        try:
            status = json.loads(await self._fetch("GET", "/status", READY_SECONDS, params=parameters))
        except (AssistantUnavailable, ValueError, RecursionError):
            return False
        return isinstance(status, dict) and bool(status.get("model_file"))

    async def _fetch(self, method: str, path: str, seconds: float, **options: dict[str, str]) -> bytes:
        timeout = ClientTimeout(total=max(seconds, 0.001))
        try:
            async with self._http.request(method, self._base + path, timeout=timeout, **options) as response:
                if response.status != 200:
                    raise AssistantUnavailable(f"status {response.status}")
                return await response.read()
        except (ClientError, asyncio.TimeoutError, OSError) as error:
            raise AssistantUnavailable(_kind(error)) from None


def _kind(error: Exception) -> str:
    """The error's kind: its text may repeat what a person wrote, and this goes to the log."""
    return "no answer" if isinstance(error, NotAnAnswer) else type(error).__name__
