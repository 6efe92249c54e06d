"""The chats: a message is stored, acknowledged, answered in order and once, and told to all who listen.

Knows nothing of HTTP. What a message goes through, and what is promised, stands in docs/chat-protocol.md.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from datetime import datetime, timezone
from typing import Any, cast
from weakref import WeakValueDictionary

from async_timeout import timeout
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations import retention
from bot.conversations.transcripts import Ended, Entry, OtherWords, Said, TooManyWaiting, Transcripts, offered
from bot.database import OUTAGES, through_outages
from bot.phrases import phrase
from bot.web.asking import Asking
from bot.web.frames import Frame, accepted, bye, entry_frame, erased
from bot.web.line import Line, Listener, tell_accepted
from bot.web.messages import BotMessage, is_erased
from bot.web.metrics import Metrics
from bot.web.refusals import Refusal

log = logging.getLogger(__name__)

STORE_SECONDS = 7.0
"""So long a message waits for a database that is away; then its sender is told to send it again."""
RETRY_SECONDS = 5
RESTART_SECONDS = 2
_PAUSE_SECONDS = 1.0


class Chat:
    """Accepts messages and answers each once. `now` gives the time by which sessions are reckoned."""

    def __init__(
        self,
        engine: AsyncEngine,
        asking: Asking,
        metrics: Metrics,
        answer_seconds: float,
        now: Callable[[], datetime],
    ) -> None:
        self._engine = engine
        self._transcripts = Transcripts(engine)
        self._asking = asking
        self._metrics = metrics
        self._answer_seconds = answer_seconds
        self._now = now
        self._lines: WeakValueDictionary[str, Line] = WeakValueDictionary()
        self._under_way: set[asyncio.Task[None]] = set()

    def resume(self) -> None:
        """Begin to work off what was accepted before this process began."""
        self._begin(self._resume())

    async def stop(self, seconds: float) -> None:
        """Begin nothing new, let what is under way end for some seconds, and say goodbye to all who listen."""
        self._asking.is_stopping = True
        if self._under_way:
            _, running = await asyncio.wait(self._under_way, timeout=seconds)
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
        for line in list(self._lines.values()):
            line.tell(bye("restart", RESTART_SECONDS))

    async def transcript(self, key: str) -> list[Entry]:
        """What has been said, oldest first."""
        return await self._transcripts.entries(key)

    async def reply(self, key: str, message_id: str) -> Entry | None:
        """The stored answer to a message, or None when it has none yet."""
        return await self._transcripts.reply(key, message_id)

    async def offered(self, key: str) -> dict[str, str]:
        """Buttons that the assistant offered in this conversation: payload -> title."""
        return offered(await self._transcripts.entries(key))

    @asynccontextmanager
    async def listening(self, key: str) -> AsyncIterator[tuple[Listener, list[Entry]]]:
        """A listener to a conversation, and the transcript up to where it begins to listen."""
        line, listener = self._line(key), Listener()
        async with line.writing:
            entries = await self._transcripts.entries(key)
            line.place = entries[-1].place if entries else 0
            self._expect(line, entries)
            line.listeners.add(listener)
        for message_id in line.waiting:
            listener.tell(line.state_of(message_id))
        try:
            yield listener, entries
        finally:
            line.listeners.discard(listener)

    async def accept(self, key: str, said: Said, sender: Listener | None = None) -> Entry:
        """Store a message and let it be answered; the same message once more is the first one.

        Raises:
            Refusal: it is not stored, or whether it is cannot be told; the same message may be sent again.
        """
        line = self._line(key)
        try:
            async with timeout(STORE_SECONDS):
                entry = await through_outages(lambda: self._store(line, said, sender), seconds=STORE_SECONDS)
        except OUTAGES as error:
            log.warning("A message could not be stored: %s", type(error).__name__)
            self._wake(line)
            raise Refusal("unavailable", 503, retry_after=RETRY_SECONDS) from None
        self._wake(line)
        return entry

    async def converse(self, key: str, said: Said) -> list[Frame]:
        """Send a message and listen until it is clear what becomes of it: an answer, or the notice of a delay."""
        async with self.listening(key) as (listener, _entries):
            listener.heard()
            entry = await self.accept(key, said, listener)
            if entry.final:
                reply = await self._transcripts.reply(key, said.client_id)
                return [accepted(entry), *([entry_frame(reply)] if reply else [])]
            frames: list[Frame] = []
            while not frames or not _concludes(frames[-1], said.client_id):
                frames.append(await listener.next())
            return frames

    async def forget(self, key: str) -> Frame:
        """Delete the conversation, here and in Rasa's store, and tell all who listen; returns what they are told."""
        line = self._line(key)
        line.end()
        if line.worker is not None:
            # Rasa may still store what is under way. If it takes too long, that is deleted when it has ended.
            _, running = await asyncio.wait({line.worker}, timeout=self._answer_seconds)
            for worker in running:
                self._begin(self._sweep(line, worker))
        try:
            return await self._forget(line, phrase("web.notice.forgotten"))
        except OUTAGES:
            line.go_on()
            self._wake(line)
            raise

    async def _store(self, line: Line, said: Said, sender: Listener | None) -> Entry:
        async with line.writing:
            if line.is_over:
                raise Refusal("no_session", 403)
            if self._asking.is_stopping:
                raise Refusal("unavailable", 503, retry_after=RESTART_SECONDS)
            try:
                entry = await self._transcripts.accept(line.key, said, self._now())
            except OtherWords:
                raise Refusal("bad_frame", 400) from None
            except TooManyWaiting:
                raise Refusal("too_many_waiting", 429, retry_after=RETRY_SECONDS) from None
            except Ended:
                raise Refusal("no_session", 403) from None
            await self._tell(line, entry, sender)
            return entry

    async def _tell(self, line: Line, entry: Entry, sender: Listener | None = None) -> None:
        """Tell of an entry, and before it of any whose commit came to be known only now."""
        if line.place is not None and line.place + 1 < entry.place:
            for missed in await self._transcripts.entries(line.key):
                if line.place < missed.place < entry.place:
                    line.tell_entry(missed)
        if line.place is None or line.place < entry.place:
            line.tell_entry(entry, sender)
            self._metrics.entries.labels(entry.direction).inc()
        if entry.direction == "person":
            tell_accepted(sender, entry)
            if not entry.final:
                line.expect(entry, self._answer_seconds, sender)

    async def _resume(self) -> None:
        for key in await through_outages(self._transcripts.waiting_keys):
            self._wake(self._line(key))

    def _wake(self, line: Line) -> None:
        line.is_wanted = True
        if line.worker is None or line.worker.done():
            line.worker = self._begin(self._work(line))

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def _work(self, line: Line) -> None:
        while line.is_wanted:
            line.is_wanted = False
            try:
                await self._answer_all(line)
            except Exception:
                log.exception("A conversation's messages could not be answered; the next try is in a moment")
                await asyncio.sleep(_PAUSE_SECONDS)
                line.is_wanted = True

    async def _sweep(self, line: Line, worker: asyncio.Task[None]) -> None:
        await asyncio.wait({worker})
        await through_outages(lambda: retention.forget(self._engine, line.key))

    async def _answer_all(self, line: Line) -> None:
        while not line.is_over and not self._asking.is_stopping:
            waiting = await through_outages(lambda: self._transcripts.waiting(line.key))
            if not waiting:
                return
            self._expect(line, waiting)
            await self._answer(line, waiting[0])

    def _expect(self, line: Line, entries: Iterable[Entry]) -> None:
        """Let whoever waits be told in time, however long the message has been here."""
        for entry in entries:
            if entry.direction == "person" and not entry.final:
                line.expect(entry, self._answer_seconds - (datetime.now(timezone.utc) - entry.at).total_seconds())

    async def _answer(self, line: Line, entry: Entry) -> None:
        messages = await self._asking.answer(line, entry)
        if messages is None:
            return
        if is_erased(messages):
            line.end()
            await through_outages(lambda: self._forget(line, str(messages[0].get("text", ""))))
        elif not line.is_over:
            await through_outages(lambda: self._settle(line, entry, messages))

    async def _settle(self, line: Line, asked: Entry, messages: list[BotMessage]) -> None:
        async with line.writing:
            stored = cast("list[dict[str, Any]]", messages)
            entry = await self._transcripts.answer(line.key, asked.client_id, stored)
            line.settled(asked.client_id)
            if entry is not None:
                await self._tell(line, entry)
                self._metrics.seconds.observe((entry.at - asked.at).total_seconds())

    async def _forget(self, line: Line, text: str) -> Frame:
        async with line.writing:
            frame = erased(await retention.forget(self._engine, line.key), text)
            line.tell(frame)
            return frame

    def _line(self, key: str) -> Line:
        return self._lines.setdefault(key, Line(key))


def _concludes(frame: Frame, message_id: str) -> bool:
    """Whether a frame tells what became of a message."""
    return frame["type"] in ("erased", "bye") or (frame["type"] in ("entry", "notice") and frame["id"] == message_id)
