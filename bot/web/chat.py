"""One conversation's turn: accept, ask in order, keep the answer. Knows nothing of HTTP."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, field
from typing import Any, cast
from weakref import WeakValueDictionary

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations import retention
from bot.conversations.transcripts import Accepted, Entry, Said, Transcripts, offered
from bot.phrases import phrase
from bot.web.assistant_client import AssistantClient, AssistantUnavailable
from bot.web.messages import UNAVAILABLE, BotMessage, for_assistant, is_erased

log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Line:
    """What keeps the messages of one conversation in order while any of them is under way."""

    key: str
    answering: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while a message is with the assistant. Taken before `writing`, never after it."""
    writing: asyncio.Lock = field(default_factory=asyncio.Lock)
    times_forgotten: int = 0


class Chat:
    """Accepts messages and answers each once."""

    def __init__(self, engine: AsyncEngine, assistant: AssistantClient, answer_seconds: float) -> None:
        self._engine = engine
        self._transcripts = Transcripts(engine)
        self._assistant = assistant
        self._answer_seconds = answer_seconds
        self._lines: WeakValueDictionary[str, _Line] = WeakValueDictionary()

    async def transcript(self, key: str) -> list[Entry]:
        """What has been said, oldest first."""
        return await self._transcripts.entries(key)

    async def offered(self, key: str) -> dict[str, str]:
        """Buttons that the assistant offered in this conversation: payload -> title."""
        return offered(await self._transcripts.entries(key))

    async def answer(self, key: str, said: Said) -> list[BotMessage]:
        """The answer to a message. A resend of an answered one gets the same answer, and Rasa is not asked again."""
        deadline = time.monotonic() + self._answer_seconds
        line = self._line(key)
        async with line.writing:
            accepted = await self._transcripts.accept(key, said)
        forgotten_before = line.times_forgotten
        try:
            # Nothing waits between the two locks, and each wakes in the order of arrival: answers keep that order.
            await asyncio.wait_for(line.answering.acquire(), deadline - time.monotonic())
        except asyncio.TimeoutError:
            return await self._apologise(line, accepted.said, "busy")
        try:
            if line.times_forgotten != forgotten_before:
                return []
            return await self._stored_answer(line, accepted) or await self._ask(line, accepted.said, deadline)
        finally:
            line.answering.release()

    async def forget(self, key: str) -> None:
        """Delete the conversation, here and in Rasa's store, once what is under way has ended."""
        line = self._line(key)
        async with line.answering:
            await self._forget(line)

    async def _stored_answer(self, line: _Line, accepted: Accepted) -> list[BotMessage] | None:
        if not accepted.repeated:
            return None
        return cast("list[BotMessage] | None", await self._transcripts.answered(line.key, accepted.said.client_id))

    async def _ask(self, line: _Line, said: Said, deadline: float) -> list[BotMessage]:
        try:
            messages = await self._assistant.ask(line.key, for_assistant(said), deadline - time.monotonic())
        except AssistantUnavailable as error:
            return await self._apologise(line, said, str(error))
        if is_erased(messages):
            await self._forget(line)
        else:
            await self._write(line, said, messages, final=True)
        return messages

    async def _apologise(self, line: _Line, said: Said, why: str) -> list[BotMessage]:
        """Say honestly that there is no answer; the message stays unanswered, so that a resend asks again."""
        log.warning("The assistant gave no answer: %s", why)
        messages = [BotMessage(text=phrase("web.unavailable"), custom={"type": UNAVAILABLE})]
        await self._write(line, said, messages, final=False)
        return messages

    async def _write(self, line: _Line, said: Said, messages: list[BotMessage], *, final: bool) -> None:
        async with line.writing:
            stored = cast("list[dict[str, Any]]", messages)
            await self._transcripts.answer(line.key, said.client_id, stored, final=final)

    async def _forget(self, line: _Line) -> None:
        line.times_forgotten += 1
        async with line.writing:
            await retention.forget(self._engine, line.key)

    def _line(self, key: str) -> _Line:
        return self._lines.setdefault(key, _Line(key))
