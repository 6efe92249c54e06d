"""One worker for each chat that has something to do: its things are done in order, other chats do not wait."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)
_PAUSE_SECONDS = 1.0


class Workers:
    """Runs `work(channel, chat_key)` for each chat that is woken, once at a time, until nothing is left to do.

    `work` returns the seconds after which it wants to be run again, or None when the chat has nothing more to do.
    """

    def __init__(self, work: Callable[[str, str], Awaitable[float | None]]) -> None:
        self._work = work
        self._running: dict[str, asyncio.Task[None]] = {}
        self._wanted: set[str] = set()

    def wake(self, channel: str, chat_key: str) -> None:
        """There may be something to do."""
        self._wanted.add(chat_key)
        if chat_key not in self._running:
            self._running[chat_key] = asyncio.create_task(self._until_done(channel, chat_key))

    async def stop(self) -> None:
        """End all; what they did is stored step by step, so that the next process goes on with it."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _until_done(self, channel: str, chat_key: str) -> None:
        try:
            await self._run(channel, chat_key)
        finally:
            # Here and not when the task is collected: who wakes the chat in between would not be heard.
            del self._running[chat_key]

    async def _run(self, channel: str, chat_key: str) -> None:
        again: float | None = None
        while chat_key in self._wanted or again is not None:
            if again:
                await asyncio.sleep(again)
            self._wanted.discard(chat_key)
            try:
                again = await self._work(channel, chat_key)
            except Exception as error:
                # The error's text could hold what somebody wrote.
                log.error("A chat of %s could not be worked off: %s", channel, type(error).__name__)
                again = _PAUSE_SECONDS
