"""Asks the assistant until there is an answer, and gives up only on a message that it never can answer."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass

from async_timeout import timeout

from bot.conversations.transcripts import Entry
from bot.phrases import phrase
from bot.web.assistant_client import AssistantClient, AssistantUnavailable
from bot.web.line import Line
from bot.web.messages import UNAVAILABLE, BotMessage, for_assistant
from bot.web.metrics import Metrics

log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.25, 5.0
MOST_FAILURES = 8
"""So often a message may fail while everything is up; the pauses between make it half a minute."""


@dataclass
class Patience:
    """Counts the attempts at one message."""

    attempts: int = 0
    failures: int = 0

    def failed(self, *, is_ready: bool) -> None:
        """Count an attempt. Only failures in a row while everything is up speak against the message."""
        self.attempts += 1
        self.failures = self.failures + 1 if is_ready else 0

    @property
    def is_over(self) -> bool:
        """Whether to give up."""
        return self.failures >= MOST_FAILURES

    @property
    def pause(self) -> float:
        """Seconds until the next attempt."""
        return min(FIRST_PAUSE_SECONDS * 2.0 ** (self.attempts - 1), LONGEST_PAUSE_SECONDS)


class Asking:
    """Brings one message at a time to the assistant."""

    def __init__(self, assistant: AssistantClient, metrics: Metrics) -> None:
        self._assistant = assistant
        self._metrics = metrics
        self.is_stopping = False

    async def answer(self, line: Line, entry: Entry) -> list[BotMessage] | None:
        """The answer to a message; None when it is not wanted any more, or this process ends."""
        patience = Patience()
        while not line.is_over and not self.is_stopping:
            try:
                text, channel = for_assistant(entry.payload), entry.payload.get("channel", "")
                return await self._assistant.ask(line.key, text, message_id(entry), channel)
            except AssistantUnavailable as error:
                log.warning("The assistant gave no answer: %s", error)
                self._metrics.failures.inc()
                patience.failed(is_ready=error.has_answered and await self._assistant.is_ready())
            if patience.is_over:
                return [BotMessage(text=phrase("web.given_up"), custom={"type": UNAVAILABLE})]
            with suppress(asyncio.TimeoutError):
                async with timeout(patience.pause):
                    await line.over.wait()
        return None


def message_id(entry: Entry) -> str:
    """What Rasa knows a message by: no two messages of a conversation share it, whatever their clients call them."""
    return f"{entry.place}-{entry.client_id}"
