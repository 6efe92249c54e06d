"""From the inbox to the line and from the line to the outbox: each chat's messages in order, one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import partial

from bot.channels.adapter import Adapter
from bot.channels.composing import compose
from bot.channels.letters import Letter
from bot.channels.messages import Outgoing
from bot.channels.reading import Line, client_id, line_for, place_line, said_by
from bot.channels.splitting import split
from bot.channels.talk import Answered, Erased, NotNow, Over, Refused, Talk
from bot.conversations.messengers import Chats, Dispatch, Inbox, Waiting
from bot.conversations.sealing import Vault
from bot.conversations.transcripts import Said
from bot.database import through_outages
from bot.phrases import phrase

SETTLE_SECONDS = 0.1
"""Deliveries of one chat that overtake each other come within a moment: so long it is quiet before they are read."""
TYPING_AFTER_SECONDS = 0.7
"""An answer that comes sooner needs no sign that it comes."""
First = Callable[[str], str]
"""The line with which a conversation in a messenger begins."""


class Answering:
    """Works off one chat's inbox. `now` gives the time by which sessions are reckoned."""

    def __init__(
        self,
        inbox: Inbox,
        chats: Chats,
        talk: Talk,
        vault: Vault,
        adapters: Mapping[str, Adapter],
        *,
        first: First,
        now: Callable[[], datetime],
        sends: Callable[[str, str], None],
    ) -> None:
        self._inbox = inbox
        self._chats = chats
        self._talk = talk
        self._vault = vault
        self._adapters = adapters
        self._first = first
        self._now = now
        self._sends = sends

    async def work(self, channel: str, chat_key: str) -> float | None:
        """Answer all that waits in a chat; returns the seconds after which to try again, if not all could be."""
        while item := await through_outages(lambda: self._inbox.next(chat_key)):
            waiting = item
            letter = Letter.opened(self._vault, waiting.sealed)
            try:
                dispatches = await self._answer(waiting, letter) if letter else []
            except NotNow as not_now:
                return not_now.seconds
            await through_outages(partial(self._inbox.finish, waiting, dispatches))
            self._sends(channel, chat_key)
        return None

    async def _answer(self, item: Waiting, letter: Letter) -> list[Dispatch]:
        line = line_for(letter.content)
        if line is not None:
            return self._lines(item, letter, None, line.text)
        try:
            key = item.conversation_key or await self._conversation(item)
            return await self._ask(item, letter, key)
        except Over:
            return await self._begin_again(item, letter)

    async def _begin_again(self, item: Waiting, letter: Letter) -> list[Dispatch]:
        """The conversation has ended: by this very message, when it was brought there before, else before it."""
        if item.conversation_key is not None:
            return self._lines(item, letter, None, phrase("web.notice.forgotten"))
        try:
            return await self._ask(item, letter, await self._conversation(item))
        except Over:
            raise NotNow(SETTLE_SECONDS) from None

    async def _conversation(self, item: Waiting) -> str:
        key = await through_outages(lambda: self._chats.conversation(item.chat_key, self._now()))
        await through_outages(lambda: self._inbox.assign(item, key))
        return key

    async def _ask(self, item: Waiting, letter: Letter, key: str) -> list[Dispatch]:
        adapter = self._adapters[item.channel]
        entries = await through_outages(lambda: self._talk.entries(key))
        said = said_by(letter.content, client_id(item.name), entries, adapter.limits, item.channel)
        if isinstance(said, Line):
            return self._lines(item, letter, key, said.text)
        return await self._told(item, letter, key, said)

    async def _told(self, item: Waiting, letter: Letter, key: str, said: Said) -> list[Dispatch]:
        limits = self._adapters[item.channel].limits
        async with self._shown_typing(item, letter):
            answer = await self._talk.ask(key, said, partial(self._delayed, item, letter, key))
        match answer:
            case Answered(messages, is_first):
                before = [self._first(item.channel) if is_first else None, place_line(letter.content)]
                texts = [Outgoing(piece) for text in before if text for piece in split(text, limits)]
                return self._dispatches(item, letter, key, [*texts, *compose(messages, limits)])
            case Erased(text):
                return self._lines(item, letter, None, text)
            case Refused(text):
                return self._lines(item, letter, key, text)

    @asynccontextmanager
    async def _shown_typing(self, item: Waiting, letter: Letter) -> AsyncIterator[None]:
        """While an answer takes longer than a moment."""

        async def show() -> None:
            await asyncio.sleep(TYPING_AFTER_SECONDS)
            with suppress(Exception):
                await self._adapters[item.channel].typing(letter.address, letter.id)

        showing = asyncio.create_task(show())
        try:
            yield
        finally:
            showing.cancel()

    async def _delayed(self, item: Waiting, letter: Letter, key: str) -> None:
        for dispatch in self._dispatches(item, letter, key, [Outgoing(phrase("web.delayed"))], what="delayed"):
            await through_outages(partial(self._inbox.add, item, dispatch))
        self._sends(item.channel, item.chat_key)

    def _lines(self, item: Waiting, letter: Letter, key: str | None, text: str) -> list[Dispatch]:
        pieces = split(text, self._adapters[item.channel].limits)
        return self._dispatches(item, letter, key, [Outgoing(piece) for piece in pieces])

    def _dispatches(
        self, item: Waiting, letter: Letter, key: str | None, messages: list[Outgoing], what: str = "answer"
    ) -> list[Dispatch]:
        adapter = self._adapters[item.channel]
        payloads = [payload for message in messages for payload in adapter.payloads(message)]
        return [
            Dispatch(
                name=f"{item.name[:40]}-{what}-{number}",
                sealed=self._vault.seal({"address": letter.address, "payload": payload}),
                conversation_key=key,
            )
            for number, payload in enumerate(payloads)
        ]
