"""A person with a bad connection: sends messages in order, resends what was not acknowledged, comes back after cuts."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import random
import socket as raw
import time
import uuid
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import aiohttp
from async_timeout import timeout

from bot.cli.line.log import Log, Seen

ACKNOWLEDGE_SECONDS = 12.0
"""Without an acknowledgement for so long a client gives its connection up."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 3.0
_AGAIN = frozenset({"unavailable", "too_fast", "too_many_waiting", "too_many_tabs"})
Socket = aiohttp.ClientWebSocketResponse[Any]
_TROUBLE = (aiohttp.ClientError, asyncio.TimeoutError, OSError)


def cut(socket: Socket) -> None:
    """Break a connection without a goodbye; nothing where it is gone already."""
    connection = socket.get_extra_info("socket")
    if connection is None or connection.fileno() < 0:
        return
    # uvloop's sockets know no `shutdown`, a duplicate of theirs does.
    with contextlib.suppress(OSError), raw.socket(fileno=os.dup(connection.fileno())) as duplicate:
        duplicate.shutdown(raw.SHUT_RDWR)


class Person:
    """One conversation, in one tab that writes and any number that only look on.

    `pauses` gives the seconds before each message.
    """

    def __init__(
        self, http: aiohttp.ClientSession, address: str, texts: Sequence[str], pauses: Callable[[], float]
    ) -> None:
        self.log = Log()
        self._http = http
        self._address = address
        self._texts = texts
        self._pauses = pauses
        self._token = ""
        self._outbox: deque[tuple[str, str]] = deque()
        self._has_news = asyncio.Event()
        self._first_sent: dict[str, float] = {}
        self._silent_since: dict[str, float] = {}
        self._sockets: set[Socket] = set()
        self._answered = asyncio.Event()
        """Set when the message under way was accepted or refused."""
        self._retry_after = 1.0

    async def begin(self) -> None:
        """Get a session."""
        self._token = (await self._post("/api/session", {"version": 1, "cookieless": True}))["token"]

    async def talk(self, watchers: int = 0) -> None:
        """Say everything and see every answer, in every tab."""
        tabs = [asyncio.create_task(self._tab(is_writing=number == 0)) for number in range(1 + watchers)]
        try:
            for text in self._texts:
                await asyncio.sleep(self._pauses())
                self._say(text)
            await asyncio.gather(*tabs)
        finally:
            for tab in tabs:
                tab.cancel()
            await asyncio.gather(*tabs, return_exceptions=True)

    async def talk_without_socket(self) -> None:
        """The same over plain requests."""
        self.log.tabs.append([])
        for text in self._texts:
            await asyncio.sleep(self._pauses())
            self._say(text)
            message_id, _ = self._outbox[0]
            while message_id not in self.log.accepted:
                answer = await self._post("/api/chat", {"type": "say", "id": message_id, "text": text})
                self._take_new(answer["frames"])
                if message_id not in self.log.accepted:
                    await asyncio.sleep(self._retry_after)
        while not self._is_done(0):
            self._take_new(await self._frames(after=self._last_place(0), wait=10))
        # Whoever asks for what is missing puts it in its place.
        self.log.tabs[0].sort(key=lambda seen: seen.place)

    def _take_new(self, frames: Sequence[Mapping[str, Any]]) -> None:
        """Over plain requests what is missing is asked for from a place on, and some of it may be known."""
        known = {seen.place for seen in self.log.tabs[0]}
        entries = [entry for frame in frames if frame["type"] == "welcome" for entry in frame["entries"]]
        news = [{"type": "entry", **entry} for entry in entries] + [
            frame for frame in frames if frame["type"] != "welcome"
        ]
        self._take([frame for frame in news if frame["type"] != "entry" or frame["place"] not in known], 0)

    async def finish(self) -> None:
        """Fetch the whole transcript."""
        self.log.final = [_seen(entry) for entry in (await self._frames(after=-1, wait=0))[0]["entries"]]

    def cut(self) -> None:
        """Break all connections without a goodbye."""
        for socket in list(self._sockets):
            cut(socket)

    def _say(self, text: str) -> None:
        message_id = str(uuid.uuid4())
        self.log.sent.append(message_id)
        self._first_sent[message_id] = time.monotonic()
        self._outbox.append((message_id, text))
        self._has_news.set()

    def _is_done(self, tab: int) -> bool:
        answers = {seen.id for seen in self.log.tabs[tab] if seen.speaker == "assistant"}
        return len(self.log.sent) == len(self._texts) and answers.issuperset(self.log.sent)

    async def _tab(self, *, is_writing: bool) -> None:
        number, pause = len(self.log.tabs), _FIRST_PAUSE
        self.log.tabs.append([])
        while not self._is_done(number):
            try:
                await self._connect(number, is_writing=is_writing)
                pause = _FIRST_PAUSE
            except _TROUBLE:
                await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311  no secret
                pause = min(2 * pause, _LONGEST_PAUSE)

    async def _connect(self, tab: int, *, is_writing: bool) -> None:
        url = f"{self._address}/api/socket"
        async with self._http.ws_connect(url, protocols=("kumpel.v1",), heartbeat=20, timeout=_CLOSE) as socket:
            self._sockets.add(socket)
            try:
                await socket.send_json(
                    {"type": "hello", "version": 1, "token": self._token, "after": self._last_place(tab)}
                )
                await self._converse(socket, tab, is_writing=is_writing)
            finally:
                self._sockets.discard(socket)

    async def _converse(self, socket: Socket, tab: int, *, is_writing: bool) -> None:
        tasks = {asyncio.create_task(self._read(socket, tab))}
        if is_writing:
            tasks.add(asyncio.create_task(self._write(socket)))
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _read(self, socket: Socket, tab: int) -> None:
        while not self._is_done(tab):
            message = await socket.receive()
            if message.type != aiohttp.WSMsgType.TEXT:
                raise ConnectionError
            self._take([message.json()], tab)

    async def _write(self, socket: Socket) -> None:
        """Send the oldest message that is not acknowledged, and the next when it is."""
        while True:
            await self._outbox_filled()
            message_id, text = self._outbox[0]
            self._answered = asyncio.Event()
            await socket.send_json({"type": "say", "id": message_id, "text": text})
            async with timeout(ACKNOWLEDGE_SECONDS):
                await self._answered.wait()
            if message_id not in self.log.accepted:
                await asyncio.sleep(self._retry_after)

    async def _outbox_filled(self) -> None:
        while not self._outbox:
            self._has_news.clear()
            await self._has_news.wait()

    def _take(self, frames: Sequence[Mapping[str, Any]], tab: int) -> None:
        """Note what frames say."""
        for frame in frames:
            match frame["type"]:
                case "welcome":
                    self._is_back()
                    for entry in frame["entries"]:
                        self._note(_seen(entry), tab)
                case "entry":
                    self._note(_seen(frame), tab)
                case "accepted":
                    self._acknowledged(Seen(frame["place"], frame["id"], "person"), tab)
                case "notice":
                    self._heard(frame["id"])
                case "refused":
                    self._refused(frame)

    def _refused(self, frame: Mapping[str, Any]) -> None:
        self._retry_after = float(frame.get("retry_after", 1))
        self._answered.set()
        if frame["code"] not in _AGAIN:
            self.log.problems.append(frame["code"])

    def _acknowledged(self, seen: Seen, tab: int) -> None:
        if all(known.place != seen.place for known in self.log.tabs[tab]):
            self.log.tabs[tab].append(seen)
        if seen.id in self.log.accepted:
            return
        self.log.accepted[seen.id] = seen.place
        self._silent_since[seen.id] = time.monotonic()
        self._outbox.popleft()
        self._answered.set()

    def _note(self, seen: Seen, tab: int) -> None:
        if seen.speaker == "person" and tab == 0:
            # If the acknowledgement got lost, the entry is as good as one.
            self._acknowledged(seen, tab)
            return
        self.log.tabs[tab].append(seen)
        if tab == 0:
            self._heard(seen.id)
            self.log.delays.append(time.monotonic() - self._first_sent[seen.id])

    def _heard(self, message_id: str) -> None:
        if since := self._silent_since.pop(message_id, None):
            self.log.silences.append(time.monotonic() - since)

    def _is_back(self) -> None:
        """Nobody can be told anything while there is no connection."""
        self._silent_since = dict.fromkeys(self._silent_since, time.monotonic())

    def _last_place(self, tab: int) -> int:
        """Up to where nothing is missing: over plain requests an entry may come before an earlier one."""
        places = {seen.place for seen in self.log.tabs[tab]}
        return next(place for place in itertools.count() if place + 1 not in places)

    async def _frames(self, *, after: int, wait: int) -> list[dict[str, Any]]:
        frames: list[dict[str, Any]] = (await self._ask("GET", f"{self._address}/api/chat?after={after}&wait={wait}"))[
            "frames"
        ]
        return frames

    async def _post(self, path: str, body: Mapping[str, Any]) -> Any:
        return await self._ask("POST", self._address + path, json=body)

    async def _ask(self, method: str, url: str, **options: Any) -> Any:
        """An answer's JSON, however often it takes; only the same thing may be asked, so that this is safe."""
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        while True:
            try:
                async with self._http.request(method, url, headers=headers, timeout=_REQUEST, **options) as answer:
                    if answer.status in (200, 429):
                        return await answer.json()
            except _TROUBLE:
                self._is_back()
            await asyncio.sleep(random.uniform(0.2, 1.0))  # noqa: S311  no secret


_CLOSE = aiohttp.ClientWSTimeout(ws_close=1)
_REQUEST = aiohttp.ClientTimeout(total=25)


def _seen(entry: Mapping[str, Any]) -> Seen:
    messages = entry.get("messages", ())
    found = [custom for message in messages if "items" in (custom := message.get("custom") or {})]
    return Seen(
        entry["place"],
        entry["id"],
        entry["from"],
        entry.get("text", ""),
        found[0]["offset"] if found else None,
        len(found[0]["items"]) if found else 0,
        any((message.get("custom") or {}).get("type") == "unavailable" for message in messages),
    )
