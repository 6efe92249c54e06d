"""The way to Rasa and the action server, on loopback: messages, and whether both are up."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.settings import Settings
from bot.web.messages import BotMessage, NotAnAnswer, read_answer

READY_SECONDS = 3.0
ANSWER_SECONDS = 30.0
"""After this long an answer is given up and the message asked again; Rasa answers one id once, however often asked."""


class AssistantUnavailable(Exception):
    """There is no answer. `has_answered`: Rasa can be reached, but what came is none."""

    def __init__(self, why: str, *, has_answered: bool = False) -> None:
        super().__init__(why)
        self.has_answered = has_answered


class AssistantClient:
    """Asks Rasa. One per process; it shares its connections."""

    def __init__(self, http: ClientSession, settings: Settings) -> None:
        self._http = http
        self._rasa = f"http://127.0.0.1:{settings.rasa_port}"
        self._actions = f"http://127.0.0.1:{settings.actions_port}"
        self._token = settings.rasa_token

    async def ask(self, sender: str, message: str, message_id: str, channel: str = "") -> list[BotMessage]:
        """The assistant's answer to one message; the same id once more gives the same answer.

        `channel`: the messenger it came by, for the log.

        Raises:
            AssistantUnavailable: there was none.
        """
        body = {"sender": sender, "message": message, "message_id": message_id, "input_channel": channel}
        answer = await self._fetch("POST", f"{self._rasa}/webhooks/rest/webhook", ANSWER_SECONDS, json=body)
        try:
            return read_answer(json.loads(answer))
        except (ValueError, RecursionError) as error:
            raise AssistantUnavailable(_kind(error), has_answered=True) from None

    async def is_ready(self) -> bool:
        """Whether Rasa can be reached and has a model loaded, and the action server can be reached."""
        parameters = {"token": self._token} if self._token else {}
        try:
            status = json.loads(await self._fetch("GET", f"{self._rasa}/status", READY_SECONDS, params=parameters))
            await self._fetch("GET", f"{self._actions}/health", READY_SECONDS)
        except (AssistantUnavailable, ValueError, RecursionError):
            return False
        return isinstance(status, dict) and bool(status.get("model_file"))

    async def _fetch(self, method: str, url: str, seconds: float, **options: Any) -> bytes:
        try:
            async with self._http.request(method, url, timeout=ClientTimeout(total=seconds), **options) as response:
                if response.status != 200:
                    raise AssistantUnavailable(f"status {response.status}", has_answered=True)
                return await response.read()
        except (ClientError, asyncio.TimeoutError, OSError) as error:
            raise AssistantUnavailable(_kind(error)) from None


def _kind(error: Exception) -> str:
    """The error's kind: its text may repeat what a person wrote, and this goes to the log."""
    return "no answer" if isinstance(error, NotAnAnswer) else type(error).__name__
