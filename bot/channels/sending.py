"""From the outbox to the messengers: in order in each chat, again while a messenger is away, and not for ever."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone

from bot.channels.adapter import Adapter, Denied, Gone, TryLater
from bot.conversations.messenger_states import States
from bot.conversations.messengers import Outbox, Unsent
from bot.conversations.sealing import Vault
from bot.database import through_outages

GIVE_UP_AFTER = timedelta(hours=6)
"""Later nobody waits for the answer any more."""
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 300.0
LONGEST_WISH_SECONDS = 3600.0
"""A messenger that asks for more is asked again after an hour."""
AT_ONCE = 16
"""Requests to one messenger at a time."""

log = logging.getLogger(__name__)


class Sending:
    """Works off one chat's outbox. `clock` gives seconds on the loop's clock."""

    def __init__(
        self,
        outbox: Outbox,
        states: States,
        vault: Vault,
        adapters: Mapping[str, Adapter],
        first_pause: float = FIRST_PAUSE_SECONDS,
    ) -> None:
        self._outbox = outbox
        self._states = states
        self._vault = vault
        self._adapters = adapters
        self._first_pause = first_pause
        self._doors = {name: asyncio.Semaphore(AT_ONCE) for name in adapters}
        self._closed_until: dict[str, float] = {}
        self._attempts: dict[int, int] = {}

    async def work(self, channel: str, chat_key: str) -> float | None:
        """Send all that waits for a chat; returns the seconds after which to try again, if not all could be."""
        adapter = self._adapters.get(channel)
        while adapter and (item := await through_outages(lambda: self._outbox.next(chat_key))):
            if (wait := self._closed_until.get(channel, 0.0) - _clock()()) > 0:
                return wait
            again = await self._send(adapter, chat_key, item)
            if again is not None:
                return again
        return None

    async def _send(self, adapter: Adapter, chat_key: str, item: Unsent) -> float | None:
        letter = self._vault.open(item.sealed)
        try:
            if letter is not None:
                async with self._doors[adapter.name]:
                    await adapter.send(letter["address"], letter["payload"], item.name)
        except TryLater as later:
            return await self._later(adapter.name, item, later)
        except Gone:
            await through_outages(lambda: self._outbox.remove_chat(chat_key))
            return None
        except Denied as denied:
            await self._give_up(adapter.name, item, str(denied))
            return None
        await self._done(item)
        await through_outages(lambda: self._states.sent(adapter.name))
        return None

    async def _later(self, channel: str, item: Unsent, later: TryLater) -> float | None:
        await through_outages(lambda: self._states.failed(channel, str(later)))
        if datetime.now(timezone.utc) - item.created_at > GIVE_UP_AFTER:
            await self._give_up(channel, item, str(later))
            return None
        attempts = self._attempts[item.id] = self._attempts.get(item.id, 0) + 1
        pause = min(self._first_pause * 2.0 ** min(attempts - 1, 30), LONGEST_PAUSE_SECONDS)
        pause = max(pause, min(later.seconds or 0.0, LONGEST_WISH_SECONDS))
        if later.everywhere:
            self._closed_until[channel] = max(self._closed_until.get(channel, 0.0), _clock()() + pause)
        return pause

    async def _give_up(self, channel: str, item: Unsent, why: str) -> None:
        log.error("A message to %s was given up: %s", channel, why)
        await through_outages(lambda: self._states.failed(channel, why, given_up=1))
        await self._done(item)

    async def _done(self, item: Unsent) -> None:
        self._attempts.pop(item.id, None)
        await through_outages(lambda: self._outbox.remove(item))


def _clock() -> Callable[[], float]:
    return asyncio.get_running_loop().time
