"""All messengers of one process: takes what comes in, answers it, sends the answers. One wiring place."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from functools import partial

from aiohttp import ClientSession
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.adapter import Adapter, Denied, Source, TryLater
from bot.channels.answering import SETTLE_SECONDS, Answering
from bot.channels.kinds import KINDS, Kind
from bot.channels.letters import arrival
from bot.channels.messages import Incoming
from bot.channels.sending import Sending
from bot.channels.talk import Talk
from bot.channels.working import Workers
from bot.conversations.messenger_states import SealedMemory, States
from bot.conversations.messengers import KNOWN_FOR, Arrival, Chats, Inbox, Outbox
from bot.conversations.sealing import Vault
from bot.database import OUTAGES, through_outages
from bot.phrases import phrase
from bot.settings import SettingError, Settings

KEY_FILE = "var/channel.key"
TOO_OLD = KNOWN_FOR - timedelta(days=1)
"""What was sent longer ago is a replay: it might not be known any more."""
STORE_SECONDS = 7.0
"""So long a delivery waits for a database that is away; then the messenger is told to deliver again."""
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 1.0, 300.0
_PURGE_EVERY_SECONDS = 3600.0

log = logging.getLogger(__name__)


class Hub:
    """The messengers that are on. `now` gives the time by which sessions are reckoned."""

    def __init__(
        self,
        settings: Settings,
        engine: AsyncEngine,
        talk: Talk,
        vault: Vault,
        http: ClientSession,
        now: Callable[[], datetime],
        settle: float = SETTLE_SECONDS,
    ) -> None:
        self._settings = settings
        self._vault = vault
        self._inbox, self._outbox, self._states = Inbox(engine), Outbox(engine), States(engine)
        self.adapters = _adapters(settings, http)
        chats = Chats(engine, timedelta(hours=settings.session_hours))
        sending = Sending(self._outbox, self._states, vault, self.adapters, settings.channel_retry_seconds)
        self._sending = Workers(sending.work)
        answering = Answering(
            self._inbox,
            chats,
            talk,
            vault,
            self.adapters,
            first=self._first,
            now=now,
            sends=self._sending.wake,
        )
        self._answering = Workers(answering.work, settle)
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Take up what waits, and listen. Returns at once: a messenger that is away keeps nobody waiting."""
        self._tasks = [asyncio.create_task(self._resume()), asyncio.create_task(self._purge())]
        for adapter in self.adapters.values():
            if isinstance(adapter, Source):
                self._tasks.append(asyncio.create_task(self._listen(adapter.name, adapter)))

    async def stop(self) -> None:
        """End all work. What is not done is stored."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(self._answering.stop(), self._sending.stop())
        await asyncio.gather(*(adapter.close() for adapter in self.adapters.values()), return_exceptions=True)

    async def receive(self, channel: str, messages: Sequence[Incoming]) -> None:
        """Store messages; when this returns they will be answered.

        Raises:
            Exception: one of `OUTAGES`; none is taken.
        """
        oldest = datetime.now(timezone.utc) - TOO_OLD
        fresh = [message for message in messages if message.at is None or message.at > oldest]
        arrivals = [arrival(self._vault, channel, message) for message in fresh]
        if not arrivals:
            return
        self._wake(arrivals)  # before as well: what is being stored may be older than what is already there
        await through_outages(partial(self._inbox.store, arrivals), seconds=STORE_SECONDS)
        self._wake(arrivals)
        with suppress(*OUTAGES):
            await self._states.received(channel)

    def _wake(self, arrivals: Sequence[Arrival]) -> None:
        for each in arrivals:
            self._answering.wake(each.channel, each.chat_key)

    async def failed(self, channel: str, why: str) -> None:
        """Note for `kumpel channels status` that something of a messenger went wrong."""
        await self._states.failed(channel, why)

    async def _resume(self) -> None:
        for channel, key in await through_outages(self._outbox.chats):
            self._sending.wake(channel, key)
        for channel, key in await through_outages(self._inbox.chats):
            if channel in self.adapters:
                self._answering.wake(channel, key)

    async def _listen(self, channel: str, source: Source) -> None:
        memory, pause = SealedMemory(self._states, self._vault, channel), _FIRST_PAUSE_SECONDS
        clock = asyncio.get_running_loop().time
        while True:
            began, wish = clock(), 0.0
            try:
                await source.listen(partial(self.receive, channel), memory)
            except Exception as error:
                wish = await self._cannot_listen(channel, error)
            if clock() - began > _LONGEST_PAUSE_SECONDS:
                pause = _FIRST_PAUSE_SECONDS  # it went well for a while
            await asyncio.sleep(max(pause, wish))
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    async def _cannot_listen(self, channel: str, error: Exception) -> float:
        """Note it; returns the seconds that the messenger asks to be left alone."""
        log.warning("%s cannot be listened to: %s", channel, type(error).__name__)
        is_meant_to_be_shown = isinstance(error, TryLater | Denied)
        why = str(error) if is_meant_to_be_shown else type(error).__name__  # others could repeat what somebody wrote
        await through_outages(partial(self._states.failed, channel, why))
        return (error.seconds or 0.0) if isinstance(error, TryLater) else 0.0

    async def _purge(self) -> None:
        while True:
            try:
                await self._inbox.purge(datetime.now(timezone.utc) - KNOWN_FOR)
            except OUTAGES:
                log.warning("What is known of old messages could not be deleted; the next try is in an hour")
            await asyncio.sleep(_PURGE_EVERY_SECONDS)

    def _first(self, channel: str) -> str:
        return phrase(
            "channels.first",
            where=phrase(f"channels.where.{channel}"),
            name=phrase(f"channels.names.{channel}"),
            hours=self._settings.session_hours,
            website=self._settings.public_url,
        )


def _adapters(settings: Settings, http: ClientSession) -> dict[str, Adapter]:
    built = {kind.name: _built(kind, settings, http) for kind in KINDS.values()}
    return {name: adapter for name, adapter in built.items() if adapter}


def _built(kind: Kind, settings: Settings, http: ClientSession) -> Adapter | None:
    """One that is off, or set up wrongly, keeps nothing else from starting; `kumpel channels status` says why."""
    missing = kind.missing(settings)
    if missing:
        if kind.is_wanted(settings):
            log.warning("%s is off: %s not set", kind.name, ", ".join(missing))
        return None
    try:
        return kind.build(settings, http)
    except SettingError as error:
        log.error("%s is off: %s", kind.name, error)
        return None
