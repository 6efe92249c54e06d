"""Which rooms the assistant is in: chats of two, entered on invitation. It leaves all others with a friendly line."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Sequence
from contextlib import suppress

from bot.channels.adapter import Denied, TryLater
from bot.channels.matrix.events import Event, Invitation, News, has_left, read_events
from bot.channels.matrix.formatting import text_payload
from bot.channels.matrix.homeserver import Homeserver, WrongToken
from bot.channels.messages import Incoming
from bot.phrases import phrase

INVITATION_SECONDS = 20.0
"""Joining a room on a slow server takes its time; so long everybody else may be kept waiting."""
_AT_ONCE = 8
MOST_PAGES = 20
"""Pages of missed events, 25 each, that are fetched of one room."""
MOST_TRIES = 5
"""A room that fails so often while the homeserver answers otherwise is passed over, for everybody else waits for it."""

log = logging.getLogger(__name__)


class Rooms:
    """The rooms of one account."""

    def __init__(self, homeserver: Homeserver) -> None:
        self._homeserver = homeserver
        self._chats: set[str] = set()
        """Rooms that are known to be chats of two, as long as nobody moves."""
        self._tries: dict[str, int] = {}

    async def answer_invitations(self, invitations: Sequence[Invitation]) -> None:
        """Accept or decline each. One that cannot be answered in time stays unanswered.

        Raises:
            TryLater: the homeserver is away.
        """
        if not invitations:
            return
        door = asyncio.Semaphore(_AT_ONCE)
        tasks = [asyncio.create_task(self._answer(each, door)) for each in invitations]
        try:
            await asyncio.wait(tasks, timeout=INVITATION_SECONDS)
        finally:
            for task in tasks:
                task.cancel()
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        _raise_first(outcomes)

    async def _answer(self, invitation: Invitation, door: asyncio.Semaphore) -> None:
        async with door:
            with suppress(Denied):
                if invitation.is_open:
                    await self._homeserver.leave(invitation.room, phrase("channels.unknown.group"))
                elif invitation.is_encrypted:
                    await self._open_instead(invitation)
                else:
                    await self._join(invitation)

    async def _join(self, invitation: Invitation) -> None:
        try:
            await self._homeserver.join(invitation.room)
        except Denied as denied:
            log.warning("An invitation could not be accepted: %s", denied)
            await self._homeserver.leave(invitation.room)

    async def _open_instead(self, invitation: Invitation) -> None:
        """Some apps encrypt every chat; then the assistant opens one without and says so."""
        room = await self._homeserver.open_chat(invitation.by)
        await self._homeserver.send(room, text_payload(phrase("channels.matrix_open")), "open")
        await self._homeserver.leave(invitation.room, phrase("channels.unknown.encrypted"))

    async def read(self, news: News, since: str | None, me: str, first_order: int) -> list[Incoming]:
        """The messages of a chat of two; other rooms are left.

        Raises:
            TryLater: the homeserver is away.
        """
        try:
            messages = await self._read(news, since, me, first_order)
        except TryLater as later:
            self._tries[news.room] = self._tries.get(news.room, 0) + 1
            if later.everywhere or self._tries[news.room] < MOST_TRIES:
                raise
            log.error("A room was passed over: %s", later)
            messages = []
        self._tries.pop(news.room, None)
        return messages

    async def _read(self, news: News, since: str | None, me: str, first_order: int) -> list[Incoming]:
        if news.moves:
            self._chats.discard(news.room)
        events = await self._complete(news, since)
        if news.room in self._chats or await self._is_chat(news.room, events, me):
            self._chats.add(news.room)
            return read_events(news.room, events, me, first_order)
        return []

    async def _is_chat(self, room: str, events: Sequence[Event], me: str) -> bool:
        with suppress(Denied):  # the assistant may have been put out of the room meanwhile
            members = await self._homeserver.members(room)
            if len(members) > 2:
                await self._say_goodbye(room, events)
            elif len(members) == 2:
                return me in members
            elif has_left(events, me):
                await self._homeserver.leave(room)
        return False

    async def _say_goodbye(self, room: str, events: Sequence[Event]) -> None:
        """One line, also when it is interrupted and comes to it again."""
        last = str(events[-1].get("event_id")) if events else room
        name = "bye-" + hashlib.sha256(last.encode()).hexdigest()[:40]
        with suppress(Denied):
            await self._homeserver.send(room, text_payload(phrase("channels.unknown.group")), name)
        await self._homeserver.leave(room)

    async def _complete(self, news: News, since: str | None) -> Sequence[Event]:
        """All events since the last sync: after a long pause it left out the older ones."""
        missed: list[Event] = []
        before = news.gap
        with suppress(Denied):  # as above
            for _ in range(MOST_PAGES):
                if before is None or since is None:
                    break
                page = await self._homeserver.page(news.room, before, since)
                missed += page.get("chunk") or ()
                before = page.get("end")
        return [*reversed(missed), *news.events]


def _raise_first(outcomes: Sequence[BaseException | None]) -> None:
    """An invitation that waits for another server is no reason to ask for it again; an absent homeserver is."""
    for outcome in outcomes:
        if isinstance(outcome, WrongToken) or (isinstance(outcome, TryLater) and outcome.everywhere):
            raise outcome
        if isinstance(outcome, Exception):
            log.warning("An invitation was not answered: %s", outcome)
