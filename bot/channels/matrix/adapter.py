"""The assistant as a Matrix account: reads by syncing, writes with transaction ids."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.channels.adapter import Adapter, Denied, Gone, Memory, Payload, Receive, Source, TryLater
from bot.channels.matrix.events import Sync, read_sync
from bot.channels.matrix.formatting import text_payload
from bot.channels.matrix.homeserver import Homeserver, Refusal, WrongToken
from bot.channels.matrix.rooms import Rooms
from bot.channels.messages import Incoming, Limits, Outgoing

WAIT_SECONDS = 30.0
"""So long the homeserver holds a sync when nothing is new."""
_TYPING_SECONDS = 10.0
_AWAY = (403, 404)

log = logging.getLogger(__name__)


class Matrix(Adapter, Source):
    """One account on one homeserver."""

    name = "matrix"
    # An event holds 65 536 bytes: the text, and once more in HTML, where a character may take six.
    limits = Limits(text=4000)

    def __init__(self, homeserver: Homeserver) -> None:
        self._homeserver = homeserver
        self._rooms = Rooms(homeserver)

    def payloads(self, message: Outgoing) -> list[Payload]:
        """One `m.text`."""
        return [text_payload(message.text)]

    async def send(self, address: str, payload: Payload, name: str) -> None:
        """Send it to the room; `name` is the transaction id, so that the same twice is one event."""
        try:
            await self._homeserver.send(address, payload, name)
        except Refusal as refusal:
            if refusal.status in _AWAY:
                raise Gone from None
            raise

    async def typing(self, address: str, message_id: str) -> None:
        """Shows that somebody types, for 10 s."""
        await self._homeserver.typing(address, _TYPING_SECONDS)

    async def check(self) -> str:
        """The account, and whether apps will encrypt chats with it, which it could not read."""
        try:
            me, devices = await self._homeserver.me(), await self._homeserver.encrypting_devices()
        except WrongToken as wrong:
            raise Denied(str(wrong)) from None
        keys = f", but {devices} of its sessions can encrypt: log them out, see docs/matrix.md" if devices else ""
        return f"{me}{keys}"

    async def close(self) -> None:
        """Let go of the HTTP session."""
        await self._homeserver.close()

    async def listen(self, receive: Receive, memory: Memory) -> None:
        """Sync for ever. What a sync brought is stored before the place is written from which the next goes on."""
        try:
            me = await self._homeserver.me()
            since = _place(await memory.read(), me)
            while True:
                sync = await self._sync(since, me)
                await receive(await self._messages(sync, since, me))
                if sync.next != since:
                    since = sync.next
                    await memory.write(json.dumps({"user": me, "since": since}))
        except Denied as denied:
            raise TryLater(str(denied)) from None

    async def _sync(self, since: str | None, me: str) -> Sync:
        """Without a place to go on from, or with one that the homeserver does not know any more, it starts from now."""
        if since is not None:
            try:
                return _read(await self._homeserver.sync(since, WAIT_SECONDS), me)
            except Denied as denied:
                log.warning("The homeserver does not know where the last sync ended: %s", denied)
        first = _read(await self._homeserver.sync(None, 0), me)
        return replace(first, news=())  # what was said before the first start is nobody's question now

    async def _messages(self, sync: Sync, since: str | None, me: str) -> list[Incoming]:
        await self._rooms.answer_invitations(sync.invitations)
        messages: list[Incoming] = []
        for news in sync.news:
            # Times of other servers may be wrong; the order in which messages arrive is what people see.
            order = time.time_ns() // 1000
            messages += await self._rooms.read(news, since, me, order)
        return messages


def _read(answer: Mapping[str, Any], me: str) -> Sync:
    try:
        return read_sync(answer, me)
    except (KeyError, TypeError, AttributeError):
        raise TryLater("answers, but not as a Matrix homeserver does") from None


def _place(memory: str | None, me: str) -> str | None:
    """Where to go on, if it was this account that came so far."""
    try:
        found = json.loads(memory or "{}")
    except ValueError:
        return None
    match found:
        case {"user": user, "since": str(since)} if user == me:
            return since
    return None
